"""Networks to count in, chains of plain Keras layers: for `count_flops`.

Keras is loaded by the calls, since exercises are read without it.
"""


def make_chain(input_shape, parts, data_format="channels_last"):
    """A network as a chain of parts.

    Args:
        input_shape: of one image.
        parts: one after the other: ("convolution", filters, kernel_size, strides, padding),
            ("dense", units), ("relu",), ("normalization",), ("average",) over all positions,
            ("again_and_again", kernel_size, times), one convolution that keeps the shape,
            ("at_two_sizes", kernel_size), one convolution before and after a pooling, or
            ("inside", part, part, …), a model of its own.
        data_format: of its layers.

    Returns:
        `keras.Model`
    """
    import keras

    inputs = outputs = keras.Input(input_shape)
    for kind, *given in parts:
        outputs = _MAKERS[kind](outputs, data_format, *given)
    return keras.Model(inputs, outputs)


def _convolution(inputs, data_format, filters, kernel_size, strides, padding):
    from keras import layers

    return layers.Conv2D(filters, kernel_size, strides, padding, data_format=data_format)(inputs)


def _again_and_again(inputs, data_format, kernel_size, times):
    from keras import layers

    channels = inputs.shape[_channel_axis(data_format)]
    convolution = layers.Conv2D(channels, kernel_size, padding="same", data_format=data_format)
    for _ in range(times):
        inputs = convolution(inputs)
    return inputs


def _at_two_sizes(inputs, data_format, kernel_size):
    from keras import layers

    channels = inputs.shape[_channel_axis(data_format)]
    convolution = layers.Conv2D(channels, kernel_size, padding="same", data_format=data_format)
    smaller = layers.MaxPooling2D(2, data_format=data_format)(convolution(inputs))
    return convolution(smaller)


def _dense(inputs, data_format, units):
    from keras import layers

    return layers.Dense(units)(inputs)


def _relu(inputs, data_format):
    from keras import layers

    return layers.ReLU()(inputs)


def _normalization(inputs, data_format):
    from keras import layers

    return layers.BatchNormalization(axis=_channel_axis(data_format))(inputs)


def _average(inputs, data_format):
    from keras import layers

    return layers.GlobalAveragePooling2D(data_format=data_format)(inputs)


def _inside(inputs, data_format, *parts):
    return make_chain(inputs.shape[1:], parts, data_format)(inputs)


def _channel_axis(data_format):
    return 1 if data_format == "channels_first" else -1


_MAKERS = {
    "convolution": _convolution,
    "again_and_again": _again_and_again,
    "at_two_sizes": _at_two_sizes,
    "dense": _dense,
    "relu": _relu,
    "normalization": _normalization,
    "average": _average,
    "inside": _inside,
}
