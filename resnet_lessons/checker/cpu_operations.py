"""Convolution and max pooling on a CPU, the same numbers wherever an answer is checked.

Channels first: outside a compiled function TensorFlow prepares such a convolution anew at each call,
which takes up to a second on some processors; without oneDNN it refuses. So inputs are transposed,
convolved with the channels last, and transposed back.

Nothing left: a window larger than the image leaves none of it. There oneDNN divides by zero and takes
the process along, or stops with an error of its own (TensorFlow 2.21). Without oneDNN the result is
an empty array, as it is here.
"""

import contextlib

import numpy as np
from keras import ops
from keras.src import backend
from keras.src.ops.operation_utils import compute_conv_output_shape

_LAST, _FIRST = (0, 2, 3, 1), (0, 3, 1, 2)


@contextlib.contextmanager
def standard_operations():
    """Keras' convolutions and max poolings go this way, while it lasts."""
    usual = backend.nn.conv, backend.nn.max_pool
    backend.nn.conv, backend.nn.max_pool = _convolution(usual[0]), _max_pooling(usual[1])
    try:
        yield
    finally:
        backend.nn.conv, backend.nn.max_pool = usual


def _convolution(usual):
    def convolution(inputs, kernel, strides=1, padding="valid", data_format=None, *args, **kwargs):
        given = backend.standardize_data_format(data_format)
        if len(inputs.shape) != 4:
            return usual(inputs, kernel, strides, padding, given, *args, **kwargs)
        if given == "channels_first":
            last = ops.transpose(inputs, _LAST)
            found = convolution(last, kernel, strides, padding, "channels_last", *args, **kwargs)
            return ops.transpose(found, _FIRST)
        if 0 in inputs.shape[1:3]:
            facts = kernel.shape[-1], tuple(kernel.shape[:2]), strides, padding
            return ops.zeros(compute_conv_output_shape(tuple(inputs.shape), *facts), inputs.dtype)
        return usual(inputs, kernel, strides, padding, given, *args, **kwargs)

    return convolution


def _max_pooling(usual):
    def max_pooling(inputs, pool_size, strides=None, padding="valid", data_format=None):
        given = backend.standardize_data_format(data_format)
        if padding == "valid" and len(inputs.shape) == 4 and None not in inputs.shape:
            shape = _left(tuple(inputs.shape), pool_size, strides or pool_size, given)
            if 0 in shape:
                return ops.zeros(shape, inputs.dtype)
        return usual(inputs, pool_size, strides, padding, given)

    return max_pooling


def _left(shape, windows, strides, data_format):
    """The shape of what pooling without padding leaves of images."""
    first = 1 if data_format == "channels_last" else 2
    sides = np.array(shape[first : first + 2])
    left = np.maximum(0, (sides - windows) // strides + 1)
    return (*shape[:first], *left.tolist(), *shape[first + 2 :])
