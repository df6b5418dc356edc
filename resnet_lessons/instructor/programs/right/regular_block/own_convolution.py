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
