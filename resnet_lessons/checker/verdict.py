"""An observation beside an answer key: what is decided about it. The words for it are `wording.py`'s."""

from dataclasses import dataclass

import numpy as np

from resnet_lessons.course.keys import TOLERANCE, fingerprint

# What is wrong where every number is right and Keras cannot build a network with the answer.
SYMBOLIC = "tensorflow_on_symbolic_tensor"


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
    right = right_cases(observation, key.expected, key.parameters)
    if all(right):
        return _traced(exercise, observation.symbolic_failure, right)
    # Half of the points stand for the settings that came out right, half for all of them.
    points = round(exercise.points / 2 * sum(right) / len(right), 1)
    diagnosis = next(iter(diagnoses(observation, key.fingerprints)), None)
    failure = None if diagnosis else observation.outcomes[right.index(False)].failure
    return Verdict(wrong_verdict(failure), points, diagnosis, right)


def _traced(exercise, failure, right):
    """The verdict on an answer whose numbers are all right."""
    if failure is None:
        return Verdict("passed", exercise.points, None, right)
    diagnosis = SYMBOLIC if failure.kind == "symbolic" else None
    return Verdict("failed", exercise.points / 2, diagnosis, right)


def wrong_verdict(failure):
    """Error or failed, by what came of the first case that is not right."""
    return "error" if failure and failure.kind in ("exception", "symbolic") else "failed"


def right_cases(observation, expected, parameters):
    """For each case whether it came out right.

    Args:
        observation: the student's `Observation`.
        expected: the answer's arrays, a tuple for each case.
        parameters: the trainable values that the answer creates, for each case.

    Returns:
        tuple of bool

    Raises:
        ValueError: when there are not as many outcomes as cases.
    """
    return tuple(
        outcome.failure is None and outcome.parameters == count and _same_arrays(outcome, arrays)
        for outcome, arrays, count in zip(observation.outcomes, expected, parameters, strict=True)
    )


def _same_arrays(outcome, expected):
    return len(outcome.arrays) == len(expected) and all(
        array.shape == other.shape and np.allclose(array, other, rtol=TOLERANCE, atol=TOLERANCE)
        for array, other in zip(outcome.arrays, expected, strict=True)
    )


def diagnoses(observation, fingerprints):
    """Ids of the misconceptions whose fingerprint an observation matches in every case.

    Args:
        observation: the student's `Observation`.
        fingerprints: misconception id -> one `Fingerprint` for each case.

    Returns:
        tuple of ids; more than one only for misconceptions declared equivalent
    """
    outcomes = observation.outcomes
    shapes = [tuple(tuple(array.shape) for array in outcome.arrays) for outcome in outcomes]
    # The sums are costly for large arrays, and no misconception leaves arrays as large.
    plausible = {
        name: prints
        for name, prints in fingerprints.items()
        if shapes == [one.shapes for one in prints]
    }
    seen = tuple(map(fingerprint, outcomes)) if plausible else ()
    return tuple(
        name
        for name, prints in plausible.items()
        if all(one.matches(other) for one, other in zip(seen, prints, strict=True))
    )
