"""What an answer returned is told in the grader as in the check, from phrases that are known."""

import re

import numpy as np
import pytest
from keras import layers

from resnet_lessons.checker.observation import Failure
from resnet_lessons.checker.probe import probe
from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.grading.grades import Cell
from resnet_lessons.instructor.grading.telling.trusted_kinds import trusted_kind
from tests.instructor.grading.telling.test_plain_words import NUMBERS, told

KINDS = {
    "residual_function": [
        None,
        3,
        "x",
        (1, 2),
        [1, 2, 3],
        layers.ReLU(),
        len,
    ],
    "count_weight_layers": [None, 2.5, True, "18", [18], 3j, np.zeros(2), {}],
    "projection_blocks": [None, 3, "ab", {}, [3], [(1, 2, 3)], [(1, "a")]],
    "backward_pass": [None, {}, (1, 2), np.zeros(3), (None,) * 3, (None, np.zeros(2), None)],
    "zero_gamma": [None, 3, len],
    "warm_up": [None, 7, (1, 2), ("a", 1, 2), (1.5, 1, 2), {1}],
}


@pytest.mark.parametrize(
    ("name", "value"), [(name, each) for name in KINDS for each in KINDS[name]]
)
def test_what_was_returned_is_told_as_the_check_tells_it(name, value):
    """All but what is expected, which stands beside it."""
    exercise = EXERCISES[name]
    failure = probe(exercise, lambda *given: value).outcomes[0].failure
    said = re.sub(r", expected (?!.*, expected ).*?(?=\. [A-Z]|\.?$)", "", failure.message)
    words = told(Failure(failure.kind, failure.message)).failure.message
    assert words.rstrip(".") == said.rstrip(".")


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("the result holds float64 values, expected float32", "the result holds float64 values"),
        ("the result holds NaN or infinite values", "the result holds NaN or infinite values"),
        ("the result holds 3,000,000 values, expected a", "the result holds far too many values"),
        ("the function returned a value of type Own, expected a", "returned a value of type Own"),
        (
            "the dictionary holds no norm of block_layer2_regular_block0, expected a dictionary",
            "the dictionary holds no norm of block_layer2_regular_block0",
        ),
    ],
)
def test_what_else_the_check_says_of_a_result(message, words):
    cell = Cell(4, "class Own: pass\n", "grow")
    assert trusted_kind(message, cell).endswith(words)


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (
            f"the function returned {NUMBERS} values in a tuple, expected a pair",
            "another number of values",
        ),
        (f"the answer holds {NUMBERS} numbers, expected three", "another number of values"),
        (f"the answer holds 1.{NUMBERS}, expected a whole number", "the answer holds a number"),
        (f"the answer is the number -{NUMBERS}, expected a list", "the answer is a number"),
        (f"the answer holds a number beyond {NUMBERS}", "the answer holds too large a number"),
    ],
)
def test_no_large_number_of_what_was_returned(message, words):
    said = told(Failure("wrong kind", message)).failure.message
    assert words in said and NUMBERS not in said
