"""An exercise of four settings whose right numbers are plain to see, for tests of what judges."""

import numpy as np

from resnet_lessons.checker.observation import Failure, Outcome
from resnet_lessons.course.exercises.exercise import Case, Exercise

CASES = tuple(Case(4, 3, channels, {"is_training": False}) for channels in (2, 3, 4, 5))


def exercise(*misconceptions):
    """The `Exercise`, with the misconceptions a test needs."""
    return Exercise(
        id="regular_block",
        chapter=2,
        title="By hand",
        points=4,
        minutes=1,
        difficulty=1,
        importance=1,
        section="2.5 The regular block",
        signature=("self", "inputs", "is_training"),
        returns="one tensor",
        hints=("a", "b", "c"),
        cases=CASES,
        misconceptions=misconceptions,
    )


def array(number, offset=0.0):
    """What case `number` gives: every value is another. There may be more cases than `CASES`."""
    channels = 2 + number
    values = np.arange(2 * 4 * 3 * channels, dtype="float32") / 10 + offset
    return values.reshape(2, 4, 3, channels)


def parameters(number):
    """How many trainable values the answer creates in case `number`."""
    return 10 * (number + 1)


def outcome(number, offset=0.0, **changes):
    """The `Outcome` of case `number`."""
    return Outcome((array(number, offset),), parameters(number), **changes)


def failed(kind, message="", **facts):
    """An `Outcome` without arrays."""
    return Outcome(failure=Failure(kind, message, **facts))
