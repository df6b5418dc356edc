"""Other people's weights in a student's own network: the lessons' trained network's, and Keras'."""

import keras
import numpy as np
import pytest

from resnet_lessons.data import online
from resnet_lessons.data.images import fashion_mnist
from resnet_lessons.data.trained_networks import recorded_network
from resnet_lessons.display import Message
from resnet_lessons.experiments.races import logits
from resnet_lessons.instructor.answers import answer, compiled, without_markers
from resnet_lessons.instructor.notebooks import SOURCES
from resnet_lessons.network.named_points import block_names
from resnet_lessons.network.weight_places import saved_for, weight_places
from resnet_lessons.student import own_weights, passed_answers

TEXT = " ".join((SOURCES / "04_whole_network.py").read_text().replace("\n# ", " ").split())
NAMES = tuple(f"class {number}" for number in range(1000))


def pass_(name, function=None):
    function = function or compiled(without_markers(answer(name)), name)
    passed_answers._in_memory[name] = (function, False)
    return function


def garments_right(network):
    garments = fashion_mnist()
    predicted = logits(network, garments.test_images).argmax(axis=-1)
    return int((predicted == garments.test_labels).sum())


def test_until_then_it_shows_what_was_recorded():
    told = repr(own_weights.loaded_garments())
    assert "has not passed yet. Recorded" in told
    assert f"gets {own_weights.RECORDED_BEFORE} of 1,000 garments right" in told
    assert f"{own_weights.RECORDED_AFTER} once the weights" in told
    assert "has not passed yet" in repr(own_weights.own_imagenet())


@pytest.mark.trains
def test_what_was_recorded_is_what_is_found_with_the_lessons_answers():
    pass_("load_by_name")
    told = repr(own_weights.loaded_garments())
    assert f"gets {own_weights.RECORDED_BEFORE} of 1,000 garments right" in told
    assert "45 of its 45 layers" in told
    assert f"now it gets {own_weights.RECORDED_AFTER} right" in told
    assert garments_right(recorded_network()) == own_weights.RECORDED_AFTER
    assert "your network gets as many garments right as the one that was trained" in TEXT


@pytest.mark.trains
def test_a_function_that_loads_nothing_gains_nothing():
    pass_("load_by_name", lambda network, saved: list(saved))
    told = repr(own_weights.loaded_garments())
    assert "0 of its 45 layers" in told
    assert f"now it gets {own_weights.RECORDED_BEFORE} right" in told


def test_an_answer_that_raises_by_now_is_told(monkeypatch):
    def broken(network, saved):
        raise RuntimeError("changed since")

    pass_("load_by_name", broken)
    monkeypatch.setattr(own_weights, "_right", lambda network: np.zeros(1))
    assert "could not be loaded: changed since" in repr(own_weights.loaded_garments())


def test_without_the_files_it_says_what_is_missing(tmp_path, monkeypatch):
    monkeypatch.setattr(online, "keras_folders", lambda: (tmp_path, tmp_path))
    pass_("load_by_name")
    found = own_weights.own_imagenet()
    assert isinstance(found, Message)
    assert "no server was asked" in repr(found)


@pytest.fixture(scope="module")
def theirs():
    """Keras' ResNet50V2 with seeded weights, moving statistics and biases included."""
    keras.utils.set_random_seed(0)
    network = keras.applications.ResNet50V2(weights=None)
    generator = np.random.default_rng(0)
    for layer in network.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            scale, offset = ((0.5, 1.5), (-0.5, 0.5))
            limits = (scale, offset, offset, scale)
            layer.set_weights([generator.uniform(*each, layer.gamma.shape) for each in limits])
        elif layer.weights:
            # Kernels keep their random values; biases would be zero.
            kernel, *biases = layer.get_weights()
            layer.set_weights([kernel, *(generator.normal(0, 0.1, b.shape) for b in biases)])
    return network


def outputs_of(network, names, image):
    points = [network.get_layer(name).output for name in names]
    model = keras.Model(network.inputs, [*points, network.output])
    return [np.asarray(each) for each in model([image], training=False)]


@pytest.mark.builds
def test_their_blocks_in_keras_order_compute_what_keras_network_does(theirs):
    """Layer by layer, on one input; and what the lessons' order makes of the same weights."""
    load, generator = pass_("load_by_name"), np.random.default_rng(1)
    image = generator.uniform(-1, 1, (1, 224, 224, 3)).astype("float32")
    their_names = [layer.name for layer in theirs.layers if layer.name.endswith("_out")]
    *expected, probabilities = outputs_of(theirs, their_names, image)
    assert len(expected) == 16

    network = own_weights.build_as_keras({})
    assert (
        load(network, saved_for(weight_places(network), own_weights.places_in_keras(theirs))) == []
    )
    *found, own_logits = outputs_of(
        network, [f"{name}_output" for name in block_names(network)], image
    )
    for array, other in zip(found, expected, strict=True):
        step = array.shape[1] // other.shape[1]
        np.testing.assert_allclose(array[:, ::step, ::step], other, rtol=1e-3, atol=1e-3)
    np.testing.assert_allclose(keras.ops.softmax(own_logits), probabilities, atol=1e-6)

    lessons = own_weights.build_as_lessons({})
    assert (
        load(lessons, saved_for(weight_places(lessons), own_weights.places_in_keras(theirs))) == []
    )
    *others, _ = outputs_of(lessons, [f"{name}_output" for name in block_names(lessons)], image)
    # The last block ends with the same shape, and other numbers.
    off = np.abs(others[-1] - expected[-1]).max() / np.abs(expected[-1]).max()
    assert others[-1].shape == expected[-1].shape
    assert off > 0.1
    assert "Every one of its arrays has the shape of an array in your `build_resnet`" in TEXT
    assert "no error warns you, and yet the network computes something else" in TEXT


@pytest.mark.builds
def test_what_both_networks_see_is_shown(theirs):
    pass_("load_by_name")
    found = own_weights.own_imagenet(load=lambda: (theirs, NAMES))
    as_keras, as_lessons = repr(found).splitlines()
    assert "arranged as in Keras: every layer was loaded. It sees class" in as_keras
    assert found.differences[0] < 1e-6 < found.differences[1]
    assert found.predictions[0] != found.predictions[1]
    assert as_lessons.startswith("Your network, arranged as in section 4.2")


@pytest.mark.builds
def test_a_block_that_hides_its_layers_is_told(theirs):
    class Block(keras.layers.Layer):
        def build(self, shape):
            self.kernel = self.add_weight(shape=(1,))

        def call(self, inputs):
            return self.kernel * inputs

    def regular_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
        block = Block()
        if shortcut_filters is not None:
            inputs = self.custom_conv2d(inputs, shortcut_filters, 1, strides)
        return block(inputs)

    pass_("load_by_name")
    pass_("regular_block", regular_block)
    assert "does not end in the sum of two paths" in repr(own_weights.loaded_garments())
