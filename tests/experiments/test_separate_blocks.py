"""Pieces: put together again they are the network."""

import keras
import numpy as np
import pytest
from keras import layers

from resnet_lessons.data.images import fashion_mnist, scaled
from resnet_lessons.data.trained_networks import recorded_network
from resnet_lessons.experiments.separate_blocks import cut


@pytest.fixture(scope="module", params=[False, True], ids=["plain", "residual"])
def model(request):
    return recorded_network(request.param)


@pytest.fixture(scope="module")
def images():
    return scaled(fashion_mnist().test_images[:4])


@pytest.mark.builds
def test_the_pieces_make_the_network(model, images):
    separate = cut(model)
    features = separate.stem(images)
    for block in separate.blocks:
        features = block.whole(features)
    np.testing.assert_allclose(separate.head(features), model([images]), rtol=1e-4, atol=1e-5)
    assert len(separate.blocks) == 10
    assert [block.keeps_shape for block in separate.blocks] == [True] * 5 + [False] + [True] * 4


@pytest.mark.builds
def test_what_a_dropped_block_leaves(model, images):
    separate = cut(model)
    features = separate.stem(images)
    residual = "block_layer1_regular_block0_residual" in {layer.name for layer in model.layers}
    for block in separate.blocks:
        whole = block.whole(features)
        if block.left_over is None:
            assert not residual
            assert not block.keeps_shape
        elif residual:
            branch = model.get_layer(f"{block.name}_residual").output
            left = block.left_over(features) + keras.Model(model.inputs, branch)([images])
            np.testing.assert_allclose(left, whole, rtol=1e-4, atol=1e-4)
        else:
            np.testing.assert_array_equal(block.left_over(features), features)
        features = whole


def test_a_network_without_named_blocks():
    images = keras.Input((4, 4, 1))
    model = keras.Model(images, layers.Dense(2)(layers.Flatten()(images)))
    with pytest.raises(ValueError, match="no named block"):
        cut(model)


def test_something_passes_a_block_by():
    images = keras.Input((4, 4, 1))
    features = layers.Conv2D(2, 3, padding="same")(images)
    block = layers.Identity(name="one_output")(layers.Conv2D(2, 3, padding="same")(features))
    by = layers.Add()([block, features])
    model = keras.Model(images, layers.Dense(2)(layers.Flatten()(by)))
    with pytest.raises(ValueError, match="passes a block by"):
        cut(model)
