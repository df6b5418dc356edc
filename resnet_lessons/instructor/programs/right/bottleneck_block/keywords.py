def bottleneck_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    pre_activated1, shortcut = self.pre_activation_with_shortcut(
        inputs=inputs, is_training=is_training, shortcut_params=[shortcut_filters, strides]
    )
    conv1 = self.custom_conv2d(inputs=pre_activated1, filters=filters, kernel_size=1, strides=1)
    pre_activated2 = self.pre_activation(inputs=conv1, is_training=is_training)
    conv2 = self.custom_conv2d(
        inputs=pre_activated2, filters=filters, kernel_size=3, strides=strides, name="middle"
    )
    pre_activated3 = self.pre_activation(inputs=conv2, is_training=is_training)
    conv3 = self.custom_conv2d(
        inputs=pre_activated3, filters=filters * 4, kernel_size=1, strides=1, name="expand"
    )
    return shortcut + conv3
