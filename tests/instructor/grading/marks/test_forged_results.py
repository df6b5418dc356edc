"""Marks of results that no probe could have found: whatever a process says, marking goes on."""

import numpy as np
import pytest

from resnet_lessons.checker.observation import Observation, Outcome
from resnet_lessons.checker.verdict import expected_outcomes
from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.course.keys import public_key
from resnet_lessons.instructor.grading.marks import marking
from resnet_lessons.instructor.grading.observing.evidence import observation_from
from resnet_lessons.instructor.sandbox.inside.describing import described
from tests.instructor.sandbox.support import arrived

SHAPES = {"scalar": (), "empty": (0,), "list": (3,), "square": (2, 2), "large": (1, 100, 100, 3)}
NUMBERS = (0, 1, -1, 1e38, np.nan, np.inf)
EXPLAINED = [name for name, each in EXERCISES.items() if each.explain or each.explain_all]


def forged(key, shape, number):
    array = np.full(shape, number, "float32")
    outcomes = (
        Outcome((array,) * len(arrays), parameters)
        for arrays, parameters in zip(key.expected, key.parameters, strict=True)
    )
    header, arrays = arrived(*described(Observation(tuple(outcomes))))
    return observation_from(header, arrays, len(key.expected))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", EXPLAINED)
def test_results_that_no_experiment_finds_are_wrong_and_nothing_else(name, shape):
    exercise, key = EXERCISES[name], public_key(name)
    expected = Observation(expected_outcomes(key))
    for number in NUMBERS:
        observation = forged(key, SHAPES[shape], number)
        mark = marking.mark(exercise, observation, expected, public=observation)
        assert (mark.verdict, mark.share) == ("failed", 0.0)
        assert mark.details


def test_a_result_that_is_far_too_large_is_told_by_its_shape():
    exercise, key = EXERCISES["regular_block"], public_key("regular_block")
    observation = forged(key, (2, 100, 100, 4), 1)
    mark = marking.mark(exercise, observation, Observation(expected_outcomes(key)), observation)
    said = " ".join(text for _, text in mark.details)
    assert "shape 2 × 100 × 100 × 4" in said and "shape 2 × 5 × 4 × 4" in said
