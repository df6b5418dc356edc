"""Growth: nothing changes with shortcuts, everything without."""

import keras
import numpy as np
import pytest

from resnet_lessons.experiments import growth, races
from tests.experiments.support import StopAt, frozen, measured, told_in_order
from tests.support.soak import some


def small(seed):
    keras.utils.set_random_seed(seed)
    return races.deep_network(1, True)


@pytest.mark.trains
def test_a_small_run(monkeypatch):
    monkeypatch.setattr(growth, "EXTRA", 2)
    told, seeds = [], tuple(some([0, 1], 2))
    result = growth.run(
        seeds, images=64, kinds=growth.KINDS, network=small, report=lambda *row: told.append(row)
    )
    assert result.complete
    assert result.losses.shape == (len(seeds), 3, 1)
    assert result.start.shape == result.end.shape == (len(seeds), 3, 4)
    assert all(np.isfinite(array).all() for array in (result.losses, result.start, result.end))
    # Two blocks that add nothing, and none at all; two in the way.
    assert (result.differences[:, [0, 2]] < 1e-5).all()
    assert (result.differences[:, 1] > 1e-2).all()
    np.testing.assert_allclose(result.start[:, 0], result.start[:, 2], rtol=1e-5)
    told_in_order(told)
    frozen(result)


@pytest.mark.trains
def test_stopped_it_keeps_the_first_kind():
    stopped = growth.run((0,), images=64, network=small, report=StopAt(1))
    assert not stopped.complete
    assert measured(stopped.start) == 4
    assert measured(stopped.end) == 0


def test_the_network_that_ships_is_not_changed_by_growing(monkeypatch):
    body, head = small(0)
    before = body.get_weights()
    growth.grown(body, head, growth.KINDS[1], 0)
    for one, other in zip(before, body.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize(("kind", "sums"), [(0, races.EXTRA), (1, 0), (2, 0)])
def test_blocks_that_were_added(kind, sums):
    model = growth.grown(*small(0), growth.KINDS[kind], 0)
    assert sum(layer.name.startswith("extra_sum") for layer in model.layers) == sums
    blocks = sum(layer.name.removeprefix("extra").isdigit() for layer in model.layers)
    assert blocks == (0 if kind == 2 else races.EXTRA)


def test_the_recorded_run():
    result, _ = growth.recorded()
    assert result.complete
    assert len(result.seeds) >= 3
    with_shortcuts, without, alone = (result.start[:, kind] for kind in range(3))
    test_accuracy = growth.MEASURES.index("test accuracy")
    assert (result.differences[:, 0] == 0).all()
    np.testing.assert_allclose(with_shortcuts, alone, rtol=1e-5)
    assert (without[:, test_accuracy] < 0.3).all()
    ends = result.end[:, :, test_accuracy]
    assert (ends[:, 0] > ends[:, 1] + 0.05).all()
