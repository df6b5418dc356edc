"""Equal shapes get equal values, whatever creates them and whenever."""

import keras
import numpy as np
import pytest
from keras import layers, ops

from resnet_lessons.checker.seeded_weights import seeded_value, seeded_weights

INPUTS = (2, 6, 5, 3)


def built(*all_layers, seed=1, shape=INPUTS):
    """The layers, built one after the other with seeded weights."""
    with seeded_weights(seed, []):
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
    parameters = []
    with seeded_weights(1, parameters):
        branch = Branch()
        branch(np.zeros(INPUTS, "float32"))
    (conv,) = built(layers.Conv2D(4, 3))
    np.testing.assert_array_equal(numbers(branch.inner.kernel), numbers(conv.kernel))
    assert sum(parameters) == 3 * 3 * 3 * 4 + 4


def test_a_variable_made_without_add_weight_is_seeded_too():
    (dense,) = built(layers.Dense(4))
    with seeded_weights(1, []):
        variable = keras.Variable("glorot_uniform", shape=(3, 4))
        given = keras.Variable(np.full((3, 4), 7.0))
    np.testing.assert_array_equal(numbers(variable), numbers(dense.kernel))
    np.testing.assert_array_equal(numbers(given), 7.0)


def test_whole_numbers_keep_their_value():
    with seeded_weights(1, parameters := []):
        layer = layers.Layer()
        counter = layer.add_weight(shape=(2,), initializer="zeros", dtype="int32", name="counter")
        layers.Dropout(0.5)(np.zeros(INPUTS, "float32"), training=True)
    np.testing.assert_array_equal(numbers(counter), 0)
    assert parameters == []


def test_the_type_of_a_weight_stays():
    with seeded_weights(1, []):
        weight = layers.Layer().add_weight(shape=(3, 4), dtype="float16")
    assert keras.backend.standardize_dtype(weight.dtype) == "float16"


def test_only_trainable_values_are_counted():
    parameters = []
    with seeded_weights(1, parameters):
        layers.BatchNormalization().build(INPUTS)
        layers.Dense(4).build(INPUTS)
    assert sorted(parameters) == [3, 3, 4, 12]


# Afterwards --------------------------------------------------------------------------------------


@pytest.mark.parametrize("error", [ValueError, SystemExit, KeyboardInterrupt])
def test_weights_are_as_usual_again_even_after_an_exception(error):
    before = keras.Variable.__init__
    with pytest.raises(error), seeded_weights(1, []):
        assert keras.Variable.__init__ is not before
        raise error
    assert keras.Variable.__init__ is before
    layer = layers.Dense(4)
    layer.build(INPUTS)
    np.testing.assert_array_equal(numbers(layer.bias), 0)
