"""Right programs for `bottleneck_block`, each in another style."""

# %% branch_layer
from keras import layers


class Branch(layers.Layer):
    """The three convolutions with what stands before each of them."""

    def __init__(self, filters, strides, data_format):
        super().__init__()
        axis = 1 if data_format == "channels_first" else -1
        self.steps = []
        for number, size, step in ((filters, 1, 1), (filters, 3, strides), (4 * filters, 1, 1)):
            normalize = layers.BatchNormalization(axis=axis)
            pad = layers.ZeroPadding2D(size // 2, data_format=data_format)
            convolve = layers.Conv2D(number, size, step, data_format=data_format)
            self.steps.append((normalize, pad, convolve))

    def call(self, x, training=None):
        activated = []
        for normalize, pad, convolve in self.steps:
            x = layers.ReLU()(normalize(x, training=training))
            activated.append(x)
            x = convolve(pad(x))
        return x, activated[0]


def bottleneck_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    residual, activated = Branch(filters, strides, self.data_format)(inputs, training=is_training)
    if shortcut_filters is not None:
        inputs = self.custom_conv2d(activated, shortcut_filters, 1, strides)
    return residual + inputs


# %% dense_layers
from keras import layers, ops


def bottleneck_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    """Every 1x1 convolution as a dense layer, channels last inside whatever comes in."""
    first = self.data_format == "channels_first"
    x = ops.transpose(inputs, (0, 2, 3, 1)) if first else inputs
    shortcut = x

    def activate(y):
        return ops.relu(layers.BatchNormalization(axis=-1)(y, training=is_training))

    x = activate(x)
    if shortcut_filters is not None:
        shortcut = layers.Dense(shortcut_filters)(x[:, ::strides, ::strides])
    x = activate(layers.Dense(filters)(x))
    x = layers.ZeroPadding2D(1, data_format="channels_last")(x)
    x = layers.Conv2D(filters, 3, strides, data_format="channels_last")(x)
    x = layers.Dense(4 * filters)(activate(x)) + shortcut
    return ops.transpose(x, (0, 3, 1, 2)) if first else x


# %% keywords
def bottleneck_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    pre_activated1, shortcut = self.pre_activation_with_shortcut(
        inputs=inputs, is_training=is_training, shortcut_params=[shortcut_filters, strides]
    )
    conv1 = self.custom_conv2d(inputs=pre_activated1, filters=filters, kernel_size=1, strides=1)
    pre_activated2 = self.pre_activation(inputs=conv1, is_training=is_training)
    conv2 = self.custom_conv2d(
        inputs=pre_activated2, filters=filters, kernel_size=3, strides=strides, name="middle"
    )
    pre_activated3 = self.pre_activation(inputs=conv2, is_training=is_training)
    conv3 = self.custom_conv2d(
        inputs=pre_activated3, filters=filters * 4, kernel_size=1, strides=1, name="expand"
    )
    return shortcut + conv3


# %% layers_first
from keras.layers import Activation, Add, BatchNormalization, Conv2D, ZeroPadding2D


def bottleneck_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    """Every layer is made before the first is called; the projection is called last."""
    form = dict(data_format=self.data_format)
    channels = 1 if self.data_format == "channels_first" else 3
    norms = [BatchNormalization(axis=channels) for _ in range(3)]
    up = Conv2D(filters=filters * 4, kernel_size=1, **form)
    middle = Conv2D(filters=filters, kernel_size=3, strides=strides, **form)
    down = Conv2D(filters=filters, kernel_size=1, **form)
    pad = ZeroPadding2D(padding=1, **form)

    start = Activation("relu")(norms[0](inputs, training=is_training))
    x = down(start)
    x = Activation("relu")(norms[1](x, training=is_training))
    x = middle(pad(x))
    x = Activation("relu")(norms[2](x, training=is_training))
    x = up(x)
    if shortcut_filters is None:
        return Add()([x, inputs])
    return Add()([x, Conv2D(shortcut_filters, 1, strides, **form)(start)])


# %% loop
from functools import partial, reduce

from keras import layers


def bottleneck_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    """The branch as a list of functions, applied one after the other."""
    pre_activated, shortcut = self.pre_activation_with_shortcut(
        inputs, is_training, (shortcut_filters, strides)
    )
    activate = partial(self.pre_activation, is_training=is_training)
    steps = [
        partial(self.custom_conv2d, filters=filters, kernel_size=1, strides=1),
        activate,
        partial(self.custom_conv2d, filters=filters, kernel_size=3, strides=strides),
        activate,
        partial(self.custom_conv2d, filters=4 * filters, kernel_size=1, strides=1),
    ]
    residual = reduce(lambda value, step: step(value), steps, pre_activated)
    return layers.Add()([shortcut, residual])


# %% own_convolution
import keras
from keras import ops


class Convolution(keras.layers.Layer):
    """A convolution from a variable of Keras' own and an operation."""

    def __init__(self, filters, size, strides, data_format):
        super().__init__()
        self.filters, self.size, self.strides = filters, size, strides
        self.first = data_format == "channels_first"

    def build(self, shape):
        channels = shape[1] if self.first else shape[-1]
        kernel_shape = (self.size, self.size, channels, self.filters)
        self.weight = keras.Variable("glorot_uniform", shape=kernel_shape, dtype="float32")
        self.offset = keras.Variable(keras.initializers.Zeros(), shape=(self.filters,))

    def call(self, x):
        x = ops.transpose(x, (0, 2, 3, 1)) if self.first else x
        edge = self.size // 2
        x = ops.pad(x, ((0, 0), (edge, edge), (edge, edge), (0, 0)))
        x = ops.conv(x, self.weight, self.strides, data_format="channels_last") + self.offset
        return ops.transpose(x, (0, 3, 1, 2)) if self.first else x


def bottleneck_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    def conv(x, number, size, step):
        return Convolution(number, size, step, self.data_format)(x)

    start = self.pre_activation(inputs, is_training)
    shortcut = conv(start, shortcut_filters, 1, strides) if shortcut_filters else inputs
    x = conv(start, filters, 1, 1)
    x = conv(self.pre_activation(x, is_training), filters, 3, strides)
    x = conv(self.pre_activation(x, is_training), 4 * filters, 1, 1)
    return x + shortcut


# %% own_layer
import keras


class PreActivation(keras.layers.Layer):
    def __init__(self, axis, **kwargs):
        super().__init__(**kwargs)
        self.axis = axis

    def build(self, input_shape):
        self.normalization = keras.layers.BatchNormalization(axis=self.axis)
        self.normalization.build(input_shape)

    def call(self, inputs, training=None):
        return keras.ops.relu(self.normalization(inputs, training=training))


def bottleneck_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    axis = 1 if self.data_format == "channels_first" else -1
    pre1 = PreActivation(axis)(inputs, training=is_training)
    conv1 = self.custom_conv2d(pre1, filters, 1, 1)
    pre2 = PreActivation(axis)(conv1, training=is_training)
    conv2 = self.custom_conv2d(pre2, filters, 3, strides)
    pre3 = PreActivation(axis)(conv2, training=is_training)
    conv3 = self.custom_conv2d(pre3, filters * 4, 1, 1)
    if shortcut_filters is None:
        shortcut = inputs
    else:
        shortcut = self.custom_conv2d(pre1, shortcut_filters, 1, strides)
    return shortcut + conv3


# %% raw_layers
from keras import layers, ops


def bottleneck_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    """Keras layers only: nothing of the network's own helpers."""
    df = self.data_format
    axis = 1 if df == "channels_first" else -1

    x = ops.relu(layers.BatchNormalization(axis=axis)(inputs, training=is_training))
    shortcut = inputs
    if shortcut_filters is not None:
        shortcut = layers.Conv2D(shortcut_filters, 1, strides, data_format=df)(x)
    x = layers.Conv2D(filters, 1, data_format=df)(x)

    x = ops.relu(layers.BatchNormalization(axis=axis)(x, training=is_training))
    x = layers.ZeroPadding2D(1, data_format=df)(x)
    x = layers.Conv2D(filters, 3, strides, data_format=df)(x)

    x = ops.relu(layers.BatchNormalization(axis=axis)(x, training=is_training))
    x = layers.Conv2D(4 * filters, 1, data_format=df)(x)
    return x + shortcut


# %% renamed_parameters
def bottleneck_block(this, images, width, pace, train, place, wide=None):
    """The order of the parameters is the course's, their names are not."""
    *_, start = this.pre_activation(images, train), images
    activated = _[0]
    end = start if wide is None else this.custom_conv2d(activated, wide, 1, pace)
    narrow = this.custom_conv2d(activated, width, 1, 1)
    seen = this.custom_conv2d(this.pre_activation(narrow, train), width, 3, pace)
    broad = this.custom_conv2d(this.pre_activation(seen, train), width + 3 * width, 1, 1)
    return end + broad


# %% sequential_branch
import keras
from keras import layers


def bottleneck_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    form = self.data_format
    axis = 1 if form == "channels_first" else -1
    branch = keras.Sequential(name=f"branch{index}")
    branch.add(layers.Conv2D(filters, 1, data_format=form))
    branch.add(layers.BatchNormalization(axis=axis))
    branch.add(layers.ReLU())
    branch.add(layers.ZeroPadding2D(1, data_format=form))
    branch.add(layers.Conv2D(filters, 3, strides, data_format=form))
    branch.add(layers.BatchNormalization(axis=axis))
    branch.add(layers.ReLU())
    branch.add(layers.Conv2D(4 * filters, 1, data_format=form))
    pre_activated, shortcut = self.pre_activation_with_shortcut(
        inputs, is_training, (shortcut_filters, strides)
    )
    return branch(pre_activated, training=is_training) + shortcut


# %% traced_branch
import tensorflow as tf
from keras import layers


class Rectify(layers.Layer):
    """TensorFlow's own function is fine inside a layer: Keras traces the layer as a whole."""

    def call(self, inputs):
        return tf.nn.relu(inputs)


def bottleneck_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    axis = -1 if self.data_format == "channels_last" else 1
    x = Rectify()(layers.BatchNormalization(axis=axis)(inputs, training=is_training))
    shortcut = inputs
    if shortcut_filters is not None:
        shortcut = self.custom_conv2d(x, shortcut_filters, 1, strides)
    x = self.custom_conv2d(x, filters, 1, 1)
    x = Rectify()(layers.BatchNormalization(axis=axis)(x, training=is_training))
    x = self.custom_conv2d(x, filters, 3, strides)
    x = Rectify()(layers.BatchNormalization(axis=axis)(x, training=is_training))
    return self.custom_conv2d(x, 4 * filters, 1, 1) + shortcut
