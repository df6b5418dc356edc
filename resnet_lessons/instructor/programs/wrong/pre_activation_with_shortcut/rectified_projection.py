from keras import ops


def pre_activation_with_shortcut(self, inputs, is_training, shortcut_params):
    shortcut_filters, strides = shortcut_params
    pre_activated = self.pre_activation(inputs, is_training)
    shortcut = inputs
    if shortcut_filters is not None:
        shortcut = ops.relu(self.custom_conv2d(pre_activated, shortcut_filters, 1, strides))
    return pre_activated, shortcut
