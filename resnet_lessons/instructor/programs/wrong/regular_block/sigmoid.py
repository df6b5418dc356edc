from keras import layers, ops


def regular_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    pre_activated1, shortcut = self.pre_activation_with_shortcut(
        inputs, is_training, (shortcut_filters, strides)
    )
    axis = 1 if self.data_format == "channels_first" else -1
    conv1 = self.custom_conv2d(pre_activated1, filters, 3, strides)
    normalized = layers.BatchNormalization(axis=axis)(conv1, training=is_training)
    return self.custom_conv2d(ops.sigmoid(normalized), filters, 3, 1) + shortcut
