"""The maps of the loss: one scale, and the flat region as a flood from the middle."""

import numpy as np
import pytest

from resnet_lessons.experiments.flatness import flat_region
from resnet_lessons.figures import loss_surfaces
from resnet_lessons.figures.loss_maps import _levels
from tests.figures import experiment_samples as samples
from tests.figures.overlap import assert_readable


def flooded(losses):
    """Depth first from the middle, place by place."""
    middle = len(losses) // 2
    level, found, waiting = losses[middle, middle] + 0.1, set(), [(middle, middle)]
    while waiting:
        row, column = place = waiting.pop()
        inside = 0 <= row < len(losses) and 0 <= column < len(losses)
        if place in found or not inside or not losses[place] <= level:
            continue
        found.add(place)
        waiting += [(row + 1, column), (row - 1, column), (row, column + 1), (row, column - 1)]
    return found


@pytest.mark.parametrize("seed", range(4))
def test_the_flat_region_is_connected_with_the_middle(seed):
    losses = np.random.default_rng(seed).uniform(0, 0.18, (15, 15))
    losses[7, 7] = 0.0
    losses[0, 3] = np.nan
    region = flat_region(losses)
    assert {tuple(place) for place in np.argwhere(region).tolist()} == flooded(losses)
    assert region.sum() < (losses <= 0.1).sum()


def test_the_title_tells_its_share():
    run = samples.loss_surface()
    plain, residual = (flat_region(plane).mean() for plane in run.losses[0])
    assert residual > plain
    title = loss_surfaces(run).get_suptitle().replace("\n", " ")
    assert f"{residual:.1%} with shortcuts, {plain:.1%} without" in title


def test_both_maps_have_one_scale():
    for what in ("loss", "accuracy"):
        plain, residual, _ = loss_surfaces(samples.loss_surface(), what=what).axes
        first, second = (axes.collections[0] for axes in (plain, residual))
        assert first.norm.boundaries.tolist() == second.norm.boundaries.tolist()
        assert first.cmap == second.cmap


def test_the_levels_hold_the_losses_but_for_the_highest():
    values = np.geomspace(0.25, 900, 1000)
    levels = _levels(values)
    assert levels[0] == pytest.approx(0.2)
    assert levels[-1] >= np.quantile(values, 0.95) > levels[-2]
    assert (_levels(np.array([np.nan, 0.0]))[[0, -1]] > 0).all()


def test_what_is_not_there_is_told():
    run = samples.loss_surface(seeds=2)
    assert_readable(loss_surfaces(run, 1, "accuracy"))
    with pytest.raises(ValueError, match="no seed number 2; the run has 2"):
        loss_surfaces(run, 2)
    with pytest.raises(ValueError, match="no map of 'error'; there are loss and accuracy"):
        loss_surfaces(run, what="error")
