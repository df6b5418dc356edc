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
