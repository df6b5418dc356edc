"""Right programs for `pre_activation`, each in another style."""

# %% as_in_the_course
from keras import layers, ops


def pre_activation(self, inputs, is_training):
    axis = 1 if self.data_format == "channels_first" else 3
    pre_activated_inputs = layers.BatchNormalization(axis=axis)(inputs, training=is_training)
    pre_activated_inputs = ops.relu(pre_activated_inputs)
    return pre_activated_inputs


# %% own_layer
from keras import layers, ops


class NormalizeAndRectify(layers.Layer):
    def __init__(self, axis, **kwargs):
        super().__init__(**kwargs)
        self.normalize = layers.BatchNormalization(axis=axis)

    def call(self, inputs, training=False):
        return ops.relu(self.normalize(inputs, training=training))


def pre_activation(self, inputs, is_training):
    channel_axis = {"channels_first": 1, "channels_last": -1}[self.data_format]
    assert len(inputs.shape) == 4
    return NormalizeAndRectify(channel_axis)(inputs, training=is_training)


# %% own_normalization
from keras import layers, ops


class Normalize(layers.Layer):
    """Batch normalisation from its formula; its weights keep the number of dimensions."""

    def __init__(self, axis):
        super().__init__()
        self.axis = axis

    def build(self, shape):
        size = [shape[place] if place == self.axis else 1 for place in range(4)]
        self.scale = self.add_weight(shape=size, initializer="ones")
        self.shift = self.add_weight(shape=size, initializer="zeros")
        self.mean = self.add_weight(shape=size, initializer="zeros", trainable=False)
        self.variance = self.add_weight(shape=size, initializer="ones", trainable=False)

    def call(self, x, training=False):
        mean, variance = self.mean, self.variance
        if training:
            others = [place for place in range(4) if place != self.axis]
            mean, variance = ops.moments(x, others, keepdims=True)
            for kept, new in ((self.mean, mean), (self.variance, variance)):
                kept.assign(0.9 * kept + 0.1 * new)
        return (x - mean) / ops.sqrt(variance + 0.001) * self.scale + self.shift


def pre_activation(self, x, training):
    normalized = Normalize(1 if self.data_format == "channels_first" else 3)(x, training=training)
    return ops.maximum(normalized, 0.0)


# %% sequential
from keras import Sequential, layers


def pre_activation(self, inputs, is_training):
    axis = -1
    if self.data_format.endswith("first"):
        axis = -3
    steps = Sequential([layers.BatchNormalization(axis=axis), layers.ReLU()])
    return steps(inputs, training=is_training)


# %% transposed
from keras import layers, ops


def pre_activation(self, inputs, is_training):
    """Channels last inside, whatever comes in."""
    first = self.data_format == "channels_first"
    x = ops.transpose(inputs, (0, 2, 3, 1)) if first else inputs
    x = layers.BatchNormalization()(x, training=is_training)
    x = ops.where(x > 0, x, ops.zeros_like(x))
    return ops.transpose(x, (0, 3, 1, 2)) if first else x


# %% two_layers
import keras


def pre_activation(self, inputs, is_training=None):
    if self.data_format == "channels_last":
        normalization = keras.layers.BatchNormalization()
    else:
        normalization = keras.layers.BatchNormalization(axis=1)
    rectifier = keras.layers.Activation("relu")
    return rectifier(normalization(inputs, training=is_training))
