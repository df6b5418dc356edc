"""Wrong programs for `pre_activation_with_shortcut` that are nobody's misconception."""


# %% half_the_shortcut
def pre_activation_with_shortcut(self, inputs, is_training, shortcut_params):
    shortcut_filters, strides = shortcut_params
    pre_activated = self.pre_activation(inputs, is_training)
    shortcut = inputs
    if shortcut_filters is not None:
        shortcut = self.custom_conv2d(pre_activated, shortcut_filters, 1, strides)
    return pre_activated, 0.5 * shortcut


# %% last_pixel_of_each_step
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


# %% three_results
def pre_activation_with_shortcut(self, inputs, is_training, shortcut_params):
    shortcut_filters, strides = shortcut_params
    pre_activated = self.pre_activation(inputs, is_training)
    shortcut = inputs
    if shortcut_filters is not None:
        shortcut = self.custom_conv2d(pre_activated, shortcut_filters, 1, strides)
    return pre_activated, shortcut, strides


# %% twice_the_filters
def pre_activation_with_shortcut(self, inputs, is_training, shortcut_params):
    shortcut_filters, strides = shortcut_params
    pre_activated = self.pre_activation(inputs, is_training)
    shortcut = inputs
    if shortcut_filters is not None:
        shortcut = self.custom_conv2d(pre_activated, 2 * shortcut_filters, 1, strides)
    return pre_activated, shortcut


# %% strides_always_two
def pre_activation_with_shortcut(self, inputs, is_training, shortcut_params):
    shortcut_filters, _ = shortcut_params
    pre_activated = self.pre_activation(inputs, is_training)
    shortcut = inputs
    if shortcut_filters is not None:
        shortcut = self.custom_conv2d(pre_activated, shortcut_filters, 1, 2)
    return pre_activated, shortcut
