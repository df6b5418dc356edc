"""Right arithmetic that a symbolic tensor does not survive: Keras cannot build a network of it."""

import keras
import numpy as np
import tensorflow as tf

from resnet_lessons.instructor.wrong_kinds.kind import Kind, each

_SYMBOLIC = "tensorflow_on_symbolic_tensor"


def _inputs_first(use):
    """An answer that does something with its inputs before it computes the right result."""

    def make(right):
        def function(self, inputs, *arguments):
            use(inputs)
            return right(self, inputs, *arguments)

        return function

    return make


def _branches(inputs):
    if inputs[0, 0, 0, 0] > 1000:
        raise ValueError("too large")


def _in_a_lambda(right):
    """Trainable values that belong to no layer: the numbers agree, training would not find them."""

    def function(self, inputs, *arguments):
        return keras.layers.Lambda(lambda x: right(self, x, *arguments))(inputs)

    return function


def _names_twice(right):
    def function(*arguments):
        result = right(*arguments)
        results = list(result) if isinstance(result, tuple) else [result]
        for _ in range(2):
            results[0] = keras.layers.Identity(name="same")(results[0])
        return tuple(results) if isinstance(result, tuple) else results[0]

    return function


def _untraceable(name, make):
    return Kind(name, make, "failed", "arithmetic is right", _SYMBOLIC)


KINDS = (
    _untraceable("tf.identity", each(tf.identity)),
    _untraceable("tf.add", each(lambda x: tf.add(x, 0.0))),
    _untraceable("NumPy's maximum", each(lambda x: np.maximum(x, -np.inf))),
    _untraceable("NumPy array", each(lambda x: np.array(x))),
    _untraceable("tf.Variable", each(tf.Variable)),
    _untraceable("sparse tensor", each(tf.sparse.from_dense)),
    _untraceable("branches on a number", _inputs_first(_branches)),
    _untraceable("float() of a number", _inputs_first(lambda x: float(x[0, 0, 0, 0]))),
    _untraceable(".numpy()", _inputs_first(lambda x: x.numpy())),
    _untraceable("loop over the images", _inputs_first(list)),
    _untraceable("tf.shape", _inputs_first(tf.shape)),
    Kind("weights in a Lambda", _in_a_lambda, "failed", "Keras finds"),
    Kind("two layers of one name", _names_twice, "failed", "used 2 times"),
)
