"""Functions that return what nobody asked for. Where it can, it holds the right numbers."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops

from resnet_lessons.instructor.wrong_kinds.kind import Kind, each


class _SaysItIsAnArray:
    """Converts to an array of the right numbers, but is none."""

    def __init__(self, tensor):
        self.tensor = tensor

    def __array__(self, *args, **kwargs):
        return np.asarray(self.tensor)


class _LiesAboutItsClass:
    """Answers every question about itself with an exception."""

    @property
    def __class__(self):
        raise ValueError("not your business")


class _TupleWithoutLength(tuple):
    def __len__(self):
        raise OSError("no length")

    def __iter__(self):
        raise OSError("no items")


def _value(make_value):
    """An answer that ignores its inputs."""
    return lambda right: lambda *arguments: make_value()


def _model():
    inputs = keras.Input((4, 4, 3))
    return keras.Model(inputs, layers.ReLU()(inputs))


def _left_over_from_a_trace(tensor):
    with tf.Graph().as_default():
        return tf.constant(tensor.numpy())


def _failed(name, make, says):
    return Kind(name, make, "failed", says)


KINDS = (
    _failed("nothing", _value(lambda: None), "nothing (None)"),
    _failed("number", _value(lambda: 3.0), "float"),
    _failed("string", _value(lambda: "conv2 + shortcut"), "str"),
    _failed("empty list", _value(list), "0 values"),
    _failed("dictionary", _value(dict), "dict"),
    _failed("huge tuple", _value(lambda: (1.0,) * 10**6), "1000000 values"),
    _failed("a Keras model", _value(_model), "a whole Keras model"),
    _failed("a layer not called", _value(layers.ReLU), "Call it on a tensor"),
    _failed("a function", _value(lambda: ops.relu), "a function"),
    _failed("a class", _value(lambda: layers.ReLU), "Call it"),
    _failed("NotImplemented", _value(lambda: NotImplemented), "NotImplementedType"),
    _failed("keras.Input", _value(lambda: keras.Input((4, 4, 3))), "KerasTensor"),
    _failed("three numbers in a list", _value(lambda: [1.0, 2.0, 3.0]), "3 values"),
    Kind("tuple without length", _value(_TupleWithoutLength), "error", "no length"),
    Kind("object that lies", _value(_LiesAboutItsClass), "error", "not your business"),
    _failed("object with __array__", each(_SaysItIsAnArray), "_SaysItIsAnArray"),
    _failed("NaN", each(lambda x: x * np.nan), "NaN"),
    _failed("infinite", each(lambda x: x / 0.0), "infinite"),
    _failed("very large numbers", each(lambda x: x * 0.0 + 3e38), "3e+38"),
    _failed("float64", each(lambda x: ops.cast(x, "float64")), "float64 values"),
    _failed("float16", each(lambda x: ops.cast(x, "float16")), "float16 values"),
    _failed("bfloat16", each(lambda x: ops.cast(x, "bfloat16")), "bfloat16 values"),
    _failed("whole numbers", each(lambda x: ops.cast(x, "int32")), "int32 values"),
    _failed("complex numbers", each(lambda x: tf.complex(x, x)), "complex64 values"),
    _failed("truth values", each(lambda x: x > 0), "bool values"),
    _failed("strings in a tensor", each(tf.strings.as_string), "object values"),
    _failed("masked array", each(lambda x: np.ma.array(np.asarray(x))), "MaskedArray"),
    _failed("list of lists", each(lambda x: np.asarray(x).tolist()), "in a list"),
    _failed("flattened", each(lambda x: ops.reshape(x, (-1,))), "Expected"),
    _failed("one image only", each(lambda x: x[0]), "Expected"),
    _failed("one dimension more", each(lambda x: x[None]), "shape 1 ×"),
    _failed("empty tensor", each(lambda x: x[:0]), "shape 0 ×"),
    _failed("scalar", each(ops.sum), "Expected"),
    _failed("ragged tensor", each(lambda x: tf.ragged.constant([[1.0], [2.0, 3.0]])), "2 × 2"),
    _failed(
        "tensor too large to hold",
        each(lambda x: np.broadcast_to(np.float32(1), (10**6, 10**6))),
        "1,000,000,000,000 values",
    ),
    Kind(
        "slices without a shape",
        each(lambda x: tf.IndexedSlices(x, tf.constant([0, 1]))),
        "error",
        "ValueError",
    ),
    Kind("handle of a variable", each(lambda x: tf.Variable(x).handle), "error", "resource"),
    Kind("tensor of a trace", each(_left_over_from_a_trace), "error", "symbolic"),
)

# What no exercise asks for.
NEVER_RIGHT = ("string", "dictionary", "huge tuple", "NotImplemented", "object that lies")
