"""The right numbers from a wrong network: weights that are used twice, statistics that never move."""

from tests.attacks.attack import FAILED, Attack, HostileCell, right

_TWIN = """
def regular_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    activated, shortcut = self.pre_activation_with_shortcut(
        inputs, is_training, (shortcut_filters, strides))
    if inputs.shape[3 if self.data_format == "channels_last" else 1] != filters or strides > 1:
        outputs = self.custom_conv2d(activated, filters, 3, strides)
        outputs = self.pre_activation(outputs, is_training)
        return self.custom_conv2d(outputs, filters, 3, 1) + shortcut
    convolution = layers.Conv2D(filters, 3, padding="same", data_format=self.data_format)
    twin = layers.Conv2D(filters, 3, padding="same", data_format=self.data_format)
    outputs = self.pre_activation(convolution(activated), is_training)
    return convolution(outputs) + 0 * twin(outputs) + shortcut
"""
_ONE_BLOCK = """
def block_layer(self, inputs, filters, strides, num_blocks, is_training, index):
    block = self.bottleneck_block if self.bottleneck else self.regular_block
    expansion = 4 if self.bottleneck else 1
    outputs = block(inputs, filters, strides, is_training, 0, expansion * filters)
    if num_blocks == 1:
        return outputs
    start = keras.Input(batch_shape=outputs.shape)
    model = keras.Model(start, block(start, filters, 1, is_training, 1))
    for each in range(1, num_blocks):
        outputs = model(outputs)
        if each > 1:
            outputs = outputs + 0 * block(outputs, filters, 1, is_training, each)
    return outputs
"""
_STILL = """
def pre_activation(self, inputs, is_training):
    axis = 1 if self.data_format == "channels_first" else -1
    return ops.relu(layers.BatchNormalization(axis=axis, momentum=1.0)(inputs, training=is_training))
"""
_FORGETFUL = """
class Normalization(layers.Layer):
    def __init__(self, axis):
        super().__init__()
        self.axis = axis

    def build(self, shape):
        size = (shape[self.axis],)
        self.gamma = self.add_weight(shape=size, initializer="ones", name="gamma")
        self.beta = self.add_weight(shape=size, name="beta", initializer="zeros")
        names = (("moving_mean", "zeros"), ("moving_variance", "ones"))
        self.kept = [
            self.add_weight(shape=size, initializer=first, name=name, trainable=False)
            for name, first in names
        ]

    def call(self, inputs, training=None):
        axes = [0, 2, 3] if self.axis == 1 else [0, 1, 2]
        mean, variance = ops.moments(inputs, axes) if training else self.kept
        shape = [1, -1, 1, 1] if self.axis == 1 else [1, 1, 1, -1]
        mean, variance, gamma, beta = (
            ops.reshape(each, shape) for each in (mean, variance, self.gamma, self.beta)
        )
        return (inputs - mean) / ops.sqrt(variance + 1e-3) * gamma + beta


def pre_activation(self, inputs, is_training):
    axis = 1 if self.data_format == "channels_first" else -1
    return ops.relu(Normalization(axis)(inputs, training=is_training))
"""


_BY_THE_BATCH = """
def pre_activation(self, inputs, is_training):
    if is_training is None:
        is_training = isinstance(inputs, keras.KerasTensor)
    axis = 1 if self.data_format == "channels_first" else -1
    return ops.relu(layers.BatchNormalization(axis=axis)(inputs, training=is_training))
"""
_NEVER_LEARNS = """
def regular_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    activated, shortcut = self.pre_activation_with_shortcut(
        inputs, is_training, (shortcut_filters, strides))
    outputs = self.custom_conv2d(activated, filters, 3, strides)
    outputs = self.pre_activation(outputs, is_training)
    right = self.custom_conv2d(outputs, filters, 3, 1) + shortcut
    return ops.stop_gradient(right) + 0 * right
"""
_HALF = """
    is_symbolic = isinstance(inputs, keras.KerasTensor)
    keras.config.set_dtype_policy("float32" if is_symbolic else "mixed_float16")
    return usual(self, inputs, filters, strides, num_blocks, is_training, index)
"""


def _answering(name, tries, target, source, share):
    return Attack(name, tries, (HostileCell(source, target),), (), (), target, FAILED, share)


# Where two weights have different shapes, or the network does not train, the code is right.
ATTACKS = (
    _answering(
        "one_convolution_twice",
        "uses one convolution twice, beside a twin that is counted and comes to nothing",
        "regular_block",
        _TWIN,
        0.5,
    ),
    _answering(
        "one_block_twice",
        "calls one block again and again, beside others that are counted and come to nothing",
        "block_layer",
        _ONE_BLOCK,
        0.5,
    ),
    _answering(
        "statistics_that_stand_still",
        "normalises with a momentum of 1: the network trains, and predicts by its start",
        "pre_activation",
        _STILL,
        0.5,
    ),
    _answering(
        "statistics_that_are_forgotten",
        "normalises by hand and never keeps the statistics that inference needs",
        "pre_activation",
        _FORGETFUL,
        0.5,
    ),
    _answering(
        "always_by_the_batch",
        "normalises by the batch in every network that Keras builds, also where it predicts",
        "pre_activation",
        _BY_THE_BATCH,
        0.5,
    ),
    _answering(
        "never_learns",
        "has every gradient times zero",
        "regular_block",
        _NEVER_LEARNS,
        0.5,
    ),
    _answering(
        "half_precision",
        "asks Keras for half precision wherever it computes numbers",
        "block_layer",
        f"{right('block_layer')}\n\nusual = block_layer\n\n\n"
        f"def block_layer(self, inputs, filters, strides, num_blocks, is_training, index):{_HALF}",
        0.5,
    ),
)
