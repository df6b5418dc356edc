"""Lesions: against networks whose weights were changed, and what the recorded run says."""

import itertools
import json

import numpy as np
import pytest
from keras import ops

from resnet_lessons.data.images import fashion_mnist, scaled
from resnet_lessons.data.trained_networks import NETWORKS, recorded_network
from resnet_lessons.experiments import lesion
from tests.experiments.support import StopAt, frozen, measured, told_in_order

IMAGES = 60


@pytest.fixture(scope="module")
def result():
    told = []
    found = lesion.run(images=IMAGES, most=2, report=lambda *row: told.append(row))
    told_in_order(told)
    return found


def accuracy(model):
    data = fashion_mnist()
    logits = ops.convert_to_numpy(model([scaled(data.test_images[:IMAGES])], training=False))
    return np.mean(logits.argmax(-1) == data.test_labels[:IMAGES])


@pytest.mark.trains
def test_a_small_run(result):
    assert result.complete
    assert result.dropped.shape == result.repeated.shape == (1, 2, 10)
    assert result.swapped.shape == (1, 2, 9)
    # What has no place in a network whose sixth block changes the shape.
    assert np.isnan(result.dropped[0, 0, 5])
    assert measured(result.dropped) == 19
    assert measured(result.repeated) == 18
    assert measured(result.swapped) == 14
    assert result.dropped_together.shape == (1, 2, 2)
    assert measured(result.dropped_together) == 4
    frozen(result)


@pytest.mark.trains
def test_without_a_lesion_it_is_the_network(result):
    for kind in (0, 1):
        assert result.whole[0, kind] == accuracy(recorded_network(bool(kind)))


@pytest.mark.trains
@pytest.mark.parametrize("number", [0, 3, 5, 9])
def test_a_dropped_block_is_one_whose_last_convolution_gives_nothing(result, number):
    model = recorded_network()
    silence(model, result.block_names[number])
    assert result.dropped[0, 1, number] == pytest.approx(accuracy(model), abs=1e-6)


def silence(model, name):
    """Has a block's last convolution give nothing; returns what puts it back."""
    residual = model.get_layer(f"{name}_residual")
    last = residual._inbound_nodes[0].input_tensors[0]._keras_history.operation
    before = last.get_weights()
    last.set_weights([np.zeros_like(weight) for weight in before])
    return lambda: last.set_weights(before)


@pytest.mark.trains
def test_one_cut_of_the_curve_is_the_mean_of_the_cuts_block_by_block(result):
    np.testing.assert_allclose(
        result.dropped_together[0, :, 0],
        result.dropped[0][:, result.keeps_shape].mean(axis=-1),
        rtol=1e-6,
    )


@pytest.mark.trains
def test_two_cuts_are_the_mean_of_all_36_pairs(result):
    names = result.block_names[result.keeps_shape]
    model, found = recorded_network(), []
    for pair in itertools.combinations(names, 2):
        put_back = [silence(model, name) for name in pair]
        found.append(accuracy(model))
        for each in put_back:
            each()
    assert len(found) == 36
    assert result.dropped_together[0, 1, 1] == pytest.approx(np.mean(found), abs=1e-6)


@pytest.mark.trains
@pytest.mark.parametrize("kind", [0, 1])
def test_swapped_blocks_are_blocks_with_each_others_weights(result, kind):
    model = recorded_network(bool(kind))
    first, second = (weights_of(model, result.block_names[number]) for number in (2, 3))
    for one, other in zip(first, second, strict=True):
        value = one.numpy()
        one.assign(other)
        other.assign(value)
    assert result.swapped[0, kind, 2] == pytest.approx(accuracy(model), abs=1e-6)


def weights_of(model, name):
    """Of all layers between the end of the block before and the end of this one."""
    ends = [layer.name for layer in model.layers if layer.name.endswith("_output")]
    names = [layer.name for layer in model.layers]
    before = ends[ends.index(f"{name}_output") - 1]
    inside = model.layers[names.index(before) + 1 : names.index(f"{name}_output")]
    return [weight for layer in inside for weight in layer.weights]


@pytest.mark.trains
def test_stopped_it_returns_what_was_measured():
    stopped = lesion.run(images=10, most=1, report=StopAt(4))
    assert not stopped.complete
    assert measured(stopped.whole) == 1
    assert measured(stopped.dropped) == 2
    assert measured(stopped.swapped) == measured(stopped.repeated) == 1


def test_a_recorded_residual_network_survives_what_kills_a_plain_one():
    recorded, _ = lesion.recorded()
    assert recorded.complete
    assert lesion.SHIPPED in recorded.seeds
    assert len(recorded.seeds) >= 3
    assert (np.nanmax(recorded.dropped[:, 0], axis=-1) < 0.5).all()
    for name in ("dropped", "swapped", "repeated"):
        plain, residual = np.nanmedian(getattr(recorded, name), axis=-1).T
        assert (residual > plain + 0.2).all(), name
    # All ways to cut one block are the blocks one by one.
    one_by_one = recorded.dropped[..., recorded.keeps_shape].mean(axis=-1)
    np.testing.assert_allclose(recorded.dropped_together[..., 0], one_by_one, atol=1e-6)
    assert len(recorded.dropped_together[0, 0]) == lesion.MOST


@pytest.mark.trains
def test_the_recorded_run_is_of_the_networks_that_ship(result):
    recorded, _ = lesion.recorded()
    place = recorded.seeds.tolist().index(lesion.SHIPPED)
    for kind, name in enumerate(("small_plain", "small_residual")):
        noted = json.loads((NETWORKS / f"{name}.json").read_text())["test_accuracy"]
        assert recorded.whole[place, kind] == pytest.approx(noted, abs=2e-3)
