"""Lean layers against Keras' own: the same numbers, weights and calls, or the word that Keras has to say."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers, ops

from resnet_lessons.checker.call_log import CallLog
from resnet_lessons.checker.keras_patches import seeded_weights, standard_keras
from resnet_lessons.checker.lean_layers import LEAN, lean_run
from resnet_lessons.checker.lean_run import Unsupported, active_run
from resnet_lessons.checker.made_weights import Weights

SHAPE = (2, 7, 6, 3)
FORMATS = ("channels_last", "channels_first")


def inputs_of(shape=SHAPE):
    values = np.random.default_rng(3).normal(0.3, 2, shape)
    return tf.constant(values, "float32")


def seen(function, inputs, is_lean, in_order=True):
    """(results, facts about weights, calls, run) of a function that is run once."""
    weights, log = Weights(in_order), CallLog()
    run = lean_run(weights)
    seeding = run.layers(5) if is_lean else seeded_weights(5, weights)
    with standard_keras(), seeding, log.noting(inputs):
        results = function(inputs)
    results = results if isinstance(results, (list, tuple)) else [results]
    facts = weights.trainable(log.is_frozen), weights.moved(), dict(weights.kernels)
    return [np.array(each) for each in results], facts, log.calls, run


def assert_same(function, inputs=None):
    inputs = inputs_of() if inputs is None else inputs
    found, facts, calls, run = seen(function, inputs, True)
    expected, expected_facts, expected_calls, _ = seen(function, inputs, False)
    assert not run.was_refused
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_array_equal(one, other)
    assert facts == expected_facts
    assert calls == expected_calls


# The same ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("data_format", FORMATS)
@pytest.mark.parametrize(
    "settings",
    [
        {"filters": 4, "kernel_size": 3},
        {"filters": 4, "kernel_size": (3, 2), "strides": [2, 1], "padding": "same"},
        {"filters": 1, "kernel_size": 1, "strides": 2, "use_bias": False},
        {"filters": 1, "kernel_size": 3},
        {"filters": 5, "kernel_size": 1, "activation": "relu", "name": "mine"},
        {"filters": 2, "kernel_size": 1, "activation": keras.activations.relu},
        {"filters": 2, "kernel_size": 7, "padding": "same", "kernel_initializer": "he_normal"},
        # Channels first, Keras 3.15 adds the bias along the width here.
        {"filters": 3, "kernel_size": 1},
        {"filters": 4, "kernel_size": 2, "bias_initializer": keras.initializers.Ones()},
    ],
    ids=lambda settings: " ".join(settings) or "plain",
)
def test_a_convolution(settings, data_format):
    assert_same(lambda x: layers.Conv2D(**settings, data_format=data_format)(x))


@pytest.mark.parametrize("training", [True, False, None])
@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"axis": 1},
        {"axis": 3, "momentum": 0.5, "epsilon": 1e-5},
        {"axis": -2, "center": False},
        {"scale": False, "epsilon": 0.3, "gamma_initializer": "zeros"},
        {"momentum": 1},
    ],
    ids=lambda settings: " ".join(settings) or "plain",
)
def test_a_batch_normalization(settings, training):
    assert_same(lambda x: layers.BatchNormalization(**settings)(x, training=training))


def test_moving_statistics_are_those_of_the_calls_before():
    def trained_and_used(x):
        layer = layers.BatchNormalization(momentum=0.7)
        return layer(x, training=True), layer(2 * x, training=True), layer(x)

    assert_same(trained_and_used)


@pytest.mark.parametrize("shape", [(2, 5), SHAPE])
@pytest.mark.parametrize("settings", [{"units": 4}, {"units": 1}, {"units": 3, "use_bias": False}])
def test_a_dense_layer(settings, shape):
    assert_same(lambda x: layers.Dense(**settings, activation="relu")(x), inputs_of(shape))


@pytest.mark.parametrize("data_format", FORMATS)
@pytest.mark.parametrize(
    "make",
    [
        lambda form: layers.MaxPooling2D(3, 2, "same", data_format=form),
        lambda form: layers.MaxPooling2D((2, 1), data_format=form),
        lambda form: layers.MaxPool2D(1, strides=3, data_format=form),
        lambda form: layers.GlobalAveragePooling2D(data_format=form),
        lambda form: layers.GlobalAveragePooling2D(form, keepdims=True),
        lambda form: layers.ZeroPadding2D(data_format=form),
        lambda form: layers.ZeroPadding2D((1, 2), data_format=form),
        lambda form: layers.ZeroPadding2D(((0, 1), [2, 0]), data_format=form),
        lambda form: layers.Activation("relu"),
        lambda form: layers.Activation("linear"),
        lambda form: layers.Activation(ops.relu),
        lambda form: layers.ReLU(name="r"),
        lambda form: layers.Identity(),
    ],
)
def test_a_layer_without_weights(make, data_format):
    assert_same(lambda x: make(data_format)(x))


def test_sums_shared_layers_and_the_order_of_kernels():
    def program(x):
        twice, other = layers.Conv2D(3, 3, padding="same"), layers.Conv2D(3, 3, padding="same")
        first = layers.Add()([twice(x), x])
        return layers.add([twice(first), other(first)]), ops.relu(layers.Dense(3)(first))

    assert_same(program)


def test_each_lean_layer_looks_like_its_own():
    with lean_run(Weights()).layers(1):
        layer = layers.Conv2D(2, 3)
        assert isinstance(layer, layers.Conv2D)
        assert isinstance(layer, layers.Layer)
        assert not isinstance(layer, layers.Dense)
        assert (layer.filters, layer.kernel_size, layer.padding) == (2, (3, 3), "valid")
    assert all(lean.__name__ == usual.__name__ for usual, lean in LEAN.items())


# Refused -----------------------------------------------------------------------------------------


class OwnLayer(layers.Layer):
    pass


class OwnConvolution(layers.Conv2D):
    pass


MADE_BEFORE = layers.Dense(2)


def twice_on_other_sizes(x):
    layer = layers.Dense(2)
    return layer(layer(x))


def taped(x):
    with tf.GradientTape():
        return x


def with_setting(name, value, x):
    getattr(keras.config, f"set_{name}")(value)
    return layers.ReLU()(x)


def with_a_setting_later(name, value, x):
    layer = layers.ReLU()
    getattr(keras.config, f"set_{name}")(value)
    return layer(x)


def with_a_type_of_another_name(x):
    policy = keras.DTypePolicy("mixed_float16")
    policy._name = "float32"
    return with_setting("dtype_policy", policy, x)


def in_scope(scope, x):
    layer = layers.ReLU()
    with scope:
        return layer(x)


# Keras takes them, and does more than the numbers of a lean layer show.
UNUSUAL = {
    "a class of one's own": lambda x: OwnLayer()(x),
    "a kind of convolution": lambda x: OwnConvolution(2, 1)(x),
    "a layer that is not among them": lambda x: layers.Dropout(0.5)(x),
    "a layer from elsewhere": lambda x: MADE_BEFORE(x),
    "a network": lambda x: keras.Sequential([layers.ReLU()])(x),
    "an input": lambda x: keras.Input((3,)),
    "a symbolic tensor": lambda x: layers.ReLU()(keras.KerasTensor((2, 3))),
    "an array": lambda x: layers.ReLU()(np.ones((2, 3), "float32")),
    "whole numbers": lambda x: layers.ReLU()(tf.ones((2, 3), "int32")),
    "nothing in it": lambda x: layers.ReLU()(x[:, :0]),
    "a function of TensorFlow's": lambda x: tf.function(lambda y: layers.ReLU()(y))(x),
    "a tape": taped,
    "a variable": lambda x: keras.Variable(np.ones(3)),
    "a frozen layer": lambda x: layers.Conv2D(2, 1, trainable=False)(x),
    "a layer that is frozen": lambda x: setattr(layers.Conv2D(2, 1), "trainable", False),
    "its weights": lambda x: layers.Conv2D(2, 1).weights,
    "its values": lambda x: layers.Conv2D(2, 1).get_weights(),
    "whether it has something": lambda x: hasattr(layers.Conv2D(2, 1), "kernel"),
    "its parts": lambda x: layers.Conv2D(2, 1).build(SHAPE),
    "a type": lambda x: layers.Conv2D(2, 1, dtype="float16")(x),
    "groups": lambda x: layers.Conv2D(3, 1, groups=3)(x),
    "holes": lambda x: layers.Conv2D(3, 2, dilation_rate=2)(x),
    "a softmax": lambda x: layers.Dense(3, activation="softmax")(x),
    "a slope": lambda x: layers.ReLU(negative_slope=0.1)(x),
    "a regularizer": lambda x: layers.Dense(2, kernel_regularizer="l2")(x),
    "NumPy's number": lambda x: layers.Dense(2)(x) + layers.Conv2D(np.int64(2), 1)(x),
    "a sum of three": lambda x: layers.Add()([x, x, x]),
    "a sum that is broadcast": lambda x: layers.Add()([x, x[:, :1]]),
    "a flag for a convolution": lambda x: layers.Conv2D(2, 1)(x, training=True),
    "a flag that is a number": lambda x: layers.BatchNormalization()(x, training=1),
    "another format for all": lambda x: with_setting("image_data_format", "channels_first", x),
    "another type for all": lambda x: with_setting("dtype_policy", "mixed_float16", x),
    "another type before the call": lambda x: with_a_setting_later("dtype_policy", "bfloat16", x),
    "another type that is called as the usual one": with_a_type_of_another_name,
    "no state": lambda x: in_scope(keras.StatelessScope(), x),
    "no numbers": lambda x: in_scope(keras.SymbolicScope(), x),
    "numbers computed twice": lambda x: in_scope(keras.RematScope(), x),
    "a window that is too large": lambda x: layers.MaxPooling2D(8)(x),
}  # fmt: skip
# Keras takes them for mistakes.
WRONG = {
    "a kernel that is too large": lambda x: layers.Conv2D(2, 8)(x),
    "no filters": lambda x: layers.Conv2D(0, 1)(x),
    "no kernel": lambda x: layers.Conv2D(2)(x),
    "half a filter": lambda x: layers.Conv2D(2.5, 1)(x),
    "three sides": lambda x: layers.Conv2D(2, (1, 1, 1))(x),
    "strides of zero": lambda x: layers.Conv2D(2, 1, 0)(x),
    "a padding of another name": lambda x: layers.Conv2D(2, 1, padding="full")(x),
    "a format of another name": lambda x: layers.Conv2D(2, 1, data_format="NHWC")(x),
    "a name with a slash": lambda x: layers.Conv2D(2, 1, name="a/b")(x),
    "an argument of another name": lambda x: layers.BatchNormalization(training=True)(x),
    "an axis that is not there": lambda x: layers.BatchNormalization(axis=4)(x),
    "two axes": lambda x: layers.BatchNormalization(axis=[1, 2])(x),
    "a flag in its place": lambda x: layers.BatchNormalization()(x, True),
    "units as a text": lambda x: layers.Dense("4")(x),
    "an initializer of another name": lambda x: layers.Dense(2, kernel_initializer="mine")(x),
    "an activation of another name": lambda x: layers.Dense(2, activation="rely")(x),
    "another number of channels": twice_on_other_sizes,
    "one tensor to add": lambda x: layers.Add()(x),
    "two tensors in a row": lambda x: layers.Add()(x, x),
    "shapes that differ": lambda x: layers.Add()([x, x[:, 1:]]),
    "an image without channels": lambda x: layers.GlobalAveragePooling2D()(x[0]),
    "a negative padding": lambda x: layers.ZeroPadding2D(-1)(x),
    "nothing at all": lambda x: layers.Activation()(x),
    "a layer for a tensor": lambda x: layers.ReLU()(layers.ReLU()),
}


@pytest.mark.parametrize("name", [*UNUSUAL, *WRONG])
def test_what_only_keras_can_judge_ends_the_run(name):
    program = (UNUSUAL | WRONG)[name]
    run = lean_run(Weights())
    with standard_keras(), run.layers(1), pytest.raises(Unsupported):
        program(inputs_of())
    assert run.was_refused


@pytest.mark.parametrize("name", WRONG)
def test_keras_rejects_what_is_wrong(name):
    with standard_keras(), seeded_weights(1, Weights()), pytest.raises(Exception):  # noqa: B017
        WRONG[name](inputs_of())


def test_a_refusal_counts_though_the_answer_goes_on():
    def going_on(x):
        try:
            return layers.Dropout(0.5)(x)
        except:  # noqa: E722
            return x

    *_, run = seen(going_on, inputs_of(), True)
    assert run.was_refused


def test_keras_is_as_it_was():
    names = ("__new__", "__call__", "__setattr__")
    usual = [vars(layers.Layer)[name] for name in names]
    with pytest.raises(ZeroDivisionError), lean_run(Weights()).layers(1) as run:
        assert active_run() is run
        1 / 0  # noqa: B018
    assert [vars(layers.Layer)[name] for name in names] == usual
    assert active_run() is None
    assert type(layers.ReLU()).__module__.startswith("keras.")
