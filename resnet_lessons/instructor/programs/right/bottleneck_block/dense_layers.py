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
