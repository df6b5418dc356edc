"""What changes a tensor on its way and is no step: padding, transposing, slicing, nothing at all.

Each function takes a node of Keras' graph and the `TracedTensor` that it reads, and returns the changed
one, or None where it does something else.
"""

import dataclasses

from resnet_lessons.checker.block_graph.convolutions import NOTHING_PADDED, channel_axis


def _padded(node, read):
    """The tensor after zeros around height and width, or None for other padding."""
    if type(node.operation).__name__ == "ZeroPadding2D":
        width = node.operation.padding
        if channel_axis(node.operation.data_format) != read.channels:
            return None
    else:
        width = list(node.operation.pad_width)
        if node.operation.mode != "constant" or len(width) != 4:
            return None
        if any(tuple(width.pop(axis)) != (0, 0) for axis in (read.channels, 0)):
            return None
    width = tuple(tuple(int(size) for size in side) for side in width)
    total = tuple(
        tuple(map(sum, zip(one, other, strict=True)))
        for one, other in zip(read.padded, width, strict=True)
    )
    return dataclasses.replace(read, padded=total)


def _transposed(node, read):
    if type(node.operation).__name__ == "Permute":
        axes = (0, *node.operation.dims)
    else:
        axes = tuple(node.operation.axes or ())
    if len(axes) != 4 or axes[0] != 0 or read.padded != NOTHING_PADDED:
        return None
    rows, columns = (axis for axis in axes[1:] if axis != read.channels)
    if rows > columns:
        return None
    return dataclasses.replace(read, channels=axes.index(read.channels))


def _sliced(node, read):
    """The tensor after `x[:, ::strides, ::strides]`, or None for another part of it."""
    key = [each for each in (*node.arguments.args, *node.arguments.kwargs.values())][1]
    key = list(key) if isinstance(key, (tuple, list)) else [key]
    if len(key) > 4 or not all(isinstance(each, slice) for each in key):
        return None
    key += [slice(None)] * (4 - len(key))
    if any(each.start not in (None, 0) or each.stop is not None for each in key):
        return None
    steps = [each.step or 1 for each in key]
    if steps.pop(read.channels) != 1 or steps.pop(0) != 1 or steps[0] != steps[1]:
        return None
    return dataclasses.replace(read, sliced=read.sliced * steps[0])


# Name of an operation's type -> what it does to the tensor that it reads.
CHANGES = {
    "Identity": lambda node, read: read,
    "Pad": _padded,
    "ZeroPadding2D": _padded,
    "Transpose": _transposed,
    "Permute": _transposed,
    "GetItem": _sliced,
}
