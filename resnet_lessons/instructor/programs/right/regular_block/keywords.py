def regular_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    (pre_activated1, shortcut) = self.pre_activation_with_shortcut(
        shortcut_params=(shortcut_filters, strides), inputs=inputs, is_training=is_training
    )
    conv1 = self.custom_conv2d(
        kernel_size=3, strides=strides, filters=filters, inputs=pre_activated1, name="first"
    )
    pre_activated2 = self.pre_activation(is_training=is_training, inputs=conv1)
    conv2 = self.custom_conv2d(
        inputs=pre_activated2, filters=filters, kernel_size=3, strides=1, name="second"
    )
    return shortcut + conv2
