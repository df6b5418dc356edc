from keras import layers


def regular_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    pre_activated1, shortcut = self.pre_activation_with_shortcut(
        inputs, is_training, (shortcut_filters, strides)
    )
    conv1 = self.custom_conv2d(pre_activated1, filters, 3, 1)
    conv1 = layers.MaxPooling2D(strides, padding="same", data_format=self.data_format)(conv1)
    pre_activated2 = self.pre_activation(conv1, is_training)
    return self.custom_conv2d(pre_activated2, filters, 3, 1) + shortcut
