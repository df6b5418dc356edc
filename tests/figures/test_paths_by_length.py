"""The three panels of the path lengths multiply, and the title weighs them."""

import numpy as np
import pytest

from resnet_lessons import experiments
from resnet_lessons.figures import path_lengths
from resnet_lessons.figures.paths_by_length import _shares
from tests.figures import experiment_samples as samples


def test_the_shares_are_the_experiments_own():
    run = experiments.path_lengths.recorded()[0]
    shares = _shares(run.number_of_paths, run.gradients.mean(axis=-1))
    np.testing.assert_allclose(shares, run.shares, rtol=1e-4)


@pytest.mark.parametrize(("falls", "start"), [(0.3, "comes along short"), (3, "does not come")])
def test_the_title_is_computed(falls, start):
    run = samples.path_lengths(falls=falls)
    weights = run.number_of_paths * run.gradients.mean(axis=-1)
    mean = np.mean([np.average(run.lengths, weights=row) for row in weights])
    title = path_lengths(run).get_suptitle().replace("\n", " ")
    assert start in title
    assert f"through {mean:.1f} of 8 branches" in title
    assert title.endswith("mean path has 4")


def test_one_seed_alone():
    run = samples.path_lengths()
    figure = path_lengths(run, seed=1)
    (line,) = figure.axes[1].get_lines()
    np.testing.assert_allclose(line.get_ydata(), run.gradients[1].mean(axis=-1))
    with pytest.raises(ValueError, match="no seed number 3"):
        path_lengths(run, seed=3)


def test_a_length_is_marked_in_each_panel_and_told():
    run = samples.path_lengths()
    figure = path_lengths(run, length=2)
    title = figure.get_suptitle().replace("\n", " ")
    shares = _shares(run.number_of_paths, run.gradients.mean(axis=-1)).mean(axis=0)
    assert title.startswith("28 paths go through 2 branches: 10.9% of all paths, ")
    assert f"{100 * shares[2]:.1f}% of the summed norms" in title
    for axes, height in zip(figure.axes, (28 / 1000, None, 100 * shares[2]), strict=True):
        (x, y) = axes.collections[-1].get_offsets()[0]
        assert x == 2
        assert height is None or y == pytest.approx(height)
    with pytest.raises(ValueError, match="no length 9 in this run"):
        path_lengths(run, length=9)
