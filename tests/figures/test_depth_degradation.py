"""Errors and losses by depth: rises and falls are told as they are."""

import inspect

import numpy as np
import pytest

from resnet_lessons.figures import degradation_by_depth, degradation_curves
from resnet_lessons.training import fit
from tests.figures import experiment_samples as samples
from tests.figures.overlap import assert_readable
from tests.figures.samples import runs


@pytest.mark.parametrize(
    ("plain", "residual", "words"),
    [
        ((0.9, 0.8, 0.6), (0.7, 0.75, 0.8), ("rises by", "it falls by")),
        ((0.6, 0.8, 0.9), (0.7, 0.7, 0.7), ("falls by", "it stays within a point")),
    ],
)
def test_the_title_by_depth_is_computed(plain, residual, words):
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


@pytest.mark.parametrize("kinds", [("plain",), ("residual",), ("plain", "residual")])
def test_degradation_is_readable(kinds):
    figure = degradation_curves(runs(), 14, 42, kinds)
    assert_readable(figure)
    losses, schedules = figure.axes[::2], figure.axes[1::2]
    assert len(losses) == len(schedules) == len(kinds)
    assert all(len(axes.get_lines()) == 2 for axes in losses)


def test_the_learning_rate_below_is_the_one_that_the_runs_had():
    (line,) = degradation_curves(runs(), 14, 42, ("plain",)).axes[1].get_lines()
    steps, rates = line.get_data()
    assert steps[-1] == 282
    schedule = fit.adam(
        inspect.signature(fit.train).parameters["learning_rate"].default, 282
    )._learning_rate
    np.testing.assert_allclose(rates, [float(schedule(step)) for step in steps], atol=1e-6)


@pytest.mark.parametrize(
    ("accuracies", "finding"),
    [
        ({}, "the plain network loses 20 points on its training images; with shortcuts it gains 5"),
        ({"plain": (0.8, 0.9)}, "without shortcuts +10 points, with shortcuts +5 points"),
        ({"residual": (0.8, 0.7)}, "without shortcuts -20 points, with shortcuts -10 points"),
    ],
)
def test_the_title_of_the_curves_is_computed(accuracies, finding):
    figure = degradation_curves(runs(**accuracies), 14, 42)
    assert_readable(figure)
    assert finding in figure.alt_text


def test_one_kind_says_worse_only_where_it_is():
    assert "worse on its own training images: 60% right, against 80%" in (
        degradation_curves(runs(), 14, 42, ("plain",)).alt_text
    )
    better = degradation_curves(runs(plain=(0.5, 0.6)), 14, 42, ("plain",))
    assert "no worse" in better.alt_text
    with pytest.raises(ValueError, match="no kind"):
        degradation_curves(runs(), 14, 42, ())
