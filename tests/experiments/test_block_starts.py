"""Starts: which blocks are the identity before training, and how they are trained."""

import math

import keras
import numpy as np
import pytest

from resnet_lessons.experiments import block_starts
from resnet_lessons.experiments.block_starts import STARTS, network
from tests.experiments.support import StopAt, frozen, measured, told_in_order

IMAGES = np.random.default_rng(0).random((4, 28, 28, 1)).astype("float32")


def before_and_after_the_blocks(start, blocks=2):
    """What goes into the first block and what leaves the last one."""
    model = network(start, blocks)
    sums = [layer for layer in model.layers if type(layer).__name__ == "Add"]
    assert len(sums) == blocks
    (pooled,) = (layer for layer in model.layers if "GlobalAverage" in type(layer).__name__)
    viewer = keras.Model(model.input, [sums[0].input[1], pooled.input])
    return [np.asarray(each) for each in viewer(IMAGES, training=True)]


@pytest.mark.builds
@pytest.mark.parametrize("start", STARTS)
def test_a_block_that_starts_as_nothing_passes_on_what_it_is_given(start):
    before, after = before_and_after_the_blocks(start)
    if start in ("zero_gamma", "skip_init", "fixup"):
        np.testing.assert_array_equal(before, after)
    else:
        assert np.abs(after - before).max() > 0.1


@pytest.mark.builds
def test_every_start_has_two_convolutions_in_each_block():
    for start in STARTS:
        kinds = [type(layer).__name__ for layer in network(start, 3).layers]
        assert kinds.count("Conv2D") == 1 + 2 * 3, start
        normalised = {"usual": 7, "zero_gamma": 7}.get(start, 0)
        assert kinds.count("BatchNormalization") == normalised, start


@pytest.mark.builds
def test_fixup_scales_the_first_convolution_and_adds_five_numbers_to_a_block():
    """Zhang et al. 2019: four biases less one multiplier; the scale is blocks^(-1/2)."""
    kernels = {}
    for blocks in (1, 16):
        layers = network("fixup", blocks).layers
        convolutions = [layer for layer in layers if type(layer).__name__ == "Conv2D"]
        kernels[blocks] = np.concatenate([np.ravel(each.kernel) for each in convolutions[1::2]])
        assert all(np.abs(np.asarray(each.kernel)).max() == 0 for each in convolutions[2::2])
        assert sum(type(layer).__name__ == "Term" for layer in layers) == 4 * blocks
        assert sum(type(layer).__name__ == "Factor" for layer in layers) == blocks
    he = math.sqrt(2 / (9 * 16))
    assert math.isclose(kernels[1].std(), he, rel_tol=0.1)
    assert math.isclose(kernels[16].std(), he / 4, rel_tol=0.1)


@pytest.mark.trains
def test_a_small_run_and_a_stopped_one():
    told = []
    result = block_starts.run(
        tuple(STARTS), (0,), blocks=1, images=64, report=lambda *row: told.append(row)
    )
    assert result.complete and result.losses.shape == (1, 5, 1)
    assert np.isfinite(result.test_loss).all()
    told_in_order(told)
    frozen(result)
    stopped = block_starts.run("fixup", blocks=1, images=128, report=StopAt(1))
    assert not stopped.complete
    assert measured(stopped.losses) == 1 and measured(stopped.test_accuracy) == 0


def test_the_recorded_run():
    run, _ = block_starts.recorded()
    assert run.complete and len(run.seeds) >= 3
    assert tuple(run.starts) == tuple(STARTS)
