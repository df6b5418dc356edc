"""Markers: one source for every answer, and no way to lose or leak one by a slip."""

import ast

import pytest

from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor import answers

TEXT = """def double(x):
    y = x
    ### BEGIN SOLUTION
    y = 2 * y
    return y
    ### END SOLUTION
"""


def test_a_region_is_what_stands_between_the_markers():
    (region,) = answers.regions(TEXT)
    assert region.text == "    y = 2 * y\n    return y"


def test_the_student_side_has_a_hole_at_the_same_indent():
    assert answers.with_holes(TEXT) == f"def double(x):\n    y = x\n    {answers.HOLE}\n"


def test_the_solved_side_computes():
    assert answers.compiled(answers.without_markers(TEXT), "double")(21) == 42


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (TEXT.replace("    ### END SOLUTION\n", ""), "without '### END"),
        (TEXT.replace("    ### BEGIN SOLUTION\n", ""), "without '### BEGIN"),
        (TEXT.replace("    y = 2 * y\n", "    ### BEGIN SOLUTION\n"), "second"),
        (TEXT.replace("    y = 2 * y\n    return y\n", "\n"), "nothing between"),
    ],
)
def test_unbalanced_or_empty_markers_are_an_error(text, problem):
    with pytest.raises(answers.MarkerError, match=problem):
        answers.with_holes(text)


@pytest.mark.parametrize("exercise_id", EXERCISES)
def test_every_exercise_has_an_answer_of_the_declared_signature(exercise_id):
    text = answers.answer(exercise_id)
    function = ast.parse(text).body[0]
    names = tuple(argument.arg for argument in function.args.args)
    assert names == EXERCISES[exercise_id].signature
    assert len(answers.regions(text)) == 1
    assert "BEGIN SOLUTION" not in answers.without_markers(text)


@pytest.mark.parametrize("exercise_id", EXERCISES)
def test_the_student_side_holds_no_line_of_the_answer(exercise_id):
    text = answers.answer(exercise_id)
    hidden = {line.strip() for line in answers.regions(text)[0].text.splitlines()}
    shown = {line.strip() for line in answers.with_holes(text).splitlines()}
    assert not hidden & shown


def test_an_unknown_exercise_is_named():
    with pytest.raises(KeyError, match="no answer file"):
        answers.answer("no_such_exercise")
