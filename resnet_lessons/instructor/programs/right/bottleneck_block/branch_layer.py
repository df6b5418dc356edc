from keras import layers


class Branch(layers.Layer):
    """The three convolutions with what stands before each of them."""

    def __init__(self, filters, strides, data_format):
        super().__init__()
        axis = 1 if data_format == "channels_first" else -1
        self.steps = []
        for number, size, step in ((filters, 1, 1), (filters, 3, strides), (4 * filters, 1, 1)):
            normalize = layers.BatchNormalization(axis=axis)
            pad = layers.ZeroPadding2D(size // 2, data_format=data_format)
            convolve = layers.Conv2D(number, size, step, data_format=data_format)
            self.steps.append((normalize, pad, convolve))

    def call(self, x, training=None):
        activated = []
        for normalize, pad, convolve in self.steps:
            x = layers.ReLU()(normalize(x, training=training))
            activated.append(x)
            x = convolve(pad(x))
        return x, activated[0]


def bottleneck_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    residual, activated = Branch(filters, strides, self.data_format)(inputs, training=is_training)
    if shortcut_filters is not None:
        inputs = self.custom_conv2d(activated, shortcut_filters, 1, strides)
    return residual + inputs
