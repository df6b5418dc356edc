"""Ways around bookkeeping of Keras' that takes most of a check's time; no number and no word changes.

Keras 3.15 looks at each attribute that a layer is given for weights and layers inside it, reads the
same signatures anew for each layer and operation, and compares whatever it is given with protocols of
TensorFlow's to know whether it is a tensor.
"""

import contextlib
import functools
import inspect
import types

import keras
from keras.src import backend
from keras.src.layers import layer as layer_module
from keras.src.ops import operation as operation_module

_PLAIN = {
    bool, int, float, str, type(None), types.FunctionType, types.MethodType, inspect.Signature,
    keras.InputSpec, keras.DTypePolicy,
}  # fmt: skip
_INITIALIZERS = "keras.src.initializers."
# Whether values of a type are tensors, of types of these modules.
_KNOWN = {}
_MODULES = ("builtins", "numpy", "keras.", "tensorflow.")


@contextlib.contextmanager
def keras_shortcuts():
    """While active, Keras does not look for weights in plain values, reads a signature once, and knows
    a tensor by its type."""
    track, is_tensor = keras.layers.Layer.__setattr__, backend.is_tensor

    @functools.wraps(track)
    def set_attribute(layer, name, value):
        if _is_plain(value) and "_tracker" in layer.__dict__:
            object.__setattr__(layer, name, value)
        else:
            track(layer, name, value)

    def is_one(value):
        kind = type(value)
        if not kind.__module__.startswith(_MODULES):
            return is_tensor(value)
        if kind not in _KNOWN:
            _KNOWN[kind] = is_tensor(value)
        return _KNOWN[kind]

    keras.layers.Layer.__setattr__ = set_attribute
    backend.is_tensor = is_one
    layer_module.inspect = operation_module.inspect = _Signatures()
    try:
        yield
    finally:
        keras.layers.Layer.__setattr__ = track
        backend.is_tensor = is_tensor
        layer_module.inspect = operation_module.inspect = inspect


def _is_plain(value):
    """Whether nothing that can be trained or saved is inside a value, by exact types."""
    kind = type(value)
    if kind is tuple:
        return all(map(_is_plain, value))
    return kind in _PLAIN or kind.__module__.startswith(_INITIALIZERS)


class _Signatures:
    """Python's `inspect`, which remembers the signatures of Keras' own functions."""

    def __getattr__(self, name):
        return getattr(inspect, name)

    def signature(self, function):
        unbound, is_bound = _of_a_class(function)
        return (
            _signature(unbound, is_bound) if _is_of_keras(unbound) else inspect.signature(function)
        )

    def getfullargspec(self, function):
        return _argspec(function) if _is_of_keras(function) else inspect.getfullargspec(function)


def _of_a_class(function):
    """The function of a class behind a method, and whether its first argument is given.

    Every layer has a `build` of its own, wrapped around the method. What is remembered must not be that
    one: it would keep the layer with all its weights.
    """
    wrapped = inspect.unwrap(getattr(function, "__func__", function))
    unbound = getattr(wrapped, "__func__", wrapped)
    return unbound, unbound is not wrapped or hasattr(function, "__func__")


def _is_of_keras(function):
    return type(function) is types.FunctionType and function.__module__.startswith("keras.src.")


@functools.cache
def _signature(function, is_bound):
    found = inspect.signature(function)
    return found.replace(parameters=[*found.parameters.values()][1:]) if is_bound else found


_argspec = functools.cache(inspect.getfullargspec)
