from functools import partial

from keras import layers


def _activate(x, axis, training):
    return layers.ReLU()(layers.BatchNormalization(axis=axis)(x, training=training))


def regular_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    axis = 1 if self.data_format == "channels_first" else -1
    activate = partial(_activate, axis=axis, training=is_training)
    convolve = partial(self.custom_conv2d, kernel_size=3, filters=filters)
    outputs, shortcut = inputs, lambda activated: inputs
    if shortcut_filters is not None:
        shortcut = lambda activated: self.custom_conv2d(activated, shortcut_filters, 1, strides)  # noqa: E731
    kept = []
    for step in (strides, 1):
        outputs = activate(outputs)
        kept.append(outputs)
        outputs = convolve(outputs, strides=step)
    return sum([outputs, shortcut(kept[0])])
