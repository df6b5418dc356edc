"""What Keras finds in a layer is what it finds without the shortcuts, and they are put back."""

import gc
import inspect
import weakref

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers
from keras.src import backend
from keras.src.layers import layer as layer_module
from keras.src.ops import operation as operation_module

from resnet_lessons.checker.keras_shortcuts import keras_shortcuts

INPUTS = np.ones((2, 5, 4, 3), "float32")


class Holding(layers.Layer):
    """A layer that holds layers in every way that Keras follows."""

    def __init__(self):
        super().__init__()
        self.count, self.note, self.pair = 3, "plain", (1, (2, 3))
        self.one = layers.Dense(2)
        self.listed = [layers.Dense(3)]
        self.paired = (layers.Dense(4), "a name")
        self.named = {"last": layers.Dense(5)}

    def call(self, inputs, training=None):
        for layer in (self.one, *self.listed, self.paired[0], self.named["last"]):
            inputs = layer(inputs)
        return inputs


def facts(make):
    layer = make()
    layer(INPUTS)
    paths = [(weight.path, tuple(weight.shape)) for weight in layer.weights]
    return paths, layer.get_config(), layer.get_build_config(), vars(layer).keys()


@pytest.mark.parametrize(
    "make",
    [
        lambda: Holding(),
        lambda: layers.Conv2D(4, (3, 2), strides=2, name="mine"),
        lambda: layers.BatchNormalization(name="normalization"),
        lambda: layers.Lambda(lambda x: x + 1, name="added"),
        lambda: keras.Sequential([layers.Dense(2, name="inside")], name="outside"),
    ],
    ids=["holding", "convolution", "normalization", "lambda", "sequential"],
)
def test_keras_finds_the_same_in_a_layer(make):
    keras.backend.clear_session()
    expected = facts(make)
    keras.backend.clear_session()
    with keras_shortcuts():
        found = facts(make)
    assert str(found) == str(expected)


def test_a_weight_that_comes_too_late_is_still_refused():
    with keras_shortcuts():
        layer = layers.Dense(2)
        layer(INPUTS)
        layer.size = 7
        with pytest.raises(ValueError, match="already built"):
            layer.late = layers.Dense(3)


def test_signatures_are_pythons():
    with keras_shortcuts():
        dense, own = layers.Dense(1), Holding()
        functions = (
            own.call,
            own.build,
            dense.call,
            dense.build,
            dense.quantize,
            layers.Dense.call,
        )
        for function in (*functions, layers.Dense.build, Holding.__init__, keras.ops.relu):
            seen = layer_module.inspect.signature(function)
            assert seen == inspect.signature(function)
            seen = operation_module.inspect.getfullargspec(function)
            assert seen == inspect.getfullargspec(function)


class LikeATensor:
    shape = dtype = graph = name = device = None


@pytest.mark.parametrize(
    "value",
    [
        *(1, 2.0, "text", None, (), [], {}, INPUTS, INPUTS[0, 0, 0, 0], LikeATensor()),
        *(keras.KerasTensor((2,)), np.float32, layers.ReLU, keras.Model),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_tensor_is_what_keras_takes_for_one(value):
    expected = backend.is_tensor(value)
    with keras_shortcuts():
        assert [backend.is_tensor(value) for _ in range(2)] == [expected] * 2
        for tensor in (keras.ops.ones(3), keras.Variable(INPUTS), tf.Variable(INPUTS)):
            assert backend.is_tensor(tensor)


def test_all_is_put_back():
    usual, is_tensor = layers.Layer.__setattr__, backend.is_tensor
    with pytest.raises(ZeroDivisionError), keras_shortcuts():
        1 / 0  # noqa: B018
    assert layers.Layer.__setattr__ is usual
    assert backend.is_tensor is is_tensor
    assert layer_module.inspect is operation_module.inspect is inspect


def test_no_layer_is_kept_with_its_weights():
    with keras_shortcuts():
        layer = layers.BatchNormalization()
        layer(INPUTS)
        kept = weakref.ref(layer)
        del layer
        gc.collect()
        assert kept() is None
