"""An observation beside an answer key: which settings are right, and which misconception fits."""

import numpy as np

from resnet_lessons.course.keys import TOLERANCE, fingerprint


def right_cases(observation, expected, parameters):
    """For each case whether it came out right.

    Args:
        observation: the student's `Observation`.
        expected: the answer's arrays, a tuple for each case.
        parameters: the trainable values that the answer creates, for each case.

    Returns:
        list of bool

    Raises:
        ValueError: when there are not as many outcomes as cases.
    """
    return [
        outcome.failure is None and outcome.parameters == count and _same_arrays(outcome, arrays)
        for outcome, arrays, count in zip(observation.outcomes, expected, parameters, strict=True)
    ]


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
