"""A long run is the recipe's, step by step, and goes on where it was stopped as if nothing had been."""

import keras
import numpy as np
import pytest

from resnet_lessons.data.images import ImageSet
from resnet_lessons.training.long_run import CURVES, Recipe, train_on

pytestmark = pytest.mark.trains

SEED = 5
RECIPE = Recipe(epochs=4, batch_size=4)


@pytest.fixture
def images():
    """Ten images to train on, so that the last batch of an epoch is smaller, and six to test on."""
    generator = np.random.default_rng(0)
    pixels = generator.integers(0, 256, (16, 2, 2, 1)).astype("uint8")
    labels = (pixels[:, 0, 0, 0] > 127).astype("int64")
    return ImageSet("dots", pixels[:10], labels[:10], pixels[10:], labels[10:], ("dark", "light"))


def linear():
    inputs = keras.Input((2, 2, 1))
    outputs = keras.layers.Dense(2, use_bias=False)(keras.layers.Flatten()(inputs))
    return keras.Model(inputs, outputs)


def softmax(logits):
    exponentials = np.exp(logits)
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def by_hand(weights, images, labels, recipe, seed):
    """(mean loss of each epoch's images, last weights) of gradient descent, written out."""
    images, velocity, losses = images.reshape(len(images), -1) / 255, 0.0, []
    for epoch in range(recipe.epochs):
        rate = 0.1 * (1, 1, 0.1, 0.01)[epoch]
        order = np.random.default_rng([seed, epoch]).permutation(len(images))
        total = 0.0
        for begin in range(0, len(images), recipe.batch_size):
            chosen = order[begin : begin + recipe.batch_size]
            shares = softmax(images[chosen] @ weights)
            total -= np.log(shares[np.arange(len(chosen)), labels[chosen]]).sum()
            wrong = shares - np.eye(2)[labels[chosen]]
            velocity = 0.9 * velocity - rate * images[chosen].T @ wrong / len(chosen)
            weights = weights * (1 - rate * recipe.weight_decay) + velocity
        losses.append(total / len(images))
    return losses, weights


@pytest.mark.parametrize("weight_decay", [0.001, 0.3])
def test_a_run_is_the_recipe_written_out_by_hand(images, tmp_path, weight_decay):
    recipe = Recipe(epochs=4, batch_size=4, weight_decay=weight_decay)
    keras.utils.set_random_seed(SEED)
    first = linear().get_weights()[0]
    run = train_on(linear, images, recipe, SEED, tmp_path / "run.npz")
    losses, weights = by_hand(first, images.train_images, images.train_labels, recipe, SEED)
    np.testing.assert_allclose(run.curves["losses"], losses, rtol=1e-4)
    np.testing.assert_allclose(run.weights[0], weights, rtol=1e-4, atol=1e-6)
    right = (images.test_images.reshape(6, -1) / 255 @ weights).argmax(1) == images.test_labels
    assert run.curves["test_accuracies"][-1] == pytest.approx(right.mean())
    shares = softmax(images.train_images.reshape(10, -1) / 255 @ weights)
    loss = -np.log(shares[np.arange(10), images.train_labels]).mean()
    assert run.training[0] == pytest.approx(loss, rel=1e-4)


def convolutional():
    inputs = keras.Input((2, 2, 1))
    outputs = keras.layers.Conv2D(3, 3, padding="same")(inputs)
    outputs = keras.layers.BatchNormalization(momentum=0.9)(outputs)
    outputs = keras.layers.GlobalAveragePooling2D()(outputs)
    return keras.Model(inputs, keras.layers.Dense(2)(outputs))


def test_a_run_that_was_stopped_twice_ends_as_one_that_was_not(images, tmp_path):
    whole = train_on(convolutional, images, RECIPE, SEED, tmp_path / "whole.npz")

    def stop(epoch, run):
        if epoch in (1, 3):
            raise KeyboardInterrupt

    reached = []
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            train_on(convolutional, images, RECIPE, SEED, tmp_path / "stopped.npz", stop)
    stopped = train_on(
        convolutional, images, RECIPE, SEED, tmp_path / "stopped.npz",
        lambda epoch, run: reached.append(epoch),
    )  # fmt: skip
    assert reached == [4]
    for name in CURVES:
        np.testing.assert_array_equal(stopped.curves[name], whole.curves[name])
    for one, other in zip(stopped.weights, whole.weights, strict=True):
        np.testing.assert_array_equal(one, other)
    assert stopped.training == whole.training


def test_a_finished_run_is_not_trained_again(images, tmp_path):
    recipe = Recipe(epochs=1, batch_size=4)
    first = train_on(linear, images, recipe, SEED, tmp_path / "run.npz")
    again = train_on(None, images, recipe, SEED, tmp_path / "run.npz")
    assert again.training == first.training and again.epochs_done == 1
    np.testing.assert_array_equal(again.weights[0], first.weights[0])


def test_a_file_of_a_run_with_other_settings_is_refused(images, tmp_path):
    train_on(linear, images, Recipe(epochs=1, batch_size=4), SEED, tmp_path / "run.npz")
    for recipe, seed in ((Recipe(epochs=2, batch_size=4), SEED), (Recipe(1, 4), SEED + 1)):
        with pytest.raises(ValueError, match="other settings"):
            train_on(linear, images, recipe, seed, tmp_path / "run.npz")
