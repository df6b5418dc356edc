"""Sizes of signal and gradient, against a pass by hand and against the predictions."""

import math

import numpy as np
import pytest

from resnet_lessons.experiments import signal_size
from resnet_lessons.experiments.signal_size import WAYS, measured, network, standardised
from tests.experiments.support import StopAt, frozen, told_in_order

BATCH = np.random.default_rng(0).standard_normal((4, 28, 28, 1)).astype("float32")


@pytest.mark.builds
@pytest.mark.parametrize("way", ["plain", "residual"])
def test_one_block_by_hand(way):
    """Forward and backward with NumPy: the weights, masks of the ReLUs, and one plus sign."""
    model = network(way, 1)
    (first, a, second, b, third, c) = model.get_weights()
    x0 = BATCH.reshape(4, -1) @ first + a
    hidden = np.maximum(x0, 0) @ second + b
    branch = np.maximum(hidden, 0) @ third + c
    last = np.random.default_rng(0).standard_normal(branch.shape).astype("float32")
    back = ((last @ third.T) * (hidden > 0) @ second.T) * (x0 > 0)
    shortcut = 1.0 if way == "residual" else 0.0
    forward, backward = measured(model, BATCH)
    mean_squares = [np.mean(each**2) for each in (x0, branch + shortcut * x0)]
    np.testing.assert_allclose(forward, mean_squares, rtol=1e-4)
    gradients = [np.mean(each**2) for each in (back + shortcut * last, last)]
    np.testing.assert_allclose(backward, gradients, rtol=1e-4)


def test_standardised_images():
    images = standardised(np.random.default_rng(1).random((50, 28, 28, 1)).astype("float32"))
    np.testing.assert_allclose(images.mean(axis=0), 0, atol=1e-5)
    assert math.isclose(np.mean(images**2), 1, rel_tol=1e-4)


@pytest.mark.builds
def test_every_way_has_the_layers_that_it_says():
    for way, (_, shortcuts, normalised) in WAYS.items():
        kinds = [type(layer).__name__ for layer in network(way, 3).layers]
        assert kinds.count("Dense") == 1 + 2 * 3
        assert kinds.count("Add") == (3 if shortcuts else 0)
        assert kinds.count("BatchNormalization") == (6 if normalised else 0)


@pytest.mark.builds
def test_a_small_run_doubles_adds_and_stays():
    told = []
    run = signal_size.run(blocks=4, images=64, report=lambda *row: told.append(row))
    assert run.complete and run.forward.shape == run.backward.shape == (1, 4, 5)
    told_in_order(told)
    frozen(run)
    sizes = dict(zip(run.ways, run.forward[0], strict=True))
    np.testing.assert_allclose(sizes["residual"], 2.0 ** np.arange(5), rtol=0.3)
    np.testing.assert_allclose(sizes["residual_normalised"], 1 + np.arange(5), rtol=0.15)
    np.testing.assert_allclose(sizes["plain"], 1, rtol=0.4)
    assert (run.forward[:, :, 0] == 1).all() and (run.backward[:, :, -1] == 1).all()


def test_a_run_that_is_stopped_keeps_what_it_has():
    run = signal_size.run(blocks=1, images=4, report=StopAt(1))
    assert not run.complete
    assert np.isfinite(run.forward[0, 0]).all() and np.isnan(run.forward[0, 1:]).all()


@pytest.mark.parametrize("asked", [{"blocks": 0}, {"images": 0}, {"seeds": ()}, {"seeds": (-1,)}])
def test_what_cannot_be_measured_is_refused(asked):
    with pytest.raises(ValueError, match=r"is a whole number|one or more"):
        signal_size.run(**asked)


def test_the_recorded_run():
    run, _ = signal_size.recorded()
    assert run.complete and len(run.seeds) >= 3
    assert tuple(run.ways) == tuple(WAYS)
