"""Gradients along the line stand on one scale, and the title tells their correlation."""

import numpy as np
import pytest

from resnet_lessons.experiments import shattering
from resnet_lessons.figures import learnt_agreement, shattered_gradients
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


def test_each_seed_has_a_line_from_before_to_after_and_the_title_tells_the_means():
    agreement = samples.agreement()
    figure = learnt_agreement(agreement, 600)
    title = figure.get_suptitle().replace("\n", " ")
    assert "goes from 0.50 to 0.80 with shortcuts, from 0.00 to 0.00 without" in title
    assert "In 600 steps" in title and title in figure.alt_text
    (axes,) = figure.axes
    drawn = [line.get_ydata() for line in axes.get_lines() if line.get_linewidth() < 1]
    np.testing.assert_allclose(drawn[:6], agreement.reshape(6, 2))
    low, high = axes.get_ylim()
    assert low < agreement.min() and agreement.max() < high
    assert [label.get_text() for label in axes.get_xticklabels()][1] == "after 600 steps"


@pytest.mark.parametrize("shape", [(3, 2), (3, 3, 2), (2, 3, 1)])
def test_correlations_of_another_shape_are_told(shape):
    with pytest.raises(ValueError, match=r"agreement is \(kinds, seeds, 2\) with two kinds, not"):
        learnt_agreement(np.zeros(shape), 600)
