from keras import layers


def pre_activation_with_shortcut(self, inputs, is_training, shortcut_params):
    shortcut_filters, strides = shortcut_params
    axis = 1 if self.data_format == "channels_first" else -1
    x = layers.BatchNormalization(axis=axis)(inputs, training=is_training)
    x = layers.ReLU()(x)
    shortcut = inputs
    if shortcut_filters is not None:
        project = layers.Conv2D(
            filters=shortcut_filters,
            kernel_size=(1, 1),
            strides=(strides, strides),
            padding="valid",
            data_format=self.data_format,
            kernel_initializer="he_normal",
        )
        shortcut = project(x)
    return [x, shortcut]
