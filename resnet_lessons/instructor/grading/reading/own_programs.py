"""Answers that are one of the lessons' own programs, comments and layout aside.

Many right answers are the lessons' answer, and some wrong ones are the program of a misconception. What
these do is computed anyway, of our text and in a process that never runs a student's.
"""

from functools import cache

from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.course.keys import public_key
from resnet_lessons.instructor.answers import IMPORTS, answer, without_markers
from resnet_lessons.instructor.exercises import variants
from resnet_lessons.instructor.grading.reading.read_cell import read_cell

RIGHT = "right"


def own_program(alone, exercise_id):
    """Which of the lessons' own programs an answer is.

    Args:
        alone: the answer with all that it uses, as `self_contained` gives it.
        exercise_id: of the answer.

    Returns:
        `RIGHT`, the id of the misconception that the program has, or None where the answer is another
        program, uses anything of the student's but the usual imports, or is known to raise: that is told
        by the lines in which it stands.
    """
    *before, cell = alone.cells
    own = _programs(exercise_id).get(cell.source)
    return own if own and _has_usual_names(before, read_cell(cell.source)) else None


def _has_usual_names(before, answer):
    """Whether the names that an answer looks up are those with which the lessons' own programs run."""
    usual, found = _usual_imports(), {}
    uses = frozenset().union(*(each.uses for each in answer.statements))
    for cell in before:
        read = read_cell(cell.source, cell.released)
        # An instructor may have released cells of any kind.
        if read is None or uses & read.passed_over:
            return False
        for statement in read.statements:
            if not cell.released and statement.text not in usual.values():
                return False
            found |= dict.fromkeys(statement.defines, statement.text)
    return all(found.get(name) == usual.get(name) for name in uses)


@cache
def _usual_imports():
    """{name: text of the statement that imports it}"""
    statements = read_cell(IMPORTS).statements
    return {name: each.text for each in statements for name in each.defines}


@cache
def _programs(exercise_id):
    """{text without comments and layout: `RIGHT` or the id of a misconception}.

    Those that call another exercise by its name do what the student's answer to that one does: they
    are left out.
    """
    prints = public_key(exercise_id).fingerprints
    texts = {RIGHT: without_markers(answer(exercise_id))} | {
        misconception: text
        for misconception, text in variants(exercise_id).items()
        if not any(each.failure for each in prints.get(misconception, ()))
    }
    return {
        read.text: found
        for found, text in texts.items()
        if (read := read_cell(text)) and not _calls_others(read, exercise_id)
    }


def _calls_others(read, exercise_id):
    used = frozenset().union(*(each.uses for each in read.statements))
    return bool(used & EXERCISES.keys() - {exercise_id})
