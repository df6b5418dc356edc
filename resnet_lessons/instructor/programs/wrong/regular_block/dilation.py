from keras import layers


def regular_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    pre_activated1, shortcut = self.pre_activation_with_shortcut(
        inputs, is_training, (shortcut_filters, strides)
    )
    conv1 = self.custom_conv2d(pre_activated1, filters, 3, strides)
    pre_activated2 = self.pre_activation(conv1, is_training)
    conv2 = layers.Conv2D(
        filters, 3, padding="same", dilation_rate=2, data_format=self.data_format
    )(pre_activated2)
    return conv2 + shortcut
