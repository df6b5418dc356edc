from keras import ops


def regular_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    pre_activated1, shortcut = self.pre_activation_with_shortcut(
        inputs, is_training, (shortcut_filters, strides)
    )
    conv1 = self.custom_conv2d(pre_activated1, filters, 3, strides)
    pre_activated2 = self.pre_activation(conv1, is_training)
    kernel = ops.ones((3, 3, filters, filters))
    conv2 = ops.conv(pre_activated2, kernel, 1, "same", data_format=self.data_format)
    return conv2 + shortcut
