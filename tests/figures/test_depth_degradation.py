"""Errors by depth: rises and falls are told as they are."""

import numpy as np
import pytest

from resnet_lessons.figures import degradation_by_depth
from tests.figures import experiment_samples as samples


@pytest.mark.parametrize(
    ("plain", "residual", "words"),
    [
        ((0.9, 0.8, 0.6), (0.7, 0.75, 0.8), ("rises by", "it falls by")),
        ((0.6, 0.8, 0.9), (0.7, 0.7, 0.7), ("falls by", "it stays within a point")),
    ],
)
def test_the_title_is_computed(plain, residual, words):
    run = samples.degradation(plain=plain, residual=residual)
    run.training_accuracy = np.array([plain, residual])[None].repeat(3, axis=0)
    title = degradation_by_depth(run).get_suptitle().replace("\n", " ")
    change = abs(100 * (plain[-1] - plain[0]))
    assert f"training error {words[0]} {change:.0f} points without shortcuts" in title
    assert words[1] in title


def test_the_panels_hold_the_mean_errors_on_one_scale():
    run = samples.degradation()
    figure = degradation_by_depth(run)
    assert {axes.get_ylim() for axes in figure.axes} == {(0, 100)}
    for axes, accuracy in zip(figure.axes, (run.training_accuracy, run.test_accuracy), strict=True):
        lines = [line for line in axes.get_lines() if len(line.get_xdata()) == 3]
        for line, kind in zip(lines, (0, 1), strict=True):
            np.testing.assert_allclose(line.get_ydata(), 100 * (1 - accuracy[:, kind].mean(axis=0)))


def test_depths_are_drawn_in_their_order():
    run = samples.degradation()
    run.depths = run.depths[::-1]
    assert "From 14 to 52 layers the training error falls" in finding_of(run)


def test_one_depth_and_one_kind():
    run = samples.degradation()
    run.depths = run.depths[:1]
    run.training_accuracy, run.test_accuracy = (
        found[..., :1] for found in (run.training_accuracy, run.test_accuracy)
    )
    assert "Training error at 14 layers:" in finding_of(run)
    run.training_accuracy[:, 1] = np.nan
    assert finding_of(run).endswith("without shortcuts")


def finding_of(run):
    return degradation_by_depth(run).get_suptitle().replace("\n", " ")
