"""A scaled residual branch: against a network whose last kernel is scaled, and with wrong input."""

import keras
import numpy as np
import pytest
from keras import layers, ops

from resnet_lessons.course.answers.model import ResNetModel
from resnet_lessons.data import trained_networks
from resnet_lessons.data.images import fashion_mnist, scaled
from resnet_lessons.experiments import branch_scaling
from resnet_lessons.network.named_points import block_names, name_points
from resnet_lessons.training.fit import small_network

BLOCK = "block_layer1_regular_block1"
SCALES = (0.0, 0.5, 1.0, 1.5)


@pytest.fixture(scope="module", params=["residual", "plain"])
def network(request):
    """(network, where the last convolution of BLOCK is among its convolutions)"""
    model = trained_networks.recorded_network(shortcuts=request.param == "residual")
    # The residual network's first block has a projection too.
    return model, 5 if request.param == "residual" else 4


@pytest.fixture(scope="module")
def garments():
    data = fashion_mnist()
    return scaled(data.test_images[:300]), data.test_labels[:300]


def by_kernel(model, place, scale, images):
    """Logits and output of BLOCK when its branch's last convolution is scaled, kernel and bias."""
    copy = keras.models.clone_model(model)
    copy.set_weights(model.get_weights())
    layer = [layer for layer in copy.layers if isinstance(layer, layers.Conv2D)][place]
    layer.set_weights([scale * weight for weight in layer.get_weights()])
    output = copy.get_layer(f"{BLOCK}_output").output
    found = keras.Model(copy.inputs, [copy.outputs[0], output])([images], training=False)
    return [ops.convert_to_numpy(tensor) for tensor in found]


@pytest.mark.trains
def test_a_scaled_branch_is_a_branch_with_a_scaled_last_convolution(network, garments):
    model, place = network
    images, labels = garments
    found = branch_scaling.scaled_branch(model, BLOCK, SCALES, images, labels, shown=(7, 0))
    for row, scale in enumerate(SCALES):
        logits, output = by_kernel(model, place, scale, images)
        # Rounding may turn a single image.
        right = np.mean(logits.argmax(-1) == labels)
        assert found.accuracies[row] == pytest.approx(right, abs=0.005)
        shifted = np.exp(logits - logits.max(-1, keepdims=True))
        probabilities = shifted / shifted.sum(-1, keepdims=True)
        loss = -np.log(probabilities[np.arange(300), labels] + 1e-30).mean()
        assert found.losses[row] == pytest.approx(loss, rel=1e-3)
        np.testing.assert_allclose(found.probabilities[row], probabilities[[7, 0]], atol=1e-3)
        np.testing.assert_allclose(found.outputs[row], output[[7, 0]], atol=2e-3)
    assert found.losses[0] > found.losses[2] + 0.05


@pytest.mark.trains
def test_a_block_without_a_shortcut_is_scaled_as_a_whole(garments):
    images, labels = garments
    for shortcuts in (True, False):
        model = trained_networks.recorded_network(shortcuts)
        found = branch_scaling.scaled_branch(model, BLOCK, (0, 1), images, labels)
        assert found.has_shortcut is shortcuts
        assert bool(found.outputs[0].any()) is shortcuts
    # No block, no picture: every garment gets the same answer.
    assert found.accuracies[0] < 0.2 < 0.8 < found.accuracies[1]


def test_every_block_of_a_fresh_network_can_be_scaled(garments):
    model = small_network(ResNetModel(28, 28, 18, 10), num_blocks=2)
    images, labels = garments[0][:20], garments[1][:20]
    expected = ops.convert_to_numpy(ops.softmax(model(images, training=False)))
    assert len(block_names(model)) == 4
    for name in block_names(model):
        found = branch_scaling.scaled_branch(model, name, [1], images, labels, shown=range(20))
        assert found.block_name == name
        np.testing.assert_allclose(found.probabilities[0], expected, atol=1e-5)


@pytest.mark.trains
def test_progress_is_reported_from_none_to_all(garments):
    images, labels = garments
    seen = []
    model = trained_networks.recorded_network()
    branch_scaling.scaled_branch(
        model, BLOCK, (0, 1), images[:5], labels[:5], lambda *step: seen.append(step)
    )
    assert [step[:2] for step in seen] == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert [step[2] for step in seen] == [f"up to {BLOCK}", "scale 0", "scale 1", "done"]


def test_an_unknown_block_is_named_with_those_there_are(garments):
    model = trained_networks.recorded_network()
    with pytest.raises(ValueError, match=r"no block 'block9'.*block_layer2_regular_block4"):
        branch_scaling.scaled_branch(model, "block9", (1,), *garments)
    nameless = keras.Sequential([keras.Input((28, 28, 1)), layers.Flatten(), layers.Dense(10)])
    with pytest.raises(ValueError, match="no block at all"):
        branch_scaling.scaled_branch(nameless, BLOCK, (1,), *garments)


def test_what_passes_a_block_by_is_refused(garments):
    images = keras.Input((28, 28, 1))
    features = layers.Conv2D(2, 3, padding="same")(images)
    output = name_points(features, features + layers.Conv2D(2, 3, padding="same")(features), "one")
    logits = layers.Dense(10)(layers.Flatten()(output + features))
    with pytest.raises(ValueError, match="passes the block one by"):
        branch_scaling.scaled_branch(keras.Model(images, logits), "one", (1,), *garments)
