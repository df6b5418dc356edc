"""Deeper against shallower after long training: the title says what came, whatever it is."""

import numpy as np
import pytest

from resnet_lessons.experiments import results
from resnet_lessons.figures import depth_that_helps
from resnet_lessons.figures.depth_that_helps import RATES, RECIPE
from resnet_lessons.training.long_run import Recipe
from tests.figures import experiment_samples as samples
from tests.figures.overlap import assert_readable


def title(run):
    return depth_that_helps(run).get_suptitle().replace("\n", " ")


def test_the_title_counts_the_seeds_on_which_deeper_is_better():
    run = samples.depth_that_helps()
    wrong = 100 * (1 - run.test_accuracies[:, 1, :, -1].mean(axis=0))
    assert (
        "56 layers err less often than 8 on each of 3 seeds and than 20 on each of 3 seeds."
        in title(run)
    )
    assert (
        f"{wrong[0]:.1f}% with 8, {wrong[1]:.1f}% with 20, {wrong[2]:.1f}% with 56 layers"
        in title(run)
    )
    # Better than the shallowest network on two seeds, than the middle one on one.
    run.test_accuracies[1, 1, 2] = 0.1
    run.test_accuracies[2, 1, 1] = 0.95
    assert "less often than 8 on 2 of 3 seeds and than 20 on 1 of 3 seeds" in title(run)
    run.test_accuracies[2, 1, 2] = np.nan
    assert "less often than 8 on 1 of 2 seeds" in title(run)
    run.test_accuracies[0, 1, 0] = np.nan
    assert "less often than 8 on no seed" in title(run)
    run.test_accuracies[:, 1, 1] = np.nan
    assert "than 20" not in title(run) and "with 20" not in title(run)


def test_the_recorded_run_does_not_hide_that_20_layers_are_ahead_on_two_seeds():
    run, _ = results.recorded("depth_that_helps")
    assert (
        "56 layers err less often than 8 on each of 3 seeds and than 20 on 1 of 3 seeds."
        in title(run)
    )


def test_the_words_below_the_curve_are_the_recipe():
    recipe = Recipe()
    words = f"SGD with momentum {recipe.momentum:g} in steps of {recipe.batch_size} images,"
    assert RECIPE.startswith(words) and RECIPE.endswith(f"weight decay {recipe.weight_decay:g}")
    schedule = recipe.optimizer(128 * 10)._learning_rate
    for rate, share in RATES:
        # Ten steps an epoch: the first step of the first epoch with this rate.
        assert float(schedule(10 * share * recipe.epochs)) == pytest.approx(rate)
    assert float(schedule(10 * recipe.epochs / 2 - 1)) == pytest.approx(RATES[0][0])


def test_errors_are_drawn_for_every_seed():
    run = samples.depth_that_helps()
    _, axes, magnified = depth_that_helps(run).axes
    dots = np.array([marks.get_offsets()[:, 1] for marks in axes.collections]).reshape(2, 3, 3)
    expected = 100 * (1 - run.test_accuracies[..., -1]).swapaxes(0, 1)
    np.testing.assert_allclose(dots, expected)
    dots = np.array([marks.get_offsets()[:, 1] for marks in magnified.collections])
    np.testing.assert_allclose(dots, expected[1])
    joined = [line.get_ydata() for line in magnified.lines if line.get_linewidth() < 1]
    np.testing.assert_allclose(joined, expected[1])


def test_the_errors_with_shortcuts_have_a_scale_on_which_they_differ():
    run, _ = results.recorded("depth_that_helps")
    errors = 100 * (1 - run.test_accuracies[:, 1, :, -1])
    _, both, magnified = depth_that_helps(run).axes
    assert both.get_ylim()[0] == 0
    low, high = magnified.get_ylim()
    assert low < errors.min() and errors.max() < high
    # Most of the height is theirs.
    assert np.ptp(errors) > 0.7 * (high - low)


def test_thickness_is_explained_and_grows_with_depth():
    losses, *_ = depth_that_helps(samples.depth_that_helps()).axes
    assert "the thicker, the deeper" in losses.get_xlabel()
    curves = [line for line in losses.lines if len(line.get_xdata()) == 8]
    widths = np.array([line.get_linewidth() for line in curves]).reshape(2, 3)
    assert (np.diff(widths) > 0).all()


@pytest.mark.draws
def test_a_run_that_goes_on_is_readable():
    for share in (0, 0.4):
        for seeds in (1, 3):
            figure = depth_that_helps(samples.stopped(samples.depth_that_helps(seeds), share))
            assert_readable(figure)
            assert "nan" not in figure.alt_text and "so far" in figure.get_suptitle()
