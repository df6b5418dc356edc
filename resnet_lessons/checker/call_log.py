"""Notes which layers and methods an answer calls, with which settings, and on whose results."""

import contextlib
import functools
import inspect

import keras
import numpy as np

from resnet_lessons.checker.keras_patches import layer_calls, replaced
from resnet_lessons.checker.lean_run import LeanLayer
from resnet_lessons.checker.seeded_values import kept_if_small
from resnet_lessons.course.answers.model import ResNetModel
from resnet_lessons.course.keys.call import (
    COMPUTED,
    EPSILON,
    FLAGGED,
    HIDING,
    INPUTS,
    LARGEST_EPSILON,
    METHODS,
    SETTINGS,
    SHARED,
    Call,
)

_SIGNATURES = {name: inspect.signature(getattr(ResNetModel, name)) for name in METHODS}
_NO_SETTINGS = ("self", "inputs", "name")


class CallLog:
    """The calls of an answer in one case, outermost ones only.

    Attributes:
        calls: the `Call`s, in the order in which they ended.
    """

    def __init__(self):
        self.calls, self._inside, self._origins, self._layers = [], 0, {}, {}
        self._is_hiding = False

    @contextlib.contextmanager
    def noting(self, inputs):
        """While active, calls are noted; what comes from elsewhere than `inputs` is computed."""
        self.calls, self._inside, self._layers = [], 0, {}
        # The tensors are kept, so that no other one can have the identity of one of them.
        self._origins = {id(inputs): (inputs, INPUTS)}
        try:
            with (
                layer_calls(self._noted_layers),
                replaced(LeanLayer, "__call__", self._noted_layers),
            ):
                yield
        finally:
            self._origins = {}

    def noted(self, name, method):
        """A method of the network that is noted as one call."""

        @functools.wraps(method)
        def noted_method(network, *args, **kwargs):
            self._inside += 1
            try:
                result = method(network, *args, **kwargs)
            finally:
                self._inside -= 1
            if not self._inside and self._origins:
                given = _SIGNATURES[name].bind(network, *args, **kwargs).arguments
                settings = {key: given[key] for key in given if key not in _NO_SETTINGS}
                self._note(name, settings, given.get("inputs"), result)
            return result

        return noted_method

    def _noted_layers(self, call):
        def noted_call(layer, *args, **kwargs):
            if self._inside or _holds_others(layer):
                result = call(layer, *args, **kwargs)
                if self._inside and _has_weights(layer):
                    self._is_hiding = True
                return result
            self._is_hiding = False
            self._inside += 1
            try:
                result = call(layer, *args, **kwargs)
            finally:
                self._inside -= 1
            kind = type(layer).__name__
            settings = {name: getattr(layer, name, None) for name in SETTINGS.get(kind, ())}
            if kind in FLAGGED:
                settings["is_training"] = kwargs.get("training")
            if kind == "Lambda":
                settings[HIDING] = self._is_hiding
            if "epsilon" in settings:
                settings["epsilon"] = _epsilon(layer)
            if "axis" in settings and settings["axis"] == len(_shape(result)) - 1:
                # The last axis has two numbers.
                settings["axis"] = -1
            if _has_weights(layer):
                number, _ = self._layers.setdefault(id(layer), (len(self.calls), layer))
                settings[SHARED] = None if number == len(self.calls) else number
            self._note(kind, settings, args[0] if args else None, result)
            return result

        return noted_call

    def _note(self, kind, settings, read, result):
        reads = read if isinstance(read, (tuple, list)) else (read,)
        results = result if isinstance(result, (tuple, list)) else (result,)
        tensors = [each for each in results if keras.ops.is_tensor(each)]
        if not tensors:
            return
        self.calls.append(
            Call(
                kind=kind,
                settings={name: plain(value) for name, value in settings.items()},
                shape=tuple(map(int, tensors[0].shape)),
                reads=tuple(self.origin(each) for each in reads),
                number_read=_summary(reads[0]),
                number_returned=_summary(tensors[-1]),
                shape_read=_shape(reads[0]),
            )
        )
        for each in tensors:
            # An identity shortcut is the inputs still.
            self._origins.setdefault(id(each), (each, len(self.calls) - 1))

    def is_frozen(self, variable):
        """Whether a weight belongs to a layer that was told not to learn."""
        frozen = (layer for _, layer in self._layers.values() if not layer.trainable)
        return any(variable is each for layer in frozen for each in layer.variables)

    def origin(self, tensor):
        """The number of the call that returned a tensor, `INPUTS` or `COMPUTED`."""
        return self._origins.get(id(tensor), (None, COMPUTED))[1]


def _shape(tensor):
    return tuple(map(int, tensor.shape)) if keras.ops.is_tensor(tensor) else ()


def _holds_others(layer):
    """Whether a layer is made of others, which are noted in its place."""
    if isinstance(layer, LeanLayer):
        return False
    return isinstance(layer, keras.Model) or not type(layer).__module__.startswith("keras.src.lay")


def _has_weights(layer):
    return bool(layer.made if isinstance(layer, LeanLayer) else layer.weights)


def _epsilon(layer):
    """Keras' own where the choice is free."""
    return EPSILON if 0 <= layer.epsilon <= LARGEST_EPSILON else layer.epsilon


def plain(value):
    """A setting as a number, a text, or a tuple of numbers: (3, 3) is 3, a function is its name."""
    if isinstance(value, (tuple, list)) and value:
        values = tuple(map(plain, value))
        return values[0] if len(set(values)) == 1 and len(values) == 2 else values
    if callable(value):
        name = getattr(value, "__name__", type(value).__name__)
        return None if name == "linear" else name
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if value is None or isinstance(value, (str, float)):
        return value
    try:
        # A number of Keras' or NumPy's.
        number = float(value)
    except Exception:
        return type(value).__name__
    return int(number) if number.is_integer() else number


def _summary(tensor):
    """One number that two different tensors hardly share; None of what is no tensor of numbers."""
    try:
        array = np.asarray(tensor, "float64").ravel()
    except Exception:
        return None
    if not array.size or not np.isfinite(array).all():
        return None
    cosines = kept_if_small(_cosines, array.size)(array.size)
    return float(cosines @ array / np.sqrt(array.size))


@functools.lru_cache(maxsize=128)
def _cosines(count):
    return np.cos(np.arange(count))
