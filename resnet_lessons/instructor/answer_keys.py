"""Builds answer keys from the answers and their wrong variants: `python -m` this, or `make keys`."""

import os
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from itertools import chain, combinations, repeat
from multiprocessing import get_context

from resnet_lessons.checker.observation import PUBLIC_SEED
from resnet_lessons.checker.probe import probe
from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.course.keys import AnswerKey, fingerprint, key_path, read, save
from resnet_lessons.instructor.answers import answer, compiled, without_markers
from resnet_lessons.instructor.exercises import variants
from resnet_lessons.instructor.exercises.missing_parts import (
    known_ids,
    missing_parts,
    unbalanced_markers,
)

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
        KeyProblem: when the answer fails, a wrong variant passes, or two misconceptions that are
            not declared equivalent leave the same fingerprints.
    """
    right = compiled(without_markers(answer(exercise.id)), exercise.id)
    observation = probe(exercise, right, seed, cases)
    for case, outcome in zip(cases or exercise.cases, observation.outcomes, strict=True):
        if outcome.failure:
            raise KeyProblem(f"{exercise.id}: the answer fails at {case}: {outcome.failure}")
    if observation.symbolic_failure:
        raise KeyProblem(f"{exercise.id}: the answer fails: {observation.symbolic_failure}")
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
            raise KeyProblem(f"{exercise.id}: no case exposes {name}")
    for one, other in combinations(fingerprints, 2):
        equivalent = {(one, other), (other, one)} & set(exercise.equivalent)
        if _same(fingerprints[one], fingerprints[other]) != bool(equivalent):
            raise KeyProblem(f"{exercise.id}: {one} and {other}: declare them equivalent, or not")


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
        a.shape == b.shape and abs(a - b).max() < 1e-3 for a, b in zip(arrays, others, strict=True)
    )


def _key_of(exercise_id, every):
    return build_key(EXERCISES[exercise_id], every=every)


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
    """Writes every key; with `--check` compares them with those on disk instead.

    `--check --some` runs one wrong variant in three. What an exercise lacks is said, and there is no
    key for it.
    """
    is_check = "--check" in arguments
    if problems := unbalanced_markers():
        print(*problems, sep="\n", file=sys.stderr)
        return 1
    missing = {name: missing_parts(name, with_key=is_check) for name in known_ids()}
    for sentence in chain.from_iterable(missing.values()):
        print(sentence, file=sys.stderr)
    # Those of later chapters take longest.
    names = [name for name in reversed(missing) if not missing[name]]
    stale = []
    every = _SOME if is_check and "--some" in arguments else 1
    processes = min(os.cpu_count() or 1, _MOST_PROCESSES)
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        for name, key in zip(names, pool.map(_key_of, names, repeat(every)), strict=True):
            path = key_path(name)
            if is_check:
                if not is_fresh(key, path):
                    stale.append(name)
                continue
            save(key, path)
            size = f"{path.stat().st_size:,} bytes"
            print(f"{path.name}: {len(key.fingerprints)} misconceptions, {size}")
    if stale:
        print(f"stale answer keys: {', '.join(stale)}; run `make keys`", file=sys.stderr)
    return 1 if stale or len(names) < len(missing) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
