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
