from functools import partial, reduce

from keras import layers


def bottleneck_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    """The branch as a list of functions, applied one after the other."""
    pre_activated, shortcut = self.pre_activation_with_shortcut(
        inputs, is_training, (shortcut_filters, strides)
    )
    activate = partial(self.pre_activation, is_training=is_training)
    steps = [
        partial(self.custom_conv2d, filters=filters, kernel_size=1, strides=1),
        activate,
        partial(self.custom_conv2d, filters=filters, kernel_size=3, strides=strides),
        activate,
        partial(self.custom_conv2d, filters=4 * filters, kernel_size=1, strides=1),
    ]
    residual = reduce(lambda value, step: step(value), steps, pre_activated)
    return layers.Add()([shortcut, residual])
