from keras import layers


def pre_activation_with_shortcut(self, inputs, is_training, shortcut_params):
    shortcut_filters, strides = shortcut_params
    pre_activated = self.pre_activation(inputs, is_training)
    shortcut = inputs
    if shortcut_filters is not None:
        shortcut = layers.Conv2D(
            shortcut_filters, 1, strides, use_bias=False, data_format=self.data_format
        )(pre_activated)
    return pre_activated, shortcut
