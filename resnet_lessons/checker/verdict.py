"""An observation beside an answer key: what is decided about it. The words for it are `wording.py`'s."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from resnet_lessons.checker.locating import has_same_names
from resnet_lessons.checker.observation import Outcome
from resnet_lessons.course.keys import TOLERANCE, fingerprint

# What is wrong where every number is right and Keras cannot build a network with the answer.
SYMBOLIC = "tensorflow_on_symbolic_tensor"
# So many cases at least a misconception has to explain if it does not explain all.
_FEWEST = 2


@dataclass(frozen=True)
class Verdict:
    """What is decided about an answer.

    Attributes:
        name: "passed", "failed", "not started" or "error".
        points: earned.
        diagnosis: id of the misconception, or None.
        right: for each case whether it came out right; empty where none was compared, since the
            answer was not started or calls groundwork that is missing.
    """

    name: str
    points: float
    diagnosis: str | None = None
    right: tuple[bool, ...] = ()
    agreeing: tuple[bool, ...] = ()

    @property
    def is_certain(self):
        """Whether the misconception explains every case."""
        return all(self.agreeing)


def decide(exercise, observation, key):
    """The `Verdict` on an answer.

    Args:
        exercise: the `Exercise`.
        observation: from `probe`, run with the key's seed and cases.
        key: the `AnswerKey`.
    """
    first, last = observation.outcomes[0].failure, observation.outcomes[-1].failure
    if first and first.kind == "not started":
        return Verdict("not started", 0)
    if last and last.kind == "groundwork":
        return Verdict("failed", 0)
    expected = expected_outcomes(key)
    right = right_cases(observation, expected)
    if all(right):
        return _traced(exercise, observation.symbolic_failure, right)
    # Half of the points stand for the settings that came out right, half for all of them.
    points = round(exercise.points / 2 * sum(right) / len(right), 1)
    diagnosis, agreeing = diagnosed(observation, right, expected, key.fingerprints)
    failure = None if diagnosis else observation.outcomes[right.index(False)].failure
    return Verdict(
        wrong_verdict(failure.kind if failure else ""), points, diagnosis, right, agreeing
    )


def expected_outcomes(key):
    """What a right answer does in each case, by its key."""
    every = zip(key.expected, key.parameters, key.calls, key.returned, key.moved, strict=True)
    return tuple(
        Outcome(arrays, parameters, calls, returned, moved=moved)
        for arrays, parameters, calls, returned, moved in every
    )


def _traced(exercise, failure, right):
    """The verdict on an answer whose numbers are all right."""
    if failure is None:
        return Verdict("passed", exercise.points, None, right)
    diagnosis = SYMBOLIC if failure.kind == "symbolic" else None
    return Verdict("failed", exercise.points / 2, diagnosis, right)


def wrong_verdict(kind):
    """Error or failed, by the kind of failure in the first case that is not right, "" if none."""
    return "error" if kind in ("exception", "symbolic") else "failed"


def right_cases(observation, expected):
    """For each case whether it came out right.

    Args:
        observation: the student's `Observation`.
        expected: the right answer's `Outcome` in each case.

    Returns:
        tuple of bool

    Raises:
        ValueError: when there are not as many outcomes as cases.
    """
    pairs = zip(observation.outcomes, expected, strict=True)
    return tuple(_is_right(outcome, other) for outcome, other in pairs)


def _is_right(outcome, expected):
    return (
        outcome.failure is None
        and outcome.parameters == expected.parameters
        and outcome.moved == expected.moved
        and same_arrays(outcome.arrays, expected.arrays)
        and has_same_names(outcome.calls, expected.calls)
    )


def same_arrays(arrays, expected):
    """Whether arrays have the shapes and, within `TOLERANCE`, the numbers of those expected."""
    return len(arrays) == len(expected) and all(
        array.shape == other.shape and np.allclose(array, other, rtol=TOLERANCE, atol=TOLERANCE)
        for array, other in zip(arrays, expected, strict=True)
    )


# Misconceptions -----------------------------------------------------------------------------------


def diagnosed(observation, right, expected, fingerprints):
    """The misconception that explains an observation best.

    It must explain more than half of the cases in which its wrong variant goes wrong, and none of
    these may have come out right: a mistake of its own in one odd case does not hide it.

    Args:
        observation: the student's `Observation`.
        right: for each case whether it came out right, not all of them.
        expected: the right answer's `Outcome` in each case.
        fingerprints: misconception id -> one `Fingerprint` for each case.

    Returns:
        (id, for each case whether it agrees), or (None, ()) where none explains it, or several do
        as well as each other.
    """
    outcomes = observation.outcomes
    # The sums are costly: once for each outcome, and only where the shapes agree with something.
    seen = cache(lambda number: fingerprint(outcomes[number]))
    agreeing = {
        name: tuple(
            _shapes_of(outcomes[number]) == one.shapes and seen(number).matches(one)
            for number, one in enumerate(prints)
        )
        for name, prints in fingerprints.items()
    }
    return best_explained(agreeing, right, expected, fingerprints)


def best_explained(agreeing, right, expected, fingerprints):
    """What `diagnosed` returns, where it is known in which cases each misconception agrees.

    Args:
        agreeing: misconception id -> for each case whether the answer did the same.
        right, expected, fingerprints: as there.
    """
    whole = [name for name, agrees in agreeing.items() if all(agrees)]
    if whole:
        # More than one only where two are declared equivalent.
        return whole[0], agreeing[whole[0]]
    answer = tuple(map(fingerprint, expected))
    scores = {
        name: _score(agrees, fingerprints[name], answer, right)
        for name, agrees in agreeing.items()
        if sum(agrees) >= _FEWEST
    }
    best = max(scores.values(), default=0)
    found = [name for name, score in scores.items() if score == best]
    if not best or len(found) > 1:
        return None, ()
    return found[0], agreeing[found[0]]


def _shapes_of(outcome):
    return tuple(tuple(array.shape) for array in outcome.arrays)


def _score(agrees, prints, answer, right):
    """The share of a misconception's wrong cases that it explains; 0 where that is not enough.

    It has to explain most of its own wrong cases, and most of what is wrong with the answer.
    """
    telling = [number for number, one in enumerate(prints) if not one.matches(answer[number])]
    # Many mistakes end in one error: only numbers are evidence.
    found = sum(agrees[number] and not prints[number].failure for number in telling)
    is_denied = any(right[number] for number in telling)
    most = max(len(telling), len(right) - sum(right)) / 2
    if is_denied or found <= most or found < _FEWEST:
        return 0
    return found / len(telling)
