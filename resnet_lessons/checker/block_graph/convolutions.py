"""How a convolution is set, read from the layer or the operation that does it."""

import keras

NOTHING_PADDED = ((0, 0), (0, 0))


def channel_axis(data_format):
    """Which axis of a batch of images holds the channels; of Keras' own setting for None."""
    data_format = data_format or keras.config.image_data_format()
    return 1 if data_format == "channels_first" else 3


def _of_layer(node, channels, padded, sliced):
    layer = node.operation
    oddities = [] if layer.use_bias else ["no bias"]
    oddities += ["other format"] * (channel_axis(layer.data_format) != channels)
    oddities += [f"{layer.groups} groups"] * (layer.groups != 1)
    return _settings(
        layer.kernel_size,
        layer.filters,
        _both(layer.strides),
        layer.padding,
        _both(layer.dilation_rate),
        padded,
        sliced,
        oddities,
    )


def _of_operation(node, channels, padded, sliced):
    """A convolution from `keras.ops`: its kernel is an argument, a bias would be added later."""
    operation, arguments = node.operation, node.arguments
    kernel = [*arguments.args, *arguments.kwargs.values()][1]
    oddities = ["weights of no layer"] * (not isinstance(kernel, keras.Variable))
    oddities += ["other format"] * (channel_axis(operation.data_format) != channels)
    oddities.append("no bias")
    return _settings(
        tuple(kernel.shape[:2]),
        kernel.shape[-1],
        _both(operation.strides),
        operation.padding,
        _both(operation.dilation_rate),
        padded,
        sliced,
        oddities,
    )


def _of_dense(node, channels, padded, sliced):
    """A dense layer does at every position what a 1x1 convolution does."""
    layer = node.operation
    oddities = [] if layer.use_bias else ["no bias"]
    oddities += ["not over the channels"] * (channels != 3)
    return _settings((1, 1), layer.units, (1, 1), "valid", (1, 1), padded, sliced, oddities)


CONVOLUTIONS = {"Conv2D": _of_layer, "Conv": _of_operation, "Dense": _of_dense}


def _settings(kernel_size, filters, strides, padding, dilation, padded, sliced, oddities):
    kernel_size = tuple(int(size) for size in kernel_size)
    if strides[0] != strides[1]:
        oddities.append(f"strides {strides[0]}, {strides[1]}")
    if dilation != (1, 1):
        oddities.append(f"dilation {max(dilation)}")
    total = max(strides) * (sliced if kernel_size == (1, 1) else 1)
    return {
        "kernel_size": kernel_size,
        "filters": int(filters),
        "strides": int(total),
        "padding": _padding(kernel_size, total, padding, padded),
        "oddities": tuple(oddities),
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
