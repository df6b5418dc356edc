"""Answers that an answer may call and nobody here may read: each call is computed in another process.

A student's code runs in this process, so the lessons' answers are not here. What stands in for one is
a layer that sends its input and its arguments and gets arrays back; where Keras builds a network, the
other process says which shapes and which weights it would make.
"""

import builtins
import functools
import inspect
import math

import keras
import numpy as np
import tensorflow as tf

from resnet_lessons.checker.groundwork import Groundwork
from resnet_lessons.checker.lean_run import active_run
from resnet_lessons.checker.made_weights import Weights
from resnet_lessons.course.answers.model import ResNetModel

# What a method may ask the network about itself.
ATTRIBUTES = (
    "min_aspect_dim", "resize_dim", "num_layers", "output_size", "data_format",
    "filters_initial", "block_strides", "block_layer_sizes", "bottleneck",
)  # fmt: skip


def groundwork_calls(names, ask, in_order):
    """The `Groundwork` of functions that stand in for other exercises' answers.

    Args:
        names: ids of the exercises.
        ask: function (header, arrays) -> (header, arrays): what the other process says.
        in_order: whether kernels of one shape differ; see `Weights`.
    """
    weights = Weights(in_order)
    return Groundwork({name: _standing_in(name, ask, weights) for name in names}, weights=weights)


def _standing_in(name, ask, weights):
    method = inspect.unwrap(getattr(ResNetModel, name))
    signature = inspect.signature(method)
    # Python's own words on a call that does not fit begin with it.
    method.__qualname__ = name

    @functools.wraps(method)
    def standing_in(*args, **kwargs):
        try:
            given = dict(signature.bind(*args, **kwargs).arguments)
        except TypeError:
            # The method itself says in Python's own words what does not fit.
            return method(*args, **kwargs)
        network, inputs = given.pop("self"), given.pop("inputs")
        call = _Call(name, _attributes(network), _plain(given), ask, weights)
        return call.on(inputs)

    return standing_in


class _Call:
    """One call of another exercise's answer, with everything but the tensor."""

    def __init__(self, name, network, arguments, ask, weights):
        self.name, self.network, self.arguments = name, network, arguments
        self.ask, self.weights = ask, weights
        # However often it is computed, its kernels have their place among those made before.
        self.before = [[list(shape), number] for shape, number in weights.kernels.items()]

    def on(self, inputs):
        """What the answer returns for a tensor; a result that is the input itself stays that."""
        if run := active_run():
            return self._leanly_on(inputs, run)
        layer = _Elsewhere(self, self.described(inputs) if _is_symbolic(inputs) else None)
        try:
            outputs = layer(inputs, training=self.arguments["is_training"])
        except Exception:
            # As the answer raised it, without what Keras says of a layer that nobody wrote.
            if layer.raised:
                raise layer.raised[0] from None
            raise
        return _in_place(layer.told, outputs, inputs)

    def _leanly_on(self, inputs, run):
        training = self.arguments["is_training"]
        run.shape(inputs)
        run.need(training is None or isinstance(training, bool))
        told, arrays = self.computed(inputs, training)
        self.note(told)
        self.weights.moved_elsewhere += told["moved"]
        return _in_place(told, [tf.constant(each) for each in arrays], inputs)

    def described(self, inputs):
        """The other process's description of the results for a tensor without values."""
        dtype = keras.backend.standardize_dtype(inputs.dtype)
        told, _ = self._asked({"shape": list(inputs.shape), "dtype": dtype})
        return told

    def computed(self, inputs, training):
        """(description, arrays) of the results for a tensor with values."""
        dtype = keras.backend.standardize_dtype(inputs.dtype)
        return self._asked({"dtype": dtype}, [np.asarray(inputs)], training)

    def _asked(self, tensor, arrays=(), training=None):
        arguments = self.arguments | ({"is_training": training} if arrays else {})
        header = {"asks": self.name, "network": self.network, "arguments": arguments}
        in_order = {"in_order": self.weights.in_order, "before": self.before}
        told, found = self.ask(header | {"tensor": tensor} | in_order, arrays)
        if "error" in told:
            raise _error(*told["error"])
        return told, found

    def note(self, told):
        """Notes the weights that were made, once for a call."""
        self.weights.elsewhere += told["trainable"]
        for shape in told["kernels"]:
            self.weights.place(tuple(shape))


