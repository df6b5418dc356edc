"""Every program that verification tries, and what must be said about it."""

from collections.abc import Callable
from dataclasses import dataclass

from resnet_lessons.instructor.answers import answer, compiled, with_holes, without_markers
from resnet_lessons.instructor.exercises import programs, variants
from resnet_lessons.instructor.wrong_kinds import kinds_for

TRIAL_KINDS = (
    "stub", "answer", "misconception", "right program", "wrong program", "wrong kind",
)  # fmt: skip


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
    """

    kind: str
    name: str
    function: Callable
    expected: str
    diagnosis: tuple[str, ...] = ()
    says: str = ""


def trials(exercise):
    """Every program of an exercise, as a tuple of `Trial`."""
    text = answer(exercise.id)
    right = compiled(without_markers(text), exercise.id)
    stub = compiled(with_holes(text), exercise.id)
    return (
        Trial("stub", "hole", stub, "not started", says="raise NotImplementedError"),
        Trial("answer", "answer", right, "passed"),
        *_misconceptions(exercise),
        *(
            Trial("right program", style, function, "passed")
            for style, function in programs.right(exercise.id).items()
        ),
        *(
            # The message shows the first setting that differs.
            Trial("wrong program", what, function, "failed", says="Setting: ")
            for what, function in programs.wrong(exercise.id).items()
        ),
        *(
            Trial(
                "wrong kind", kind.name, kind.make(right), kind.verdict,
                (kind.diagnosis,) if kind.diagnosis else (), kind.says,
            )
            for kind in kinds_for(exercise)
        ),
    )  # fmt: skip


def _misconceptions(exercise):
    for name, text in variants(exercise.id).items():
        equivalent = [other for pair in exercise.equivalent if name in pair for other in pair]
        diagnosis = (name, *equivalent)
        yield Trial("misconception", name, compiled(text, exercise.id), "failed", diagnosis)
