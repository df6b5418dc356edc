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
