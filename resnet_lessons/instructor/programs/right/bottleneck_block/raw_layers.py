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
