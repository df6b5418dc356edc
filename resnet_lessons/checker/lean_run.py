"""Runs of an answer with lean layers; everything that only Keras can judge ends such a run."""

import contextlib
import functools
import math
import re

import keras
import tensorflow as tf
from keras.src.backend.common import global_state

from resnet_lessons.checker.keras_patches import replaced
from resnet_lessons.checker.seeded_values import kept_if_small, seeded_value, squeezed

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.]*")
# Its name alone: to make a tensor would start TensorFlow, and a process that forks must not.
_EAGER = tf.__internal__.EagerTensor
_RELU = (keras.activations.relu, keras.ops.relu)
_ACTIVATIONS = {None: keras.activations.linear, "linear": keras.activations.linear} | {
    each: keras.activations.relu for each in ("relu", *_RELU)
}
_INITIALIZERS = {
    "glorot_uniform", "glorot_normal", "he_uniform", "he_normal", "lecun_uniform", "lecun_normal",
    "random_uniform", "random_normal", "truncated_normal", "zeros", "ones",
}  # fmt: skip
# What of Keras' state, beside its settings, changes how a layer computes.
_SCOPES = ("autocast_scope", "remat_scope_stack", "stateless_scope", "symbolic_scope")
_active = []


class Unsupported(BaseException):
    """Only Keras can say what comes of this; no `except Exception` of an answer's holds it up."""


class LeanRun:
    """Runs of an answer with lean layers.

    Args:
        kinds: {class of Keras': the `LeanLayer` in its place}.
        weights: `Weights` in which those are noted that the layers make.

    Attributes:
        was_refused: whether anything happened that only Keras can judge; then nothing that was seen
            counts.
    """

    def __init__(self, kinds, weights):
        self.kinds, self.weights = kinds, weights
        self.seed, self.was_refused = 0, False

    @contextlib.contextmanager
    def layers(self, seed):
        """While active, layers are lean, and their weights have the values of a seed."""
        self.seed = seed
        _active.append(self)
        try:
            with (
                replaced(keras.layers.Layer, "__new__", lambda _: staticmethod(self._made)),
                replaced(keras.layers.Layer, "__call__", self._refusing),
                replaced(keras.Variable, "__init__", self._refusing),
                replaced(tf.GradientTape, "__enter__", self._refusing),
            ):
                yield self
        finally:
            _active.pop()

    def _made(self, keras_class, *args, **kwargs):
        self.need(keras_class in self.kinds and _is_as_usual())
        layer = object.__new__(self.kinds[keras_class])
        vars(layer).update(run=self, made=None)
        try:
            layer.__init__(*args, **kwargs)
        except TypeError:
            self.refuse()
        return layer

    def _refusing(self, usual):
        def refused(*args, **kwargs):
            self.refuse()

        return refused

    def refuse(self):
        """Ends the run."""
        self.was_refused = True
        raise Unsupported

    def need(self, condition):
        """Ends the run unless a condition holds."""
        if not condition:
            self.refuse()

    def shape(self, tensor):
        """The shape of a float32 tensor with values, on which something is to be computed with Keras'
        usual settings; anything else ends the run."""
        self.need(type(tensor) is _EAGER and tensor.dtype == tf.float32 and _is_as_usual())
        shape = tuple(tensor.shape)
        self.need(len(shape) >= 2 and 0 not in shape)
        return shape

    def weight(self, role, shape):
        """The value of a new trainable weight, which is noted."""
        place = self.weights.place(squeezed(shape)) if role == "kernel" else 0
        weight = _Weight(self.seed, role, shape, place)
        self.weights.variables.append(weight)
        return weight.value

    def moving(self, role, shape):
        """A new weight that training changes without a gradient, which is noted."""
        weight = _Weight(self.seed, role, shape)
        self.weights.moving.append((weight, [seeded_value(self.seed, role, shape)]))
        return weight


def _is_as_usual():
    """Whether Keras' settings are those of `standard_keras`, which an answer may change."""
    config, policy = keras.config, keras.config.dtype_policy()
    types = (config.floatx(), policy.name, policy.compute_dtype, policy.variable_dtype)
    return (
        config.image_data_format() == "channels_last"
        and type(policy) is keras.DTypePolicy
        and types == ("float32",) * 4
        and not any(map(global_state.get_global_attribute, _SCOPES))
    )


def active_run():
    """The `LeanRun` whose layers are in use, or None."""
    return _active[-1] if _active else None


class _Weight:
    """What is counted and compared of a Keras variable."""

    def __init__(self, seed, role, shape, place=0):
        self.shape = shape
        # Equal weights are one tensor: nothing in a lean run tells tensors apart but what calls return.
        self.value = kept_if_small(_tensor, math.prod(shape))(seed, role, shape, place)


@functools.lru_cache(maxsize=512)
def _tensor(seed, role, shape, place):
    return tf.convert_to_tensor(seeded_value(seed, role, shape, place))


class LeanLayer:
    """A layer as the calls are noted; it has the settings of Keras' and nothing else.

    Attributes:
        made: None before the first call, then (sizes of the input that matter, weights).
    """

    keras_class = None
    trainable = True

    @property
    def __class__(self):
        # For `isinstance`.
        return type(self).keras_class

    def __getattr__(self, name):
        vars(self)["run"].refuse()

    def __setattr__(self, name, value):
        self.run.refuse()

    __delattr__ = __reduce_ex__ = __getattr__

    def __call__(self, *args, **kwargs):
        try:
            return self.compute(*args, **kwargs)
        except Exception:
            # What goes wrong has Keras' words, and is wrong by Keras' rules.
            self.run.refuse()

    def keep(self, name, initializers=(), **settings):
        """Notes what the layer was made with."""
        self.run.need(name is None or (type(name) is str and _NAME.fullmatch(name)))
        for each in initializers:
            is_known = type(each) is str and each in _INITIALIZERS
            self.run.need(is_known or type(each).__module__.startswith("keras.src.initializers."))
        vars(self).update(settings)

    def weights_for(self, sizes, make):
        """The weights, made at the first call; a later one with other sizes ends the run."""
        if self.made is None:
            vars(self)["made"] = sizes, make()
        self.run.need(self.made[0] == sizes)
        return self.made[1]

    # Arguments, as Keras keeps them -----------------------------------------------------------------

    def whole(self, value):
        self.run.need(type(value) is int and value > 0)
        return value

    def pair(self, value):
        pair = (value, value) if type(value) is int else value
        self.run.need(type(pair) in (tuple, list) and len(pair) == 2)
        return tuple(map(self.whole, pair))

    def one_of(self, value, known):
        self.run.need(type(value) in (str, bool, type(None)) and value in known)
        return value

    def format(self, value):
        return self.one_of(value, (None, "channels_last", "channels_first")) or "channels_last"

    def number(self, value):
        self.run.need(type(value) in (int, float))
        return float(value)

    def activated_by(self, value):
        is_named = value is None or type(value) is str
        self.run.need((is_named and value in _ACTIVATIONS) or any(value is each for each in _RELU))
        return _ACTIVATIONS[value]
