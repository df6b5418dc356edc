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
