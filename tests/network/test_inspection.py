"""What a network is made of: its layers' calls, and the weights of each block."""

import warnings

import keras
import numpy as np
import pytest
from keras import layers, ops

from resnet_lessons.course.answers.model import ResNetModel
from resnet_lessons.network.inspection import block_weights, layer_calls


def kinds(calls):
    return [(type(layer).__name__, shape) for layer, shape in calls]


def test_calls_come_in_order_with_their_shapes():
    model = keras.Sequential([
        keras.Input((7, 5, 3)), layers.Conv2D(4, 3, 2, "same"), layers.ReLU(),
        layers.GlobalAveragePooling2D(), layers.Dense(2),
    ])  # fmt: skip
    assert kinds(layer_calls(model)) == [
        ("Conv2D", (4, 3, 4)), ("ReLU", (4, 3, 4)), ("GlobalAveragePooling2D", (4,)),
        ("Dense", (2,)),
    ]  # fmt: skip


def test_layers_of_a_model_inside_and_calls_of_a_shared_layer_are_all_there():
    features = keras.Input((None, None, 2))
    shared = layers.Conv2D(2, 3, padding="same")
    inner = keras.Model(features, shared(shared(features)))
    images = keras.Input((4, 6, 2))
    model = keras.Model(images, inner(inner(images)))
    calls = layer_calls(model)
    assert [layer for layer, _ in calls] == [shared] * 4
    assert {shape for _, shape in calls} == {(4, 6, 2)}


def test_layers_inside_a_layer_of_ones_own_are_there():
    class Block(keras.layers.Layer):
        def __init__(self):
            super().__init__()
            self.convolution = layers.Conv2D(3, 1)

        def call(self, inputs):
            return self.convolution(inputs)

    model = keras.Sequential([keras.Input((2, 2, 3)), Block()])
    assert [kind for kind, _ in kinds(layer_calls(model))] == ["Conv2D", "Block"]


@pytest.mark.builds
def test_nothing_in_the_network_changes_and_keras_is_put_back():
    model = ResNetModel(32, 32, 18, 3).build()
    before, call = (
        [ops.convert_to_numpy(weight) for weight in model.weights],
        keras.layers.Layer.__call__,
    )
    layer_calls(model)
    assert keras.layers.Layer.__call__ is call
    for weight, old in zip(model.weights, before, strict=True):
        np.testing.assert_array_equal(ops.convert_to_numpy(weight), old)


def test_keras_is_put_back_when_the_network_fails():
    class Breaks(keras.layers.Layer):
        broken = False

        def call(self, inputs):
            if self.broken:
                raise RuntimeError("broken")
            return inputs

    layer = Breaks()
    model = keras.Sequential([keras.Input((2,)), layer])
    layer.broken = True
    call = keras.layers.Layer.__call__
    with pytest.raises(RuntimeError, match="broken"):
        layer_calls(model)
    assert keras.layers.Layer.__call__ is call


@pytest.mark.parametrize(
    ("model", "words"),
    [
        (3, "no keras.Model"),
        (keras.Sequential([layers.Dense(3)]), "one input"),
        (keras.Sequential([keras.Input((None, None, 3)), layers.ReLU()]), "how large"),
    ],
)
def test_what_cannot_read_an_image_is_refused(model, words):
    with pytest.raises(ValueError, match=words):
        layer_calls(model)


@pytest.mark.builds
@pytest.mark.parametrize("num_layers", [18, 50])
def test_every_block_has_its_own_weights_and_only_stem_and_head_are_left(num_layers):
    model = ResNetModel(32, 32, num_layers, 3).build()
    blocks = block_weights(model)
    kind = "regular" if num_layers == 18 else "bottleneck"
    sizes = (2, 2, 2, 2) if num_layers == 18 else (3, 4, 6, 3)
    assert list(blocks) == [
        f"block_layer{layer}_{kind}_block{block}"
        for layer, size in enumerate(sizes, start=1)
        for block in range(size)
    ]
    found = [id(weight) for weights in blocks.values() for weight in weights]
    assert len(set(found)) == len(found)
    # Kernel and bias of the stem and of the dense layer, gamma and beta of the last normalisation.
    assert len(model.trainable_weights) - len(found) == 6
    convolutions = 2 if kind == "regular" else 3
    # For each convolution its kernel and bias, and gamma and beta before it; the projection has two.
    expected = [4 * convolutions + 2 * name.endswith("block0") for name in blocks]
    assert [len(weights) for weights in blocks.values()] == expected


def test_block_1_does_not_hold_the_weights_of_block_10():
    network = ResNetModel(32, 32, 18, 3)
    images = keras.Input((8, 8, 4))
    outputs = network.regular_block(images, 4, 1, False, 1)
    outputs = network.regular_block(outputs, 4, 1, False, 10)
    blocks = block_weights(keras.Model(images, outputs))
    assert {name: len(weights) for name, weights in blocks.items()} == {
        "regular_block1": 8,
        "regular_block10": 8,
    }


def test_a_network_without_blocks_has_none():
    assert block_weights(keras.Sequential([keras.Input((3,)), layers.Dense(2)])) == {}


def test_a_network_read_from_a_file_is_read_without_a_warning(tmp_path):
    model = keras.Sequential([keras.Input((4, 4, 1)), layers.Conv2D(2, 3)])
    images = keras.Input((4, 4, 1))
    keras.Model(images, model(images)).save(tmp_path / "network.keras")
    loaded = keras.models.load_model(tmp_path / "network.keras")
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        assert kinds(layer_calls(loaded)) == [("Conv2D", (2, 2, 2))]