class _Elsewhere(keras.layers.Layer):
    """A layer whose results another process computes."""

    def __init__(self, call, told=None):
        super().__init__()
        # In a closure: Keras would take the lists in it for its own.
        self._asking = lambda: call
        self.told, self.raised = told, []
        self.is_computed = False
        # A description means that weights are made once, here, however often the layer is called.
        self.weights_elsewhere = [
            keras.Variable(np.zeros(shape, "float32"), trainable=True, name=f"weight_{number}")
            for number, shape in enumerate(told["trainable"] if told else ())
        ]
        if told:
            call.note(told)
        self.built = True

    @property
    def told(self):
        return self._told()

    @told.setter
    def told(self, told):
        self._told = lambda: told

    def compute_output_spec(self, inputs, training=None):
        specs = [
            keras.KerasTensor(each["shape"], each["dtype"])
            for each in self.told["results"]
            if each != _INPUTS
        ]
        return specs[0] if len(specs) == 1 else tuple(specs)

    def call(self, inputs, training=None):
        weights = [each.value for each in self.weights_elsewhere]
        return self._with_gradients(training)(inputs, *weights)

    def _with_gradients(self, training):
        """The call, through which a gradient passes: nobody asks how large it is, only whether it is
        zero."""

        @tf.custom_gradient
        def elsewhere(inputs, *weights):
            found = self._arrays(inputs, training)

            def gradients(*of_results):
                size = tf.add_n([tf.reduce_sum(tf.abs(each)) for each in of_results])
                return [tf.ones_like(each) * size for each in (inputs, *weights)]

            return (found[0] if len(found) == 1 else tuple(found)), gradients

        return elsewhere

    def _arrays(self, inputs, training):
        call = self._asking()
        if hasattr(inputs, "numpy"):
            try:
                told, arrays = call.computed(inputs, training)
            except Exception as error:
                self.raised.append(error)
                raise
            if self.told is None:
                self.told = told
                call.note(told)
            if not self.is_computed:
                self.is_computed = True
                call.weights.moved_elsewhere += told["moved"]
            return [tf.constant(each) for each in arrays]
        # In a function that TensorFlow traces.
        self.told = self.told or call.described(inputs)
        kept = [each for each in self.told["results"] if each != _INPUTS]

        def compute(values):
            return call.computed(values, training)[1]

        found = tf.numpy_function(compute, [inputs], [tf.as_dtype(each["dtype"]) for each in kept])
        found = found if isinstance(found, (list, tuple)) else [found]
        for tensor, each in zip(found, kept, strict=True):
            tensor.set_shape(each["shape"])
        return list(found)


_INPUTS = "inputs"


def _in_place(told, outputs, inputs):
    """The results in their order, with the input itself where the answer returns it."""
    outputs = list(outputs) if isinstance(outputs, (tuple, list)) else [outputs]
    results = [inputs if each == _INPUTS else outputs.pop(0) for each in told["results"]]
    return tuple(results) if told["is_tuple"] else results[0]


def _is_symbolic(tensor):
    return isinstance(tensor, keras.KerasTensor)


def _attributes(network):
    return {name: _plain(getattr(network, name)) for name in ATTRIBUTES}


def _plain(value):
    """A number, a text, or what is made of these, as JSON has it."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, dict):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if isinstance(value, np.ndarray) or math.prod(getattr(value, "shape", (2,))) == 1:
        return np.asarray(value).tolist()
    raise TypeError(f"{type(value).__name__} is no number that a method of the network could take")


def _error(name, text):
    """What the other process's answer raised, as an error of the same kind."""
    if name == "InvalidArgumentError":
        return tf.errors.InvalidArgumentError(None, None, text)
    kind = getattr(builtins, name, None)
    if isinstance(kind, type) and issubclass(kind, Exception):
        try:
            return kind(text)
        except Exception:
            pass
    return type(name, (RuntimeError,), {})(text)
