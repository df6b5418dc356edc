"""How a convolution is set, read from the layer or the operation that does it."""

import keras

NOTHING_PADDED = ((0, 0), (0, 0))
FROZEN = "trainable=False, so that it cannot learn"


def channel_axis(data_format):
    """Which axis of a batch of images holds the channels; for None as Keras is set."""
    data_format = data_format or keras.config.image_data_format()
    return 1 if data_format == "channels_first" else 3


def is_convolution(node):
    """Whether a node of Keras' graph is a convolution, or does what one does."""
    return type(node.operation).__name__ in _READERS


def convolution_settings(node, read):
    """How a convolution is set.

    Args:
        node: of Keras' graph, for which `is_convolution`.
        read: the `TracedTensor` that it reads.

    Returns:
        dict of what a `GraphStep` says of a convolution
    """
    operation = node.operation
    kernel_size, filters, oddities = _READERS[type(operation).__name__](node, read.channels)
    # A dense layer has none of these.
    height, width = _both(getattr(operation, "strides", 1))
    dilation = _both(getattr(operation, "dilation_rate", 1))
    padding = getattr(operation, "padding", "valid")
    kernel_size = tuple(int(size) for size in kernel_size)
    strides = max(height, width) * (read.sliced if kernel_size == (1, 1) else 1)
    oddities += (
        (height != width, f"strides {height}, {width}"),
        (dilation != (1, 1), f"dilation {max(dilation)}"),
    )
    return {
        "kernel_size": kernel_size,
        "filters": int(filters),
        "strides": strides,
        "padding": _padding(kernel_size, strides, padding, read.padded),
        "oddities": tuple(words for is_so, words in oddities if is_so),
    }


# Each of these gives the kernel's size, the number of filters, and pairs (whether it is so, what is odd).


def _of_layer(node, channels):
    layer = node.operation
    oddities = (
        (not layer.use_bias, "no bias"),
        (channel_axis(layer.data_format) != channels, "other format"),
        (layer.groups != 1, f"{layer.groups} groups"),
        (not layer.trainable, FROZEN),
    )
    return layer.kernel_size, layer.filters, oddities


def _of_operation(node, channels):
    """A convolution from `keras.ops`: its kernel is an argument, a bias would be added later."""
    kernel = [*node.arguments.args, *node.arguments.kwargs.values()][1]
    oddities = (
        (not isinstance(kernel, keras.Variable), "weights of no layer"),
        (channel_axis(node.operation.data_format) != channels, "other format"),
        (True, "no bias"),
    )
    return kernel.shape[:2], kernel.shape[-1], oddities


def _of_dense_layer(node, channels):
    """A dense layer does at every position what a 1x1 convolution does."""
    layer = node.operation
    return (
        (1, 1),
        layer.units,
        ((not layer.use_bias, "no bias"), (channels != 3, "not over the channels")),
    )


def _of_depthwise_layer(node, channels):
    """A convolution that keeps the channels apart, alone or with a 1x1 convolution after it."""
    layer = node.operation
    is_separable = type(layer).__name__ == "SeparableConv2D"
    oddities = (
        (True, "separable" if is_separable else "depthwise"),
        (not layer.use_bias, "no bias"),
        (channel_axis(layer.data_format) != channels, "other format"),
    )
    return layer.kernel_size, node.outputs[0].shape[channels], oddities


_READERS = {
    "DepthwiseConv2D": _of_depthwise_layer,
    "SeparableConv2D": _of_depthwise_layer,
    "Conv2D": _of_layer,
    "Conv": _of_operation,
    "Dense": _of_dense_layer,
}


def _padding(kernel_size, strides, padding, padded):
    """What `GraphStep.padding` says."""
    if padded == NOTHING_PADDED:
        return "same" if kernel_size == (1, 1) or padding == "same" else "none"
    fixed = tuple(((size - 1) // 2, size - 1 - (size - 1) // 2) for size in kernel_size)
    if padding != "valid" or padded != fixed:
        return "unusual"
    return "fixed" if strides > 1 else "same"


def _both(value):
    """A setting for height and width, given as one number or as two."""
    values = value if isinstance(value, (tuple, list)) else (value, value)
    return tuple(int(each) for each in values)
