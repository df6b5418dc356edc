"""Stochastic depth: who is missing how often, and what a closed gate leaves."""

import keras
import numpy as np
import pytest

from resnet_lessons.experiments import stochastic_depth
from resnet_lessons.experiments.learnt_numbers import closed
from resnet_lessons.experiments.stochastic_depth import KINDS, gate_name, network, survival
from tests.experiments.support import StopAt, frozen, measured, told_in_order

IMAGES = np.random.default_rng(0).random((64, 28, 28, 1)).astype("float32")


def test_survival_falls_along_a_line_to_one_half():
    np.testing.assert_allclose(survival(10), np.linspace(0.95, 0.5, 10))
    np.testing.assert_allclose(survival(2), [0.75, 0.5])


def sums_of(model):
    return [layer for layer in model.layers if type(layer).__name__ == "Add"]


@pytest.mark.builds
def test_in_training_a_branch_is_missing_for_whole_images_and_else_is_scaled():
    keras.utils.set_random_seed(0)
    model = network(KINDS[1], 1)
    (total,) = sums_of(model)
    dropout = next(layer for layer in model.layers if type(layer).__name__ == "Dropout")
    viewer = keras.Model(model.input, [dropout.input, *total.input])
    branch, gated, _ = (np.asarray(each) for each in viewer(IMAGES, training=True))
    missing = np.abs(gated).max(axis=(1, 2, 3)) == 0
    assert 0.25 < missing.mean() < 0.75
    # The last branch survives half of the time, so what is left counts twice.
    np.testing.assert_allclose(gated[~missing], 2 * branch[~missing], rtol=1e-5)
    branch, gated, _ = (np.asarray(each) for each in viewer(IMAGES, training=False))
    np.testing.assert_array_equal(branch, gated)


@pytest.mark.builds
def test_a_closed_gate_leaves_the_shortcut():
    keras.utils.set_random_seed(0)
    model = network(KINDS[0], 2)
    viewer = keras.Model(
        model.input, [each for layer in sums_of(model) for each in (*layer.input, layer.output)]
    )
    with closed(model, gate_name(1)):
        first, x0, x1, second, again, x2 = map(np.asarray, viewer(IMAGES, training=False))
    assert np.abs(first).max() > 0 and np.abs(second).max() == 0
    np.testing.assert_allclose(x1, first + x0, rtol=1e-5)
    np.testing.assert_array_equal(x2, again)


@pytest.mark.trains
def test_a_small_run_and_a_stopped_one():
    told = []
    run = stochastic_depth.run(blocks=2, images=64, report=lambda *row: told.append(row))
    assert run.complete and run.dropped.shape == (1, 2, 2)
    assert np.isfinite(run.dropped).all() and np.isfinite(run.whole).all()
    told_in_order(told)
    frozen(run)
    # One step of training, then one cut.
    stopped = stochastic_depth.run(blocks=1, images=64, report=StopAt(2))
    assert not stopped.complete
    assert measured(stopped.losses) == 1
    assert measured(stopped.whole) == 1 and measured(stopped.dropped) == 1


@pytest.mark.parametrize("asked", [{"blocks": 0}, {"images": 0}, {"epochs": 0}])
def test_what_cannot_be_measured_is_refused(asked):
    with pytest.raises(ValueError, match="whole number"):
        stochastic_depth.run(**asked)


def test_the_recorded_run():
    run, _ = stochastic_depth.recorded()
    assert run.complete and len(run.seeds) >= 3
    np.testing.assert_allclose(run.survival, survival(), rtol=1e-6)
