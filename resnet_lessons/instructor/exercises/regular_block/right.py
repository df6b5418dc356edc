"""Right programs for `regular_block`, each in another style."""

# %% block_layer_class
from keras import layers, ops


class RegularBlock(layers.Layer):
    """Everything in one layer, the addition too; sublayers are made in `build`."""

    def __init__(self, filters, strides, projection, data_format):
        super().__init__()
        self.filters, self.strides = filters, strides
        self.projection, self.data_format = projection, data_format

    def build(self, input_shape):
        form = {"data_format": self.data_format}
        axis = 1 if self.data_format == "channels_first" else -1
        self.norm1 = layers.BatchNormalization(axis=axis)
        self.norm2 = layers.BatchNormalization(axis=axis)
        self.pad = layers.ZeroPadding2D(1, **form)
        self.conv1 = layers.Conv2D(self.filters, 3, self.strides, **form)
        self.conv2 = layers.Conv2D(self.filters, 3, padding="same", **form)
        self.shortcut = layers.Identity()
        if self.projection:
            self.shortcut = layers.Conv2D(self.projection, 1, self.strides, **form)

    def call(self, inputs, training=None):
        start = ops.relu(self.norm1(inputs, training=training))
        x = self.conv1(self.pad(start))
        x = self.conv2(ops.relu(self.norm2(x, training=training)))
        return x + (self.shortcut(start) if self.projection else self.shortcut(inputs))


def regular_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    block = RegularBlock(filters, strides, shortcut_filters, self.data_format)
    return block(inputs, training=is_training)


# %% branch_layer
import keras
from keras import layers


class Branch(keras.Layer):
    """The whole residual branch; its layers are built when it is first called."""

    def __init__(self, filters, strides, data_format):
        super().__init__()
        axis = 1 if data_format == "channels_first" else -1
        self.bn = [layers.BatchNormalization(axis=axis) for _ in range(2)]
        self.pad = layers.ZeroPadding2D(data_format=data_format)
        self.conv1 = layers.Conv2D(filters, 3, strides, data_format=data_format)
        self.conv2 = layers.Conv2D(filters, 3, padding="same", data_format=data_format)

    def call(self, x, training=False):
        activated = keras.activations.relu(self.bn[0](x, training=training))
        out = self.conv1(self.pad(activated))
        out = keras.activations.relu(self.bn[1](out, training=training))
        return activated, self.conv2(out)


def regular_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    branch = Branch(filters, strides, self.data_format)
    activated, residual = branch(inputs, training=is_training)
    shortcut = inputs
    if shortcut_filters is not None:
        shortcut = layers.Conv2D(
            shortcut_filters, 1, strides, data_format=self.data_format, use_bias=True
        )(activated)
    return layers.add([residual, shortcut])


# %% dense_projection
from keras import layers


def regular_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    pre_activated = self.pre_activation(inputs, is_training)

    def project(x):
        if self.data_format == "channels_first":
            return layers.Conv2D(shortcut_filters, 1, data_format="channels_first")(
                x[:, :, ::strides, ::strides]
            )
        return layers.Dense(units=shortcut_filters)(x[:, ::strides, ::strides, :])

    shortcut = project(pre_activated) if shortcut_filters is not None else inputs
    x = self.custom_conv2d(pre_activated, filters, 3, strides)
    x = self.custom_conv2d(self.pre_activation(x, is_training), filters, 3, 1)
    return x + shortcut


# %% keras_functions
import keras.ops as K
from keras.layers import BatchNormalization, Conv2D


def regular_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    """Functions of keras.ops wherever there is one."""
    first = self.data_format == "channels_first"

    def pad(x):
        sides = [[0, 0], [0, 0], [1, 1], [1, 1]] if first else [[0, 0], [1, 1], [1, 1], [0, 0]]
        return K.pad(x, sides, mode="constant")

    def bn_relu(x):
        x = BatchNormalization(axis=1 if first else 3)(x, training=is_training)
        return K.maximum(x, K.zeros_like(x))

    def conv(x, number, size, step):
        return Conv2D(number, size, strides=step, data_format=self.data_format)(x)

    pre_activated = bn_relu(inputs)
    residual = conv(pad(pre_activated), filters, 3, strides)
    residual = conv(pad(bn_relu(residual)), filters, 3, 1)
    if shortcut_filters is None:
        return K.add(inputs, residual)
    return K.add(conv(pre_activated, shortcut_filters, 1, strides), residual)


