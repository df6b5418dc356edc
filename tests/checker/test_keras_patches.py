"""What is changed of Keras while answers are checked: weights, operations, and that it is put back."""

import dataclasses

import keras
import numpy as np
import pytest
from keras import layers, ops
from keras.src import backend

from resnet_lessons.checker.keras_patches import seeded_weights, standard_operations
from resnet_lessons.checker.made_weights import Weights
from resnet_lessons.checker.probe import probe
from resnet_lessons.checker.seeded_values import seeded_value
from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.answers import compiled
from resnet_lessons.instructor.exercises import variants

RANDOM = np.random.default_rng(0)
INPUTS = (2, 6, 5, 3)


def built(*all_layers, seed=1, shape=INPUTS):
    """The layers, built one after the other with seeded weights."""
    with seeded_weights(seed, Weights()):
        for layer in all_layers:
            layer.build(shape)
    return all_layers


def numbers(weight):
    return weight.numpy()


# Values ------------------------------------------------------------------------------------------


def test_a_value_is_a_function_of_seed_role_and_shape():
    value = seeded_value(3, "kernel", (3, 3, 4, 5))
    assert value.dtype == np.float32
    assert value.shape == (3, 3, 4, 5)
    np.testing.assert_array_equal(value, seeded_value(3, "kernel", (3, 3, 4, 5)))
    assert not np.array_equal(value, seeded_value(4, "kernel", (3, 3, 4, 5)))
    assert not np.array_equal(
        seeded_value(3, "offset", (5,)), seeded_value(3, "moving offset", (5,))
    )


@pytest.mark.parametrize("shape", [(3, 4), (1, 1, 3, 4), (1, 3, 1, 4)])
def test_dimensions_of_one_do_not_count(shape):
    expected = seeded_value(3, "kernel", (3, 4))
    np.testing.assert_array_equal(seeded_value(3, "kernel", shape).ravel(), expected.ravel())


def test_kernels_keep_the_size_of_a_signal_and_scales_stay_positive():
    kernel = seeded_value(0, "kernel", (3, 3, 50, 60))
    assert kernel.std() == pytest.approx(np.sqrt(2 / (3 * 3 * 50)), rel=0.02)
    assert abs(kernel.mean()) < 0.001
    for role in ("scale", "moving scale"):
        scale = seeded_value(0, role, (10_000,))
        assert scale.min() >= 0.5
        assert scale.max() <= 1.5
        assert scale.mean() == pytest.approx(1, abs=0.01)


def test_a_single_number_has_a_value_too():
    assert seeded_value(0, "offset", ()).shape == ()
    assert seeded_value(0, "scale", (1, 1)).shape == (1, 1)


# Layers ------------------------------------------------------------------------------------------


def test_order_and_names_do_not_matter():
    one, other = built(layers.Conv2D(4, 3), layers.Conv2D(4, 3, name="mine"))
    alone, _ = built(layers.Conv2D(4, 3), layers.Dense(7))
    for conv in (other, alone):
        np.testing.assert_array_equal(numbers(one.kernel), numbers(conv.kernel))
        np.testing.assert_array_equal(numbers(one.bias), numbers(conv.bias))
    assert numbers(one.kernel).std() > 0


def test_the_initializer_does_not_matter():
    one, other = built(
        layers.Conv2D(4, 3),
        layers.Conv2D(4, 3, kernel_initializer="zeros", bias_initializer="ones"),
    )
    np.testing.assert_array_equal(numbers(one.kernel), numbers(other.kernel))
    np.testing.assert_array_equal(numbers(one.bias), numbers(other.bias))


def test_another_seed_gives_other_values():
    (one,), (other,) = built(layers.Conv2D(4, 3)), built(layers.Conv2D(4, 3), seed=2)
    assert not np.array_equal(numbers(one.kernel), numbers(other.kernel))
    assert not np.array_equal(numbers(one.bias), numbers(other.bias))


def test_a_1x1_convolution_is_a_dense_layer():
    images = np.random.default_rng(0).normal(size=INPUTS).astype("float32")
    conv, dense = built(layers.Conv2D(4, 1), layers.Dense(4))
    np.testing.assert_allclose(numbers(conv(images)), numbers(dense(images)), atol=1e-6)


def test_every_weight_of_batch_normalization_has_a_value_of_its_own():
    (layer,) = built(layers.BatchNormalization())
    values = [numbers(w) for w in (layer.gamma, layer.beta, layer.moving_mean)]
    values.append(numbers(layer.moving_variance))
    assert numbers(layer.moving_variance).min() >= 0.5
    assert len({tuple(value) for value in values}) == 4


