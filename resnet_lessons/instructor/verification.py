"""Proves that the probe judges right programs right and wrong ones wrong, and prints the table.

Every exercise is tried with its stub, its answer, every misconception, right programs in many
styles, wrong programs that are nobody's misconception, and answers of the wrong kind.
"""

import argparse
import contextlib
import io
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from resnet_lessons.exercises import EXERCISES
from resnet_lessons.feedback import judge
from resnet_lessons.instructor import programs
from resnet_lessons.instructor.answer_keys import build_key
from resnet_lessons.instructor.answers import answer, compiled, with_holes, without_markers
from resnet_lessons.instructor.misconceptions import variants
from resnet_lessons.instructor.programs.kinds import kinds_for
from resnet_lessons.keys import public_key
from resnet_lessons.observation import PUBLIC_SEED
from resnet_lessons.probe import probe

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


@dataclass(frozen=True)
class Row:
    """What was said about a program.

    Args:
        exercise: its id.
        kind: one of `TRIAL_KINDS`.
        name: of the program within its kind.
        expected: verdict and diagnosis that it must get.
        verdict, diagnosis: what it got.
        ok: whether they agree, the points fit the verdict, and the message explains.
    """

    exercise: str
    kind: str
    name: str
    expected: str
    verdict: str
    diagnosis: str | None
    ok: bool


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


def verify(exercise, seed=PUBLIC_SEED, cases=None, key=None, only=TRIAL_KINDS):
    """Judges every program of an exercise.

    Args:
        exercise: the `Exercise`.
        seed: of inputs and weights.
        cases: settings to run, the exercise's public ones if None.
        key: the `AnswerKey` for seed and cases; if None the public one, or one built for them.
        only: the `TRIAL_KINDS` to try.

    Returns:
        list of `Row`, in the order of `trials`
    """
    if key is None:
        is_public = seed == PUBLIC_SEED and cases is None
        key = public_key(exercise.id) if is_public else build_key(exercise, seed, cases)
    return [row(exercise, trial, key, cases) for trial in trials(exercise) if trial.kind in only]


def row(exercise, trial, key, cases=None):
    """The `Row` of one trial, judged with a key; what the program prints is not shown."""
    with contextlib.redirect_stdout(io.StringIO()):
        result = judge(exercise, probe(exercise, trial.function, key.seed, cases), key, cases)
    expected = f"{trial.expected}, {' or '.join(trial.diagnosis) or 'no diagnosis'}"
    return Row(
        exercise.id, trial.kind, trial.name, expected, result.verdict, result.diagnosis,
        _is_ok(trial, result),
    )  # fmt: skip


def _is_ok(trial, result):
    found = result.diagnosis in trial.diagnosis if trial.diagnosis else result.diagnosis is None
    return (
        result.verdict in trial.expected.split(" or ")
        and found
        and _fits(result)
        and trial.says in result.message
        and "Traceback" not in result.message
    )


def _fits(result):
    """Whether the points fit the verdict: all, none, or at most half of them."""
    if result.verdict == "passed":
        return result.points == result.max_points
    most = 0 if result.verdict == "not started" else result.max_points / 2
    return 0 <= result.points <= most


def table(rows):
    """The rows as aligned text, with a closing count."""
    head = ("exercise", "kind", "name", "expected", "verdict", "diagnosis", "ok")
    lines = [head, *(_cells(each) for each in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    text = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]
    return "\n".join([*text, "", *_counts(rows)])


def _cells(row):
    ok = "ok" if row.ok else "NOT OK"
    diagnosis = row.diagnosis or ""
    return row.exercise, row.kind, row.name, row.expected, row.verdict, diagnosis, ok


def _counts(rows):
    of_kind = Counter(row.kind for row in rows)
    right = Counter(row.kind for row in rows if row.ok)
    for kind in TRIAL_KINDS:
        if of_kind[kind]:
            yield f"{kind}: {right[kind]} of {of_kind[kind]} ok"
    yield f"all: {right.total()} of {of_kind.total()} ok"


def main(arguments=None):
    """Prints the table; returns 1 if a program was judged otherwise than it must be, else 0."""
    parser = argparse.ArgumentParser(prog="resnet-lessons verify", description=__doc__)
    parser.add_argument(
        "exercises", nargs="*", metavar="EXERCISE", help="ids; all if none is given"
    )
    parser.add_argument("--seed", type=int, default=PUBLIC_SEED, help="of inputs and weights")
    options = parser.parse_args(arguments)
    unknown = set(options.exercises) - set(EXERCISES)
    if unknown:
        parser.error(f"no exercise {', '.join(sorted(unknown))}; there are {', '.join(EXERCISES)}")
    rows = [
        row
        for name in options.exercises or EXERCISES
        for row in verify(EXERCISES[name], options.seed)
    ]
    print(table(rows))
    return 0 if all(row.ok for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
