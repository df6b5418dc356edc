"""Loops: the twin computes and learns what the network does, and hands its weights back."""

import keras
import numpy as np
import pytest
from keras import layers

from resnet_lessons.data.images import scaled
from resnet_lessons.experiments import degradation, shortcut_variants
from resnet_lessons.experiments.work import garments
from resnet_lessons.training.looped_twin import Loop, twin_of
from tests.support.soak import some

DATA = garments(128, 16)
NETWORKS = {
    "plain": lambda: degradation.untrained("plain", 14, 0),
    "residual": lambda: degradation.untrained("residual", 14, 0),
    "convolution": lambda: shortcut_variants.network("convolution", 4),
    "normalised_after": lambda: shortcut_variants.network("normalised_after", 4),
}


def loops_of(twin):
    return [layer for layer in twin.network.layers if isinstance(layer, Loop)]


def learn(network):
    """Losses of a step each on two batches.

    By gradient descent alone: Adam's first steps are as large for a gradient of nearly nothing, whose
    sign a rounding decides.
    """
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    network.compile(keras.optimizers.SGD(0.01), loss)
    images = scaled(DATA.train_images)
    return [
        network.train_on_batch(
            images[at : at + 64], DATA.train_labels[at : at + 64], return_dict=True
        )["loss"]
        for at in (0, 64)
    ]


@pytest.fixture(params=some(NETWORKS, 3))
def network(request):
    keras.utils.set_random_seed(0)
    return NETWORKS[request.param]()


@pytest.mark.builds
def test_the_twin_computes_the_same(network):
    twin = twin_of(network)
    assert loops_of(twin)
    assert len(twin.network.trainable_variables) < len(network.trainable_variables)
    images = scaled(DATA.test_images)
    expected = network(images, training=False)
    np.testing.assert_allclose(twin.network(images, training=False), expected, atol=1e-5)


@pytest.mark.trains
@pytest.mark.parametrize("network", some(NETWORKS, 4), indirect=True)
def test_it_learns_the_same_and_gives_it_back(network):
    twin = twin_of(network)
    before = network.get_weights()
    found = learn(twin.network)
    assert all(
        np.array_equal(one, other) for one, other in zip(before, network.get_weights(), strict=True)
    )
    expected_losses, from_keras = learn(network), network.get_weights()
    np.testing.assert_allclose(found, expected_losses, rtol=1e-3)
    twin.give()
    images = scaled(DATA.test_images)
    given = network(images, training=False)
    np.testing.assert_allclose(twin.network(images, training=False), given, atol=1e-4)
    moved = [np.abs(one - old).max() for one, old in zip(from_keras, before, strict=True)]
    apart = [np.abs(a - b).max() for a, b in zip(network.get_weights(), from_keras, strict=True)]
    # Moving statistics too. In float32 each of the two is up to a hundredth from the gradients that
    # float64 gives, after twelve layers without shortcuts.
    assert np.count_nonzero(moved) > 0.8 * len(moved)
    assert all(far <= 0.05 * most + 1e-5 for far, most in zip(apart, moved, strict=True))


@pytest.mark.trains
def test_dropout_draws_other_numbers_in_each_block_and_repeats_itself():
    network = shortcut_variants.network("dropout", 4)
    twin, images = twin_of(network), scaled(DATA.test_images)
    first = np.array(twin.network(images, training=True))
    second = np.array(twin.network(images, training=True))
    assert np.abs(first - second).max() > 1e-3
    twin.take()
    np.testing.assert_allclose(twin.network(images, training=True), first, atol=1e-5)


class Own(layers.Layer):
    """A student's layer that Keras cannot make again."""

    def __init__(self, function):
        super().__init__()
        self.function = function

    def call(self, inputs):
        return self.function(inputs)

    def get_config(self):
        raise RuntimeError("no config")


def test_a_network_that_cannot_be_read_stands_for_itself():
    inputs = outputs = keras.Input((4,))
    for _ in range(4):
        outputs = Own(lambda x: 2 * x)(outputs)
    model = keras.Model(inputs, outputs)
    twin = twin_of(model)
    assert twin.network is model
    twin.take()
    twin.give()


def test_a_network_without_repetition_stands_for_itself():
    inputs = keras.Input((4,))
    model = keras.Model(inputs, layers.Dense(3)(layers.Dense(5)(inputs)))
    assert twin_of(model).network is model
