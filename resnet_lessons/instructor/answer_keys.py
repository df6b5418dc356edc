"""Builds answer keys from the answers and their wrong variants: `python -m` this, or `make keys`."""

import argparse
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from itertools import combinations, repeat
from multiprocessing import get_context

from resnet_lessons.checker.observation import PUBLIC_SEED
from resnet_lessons.checker.probe import probe
from resnet_lessons.course.exercises import EXERCISES, unknown_exercise
from resnet_lessons.course.keys import AnswerKey, fingerprint, key_path, read, save
from resnet_lessons.instructor.answers import answer, compiled, without_markers
from resnet_lessons.instructor.exercises import variants
from resnet_lessons.instructor.exercises.fill_ins import left_to_fill_in
from resnet_lessons.instructor.exercises.missing_parts import (
    faulty_answer_files,
    known_ids,
    missing_parts,
)
from resnet_lessons.instructor.limits import beyond_limits

# Each loads TensorFlow anew, some 700 MB.
_MOST_PROCESSES = 4
# With `--some`, one in so many wrong programs is run.
_SOME = 3


class KeyProblem(Exception):
    """An answer does not run, or two misconceptions cannot be told apart."""


def build_key(exercise, seed=PUBLIC_SEED, cases=None, every=1):
    """The key of an exercise for a seed and a set of cases.

    Args:
        exercise: the `Exercise`.
        seed: of inputs and weights.
        cases: None for those of the instant check.
        every: one in so many wrong variants is run, the first among them.

    Returns:
        `AnswerKey`

    Raises:
        KeyProblem: when the answer fails or is beyond the limits of the grader, a wrong variant
            passes, or two misconceptions that are not declared equivalent leave the same fingerprints.
    """
    right = compiled(without_markers(answer(exercise.id)), exercise.id)
    observation = probe(exercise, right, seed, cases)
    for case, outcome in zip(cases or exercise.cases, observation.outcomes, strict=True):
        if outcome.failure:
            raise KeyProblem(f"{exercise.id}: the answer fails at {case}: {outcome.failure}")
    if observation.symbolic_failure:
        raise KeyProblem(f"{exercise.id}: the answer fails: {observation.symbolic_failure}")
    for fault in beyond_limits(exercise, cases or exercise.cases, observation.outcomes):
        raise KeyProblem(fault)
    wrong = variants(exercise.id)
    fingerprints = {
        name: _fingerprints(exercise, wrong[name], seed, cases) for name in list(wrong)[::every]
    }
    _assert_distinct(exercise, fingerprints, tuple(map(fingerprint, observation.outcomes)))
    return AnswerKey(
        seed=seed,
        expected=tuple(outcome.arrays for outcome in observation.outcomes),
        parameters=tuple(outcome.parameters for outcome in observation.outcomes),
        fingerprints=fingerprints,
        calls=tuple(outcome.calls for outcome in observation.outcomes),
        returned=tuple(outcome.returned for outcome in observation.outcomes),
        moved=tuple(outcome.moved for outcome in observation.outcomes),
    )


def _fingerprints(exercise, text, seed, cases):
    wrong = compiled(text, exercise.id)
    outcomes = probe(exercise, wrong, seed, cases, is_traced=False).outcomes
    return tuple(map(fingerprint, outcomes))


def _same(first, second):
    return all(one.matches(other) for one, other in zip(first, second, strict=True))


def _assert_distinct(exercise, fingerprints, right):
    for name, fingerprint_ in fingerprints.items():
        if _same(fingerprint_, right):
            raise KeyProblem(
                f"{exercise.id}: no case exposes {name}: its wrong variant computes what the answer "
                f"does in every setting. Add a setting in which they differ to `cases` in "
                f"course/exercises/{exercise.id}.py, or mend its edit in "
                f"instructor/exercises/{exercise.id}/__init__.py."
            )
    for one, other in combinations(fingerprints, 2):
        equivalent = {(one, other), (other, one)} & set(exercise.equivalent)
        is_alike, file = _same(fingerprints[one], fingerprints[other]), f"{exercise.id}.py"
        if is_alike and not equivalent:
            raise KeyProblem(
                f"{exercise.id}: {one} and {other} look alike in every setting. Add a setting in which "
                f"they differ to `cases` in course/exercises/{file}, or declare them equivalent there: "
                f'`equivalent={{("{one}", "{other}"): "why no setting tells them apart"}}`.'
            )
        if equivalent and not is_alike:
            raise KeyProblem(
                f"{exercise.id}: {one} and {other} are told apart by a setting. Take them out of "
                f"`equivalent` in course/exercises/{file}."
            )


