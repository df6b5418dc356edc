"""Convolutions with channels first on a CPU, computed with channels last.

Outside a compiled function TensorFlow prepares such a convolution anew at each call, which takes up to
a second on some processors; without oneDNN it refuses. So inputs are transposed, convolved with the
channels last, and transposed back: the same numbers.
"""

import contextlib

from keras import ops
from keras.src import backend

_LAST, _FIRST = (0, 2, 3, 1), (0, 3, 1, 2)


@contextlib.contextmanager
def convolved_with_channels_last():
    """Keras' convolutions of images with channels first go this way, while it lasts."""
    usual = backend.nn.conv

    def convolution(inputs, kernel, strides=1, padding="valid", data_format=None, *args, **kwargs):
        given = backend.standardize_data_format(data_format)
        if given != "channels_first" or len(inputs.shape) != 4:
            return usual(inputs, kernel, strides, padding, given, *args, **kwargs)
        last = ops.transpose(inputs, _LAST)
        found = usual(last, kernel, strides, padding, "channels_last", *args, **kwargs)
        return ops.transpose(found, _FIRST)

    backend.nn.conv = convolution
    try:
        yield
    finally:
        backend.nn.conv = usual
