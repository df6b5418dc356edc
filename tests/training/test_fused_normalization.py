"""Fused normalization: beside Keras' layer and NumPy, forward, backward and what it keeps."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from resnet_lessons.training.fused_normalization import FusedNormalization, is_fit

SHAPE = (3, 4, 5, 6)


def layer_of(kind, **settings):
    """A layer whose weights are not those it starts with, equal for both kinds."""
    layer = kind(**settings)
    layer.build(SHAPE)
    generator = np.random.default_rng(1)
    for variable in layer.weights:
        variable.assign(generator.uniform(0.5, 2, variable.shape))
    return layer


def values(shape=SHAPE):
    return np.random.default_rng(0).normal(2, 3, shape).astype("float32")


def step(layer, inputs):
    """(outputs, gradients for inputs, gamma and beta, moving statistics) of a training step."""
    inputs = tf.Variable(inputs)
    with tf.GradientTape() as tape:
        outputs = layer(inputs, training=True)
        loss = tf.reduce_sum(outputs * tf.sin(outputs))
    watched = [inputs, *(weight.value for weight in layer.trainable_variables)]
    kept = [layer.moving_mean.value, layer.moving_variance.value]
    return [found.numpy() for found in (outputs, *tape.gradient(loss, watched), *kept)]


@pytest.mark.parametrize("epsilon", [1e-3, 0.5])
@pytest.mark.parametrize("shape", [SHAPE, (2, 1, 1, 6), (1, 1, 1, 6)])
def test_a_training_step_is_that_of_keras(shape, epsilon):
    settings = {"momentum": 0.7, "epsilon": epsilon}
    found = step(layer_of(FusedNormalization, **settings), values(shape))
    expected = step(layer_of(keras.layers.BatchNormalization, **settings), values(shape))
    assert len(found) == 6
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-4)


def test_it_is_what_the_paper_says():
    layer, inputs = layer_of(FusedNormalization, epsilon=0.1), values()
    mean, variance = inputs.mean((0, 1, 2)), inputs.var((0, 1, 2))
    expected = layer.gamma * (inputs - mean) / np.sqrt(variance + 0.1) + layer.beta
    np.testing.assert_allclose(layer(inputs, training=True), expected, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("trainable", [True, False])
def test_measuring_and_frozen_it_takes_the_moving_statistics(trainable):
    layer = layer_of(FusedNormalization, trainable=trainable)
    before, inputs = layer.get_weights(), values()
    found = layer(inputs, training=not trainable)
    expected = layer_of(keras.layers.BatchNormalization)(inputs, training=False)
    np.testing.assert_allclose(found, expected, atol=1e-6)
    for one, other in zip(before, layer.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


class Own(keras.layers.BatchNormalization):
    """A student's layer, which may do anything."""


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (keras.layers.ReLU(), SHAPE),
        (keras.layers.GroupNormalization(2), SHAPE),
        (Own(), SHAPE),
        (keras.layers.BatchNormalization(), (3, 6)),
        (keras.layers.BatchNormalization(axis=1), SHAPE),
        (keras.layers.BatchNormalization(dtype="mixed_bfloat16"), SHAPE),
        (keras.layers.BatchNormalization(dtype="float16"), SHAPE),
        (keras.layers.BatchNormalization(scale=False), SHAPE),
        (keras.layers.BatchNormalization(center=False), SHAPE),
        (keras.layers.BatchNormalization(renorm=True), SHAPE),
        (keras.layers.BatchNormalization(synchronized=True), SHAPE),
        (keras.layers.BatchNormalization(epsilon=1e-6), SHAPE),
    ],
)
def test_what_it_does_not_compute_is_left_to_keras(layer, shape):
    assert not is_fit(layer, shape)


@pytest.mark.parametrize("axis", [-1, 3])
def test_the_usual_layer_is_fit_for_it(axis):
    assert is_fit(keras.layers.BatchNormalization(axis=axis, momentum=0.9), SHAPE)


def test_other_backends_are_left_to_keras(monkeypatch):
    monkeypatch.setattr(keras.backend, "backend", lambda: "jax")
    assert not is_fit(keras.layers.BatchNormalization(), SHAPE)
