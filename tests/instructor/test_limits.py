"""What the grader could not send or compare is refused when a key is built, in the words of the guide."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from resnet_lessons.checker.observation import Outcome
from resnet_lessons.course.exercises import EXERCISES, Setting, answers_as_numbers
from resnet_lessons.course.exercises.exercise import Case
from resnet_lessons.course.exercises.warm_up import picture
from resnet_lessons.course.keys import TOLERANCE
from resnet_lessons.instructor import answer_keys
from resnet_lessons.instructor.grading.observing import hidden, lent_groundwork
from resnet_lessons.instructor.limits import beyond_limits
from resnet_lessons.instructor.new_exercise import LONGEST_ID
from resnet_lessons.instructor.sandbox.inside import channel, describing, groundwork_server
from resnet_lessons.instructor.sandbox.workers import Limits
from resnet_lessons.student import check

WARM_UP = EXERCISES["warm_up"]
RIGHT = tuple(np.float32(number) for number in (1, 2, 3))
GUIDE = " ".join(
    (Path(__file__).parents[2] / "docs" / "how_to" / "exercises.md").read_text().split()
)


def faults(arrays=RIGHT, case=WARM_UP.cases[0], **others):
    outcome = Outcome(tuple(map(np.asarray, arrays)), **others)
    return list(beyond_limits(WARM_UP, (case,), (outcome,)))


def test_what_fits_is_accepted():
    assert faults() == []


@pytest.mark.parametrize("name", EXERCISES)
def test_settings_of_the_lessons_can_be_sent(name):
    exercise = EXERCISES[name]
    outcome = Outcome((np.float32(0),) * max(len(exercise.results), exercise.outputs))
    for case in hidden.cases(exercise, 3):
        assert list(beyond_limits(exercise, (case,), (outcome,))) == [], case


@pytest.mark.parametrize(
    ("arrays", "said"),
    [
        (RIGHT[:2], "gives 2 results where `results` names 3."),
        (
            (*RIGHT[:2], np.zeros(describing.MOST_VALUES, "float32")),
            "gives 32,770 values; the grader",
        ),
        ((*RIGHT[:2], np.zeros([1] * 9, "float32")), "gives an array of more than 8 dimensions"),
        ((*RIGHT[:2], np.float64(3)), "gives values that are not float32"),
        ((*RIGHT[:2], np.float32("nan")), "gives a value that is no number, or infinite"),
        ((*RIGHT[:2], np.float32("inf")), "gives a value that is no number, or infinite"),
    ],
)
def test_results_that_the_grader_does_not_read_are_named(arrays, said):
    (fault,) = faults(arrays)
    assert fault.startswith(f"warm_up: the setting “a picture of 56 × 56 × 64” {said}")


def test_many_results_and_calls_are_named():
    many = describing.MOST_RESULTS + 1
    assert "gives 17 results; the grader reads 16." in faults(RIGHT[:1] * many)[1]
    (fault,) = faults(calls=(None,) * (describing.MOST_CALLS + 1))
    assert "takes 65 calls of layers and methods; the grader reads 64" in fault


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"shape": np.int64(3)}, "cannot be sent to the grader's processes: Object of type int64"),
        ({"shape": {3}}, "cannot be sent to the grader's processes: Object of type set"),
        ({"shape": float("nan")}, "cannot be sent to the grader's processes: Out of range float"),
        ({"shape": {1: 2}}, "comes to the grader's processes as another one"),
    ],
)
def test_settings_that_no_message_holds_are_named(values, said):
    (fault,) = faults(case=Setting("of its own", values))
    assert fault.startswith(f"warm_up: the setting “of its own” {said}")
    assert "Numbers of Python, texts, True, False, None, lists, tuples, and dictionaries" in fault


def test_settings_of_one_text_are_named():
    outcome, case = Outcome(RIGHT), WARM_UP.cases[0]
    (fault,) = beyond_limits(WARM_UP, (case, case), (outcome, outcome))
    assert fault.startswith("warm_up: 2 settings are called “a picture of 56 × 56 × 64”")


def test_lists_and_tuples_are_one():
    assert faults(case=Setting("of lists", {"sizes": [1, [2, 3]], "other": (1, 2)})) == []
    assert faults(case=Case(4, 4, 3, {"sizes": [1, 2]}, host={"strides": (1, 2)})) == []


def test_a_key_beyond_them_is_refused():
    of_numpy = picture(*np.array([2, 4, 8]))
    exercise = replace(WARM_UP, cases=(*WARM_UP.cases, of_numpy))
    with pytest.raises(answer_keys.KeyProblem, match="Object of type int64"):
        answer_keys.build_key(exercise)


@pytest.mark.parametrize(
    "words",
    [
        f"at most {describing.MOST_RESULTS} arrays",
        f"{describing.MOST_VALUES:,} values",
        f"{describing.MOST_CALLS} calls",
        f"at most {channel.MOST_DIMENSIONS} dimensions",
        f"a number up to {groundwork_server._LARGEST:,}, a list of at most {groundwork_server._MOST_ITEMS}",
        f"a text of at most {groundwork_server._LONGEST_WORD} characters",
        f"at most {lent_groundwork._MOST_REQUESTS:,} times",
        f"whole numbers below {answers_as_numbers._LARGEST:,}",
        f"the first {answers_as_numbers._MOST_ITEMS:,} items",
        f"{TOLERANCE:g} plus {TOLERANCE:g} times the expected number",
        f"{check._LONGEST_CHECK} seconds",
        f"{Limits.seconds:g} seconds",
        f"at most {LONGEST_ID} characters",
    ],
)
def test_the_guide_names_the_limits(words):
    assert words in GUIDE