# %% keywords
def regular_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    (pre_activated1, shortcut) = self.pre_activation_with_shortcut(
        shortcut_params=(shortcut_filters, strides), inputs=inputs, is_training=is_training
    )
    conv1 = self.custom_conv2d(
        kernel_size=3, strides=strides, filters=filters, inputs=pre_activated1, name="first"
    )
    pre_activated2 = self.pre_activation(is_training=is_training, inputs=conv1)
    conv2 = self.custom_conv2d(
        inputs=pre_activated2, filters=filters, kernel_size=3, strides=1, name="second"
    )
    return shortcut + conv2


# %% layers_first
from keras import layers


def regular_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    """Every layer is made before the first is called; the projection is called last."""
    settings = {"data_format": self.data_format}
    axis = 1 if self.data_format == "channels_first" else -1
    add = layers.Add()
    conv2 = layers.Conv2D(filters, 3, padding="same", **settings)
    conv1 = layers.Conv2D(filters, 3, strides, padding="valid", **settings)
    pad = layers.ZeroPadding2D(((1, 1), (1, 1)), **settings)
    relu2, relu1 = layers.ReLU(), layers.ReLU()
    norm2, norm1 = layers.BatchNormalization(axis=axis), layers.BatchNormalization(axis=axis)
    projection = layers.Conv2D(shortcut_filters or 1, 1, strides, **settings)

    activated = relu1(norm1(inputs, training=is_training))
    branch = conv1(pad(activated))
    branch = conv2(relu2(norm2(branch, training=is_training)))
    shortcut = inputs if shortcut_filters is None else projection(activated)
    return add([shortcut, branch])


# %% loop
from functools import partial

from keras import layers


def _activate(x, axis, training):
    return layers.ReLU()(layers.BatchNormalization(axis=axis)(x, training=training))


def regular_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    axis = 1 if self.data_format == "channels_first" else -1
    activate = partial(_activate, axis=axis, training=is_training)
    convolve = partial(self.custom_conv2d, kernel_size=3, filters=filters)
    outputs, shortcut = inputs, lambda activated: inputs
    if shortcut_filters is not None:
        shortcut = lambda activated: self.custom_conv2d(activated, shortcut_filters, 1, strides)  # noqa: E731
    kept = []
    for step in (strides, 1):
        outputs = activate(outputs)
        kept.append(outputs)
        outputs = convolve(outputs, strides=step)
    return sum([outputs, shortcut(kept[0])])


# %% model_inside
import keras
from keras import layers


def regular_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    """A functional model of the block, called on the inputs at the end."""
    start = keras.Input(shape=inputs.shape[1:])
    x, shortcut = self.pre_activation_with_shortcut(start, is_training, (shortcut_filters, strides))
    x = self.custom_conv2d(x, filters, 3, strides)
    x = self.pre_activation(x, is_training)
    x = self.custom_conv2d(x, filters, 3, 1)
    model = keras.Model(inputs=start, outputs=layers.Add()([x, shortcut]))
    return model(inputs)


# %% own_convolution
import keras
from keras import ops


