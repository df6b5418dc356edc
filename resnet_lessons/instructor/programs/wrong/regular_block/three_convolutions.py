def regular_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    pre_activated1, shortcut = self.pre_activation_with_shortcut(
        inputs, is_training, (shortcut_filters, strides)
    )
    outputs = self.custom_conv2d(pre_activated1, filters, 3, strides)
    for _ in range(2):
        outputs = self.custom_conv2d(self.pre_activation(outputs, is_training), filters, 3, 1)
    return outputs + shortcut
