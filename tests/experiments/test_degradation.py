"""Degradation: seeds are independent, a run can be stopped, the recorded one is whole."""

import numpy as np
import pytest

from resnet_lessons.experiments import degradation
from resnet_lessons.experiments.work import garments
from resnet_lessons.training.fit import train
from tests.experiments.support import StopAt, frozen, measured, told_in_order


@pytest.fixture(scope="module")
def tiny():
    told = []
    kept = []
    result = degradation.run(
        (4, 6),
        (0, 1),
        images=100,
        report=lambda *row: told.append(row),
        keep=lambda *trained: kept.append(trained[:3]),
    )
    return result, told, kept


@pytest.mark.trains
def test_a_small_run(tiny):
    result, told, kept = tiny
    assert result.complete
    assert result.losses.shape == (2, 2, 2, 2)
    assert measured(result.losses) == 16
    assert ((result.test_accuracy >= 0) & (result.test_accuracy <= 1)).all()
    assert (result.seconds > 0).all()
    assert kept == [
        (seed, kind, depth) for seed in (0, 1) for kind in ("plain", "residual") for depth in (4, 6)
    ]
    told_in_order(told)
    frozen(result)


@pytest.mark.trains
def test_a_seed_gives_what_it_gives_alone(tiny):
    result, _, _ = tiny
    alone = degradation.run((6,), (1,), images=100, kinds=("residual",))
    np.testing.assert_allclose(alone.losses[0, 1, 0], result.losses[1, 1, 1], rtol=1e-5)
    assert alone.training_loss[0, 1, 0] == pytest.approx(result.training_loss[1, 1, 1], rel=1e-4)
    assert np.isnan(alone.training_loss[0, 0, 0])


@pytest.mark.trains
def test_it_trains_as_the_lessons_do(tiny):
    result, _, _ = tiny
    model = degradation.untrained("plain", 4, 0)
    curves = train(model, garments(100), 1, 0)
    # Keras reports the mean over the images: 64, then 36.
    mean = (64 * result.losses[0, 0, 0, 0] + 36 * result.losses[0, 0, 0, 1]) / 100
    assert curves["loss"][0] == pytest.approx(mean, rel=1e-3)
    assert curves["test_accuracy"] == pytest.approx(result.test_accuracy[0, 0, 0], abs=2e-3)


@pytest.mark.trains
def test_stopped_it_returns_what_was_measured_and_runs_again():
    stopped = degradation.run((4,), (0,), images=100, report=StopAt(3))
    assert not stopped.complete
    assert measured(stopped.losses[0, 0]) == 2
    assert measured(stopped.losses[0, 1]) == 1
    assert measured(stopped.test_accuracy) == 1
    at_once = degradation.run((4,), (0,), images=100, report=StopAt(0))
    assert not at_once.complete
    assert measured(at_once.losses) == 0


@pytest.mark.parametrize("depths", [(3,), (14, 15), (2,), (0,)])
def test_depths_that_no_network_has(depths):
    with pytest.raises(ValueError, match=r"even numbers .* at least 4"):
        degradation.run(depths)


def test_the_recorded_run_is_whole():
    result, facts = degradation.recorded()
    assert result.complete
    assert tuple(result.depths) == degradation.DEPTHS == tuple(facts["settings"]["depths"])
    assert len(result.seeds) >= 3
    for name in ("losses", "training_loss", "training_accuracy", "test_loss", "test_accuracy"):
        assert np.isfinite(getattr(result, name)).all(), name
    assert result.losses.shape[-1] == facts["settings"]["epochs"] * 94


def test_plain_networks_degrade_and_residual_ones_do_not():
    result, _ = degradation.recorded()
    shallow, deep = (list(result.depths).index(depth) for depth in (14, 52))
    accuracy = result.training_accuracy
    assert (accuracy[:, 0, deep] < accuracy[:, 0, shallow] - 0.05).all()
    # A residual network of 52 layers is ahead of the plain one in every run, by far.
    assert (accuracy[:, 1, deep] > accuracy[:, 0, deep] + 0.1).all()
    assert (result.test_accuracy[:, 1, deep] > result.test_accuracy[:, 0, deep] + 0.1).all()
