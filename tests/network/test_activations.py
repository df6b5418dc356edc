"""What flows through a network is named, ordered and adds up."""

import numpy as np
import pytest

from resnet_lessons.course.answers.model import ResNetModel
from resnet_lessons.data.images import fashion_mnist, scaled
from resnet_lessons.data.trained_networks import recorded_network
from resnet_lessons.network.activations import activations, residual_sizes
from resnet_lessons.training.fit import small_network


@pytest.mark.builds
def test_activations_are_named_ordered_and_add_up():
    model = small_network(ResNetModel(28, 28, 18, 2), num_blocks=2, classes=2)
    inside = activations(model, scaled(fashion_mnist().test_images[:3]))
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
