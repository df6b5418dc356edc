"""Ways around bookkeeping of Keras' that takes most of a check's time; no number and no word changes.

Keras 3.15 looks at each attribute that a layer is given for weights and layers inside it, and reads
the same signatures anew for each layer and operation.
"""

import contextlib
import functools
import inspect
import types

import keras
from keras.src.layers import layer as layer_module
from keras.src.ops import operation as operation_module

_PLAIN = {bool, int, float, str, type(None), types.FunctionType, types.MethodType}


@contextlib.contextmanager
def keras_shortcuts():
    """While active, Keras does not look for weights in plain values, and reads a signature once."""
    track = keras.layers.Layer.__setattr__

    @functools.wraps(track)
    def set_attribute(layer, name, value):
        if _is_plain(value) and "_tracker" in layer.__dict__:
            object.__setattr__(layer, name, value)
        else:
            track(layer, name, value)

    keras.layers.Layer.__setattr__ = set_attribute
    layer_module.inspect = operation_module.inspect = _Signatures()
    try:
        yield
    finally:
        keras.layers.Layer.__setattr__ = track
        layer_module.inspect = operation_module.inspect = inspect


def _is_plain(value):
    """Whether nothing that can be trained or saved is inside a value, by exact types."""
    kind = type(value)
    return kind in _PLAIN or (kind is tuple and all(map(_is_plain, value)))


class _Signatures:
    """Python's `inspect`, which remembers the signatures of Keras' own functions."""

    def __getattr__(self, name):
        return getattr(inspect, name)

    def signature(self, function):
        unbound = getattr(function, "__func__", function)
        if not _is_of_keras(unbound):
            return inspect.signature(function)
        return _signature(unbound, unbound is not function)

    def getfullargspec(self, function):
        return _argspec(function) if _is_of_keras(function) else inspect.getfullargspec(function)


def _is_of_keras(function):
    return type(function) is types.FunctionType and function.__module__.startswith("keras.src.")


@functools.cache
def _signature(function, is_bound):
    found = inspect.signature(function)
    return found.replace(parameters=[*found.parameters.values()][1:]) if is_bound else found


_argspec = functools.cache(inspect.getfullargspec)
