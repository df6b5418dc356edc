from keras import layers


def pre_activation_with_shortcut(self, inputs, is_training, shortcut_params):
    shortcut_filters, strides = shortcut_params
    pre_activated = self.pre_activation(inputs, is_training)
    shortcut = inputs
    if shortcut_filters is not None:
        pool = layers.AveragePooling2D(strides, padding="same", data_format=self.data_format)
        shortcut = self.custom_conv2d(pool(pre_activated), shortcut_filters, 1, 1)
    return pre_activated, shortcut
