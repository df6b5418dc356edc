"""Proves that right programs are judged right and wrong ones wrong, and prints the tables.

Every exercise is tried with its stub, its answer, every misconception, right programs in many
styles, wrong programs that are nobody's misconception, answers of the wrong kind, and answers as
students write them: first as the instant check judges them, then as the hidden grader does, under a
fresh seed. At the end stands how many of the students' answers were named or located. What an exercise
lacks is said first, and such an exercise is not tried.
"""

import argparse
import contextlib
import secrets
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain

from resnet_lessons.checker.failures import TimeIsUp, from_exception
from resnet_lessons.checker.feedback import CheckResult, judge
from resnet_lessons.checker.observation import PUBLIC_SEED, Observation, Outcome
from resnet_lessons.checker.printing import Nowhere
from resnet_lessons.checker.probe import probe
from resnet_lessons.checker.verdict import expected_outcomes
from resnet_lessons.course.exercises import EXERCISES, unknown_exercise
from resnet_lessons.course.keys import public_key
from resnet_lessons.instructor.answer_keys import KeyProblem, build_key
from resnet_lessons.instructor.answers import compiled
from resnet_lessons.instructor.exercises import programs, variants
from resnet_lessons.instructor.exercises.fill_ins import left_to_fill_in
from resnet_lessons.instructor.exercises.missing_parts import (
    faulty_answer_files,
    known_ids,
    missing_parts,
)
from resnet_lessons.instructor.grading.marks.marking import mark
from resnet_lessons.instructor.grading.observing import hidden
from resnet_lessons.instructor.named_or_located import named_or_located
from resnet_lessons.instructor.trials import TRIAL_KINDS, Trial, trials
from resnet_lessons.student.time_limit import limited

# As long as the check gives an answer. Those that end take about a second; on a busy machine those that
# call `predict` take more than ten.
_LONGEST_ANSWER = 20


