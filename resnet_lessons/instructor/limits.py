"""Limits on the settings of an exercise and on what its answer returns.

Settings and results travel between the grader and its closed processes, whose messages are bounded.
docs/how_to/exercises.md says the same in words.
"""

import json
from collections import Counter

import numpy as np

from resnet_lessons.instructor.sandbox.inside.channel import MOST_DIMENSIONS
from resnet_lessons.instructor.sandbox.inside.describing import (
    MOST_CALLS,
    MOST_RESULTS,
    MOST_VALUES,
)
from resnet_lessons.instructor.sandbox.inside.settings_as_json import from_json, to_json


def beyond_limits(exercise, cases, outcomes):
    """What the grader could not send or compare of an exercise.

    Args:
        exercise: the `Exercise`.
        cases: its settings.
        outcomes: the `Outcome` of its answer in each of them, none of which failed.

    Yields:
        a sentence for each fault
    """
    for text, times in Counter(map(str, cases)).items():
        if times > 1:
            yield f"{exercise.id}: {times} settings are called “{text}”: give each a text of its own"
    for case, outcome in zip(cases, outcomes, strict=True):
        for fault in (*_of_setting(case), *_of_outcome(exercise, outcome)):
            yield f"{exercise.id}: the setting “{case}” {fault}"


def _of_setting(case):
    allowed = (
        "Numbers of Python, texts, True, False, None, lists, tuples, and dictionaries with texts as keys "
        "are allowed."
    )
    try:
        told = json.dumps(to_json(case), allow_nan=False)
    except (TypeError, ValueError) as error:
        yield f"cannot be sent to the grader's processes: {error}. {allowed}"
    else:
        # Lists come back as tuples, whichever way they went.
        if from_json(json.loads(told)) != from_json(to_json(case)):
            yield f"comes to the grader's processes as another one. {allowed}"


def _of_outcome(exercise, outcome):
    arrays = outcome.arrays
    names = len(exercise.results) if exercise.experiment else exercise.outputs
    if len(arrays) != names:
        what = "`results` names" if exercise.experiment else "`outputs` says"
        yield f"gives {len(arrays)} results where {what} {names}."
    if len(arrays) > MOST_RESULTS:
        yield f"gives {len(arrays)} results; the grader reads {MOST_RESULTS}."
    if (values := sum(array.size for array in arrays)) > MOST_VALUES:
        yield (
            f"gives {values:,} values; the grader reads {MOST_VALUES:,} of a setting. Take smaller sizes."
        )
    if any(array.ndim > MOST_DIMENSIONS for array in arrays):
        yield f"gives an array of more than {MOST_DIMENSIONS} dimensions, which the grader does not read."
    if any(array.dtype != np.float32 for array in arrays):
        yield "gives values that are not float32, as everything is compared."
    if not all(np.isfinite(array).all() for array in arrays):
        yield "gives a value that is no number, or infinite, and equals nothing."
    if len(outcome.calls) > MOST_CALLS:
        yield (
            f"takes {len(outcome.calls)} calls of layers and methods; the grader reads {MOST_CALLS}. Take "
            "a smaller network."
        )