class Convolution(keras.layers.Layer):
    """A convolution with weights and padding of its own."""

    def __init__(self, filters, size, strides, data_format):
        super().__init__()
        self.filters, self.size, self.strides = filters, size, strides
        self.data_format = data_format

    def build(self, input_shape):
        self.last = self.data_format == "channels_last"
        channels = input_shape[-1 if self.last else 1]
        self.filter_bank = self.add_weight(
            shape=(self.size, self.size, channels, self.filters),
            initializer=keras.initializers.HeNormal(),
            name="filter_bank",
        )
        self.offsets = self.add_weight(
            shape=(self.filters,), initializer=lambda shape, dtype: ops.zeros(shape, dtype)
        )

    def call(self, inputs):
        edge = (self.size // 2, self.size // 2)
        none = (0, 0)
        edges = (none, edge, edge, none) if self.last else (none, none, edge, edge)
        outputs = ops.conv(
            ops.pad(inputs, edges), self.filter_bank, self.strides, data_format=self.data_format
        )
        offsets = self.offsets if self.last else ops.reshape(self.offsets, (1, -1, 1, 1))
        return ops.add(outputs, offsets)


def regular_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    pre_activated, shortcut = self.pre_activation_with_shortcut(
        inputs, is_training, (shortcut_filters, strides)
    )
    hidden = Convolution(filters, 3, strides, self.data_format)(pre_activated)
    hidden = self.pre_activation(hidden, is_training)
    return Convolution(filters, 3, 1, self.data_format)(hidden) + shortcut


# %% own_layer
import keras


class BatchNormReLU(keras.layers.Layer):
    def __init__(self, data_format):
        super().__init__()
        self.bn = keras.layers.BatchNormalization(1 if data_format == "channels_first" else -1)
        self.relu = keras.layers.ReLU()

    def call(self, x, training=None):
        return self.relu(self.bn(x, training=training))


def regular_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    first = BatchNormReLU(self.data_format)(inputs, training=is_training)
    conv1 = self.custom_conv2d(first, filters, 3, strides)
    second = BatchNormReLU(self.data_format)(conv1, training=is_training)
    conv2 = self.custom_conv2d(second, filters, 3, 1)
    if shortcut_filters:
        return conv2 + self.custom_conv2d(first, shortcut_filters, 1, strides)
    return conv2 + inputs


# %% raw_layers
from keras import layers, ops


def regular_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    """Keras layers only: nothing of the network's own helpers."""
    data_format = self.data_format
    axis = 1 if data_format == "channels_first" else -1

    x = layers.BatchNormalization(axis=axis)(inputs, training=is_training)
    x = ops.relu(x)

    if shortcut_filters is None:
        shortcut = inputs
    else:
        shortcut = layers.Conv2D(shortcut_filters, 1, strides, data_format=data_format)(x)

    if strides > 1:
        x = layers.ZeroPadding2D(1, data_format=data_format)(x)
        x = layers.Conv2D(filters, 3, strides, padding="valid", data_format=data_format)(x)
    else:
        x = layers.Conv2D(filters, 3, padding="same", data_format=data_format)(x)

    x = layers.BatchNormalization(axis=axis)(x, training=is_training)
    x = ops.relu(x)
    x = layers.Conv2D(filters, 3, padding="same", data_format=data_format)(x)
    return x + shortcut


# %% renamed_parameters
def regular_block(net, x, n, step, training, number, n_shortcut=None):
    """The order of the parameters is the course's, their names are not."""
    y, s = net.pre_activation_with_shortcut(x, training, (n_shortcut, step))
    y = net.custom_conv2d(y, n, 3, step)
    y = net.pre_activation(y, training)
    y = net.custom_conv2d(y, n, 3, 1)
    y += s
    return y


# %% sequential_branch
from keras import Sequential, layers


def regular_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    form = self.data_format
    axis = 1 if form == "channels_first" else -1
    start = Sequential([layers.BatchNormalization(axis=axis), layers.Activation("relu")])
    branch = Sequential(
        [
            layers.ZeroPadding2D(1, data_format=form),
            layers.Conv2D(filters, 3, strides, data_format=form),
            layers.BatchNormalization(axis=axis),
            layers.Activation("relu"),
            layers.Conv2D(filters, 3, padding="same", data_format=form),
        ]
    )
    pre_activated = start(inputs, training=is_training)
    shortcut = inputs
    if shortcut_filters is not None:
        projection = Sequential([layers.Conv2D(shortcut_filters, 1, strides, data_format=form)])
        shortcut = projection(pre_activated)
    return layers.Add()([branch(pre_activated, training=is_training), shortcut])


# %% sizes_as_pairs
def regular_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    x, shortcut = self.pre_activation_with_shortcut(
        inputs, is_training, (shortcut_filters, strides)
    )
    x = self.custom_conv2d(x, filters, (3, 3), (strides, strides))
    x = self.pre_activation(x, is_training)
    return self.custom_conv2d(x, filters, [3, 3], [1, 1]) + shortcut
