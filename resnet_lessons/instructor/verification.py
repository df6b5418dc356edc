"""Proves that right programs are judged right and wrong ones wrong, and prints the tables.

Every exercise is tried with its stub, its answer, every misconception, right programs in many
styles, wrong programs that are nobody's misconception, and answers of the wrong kind: first as the
instant check judges them, then as the hidden grader does, under a freshly drawn seed.
"""

import argparse
import contextlib
import io
import secrets
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from resnet_lessons.checker.feedback import CheckResult, judge
from resnet_lessons.checker.observation import PUBLIC_SEED, Observation, Outcome
from resnet_lessons.checker.probe import probe
from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.course.keys import public_key
from resnet_lessons.instructor.answer_keys import KeyProblem, build_key
from resnet_lessons.instructor.answers import (
    ANSWER_FILES,
    PACKAGE,
    MarkerError,
    answer,
    compiled,
    regions,
)
from resnet_lessons.instructor.exercises import variants
from resnet_lessons.instructor.grading import hidden
from resnet_lessons.instructor.grading.marking import mark
from resnet_lessons.instructor.trials import TRIAL_KINDS, trials


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
    """The `Row` of one trial, judged with a key as the instant check does."""
    observation = _observe(exercise, trial, key.seed, cases)
    return _row(exercise, trial, judge(exercise, observation, key, cases))


@dataclass(frozen=True)
class Secret:
    """What the hidden grader knows of an exercise.

    Args:
        seed: of inputs, weights and settings.
        cases: the hidden settings.
        expected: the answer's `Observation` there.
        confirm: id of a misconception -> `Observation` of its wrong variant there.
    """

    seed: int
    cases: tuple
    expected: Observation
    confirm: Callable


def secret(exercise, seed):
    """The `Secret` of an exercise.

    Raises:
        NothingToSample: when nothing says how to draw settings for it.
        KeyProblem: when the answer fails there, or misconceptions cannot be told apart.
    """
    cases = hidden.cases(exercise, seed)
    key = build_key(exercise, seed, cases)
    expected = Observation(tuple(map(Outcome, key.expected, key.parameters)))

    @cache
    def confirm(misconception):
        wrong = compiled(variants(exercise.id)[misconception], exercise.id)
        return probe(exercise, wrong, seed, cases)

    return Secret(seed, cases, expected, confirm)


def rows_of(exercise, trial, known=None):
    """The `Row` of one trial in the instant check, and with a `Secret` that of the hidden grader.

    Returns:
        (`Row`, `Row` or None)
    """
    key = public_key(exercise.id)
    public = _observe(exercise, trial, key.seed)
    check = _row(exercise, trial, judge(exercise, public, key))
    if known is None:
        return check, None
    observation = _observe(exercise, trial, known.seed, known.cases)
    graded = mark(exercise, observation, known.expected, public, known.confirm, key)
    most = exercise.points
    return check, _row(
        exercise,
        trial,
        CheckResult(
            exercise.id, graded.verdict, graded.share * most, most, graded.diagnosis, graded.details
        ),
    )


def _observe(exercise, trial, seed, cases=None):
    """The `Observation` of a trial; what the program prints is not shown."""
    with contextlib.redirect_stdout(io.StringIO()):
        return probe(exercise, trial.function, seed, cases)


def _row(exercise, trial, result):
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


def marker_problems():
    """What is wrong with the markers around the answers, a sentence each."""
    problems = []
    for file in ANSWER_FILES:
        try:
            regions((PACKAGE / file).read_text(encoding="utf-8"))
        except MarkerError as error:
            problems.append(f"{file}, {error}")
    if problems:
        return problems
    for name in EXERCISES:
        try:
            problems += [] if regions(answer(name)) else [f"{name}: no markers around the answer"]
        except KeyError as error:
            problems.append(f"{name}: {error.args[0]}")
    return problems


def main(arguments=None):
    """Prints the tables; returns 1 if a program was judged otherwise than it must be, else 0."""
    options = _options(arguments)
    problems = marker_problems()
    rows, hidden_rows = [], []
    if not problems:
        names = options.exercises or list(EXERCISES)
        seed = None if options.public else options.seed
        for pair in _with_progress(names, seed, problems):
            rows.append(pair[0])
            hidden_rows += [pair[1]] if pair[1] else []
    if rows:
        print(f"As the instant check judges, seed {PUBLIC_SEED}\n\n{table(rows)}")
    if not options.public:
        print(f"\nAs the hidden grader judges, seed {options.seed}\n\n{table(hidden_rows)}")
    for problem in problems:
        print(f"NOT OK: {problem}")
    every = rows + hidden_rows
    print(f"\neverything: {sum(row.ok for row in every)} of {len(every)} ok")
    return 0 if all(row.ok for row in every) and not problems else 1


def _options(arguments):
    parser = argparse.ArgumentParser(prog="resnet-lessons verify", description=__doc__)
    parser.add_argument(
        "exercises", nargs="*", metavar="EXERCISE", help="ids; all if none is given"
    )
    parser.add_argument(
        "--seed", type=_seed, metavar="S", help="of the hidden grader, drawn if not given"
    )
    parser.add_argument("--public", action="store_true", help="the instant check alone")
    options = parser.parse_args(arguments)
    unknown = set(options.exercises) - set(EXERCISES)
    if unknown:
        parser.error(f"no exercise {', '.join(sorted(unknown))}; there are {', '.join(EXERCISES)}")
    if options.seed is None:
        options.seed = secrets.randbelow(2**32)
    return options


def _seed(text):
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no seed; it is a whole number from 0 on")
    return int(text)


def _with_progress(names, seed, problems):
    """Yields the pair of rows of each trial while a bar on stderr shows how far it is.

    Exercises whose `Secret` cannot be made are added to `problems`; so are those without a key.
    """
    from rich.console import Console
    from rich.progress import Progress

    every = {name: trials(EXERCISES[name]) for name in names}
    bar = Progress(console=Console(stderr=True), redirect_stdout=False, redirect_stderr=False)
    with bar:
        task = bar.add_task("", total=sum(map(len, every.values())))
        for name, tried in every.items():
            bar.update(task, description=name)
            try:
                public_key(name)
                known = None if seed is None else secret(EXERCISES[name], seed)
            except FileNotFoundError:
                problems.append(f"{name} has no answer key; run `make keys`")
                continue
            except (hidden.NothingToSample, KeyProblem) as error:
                problems.append(str(error.args[0]))
                known = None
            for trial in tried:
                yield rows_of(EXERCISES[name], trial, known)
                bar.advance(task)


if __name__ == "__main__":
    sys.exit(main())
