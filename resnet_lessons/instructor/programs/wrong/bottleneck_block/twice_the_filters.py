def bottleneck_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    pre_activated1, shortcut = self.pre_activation_with_shortcut(
        inputs, is_training, (shortcut_filters, strides)
    )
    conv1 = self.custom_conv2d(pre_activated1, 2 * filters, 1, 1)
    pre_activated2 = self.pre_activation(conv1, is_training)
    conv2 = self.custom_conv2d(pre_activated2, filters, 3, strides)
    pre_activated3 = self.pre_activation(conv2, is_training)
    conv3 = self.custom_conv2d(pre_activated3, 4 * filters, 1, 1)
    return conv3 + shortcut
