"""Short runs: they learn, they are seeded, and the activations are those of the network."""

import keras
import numpy as np
import pytest

from resnet_lessons.course.answers.model import ResNetModel
from resnet_lessons.data.images import fashion_mnist
from resnet_lessons.data.trained_networks import recorded_network
from resnet_lessons.training.fit import (
    activations,
    residual_sizes,
    scaled,
    small_network,
    steps_of,
    train,
)


@pytest.fixture(scope="module")
def few():
    """Two classes, 100 images each."""
    images = fashion_mnist()
    chosen = np.flatnonzero(np.isin(images.train_labels, (1, 5)))[:200]
    return type(images)(
        "few",
        images.train_images[chosen],
        (images.train_labels[chosen] == 5).astype("int64"),
        images.train_images[chosen[:50]],
        (images.train_labels[chosen[:50]] == 5).astype("int64"),
        ("trouser", "sandal"),
    )


def host():
    return ResNetModel(28, 28, 18, 2)


def run(few):
    keras.utils.set_random_seed(0)
    model = small_network(host(), num_blocks=1, classes=2)
    return model, train(model, few, epochs=3)


@pytest.mark.trains
def test_it_learns_to_tell_trousers_from_sandals_and_repeats_itself(few):
    _, curves = run(few)
    assert curves["loss"].shape == curves["accuracy"].shape == (3,)
    assert curves["loss"][-1] < curves["loss"][0]
    assert curves["accuracy"][-1] > 0.9
    _, again = run(few)
    np.testing.assert_allclose(curves["loss"], again["loss"], rtol=1e-3)


@pytest.mark.builds
def test_activations_are_named_ordered_and_add_up(few):
    model = small_network(host(), num_blocks=2, classes=2)
    inside = activations(model, scaled(few.test_images[:3]))
    assert list(inside) == [
        f"block_layer{layer}_regular_block{block}" for layer in (1, 2) for block in (0, 1)
    ]
    shapes = {name: parts[2].shape for name, parts in inside.items()}
    assert shapes["block_layer1_regular_block1"] == (3, 14, 14, 16)
    assert shapes["block_layer2_regular_block1"] == (3, 7, 7, 32)
    for shortcut, residual, total in inside.values():
        np.testing.assert_allclose(shortcut + residual, total, atol=1e-5)


@pytest.mark.builds
def test_sizes_are_the_norms_of_each_image():
    images = scaled(fashion_mnist().test_images[:510])
    model = recorded_network()
    found = residual_sizes(model, images)
    assert len(found) == 10
    # Images 0, 255 and 509 lie in different parts of the computation.
    chosen = [0, 255, 509]
    for name, (shortcut, residual, _) in activations(model, images[chosen]).items():
        for sizes, tensor in zip(found[name], (shortcut, residual), strict=True):
            assert sizes.shape == (510,)
            expected = [np.linalg.norm(image) for image in tensor]
            np.testing.assert_allclose(sizes[chosen], expected, rtol=1e-4)


@pytest.mark.builds
def test_a_network_without_shortcuts_has_no_sizes():
    images = scaled(fashion_mnist().test_images[:2])
    assert residual_sizes(recorded_network(shortcuts=False), images) == {}


def test_scaling_keeps_shape_and_ends_at_one():
    images = np.array([[0, 128, 255]], dtype="uint8")
    np.testing.assert_allclose(scaled(images), [[0, 128 / 255, 1]], rtol=1e-6)
    assert scaled(images).dtype == np.float32


@pytest.mark.parametrize(("images", "epochs", "steps"), [(64, 1, 1), (65, 1, 2), (6000, 3, 282)])
def test_steps(images, epochs, steps):
    assert steps_of(images, epochs) == steps