@dataclass(frozen=True)
class Judged:
    """What was said about a program.

    Args:
        exercise: its id.
        trial: the program and what must be said about it.
        verdict, diagnosis: what was said.
        ok: whether they agree, the points fit the verdict, and the message explains.
    """

    exercise: str
    trial: Trial
    verdict: str
    diagnosis: str | None
    ok: bool


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
        NothingToSample: when nothing says how to sample settings for it.
        KeyProblem: when the answer fails there or is beyond the grader's limits, or misconceptions
            cannot be told apart.
    """
    cases = hidden.cases(exercise, seed)
    key = build_key(exercise, seed, cases)
    expected = Observation(expected_outcomes(key))

    @cache
    def confirm(misconception):
        wrong = compiled(variants(exercise.id)[misconception], exercise.id)
        return probe(exercise, wrong, seed, cases)

    return Secret(seed, cases, expected, confirm)


def judged_by_check(exercise, trial, key, cases=None):
    """How the instant check judges a trial.

    Args:
        exercise: the `Exercise`.
        trial: the `Trial`.
        key: the `AnswerKey` for its seed and the settings.
        cases: settings to run, the exercise's public ones if None.

    Returns:
        `Judged`
    """
    observation = _observe(exercise, trial, key.seed, cases)
    return _judged(trial, judge(exercise, observation, key, cases))


def judged_by_both(exercise, trial, known=None):
    """How the instant check judges a trial, and with a `Secret` how the hidden grader does.

    Returns:
        (`Judged`, `Judged` or None)
    """
    key = public_key(exercise.id)
    public = _observe(exercise, trial, key.seed)
    check = _judged(trial, judge(exercise, public, key))
    if known is None:
        return check, None
    observation = _observe(exercise, trial, known.seed, known.cases)
    graded = mark(exercise, observation, known.expected, public, known.confirm, key)
    result = CheckResult(
        exercise.id,
        graded.verdict,
        points=graded.share * exercise.points,
        max_points=exercise.points,
        diagnosis=graded.diagnosis,
        details=graded.details,
    )
    graded = _judged(trial, result)
    if trial.student:
        # The hidden grader's words are the instant check's.
        graded = replace(graded, ok=_fits(trial, result))
    return check, graded


def _observe(exercise, trial, seed, cases=None):
    """The `Observation` of a trial; what the program prints is not shown."""
    try:
        with (
            contextlib.redirect_stdout(Nowhere()),
            contextlib.redirect_stderr(Nowhere()),
            limited(_LONGEST_ANSWER, trial.function),
        ):
            return probe(exercise, trial.function, seed, cases)
    except TimeIsUp as error:
        stopped = Outcome(failure=from_exception(error, trial.function))
        return Observation((stopped,) * len(exercise.cases if cases is None else cases))


def _judged(trial, result):
    ok = _fits(trial, result) and _says_enough(trial, result)
    return Judged(result.exercise, trial, result.verdict, result.diagnosis, ok)


def _says_enough(trial, result):
    """Whether the diagnosis is the expected one, and the message holds what it must."""
    if trial.student:
        message = result.message.casefold()
        return all(words.casefold() in message for words in trial.student.says)
    found = result.diagnosis in trial.diagnosis if trial.diagnosis else result.diagnosis is None
    return found and trial.says in result.message and "Traceback" not in result.message


def _fits(trial, result):
    """Whether the verdict is the expected one, and the points fit it: all, none, or at most half."""
    if result.verdict not in trial.expected.split(" or "):
        return False
    if result.verdict == "passed":
        return result.points == result.max_points
    most = 0 if result.verdict == "not started" else result.max_points / 2
    return 0 <= result.points <= most


def table(results):
    """The results as aligned text, with a closing count."""
    head = ("exercise", "kind", "name", "expected", "verdict", "diagnosis", "ok")
    lines = [head, *map(_cells, results)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    text = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]
    return "\n".join([*text, "", *_counts(results)])


def _cells(result):
    trial = result.trial
    diagnosis = "any diagnosis" if trial.student else "no diagnosis"
    expected = f"{trial.expected}, {' or '.join(trial.diagnosis) or diagnosis}"
    ok = "ok" if result.ok else "NOT OK"
    said = result.verdict, result.diagnosis or ""
    return result.exercise, trial.kind, trial.name, expected, *said, ok


def _counts(results):
    of_kind = Counter(result.trial.kind for result in results)
    right = Counter(result.trial.kind for result in results if result.ok)
    for kind in TRIAL_KINDS:
        if of_kind[kind]:
            yield f"{kind}: {right[kind]} of {of_kind[kind]} ok"
    yield f"all: {right.total()} of {of_kind.total()} ok"


def main(arguments=None):
    """Prints the tables; returns 1 if a program was judged otherwise than it must be or if an
    exercise lacks a part, else 0."""
    options = _options(arguments)
    problems = faulty_answer_files()
    checked, graded = [], []
    if not problems:
        missing = {name: missing_parts(name) for name in options.exercises or known_ids()}
        problems += chain.from_iterable(missing.values())
        problems += chain.from_iterable(map(left_to_fill_in, missing))
        whole = [name for name in missing if not missing[name]]
        seed = None if options.public else options.seed
        for by_check, by_grader in _with_progress(whole, seed, problems):
            checked.append(by_check)
            graded += [by_grader] if by_grader else []
    if checked:
        print(f"As the instant check judges, seed {PUBLIC_SEED}\n\n{table(checked)}")
    if not options.public:
        print(f"\nAs the hidden grader judges, seed {options.seed}\n\n{table(graded)}")
    if any(result.trial.student for result in checked):
        print(f"\nStudents' answers in the instant check\n\n{named_or_located(checked)}")
    for problem in problems:
        print(f"NOT OK: {problem}")
    every = checked + graded
    print(f"\neverything: {sum(result.ok for result in every)} of {len(every)} ok")
    return 0 if all(result.ok for result in every) and not problems else 1


def _options(arguments):
    parser = argparse.ArgumentParser(prog="resnet-lessons verify", description=__doc__)
    parser.add_argument(
        "exercises", nargs="*", metavar="EXERCISE", help="ids; all if none is given"
    )
    parser.add_argument(
        "--seed", type=_seed, metavar="S", help="of the hidden grader, a fresh one if not given"
    )
    parser.add_argument("--public", action="store_true", help="the instant check alone")
    options = parser.parse_args(arguments)
    known = known_ids() if options.exercises else ()
    if unknown := [name for name in options.exercises if name not in known]:
        parser.error(" ".join(map(unknown_exercise, unknown)))
    if options.seed is None:
        options.seed = secrets.randbelow(2**32)
    return options


def _seed(text):
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no seed; it is a whole number from 0 on")
    return int(text)


def _with_progress(names, seed, problems):
    """Yields what both say of each trial while a bar on stderr shows how far it is.

    What keeps the programs of an exercise from being run, or its `Secret` from being made, is added to
    `problems`.
    """
    from rich.console import Console
    from rich.progress import Progress

    every = {}
    for name in names:
        try:
            every[name] = trials(EXERCISES[name])
        except programs.ProgramError as error:
            problems.append(f"{name}: {error}")
    bar = Progress(console=Console(stderr=True), redirect_stdout=False, redirect_stderr=False)
    with bar:
        task = bar.add_task("", total=sum(map(len, every.values())))
        for name, tried in every.items():
            bar.update(task, description=name)
            try:
                known = None if seed is None else secret(EXERCISES[name], seed)
            except (hidden.NothingToSample, KeyProblem) as error:
                problems.append(str(error.args[0]))
                known = None
            for trial in tried:
                yield judged_by_both(EXERCISES[name], trial, known)
                bar.advance(task)


if __name__ == "__main__":
    sys.exit(main())
