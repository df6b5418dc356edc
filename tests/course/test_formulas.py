"""Which formula an answer followed, by its numbers."""

import numpy as np
import pytest

from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.course.exercises.formulas import line_through, normalised

SUM = np.random.default_rng(0).normal(size=(2, 4, 3, 2)).astype("float32")


def standardised(along):
    return (SUM - SUM.mean(along, keepdims=True)) / SUM.std(along, keepdims=True)


@pytest.mark.parametrize("along", [-1, (1, 2), (1, 2, 3), 0])
def test_normalised_numbers_are_told_whatever_scales_each_channel_after_that(along):
    scale, offset = np.float32([0.5, -3]), np.float32([1, 2])
    assert "normalised" in normalised(standardised(along), SUM)
    assert "normalised" in normalised(standardised(along) * scale + offset, SUM)


@pytest.mark.parametrize("change", [lambda x: 0.25 * x, lambda x: x + 1, np.negative, lambda x: x])
def test_scaled_and_shifted_numbers_are_not_called_normalised(change):
    assert normalised(change(SUM), SUM) is None


@pytest.mark.parametrize(
    ("factor", "offset", "words"),
    [
        (0.25, 0, "Your answer gives 0.25 · F(x) + 0.25 · x"),
        (1, 1, "Your answer gives F(x) + x + 1"),
        (-1, 0, "Your answer gives −F(x) − x"),
    ],
)
def test_a_multiple_of_the_sum_is_told_as_that(factor, offset, words):
    residual = np.random.default_rng(1).normal(size=SUM.shape).astype("float32")
    expected = (SUM, residual, SUM - residual)
    exercise = EXERCISES["add_shortcut"]
    arrays = (factor * SUM + offset, *expected[1:])
    assert exercise.explain(exercise.cases[0], arrays, expected).startswith(words)


def test_a_line_through_numbers():
    numbers = np.float32([1, 2, 5])
    assert line_through(numbers, 3 * numbers - 2) == pytest.approx([3, -2])
    assert line_through(numbers, numbers**2) is None
