"""What the figures of the experiments share leaves out what was not measured, and says it."""

import warnings
from types import SimpleNamespace

import numpy as np
import pytest

from resnet_lessons.data.images import fashion_mnist
from resnet_lessons.figures import experiment_runs

NAN = np.nan


def test_means_leave_out_what_is_missing():
    values = np.array([[1.0, NAN, NAN], [3.0, 4.0, NAN]])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        np.testing.assert_array_equal(experiment_runs.mean(values), [2, 4, NAN])
        np.testing.assert_allclose(experiment_runs.geometric_mean(values), [3**0.5, 4, NAN])
        np.testing.assert_allclose(experiment_runs.median(values), [1, 3.5])
        assert np.isnan(experiment_runs.median(np.full((2, 3), NAN))).all()
    full = np.random.default_rng(0).uniform(1, 2, (3, 4))
    np.testing.assert_allclose(experiment_runs.mean(full), full.mean(axis=0))
    np.testing.assert_allclose(experiment_runs.median(full), np.median(full, axis=-1))


def test_a_logarithmic_mean_has_no_place_for_zero():
    np.testing.assert_allclose(experiment_runs.geometric_mean([[0.0, 0.0], [2.0, 0.0]]), [2, NAN])


def test_smoothing_keeps_the_mean_and_the_last_steps():
    losses = np.random.default_rng(0).uniform(0, 1, (2, 188))
    steps, rows = experiment_runs.smoothed(losses)
    np.testing.assert_allclose(rows[:, 0], losses[:, :7].mean(axis=1))
    np.testing.assert_allclose(rows[:, -1], losses[:, 182:].mean(axis=1))
    assert steps[0] == 3.5
    assert steps[-1] == 185
    short = experiment_runs.smoothed([[3.0, 2.0, NAN]])
    np.testing.assert_array_equal(short[1], [[3, 2, NAN]])


def test_guessing_is_one_class_of_all():
    labels = fashion_mnist().test_labels
    assert experiment_runs.guessing() == pytest.approx(np.mean(labels == 0))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ((0.1, 0.7), "70% with shortcuts, 10% without"),
        ((0.1, NAN), "10% without shortcuts"),
        ((NAN, 0.7), "70% with shortcuts"),
        ((NAN, NAN), "nothing measured yet"),
    ],
)
def test_kinds_are_compared_in_words(values, words):
    assert experiment_runs.compare(values, experiment_runs.percent) == words


@pytest.mark.parametrize(("ratio", "text"), [(1.04, "1.0"), (7.44, "7.4"), (1284, "1,300")])
def test_a_ratio_has_two_digits(ratio, text):
    assert experiment_runs.times(ratio) == text


def test_a_stopped_run_is_said():
    assert experiment_runs.so_far(SimpleNamespace(complete=True), "So") == "So"
    assert "stopped" in experiment_runs.so_far(SimpleNamespace(complete=False), "So")


def test_what_cannot_be_drawn_is_told():
    with pytest.raises(ValueError, match=r"a tuple has no dropped: .*lesion\.recorded\(\)"):
        experiment_runs.checked((1, 2), "lesion", "dropped")
    with pytest.raises(ValueError, match="no depth 7 in this run; there are 14, 52"):
        experiment_runs.place_of(7, np.array([14, 52]), "depth")
    for seed in (3, -1, "2016"):
        with pytest.raises(ValueError, match="the run has 3, counted from 0"):
            experiment_runs.of_seed(np.zeros((3, 2)), seed)
    assert experiment_runs.of_seed(np.arange(3), 2).tolist() == [2]
    assert experiment_runs.of_seed(np.arange(3), None).tolist() == [0, 1, 2]
