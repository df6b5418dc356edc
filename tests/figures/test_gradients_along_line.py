"""Gradients along the line stand on one scale, and the title tells their correlation."""

import numpy as np
import pytest

from resnet_lessons.experiments import shattering
from resnet_lessons.figures import shattered_gradients
from resnet_lessons.figures.gradients_along_line import _correlation
from tests.figures import experiment_samples as samples


def test_the_title_tells_the_correlation_with_the_next_input():
    run = samples.shattering()
    plain, residual = run.autocorrelations[:, :, 0, 1].mean(axis=0)
    title = shattered_gradients(run).get_suptitle().replace("\n", " ")
    assert f"{residual:.2f} with shortcuts, {plain:.2f} without" in title


def test_both_lines_are_in_their_own_deviations_and_on_one_scale():
    run = samples.shattering()
    residual, plain, _ = shattered_gradients(run).axes
    assert residual.get_ylim() == plain.get_ylim()
    for axes, kind in ((plain, 0), (residual, 1)):
        drawn = axes.get_lines()[0].get_ydata()
        assert np.std(drawn) == pytest.approx(1)
        assert np.corrcoef(drawn, run.gradients[0, kind, 0])[0, 1] == pytest.approx(1)


def test_a_few_layers_stand_above_what_depth_does_to_them():
    run, _ = shattering.recorded()
    above, residual, plain, _ = shattered_gradients(run, 24).axes
    titles = [axes.get_title(loc="left") for axes in (above, residual, plain)]
    assert titles == [
        "2 layers, without shortcuts",
        "24 layers, with shortcuts",
        "24 layers, without shortcuts",
    ]
    drawn = above.get_lines()[0].get_ydata()
    assert np.corrcoef(drawn, run.gradients[0, 0, 0])[0, 1] == pytest.approx(1)
    assert len(shattered_gradients(run, 2).axes) == 3


def test_no_minus_before_nothing():
    assert [_correlation(value) for value in (-0.001, -0.05, 0.5)] == ["0.00", "−0.05", "0.50"]


def test_a_depth_that_was_not_measured_is_told():
    with pytest.raises(ValueError, match="no depth 50 in this run; there are 24"):
        shattered_gradients(samples.shattering(), 50)
