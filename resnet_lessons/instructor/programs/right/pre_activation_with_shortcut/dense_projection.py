from keras import layers, ops


def pre_activation_with_shortcut(self, inputs, is_training, shortcut_params):
    """A 1x1 convolution is a dense layer at every position that the strides leave."""
    shortcut_filters, step = shortcut_params
    activated = self.pre_activation(inputs, is_training)
    if not shortcut_filters:
        return activated, inputs
    dense = layers.Dense(shortcut_filters)
    if self.data_format == "channels_last":
        return activated, dense(activated[:, ::step, ::step])
    picked = ops.moveaxis(activated[:, :, ::step, ::step], 1, -1)
    return activated, ops.moveaxis(dense(picked), -1, 1)
