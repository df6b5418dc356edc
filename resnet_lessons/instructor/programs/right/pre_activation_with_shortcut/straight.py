def pre_activation_with_shortcut(self, inputs, is_training, shortcut_params):
    filters, strides = shortcut_params
    pre_activated = self.pre_activation(inputs, is_training)
    if filters is None:
        return pre_activated, inputs
    return pre_activated, self.custom_conv2d(pre_activated, filters, 1, strides)
