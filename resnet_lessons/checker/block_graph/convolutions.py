"""How a convolution is set, read from the layer or the operation that does it."""

from dataclasses import dataclass

import keras

NOTHING_PADDED = ((0, 0), (0, 0))


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
    said = _READERS[type(node.operation).__name__](node, read.channels)
    kernel_size = tuple(int(size) for size in said.kernel_size)
    height, width = said.strides
    strides = max(height, width) * (read.sliced if kernel_size == (1, 1) else 1)
    return {
        "kernel_size": kernel_size,
        "filters": int(said.filters),
        "strides": strides,
        "padding": _padding(kernel_size, strides, said.padding, read.padded),
        "oddities": said.oddities
        + _those_that_hold(
            (height != width, f"strides {height}, {width}"),
            (said.dilation != (1, 1), f"dilation {max(said.dilation)}"),
        ),
    }


@dataclass(frozen=True)
class _Said:
    """What a layer or an operation says of its convolution; pairs are of height and width."""

    kernel_size: tuple[int, int]
    filters: int
    strides: tuple[int, int] = (1, 1)
    padding: str = "valid"
    dilation: tuple[int, int] = (1, 1)
    oddities: tuple[str, ...] = ()


def _by_layer(node, channels):
    layer = node.operation
    return _Said(
        kernel_size=layer.kernel_size,
        filters=layer.filters,
        strides=_both(layer.strides),
        padding=layer.padding,
        dilation=_both(layer.dilation_rate),
        oddities=_those_that_hold(
            (not layer.use_bias, "no bias"),
            (channel_axis(layer.data_format) != channels, "other format"),
            (layer.groups != 1, f"{layer.groups} groups"),
        ),
    )


def _by_operation(node, channels):
    """A convolution from `keras.ops`: its kernel is an argument, a bias would be added later."""
    operation, arguments = node.operation, node.arguments
    kernel = [*arguments.args, *arguments.kwargs.values()][1]
    return _Said(
        kernel_size=tuple(kernel.shape[:2]),
        filters=kernel.shape[-1],
        strides=_both(operation.strides),
        padding=operation.padding,
        dilation=_both(operation.dilation_rate),
        oddities=_those_that_hold(
            (not isinstance(kernel, keras.Variable), "weights of no layer"),
            (channel_axis(operation.data_format) != channels, "other format"),
            (True, "no bias"),
        ),
    )


def _by_dense_layer(node, channels):
    """A dense layer does at every position what a 1x1 convolution does."""
    layer = node.operation
    return _Said(
        kernel_size=(1, 1),
        filters=layer.units,
        oddities=_those_that_hold(
            (not layer.use_bias, "no bias"),
            (channels != 3, "not over the channels"),
        ),
    )


_READERS = {"Conv2D": _by_layer, "Conv": _by_operation, "Dense": _by_dense_layer}


def _those_that_hold(*said):
    """The words of each (whether it holds, words) that does."""
    return tuple(words for holds, words in said if holds)


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