class Normalization(layers.Layer):
    """Batch normalisation of a student's own: no usual names, four dimensions."""

    def build(self, shape):
        size = (1, 1, 1, shape[-1])
        self.a = self.add_weight(shape=size, initializer="ones")
        self.b = self.add_weight(shape=size, initializer=lambda shape, dtype: ops.zeros(shape))
        self.c = self.add_weight(shape=size, initializer="zeros", trainable=False)
        self.d = self.add_weight(shape=size, initializer="ones", trainable=False)


def test_roles_are_found_without_names():
    own, usual = built(Normalization(), layers.BatchNormalization())
    pairs = [
        (own.a, usual.gamma),
        (own.b, usual.beta),
        (own.c, usual.moving_mean),
        (own.d, usual.moving_variance),
    ]
    for mine, theirs in pairs:
        np.testing.assert_array_equal(numbers(mine).ravel(), numbers(theirs))


class Branch(layers.Layer):
    """Keras builds the layers inside by a symbolic call, and fills their weights after it."""

    def __init__(self):
        super().__init__()
        self.inner = layers.Conv2D(4, 3)

    def call(self, inputs):
        return self.inner(inputs)


def test_layers_inside_a_layer_are_seeded_too():
    weights = Weights()
    with seeded_weights(1, weights):
        branch = Branch()
        branch(np.zeros(INPUTS, "float32"))
    (conv,) = built(layers.Conv2D(4, 3))
    np.testing.assert_array_equal(numbers(branch.inner.kernel), numbers(conv.kernel))
    assert weights.trainable() == 3 * 3 * 3 * 4 + 4


def test_a_variable_made_without_add_weight_is_seeded_too():
    (dense,) = built(layers.Dense(4))
    with seeded_weights(1, Weights()):
        variable = keras.Variable("glorot_uniform", shape=(3, 4))
        given = keras.Variable(np.full((3, 4), 7.0))
    np.testing.assert_array_equal(numbers(variable), numbers(dense.kernel))
    np.testing.assert_array_equal(numbers(given), 7.0)


def test_whole_numbers_keep_their_value():
    with seeded_weights(1, weights := Weights()):
        layer = layers.Layer()
        counter = layer.add_weight(shape=(2,), initializer="zeros", dtype="int32", name="counter")
        layers.Dropout(0.5)(np.zeros(INPUTS, "float32"), training=True)
    np.testing.assert_array_equal(numbers(counter), 0)
    assert weights.variables == []


def test_the_type_of_a_weight_stays():
    with seeded_weights(1, Weights()):
        weight = layers.Layer().add_weight(shape=(3, 4), dtype="float16")
    assert keras.backend.standardize_dtype(weight.dtype) == "float16"


def test_only_trainable_weights_are_counted():
    weights = Weights(elsewhere=[[2, 2]])
    with seeded_weights(1, weights):
        layers.BatchNormalization().build(INPUTS)
        layers.Dense(4).build(INPUTS)
    assert weights.trainable() == 3 + 3 + 3 * 4 + 4 + 2 * 2


def test_kernels_of_one_shape_differ_by_their_order_where_that_is_asked_for():
    def kernels(in_order, made=0):
        weights = Weights(in_order)
        weights.kernels[(3, 4)] = made
        convolution, dense = layers.Conv2D(4, 1), layers.Dense(4)
        with seeded_weights(1, weights):
            convolution.build(INPUTS)
            dense.build(INPUTS)
        return [numbers(each.kernel).reshape(3, 4) for each in (convolution, dense)]

    first, second = kernels(in_order=False)
    np.testing.assert_array_equal(first, second)
    in_order = kernels(in_order=True)
    np.testing.assert_array_equal(in_order[0], first)
    assert not np.allclose(*in_order)
    np.testing.assert_array_equal(kernels(in_order=True, made=1)[0], in_order[1])


@pytest.mark.parametrize(
    ("training", "momentum"), [(True, 0.9), (True, 0), (True, 1), (False, 0.9)]
)
def test_what_a_call_moves_is_counted_whatever_the_momentum(training, momentum):
    weights = Weights(moved_elsewhere=2)
    with seeded_weights(1, weights):
        layer = layers.BatchNormalization(momentum=momentum)
        layer(RANDOM.normal(size=INPUTS), training=training)
    # Two statistics of each channel.
    assert weights.moved() == 2 + (2 * INPUTS[-1] if training and momentum < 1 else 0)


# Afterwards, weights -----------------------------------------------------------------------------------


