"""Shattered gradients: the derivative is one, the correlation is one, and depth tells."""

import keras
import numpy as np
import pytest

from resnet_lessons.experiments import shattering
from tests.experiments.support import StopAt, frozen, measured, told_in_order


@pytest.mark.parametrize("shortcuts", [False, True])
def test_gradients_are_derivatives(shortcuts):
    keras.utils.set_random_seed(0)
    model = shattering._network(2, shortcuts)
    points = np.linspace(-2, 2, 256, dtype="float32")
    found = shattering._gradients(model, points)
    near = [keras.ops.convert_to_numpy(model(points[:, None] + step)) for step in (1e-3, -1e-3)]
    slopes = (near[0] - near[1])[:, 0] / 2e-3
    # A kink of a ReLU may lie between the two.
    assert np.median(np.abs(slopes - found)) < 0.02 * np.abs(found).mean()


def test_autocorrelation_against_numpy():
    row = np.random.default_rng(0).standard_normal(50)
    found = shattering.autocorrelation(row, 4)
    centred = row - row.mean()
    whole = np.correlate(centred, centred, "full")[49:53]
    np.testing.assert_allclose(found, whole / whole[0])
    assert shattering.autocorrelation(np.arange(200.0), 2)[1] > 0.95


@pytest.mark.trains
def test_a_small_run_and_a_stopped_one():
    told = []
    result = shattering.run((1, 2), (0,), networks=2, report=lambda *row: told.append(row))
    assert result.complete
    assert result.gradients.shape == (1, 2, 2, 256)
    assert measured(result.autocorrelations) == 2 * 2 * 16
    np.testing.assert_allclose(result.autocorrelations[..., 0], 1)
    told_in_order(told)
    frozen(result)
    stopped = shattering.run((1, 2), (0,), networks=1, report=StopAt(2))
    assert not stopped.complete
    assert measured(stopped.autocorrelations[0, 0, 0]) == 16
    assert measured(stopped.autocorrelations[0, 1]) == 0


def test_recorded_gradients_shatter_in_deep_plain_networks_only():
    result, _ = shattering.recorded()
    assert result.complete
    assert len(result.seeds) >= 3
    correlation = dict(zip(result.depths.tolist(), result.autocorrelations[..., 1].T, strict=True))
    # Arrays (kinds, seeds).
    assert (correlation[2][0] > 0.8).all()
    for depth in (24, 50):
        assert (np.abs(correlation[depth][0]) < 0.15).all()
        assert (correlation[depth][1] > 0.6).all()