def same_key(one, other):
    """Whether two keys agree within tolerance."""
    return (
        one.seed == other.seed
        and one.parameters == other.parameters
        and one.returned == other.returned
        and list(map(_without_numbers, one.calls)) == list(map(_without_numbers, other.calls))
        and set(one.fingerprints) == set(other.fingerprints)
        and len(one.expected) == len(other.expected)
        and all(_close(a, b) for a, b in zip(one.expected, other.expected, strict=True))
        and all(
            _same(one.fingerprints[name], other.fingerprints[name]) for name in one.fingerprints
        )
    )


def _without_numbers(calls):
    """Calls as far as they are the same on every machine."""
    return [replace(call, number_read=None, number_returned=None) for call in calls]


def _close(arrays, others):
    return all(
        a.shape == b.shape and abs(a - b).max(initial=0) < 1e-3
        for a, b in zip(arrays, others, strict=True)
    )


def _key_or_problem(exercise_id, every):
    """(key, "") of an exercise, or (None, why there is none)."""
    try:
        return build_key(EXERCISES[exercise_id], every=every), ""
    except KeyProblem as problem:
        return None, str(problem)


def is_fresh(key, path):
    """Whether a file holds a key; what it says of wrong variants that were not run does not count."""
    if not path.exists():
        return False
    kept = read(path)
    of_those = {
        name: kept.fingerprints[name] for name in kept.fingerprints if name in key.fingerprints
    }
    return same_key(key, replace(kept, fingerprints=of_those))


def main(arguments):
    """Writes every key, or those of some exercises; with `--check` compares them with those on disk.

    What keeps an exercise from having a key is said, and the others have theirs.
    """
    options = _options(arguments)
    known = known_ids()
    if unknown := [name for name in options.exercises if name not in known]:
        _say(map(unknown_exercise, unknown))
        return 1
    if problems := faulty_answer_files():
        _say(problems)
        return 1
    chosen = [name for name in known if name in options.exercises or not options.exercises]
    problems, whole, unfilled, stale = [], [], [], []
    for name in chosen:
        missing = missing_parts(name, with_key=options.check)
        problems += missing
        whole += [] if missing else [name]
        unfilled += left_to_fill_in(name)
    for name, (key, problem) in _built(whole, _SOME if options.check and options.some else 1):
        path = key_path(name)
        if problem:
            problems.append(problem)
        elif not options.check:
            save(key, path)
            size = f"{path.stat().st_size:,} bytes"
            print(f"built {path.name}: {len(key.fingerprints)} misconceptions, {size}", flush=True)
        elif not is_fresh(key, path):
            stale.append(name)
    if stale:
        problems.append(f"stale answer keys: {', '.join(stale)}; run `make keys`")
    if options.exercises and not options.check:
        print("The other keys are as they were.")
    _say([*problems, *unfilled])
    # A key can be built of what is not filled in yet; such an exercise is not fit to be handed out.
    return 1 if problems or (options.check and unfilled) else 0


def _say(sentences):
    for sentence in sentences:
        print(sentence, file=sys.stderr)


def _options(arguments):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "exercises", nargs="*", metavar="EXERCISE", help="ids; all if none is given"
    )
    parser.add_argument("--check", action="store_true", help="compare with the keys on disk")
    parser.add_argument(
        "--some", action="store_true", help="with --check: run one wrong variant in three"
    )
    return parser.parse_args(arguments)


def _built(names, every):
    """(id, (key, problem)) of each exercise."""
    # Those of later chapters take longest.
    names = list(reversed(names))
    if len(names) <= 1:
        yield from ((name, _key_or_problem(name, every)) for name in names)
        return
    processes = min(os.cpu_count() or 1, _MOST_PROCESSES)
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        yield from zip(names, pool.map(_key_or_problem, names, repeat(every)), strict=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