@pytest.mark.parametrize("error", [ValueError, SystemExit, KeyboardInterrupt])
def test_weights_are_as_usual_again_even_after_an_exception(error):
    before = keras.Variable.__init__
    with pytest.raises(error), seeded_weights(1, Weights()):
        assert keras.Variable.__init__ is not before
        raise error
    assert keras.Variable.__init__ is before
    layer = layers.Dense(4)
    layer.build(INPUTS)
    np.testing.assert_array_equal(numbers(layer.bias), 0)


# Convolution and max pooling ----------------------------------------------------------------------


@pytest.mark.parametrize("padding", ["same", "valid"])
@pytest.mark.parametrize(("side", "kernel_size", "strides"), [(7, 3, 1), (8, 3, 2), (5, 1, 2)])
def test_the_numbers_are_those_of_channels_last(side, kernel_size, strides, padding):
    images = RANDOM.normal(size=(2, 4, side, side)).astype("float32")
    first = layers.Conv2D(6, kernel_size, strides, padding, data_format="channels_first")
    last = layers.Conv2D(6, kernel_size, strides, padding)
    last.build((None, side, side, 4))
    with standard_operations():
        found = first(images)
        last.set_weights(first.get_weights())
    expected = np.transpose(last(images.transpose(0, 2, 3, 1)), (0, 3, 1, 2))
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_other_convolutions_go_their_usual_way():
    with standard_operations():
        assert layers.Conv1D(3, 2)(np.ones((1, 8, 2), "float32")).shape == (1, 7, 3)
        assert layers.Conv2D(3, 2)(np.ones((1, 8, 8, 2), "float32")).shape == (1, 7, 7, 3)


def test_a_symbolic_tensor_keeps_its_shape():
    with standard_operations():
        outputs = layers.Conv2D(6, 3, data_format="channels_first")(keras.Input((4, None, 9)))
    assert outputs.shape == (None, 6, None, 7)


@pytest.mark.parametrize(
    ("data_format", "shape", "left"),
    [
        ("channels_last", (1, 1, 1, 4), (1, 0, 0, 4)),
        ("channels_last", (2, 2, 5, 4), (2, 0, 2, 4)),
        ("channels_last", (2, 0, 5, 4), (2, 0, 2, 4)),
        ("channels_first", (2, 4, 5, 2), (2, 4, 2, 0)),
    ],
)
def test_a_window_larger_than_the_image_leaves_nothing(data_format, shape, left):
    """One pixel under it would end this process: oneDNN divides by zero."""
    images = np.ones(shape, "float32")
    with standard_operations():
        found = layers.MaxPooling2D(3, 2, data_format=data_format)(images)
        same = keras.ops.max_pool(images, (np.int64(3), 3), [2, 2], "valid", data_format)
        convolved = layers.Conv2D(6, 3, 2, "same", data_format=data_format)(found)
    assert found.shape == same.shape == left
    assert tuple(convolved.shape).count(0) == left.count(0)
    assert convolved.shape[1 if data_format == "channels_first" else -1] == 6


def test_a_stem_without_padding_is_judged_at_one_pixel():
    exercise = EXERCISES["build_resnet"]
    text = variants("build_resnet")["stem_pooling_without_padding"]
    case = dataclasses.replace(exercise.cases[0], height=1, width=1)
    (outcome,) = probe(exercise, compiled(text, "build_resnet"), 0, [case]).outcomes
    assert outcome.failure is not None


def test_a_convolution_of_nothing_without_padding_is_refused_as_keras_does():
    with standard_operations(), pytest.raises(ValueError, match="zero or negative"):
        layers.Conv2D(6, 3)(np.ones((1, 0, 0, 4), "float32"))


@pytest.mark.parametrize("padding", ["same", "valid"])
def test_other_pooling_is_as_it_was(padding):
    images = RANDOM.normal(size=(2, 7, 6, 3)).astype("float32")
    pooling = layers.MaxPooling2D(3, 2, padding)
    expected = pooling(images)
    with standard_operations():
        np.testing.assert_array_equal(pooling(images), expected)
        np.testing.assert_array_equal(
            layers.MaxPooling1D(2)(np.ones((1, 4, 3))), np.ones((1, 2, 3))
        )
        assert pooling(keras.Input((None, 6, 3))).shape == (None, None, *expected.shape[2:])


def test_afterwards_keras_is_as_it_was():
    usual = backend.nn.conv, backend.nn.max_pool
    with pytest.raises(ValueError, match="mine"), standard_operations():
        assert (backend.nn.conv, backend.nn.max_pool) != usual
        raise ValueError("mine")
    assert (backend.nn.conv, backend.nn.max_pool) == usual
