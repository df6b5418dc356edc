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
