"""Feedback speaks in our words: nothing that a process says gets through as it is."""

import pytest

from resnet_lessons.checker.observation import Failure, Observation, Outcome
from resnet_lessons.instructor.grading.grades import Cell
from resnet_lessons.instructor.grading.plain_words import in_our_words

CELL = Cell(4, "def grow(body, head, extra_blocks):\n    return bodi\n", "grow")
SECRET = "c2VjcmV0IGFuc3dlcg"


def told(failure):
    observation = Observation((Outcome(failure=failure),), failure)
    words = in_our_words(observation, CELL)
    assert words.symbolic_failure == words.outcomes[0].failure
    return words.outcomes[0]


def test_a_known_error_keeps_its_name_and_the_students_own_line():
    failure = Failure("exception", "NameError: name 'bodi' is not defined", "line 2 of the cell: x")
    words = told(failure).failure
    assert words.message.startswith("NameError; the check in your notebook shows")
    assert words.line == "line 2 of the cell: return bodi"


@pytest.mark.parametrize(
    "error, where",
    [
        (f"SyntaxError: {SECRET} (line 2)", " (line 2: return bodi)"),
        (f"IndentationError: (line 1) {SECRET} (line 2)", " (line 2: return bodi)"),
        (f"SyntaxError: {SECRET} (line 99)", ""),
        (f"SyntaxError: {SECRET} (line 0)", ""),
        (f"SyntaxError: {SECRET} (line 2) more", ""),
        (f"SyntaxError: {SECRET}", ""),
    ],
)
def test_a_cell_that_python_cannot_read_is_told_with_its_line(error, where):
    words = told(Failure("exception", f"The cell stops: {error}")).failure
    assert words.message == f"Python cannot read this cell{where}; run the cell: it shows the place"


def test_a_syntax_error_of_a_running_answer_is_an_error_like_others():
    words = told(Failure("exception", f"SyntaxError: {SECRET} (line 2)")).failure
    assert words.message.startswith("SyntaxError; the check in your notebook")


@pytest.mark.parametrize(
    "failure",
    [
        Failure("exception", f"{SECRET}: {SECRET}", f"line 2 of the cell: {SECRET}"),
        Failure("exception", f"ValueError: {SECRET}", SECRET),
        Failure("exception", f"The cell stops: {SECRET}", "line 99 of the cell"),
        Failure("exception", f"The cell stops: ValueError: {SECRET}", "line 0 of the cell"),
        Failure("symbolic", f"TypeError {SECRET}", "line 99999999 of the cell"),
        Failure("wrong kind", f"the function returned a value of type {SECRET}"),
        Failure("dtype", f"the result holds {SECRET} values"),
        Failure("parameters", SECRET),
        Failure("addition", SECRET, "", ((1, 2), (3, 4))),
        Failure("groundwork", f"a {SECRET}"),
    ],
)
def test_nothing_else_gets_through(failure):
    words = told(failure)
    assert SECRET not in repr(words)
    assert words.failure.kind == failure.kind and words.failure.shapes == failure.shapes


def test_what_is_no_failure_stays():
    assert in_our_words(Observation((Outcome(parameters=3),)), CELL).outcomes[0].parameters == 3
