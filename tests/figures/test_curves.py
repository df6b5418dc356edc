"""The curves hold the losses, and each title says what its numbers say."""

import numpy as np
import pytest

from resnet_lessons.figures.curves import degradation_curves, grown_network
from tests.figures.overlap import assert_readable, drawn_texts
from tests.figures.samples import growth, runs


@pytest.mark.parametrize("kinds", [("plain",), ("residual",), ("plain", "residual")])
def test_degradation_is_readable(kinds):
    figure = degradation_curves(runs(), 14, 42, kinds)
    assert_readable(figure)
    assert len(figure.axes) == len(kinds)
    assert all(len(axes.get_lines()) == 2 for axes in figure.axes)


@pytest.mark.parametrize(
    ("accuracies", "finding"),
    [
        ({}, "the plain network loses 20 points on its training images; with shortcuts it gains 5"),
        ({"plain": (0.8, 0.9)}, "without shortcuts +10 points, with shortcuts +5 points"),
        ({"residual": (0.8, 0.7)}, "without shortcuts -20 points, with shortcuts -10 points"),
    ],
)
def test_the_title_is_computed(accuracies, finding):
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


def test_growth_with_and_without_scales():
    scales = {
        "scales": np.array([0, 0.1, 0.5, 1.0]),
        "accuracy_by_scale": np.array([0.8, 0.7, 0.3, 0.2]),
    }
    for found in (growth(), growth(**scales)):
        figure = grown_network(found)
        assert_readable(figure)
        words = {text.words for text in drawn_texts(figure)}
        assert {"81.0 %", "84.0 %", "10.0 %"} <= words
        assert "predictions are identical; trained on, it is 3.0 points better" in figure.alt_text
    assert "at 0.5 of their random weights: 30.0 %" in figure.alt_text


def test_growth_that_went_wrong_is_said():
    worse = growth(grown_difference=np.float32(0.02), grown_end=np.array([1, 0.5, 0.5]))
    text = grown_network(worse).alt_text
    assert "at most 0.02 apart" in text
    assert "31.0 points worse" in text
