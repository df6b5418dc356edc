from keras import layers


def pre_activation_with_shortcut(self, inputs, is_training, shortcut_params):
    shortcut_filters, strides = shortcut_params
    pre_activated = self.pre_activation(inputs, is_training)
    shortcut = inputs
    if shortcut_filters is not None:
        start = strides - 1
        picked = (
            pre_activated[:, :, start::strides, start::strides]
            if self.data_format == "channels_first"
            else pre_activated[:, start::strides, start::strides]
        )
        shortcut = layers.Conv2D(shortcut_filters, 1, data_format=self.data_format)(picked)
    return pre_activated, shortcut
