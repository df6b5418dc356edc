"""Every program that verification tries, and what must be said about it."""

from collections.abc import Callable
from dataclasses import dataclass

from resnet_lessons.instructor.answers import answer, compiled, with_holes, without_markers
from resnet_lessons.instructor.exercises import programs, variants
from resnet_lessons.instructor.exercises.student_answers import (
    StudentAnswer,
    function_of,
    student_answers,
)
from resnet_lessons.instructor.wrong_kinds import kinds_for

TRIAL_KINDS = (
    "stub",
    "answer",
    "misconception",
    "right program",
    "wrong program",
    "wrong kind",
    "student answer",
)


@dataclass(frozen=True)
class Trial:
    """A program and what must be said about it.

    Args:
        kind: one of `TRIAL_KINDS`.
        name: of the program within its kind.
        function: what is handed in.
        expected: the verdict; several are joined with " or ".
        diagnosis: ids of the misconceptions of which one must be found; none if empty.
        says: words that the message must hold.
        student: the `StudentAnswer`, of which any diagnosis may be said; None for other kinds.
    """

    kind: str
    name: str
    function: Callable
    expected: str
    diagnosis: tuple[str, ...] = ()
    says: str = ""
    student: StudentAnswer | None = None


def trials(exercise):
    """Every program of an exercise, as a tuple of `Trial`."""
    text = answer(exercise.id)
    right = compiled(without_markers(text), exercise.id)
    stub = compiled(with_holes(text), exercise.id)
    return (
        Trial("stub", "hole", stub, "not started", says="raise NotImplementedError"),
        Trial("answer", "answer", right, "passed"),
        *_misconceptions(exercise),
        *_programs(exercise),
        *_wrong_kinds(exercise, right),
        *_student_answers(exercise),
    )


def _misconceptions(exercise):
    for name, text in variants(exercise.id).items():
        equivalent = [other for pair in exercise.equivalent if name in pair for other in pair]
        diagnosis = (name, *equivalent)
        yield Trial("misconception", name, compiled(text, exercise.id), "failed", diagnosis)


def _programs(exercise):
    for style, function in programs.right(exercise.id).items():
        yield Trial("right program", style, function, "passed")
    for what, function in programs.wrong(exercise.id).items():
        # The message shows the first setting that differs.
        yield Trial("wrong program", what, function, "failed", says="Setting: ")


def _wrong_kinds(exercise, right):
    for kind in kinds_for(exercise):
        diagnosis = (kind.diagnosis,) if kind.diagnosis else ()
        function = kind.make(right)
        yield Trial("wrong kind", kind.name, function, kind.verdict, diagnosis, kind.says)


def _student_answers(exercise):
    for student in student_answers(exercise.id):
        expected = "passed" if student.right else "failed or error or not started"
        function = function_of(exercise.id, student)
        yield Trial("student answer", student.id, function, expected, student=student)
