"""Observations from messages that may say anything."""

import copy

import numpy as np
import pytest

from resnet_lessons.checker.observation import Failure, Observation, Outcome
from resnet_lessons.instructor.grading.evidence import from_bytes, observation_from, to_bytes
from resnet_lessons.instructor.sandbox.inside.channel import BadFrame

OUTCOME = {"results": 1, "parameters": 3, "layers": [["Conv2D", [2, 4]]], "failure": None}
GOOD = {"outcomes": [OUTCOME, OUTCOME], "symbolic": None}
ARRAYS = [np.float32([[1, 2]]), np.float32(3)]
FAILURE = {"kind": "exception", "message": "m", "line": "l", "shapes": [[1, 2]]}


def test_a_good_message_is_read():
    observation = observation_from(GOOD, ARRAYS, 2)
    assert [outcome.parameters for outcome in observation.outcomes] == [3, 3]
    assert observation.outcomes[0].layers == (("Conv2D", (2, 4)),)
    np.testing.assert_array_equal(observation.outcomes[1].arrays[0], 3)


def changed(**changes):
    header = copy.deepcopy(GOOD)
    for path, value in changes.items():
        target, *keys = path.split("__")
        place = header
        for key in [target, *keys][:-1]:
            place = place[int(key) if key.isdigit() else key]
        place[[target, *keys][-1]] = value
    return header


@pytest.mark.parametrize(
    "header",
    [
        {},
        {"outcomes": [], "symbolic": None},
        {"outcomes": {}, "symbolic": None},
        {"outcomes": [OUTCOME], "symbolic": None},
        {"outcomes": [OUTCOME] * 3, "symbolic": None},
        {"outcomes": [OUTCOME, 3], "symbolic": None},
        {"outcomes": GOOD["outcomes"]},
        changed(outcomes__0__results=-1),
        changed(outcomes__0__results=True),
        changed(outcomes__0__results=5),
        changed(outcomes__0__parameters="3"),
        changed(outcomes__0__parameters=1 << 60),
        changed(outcomes__0__layers=[["Conv2D"]]),
        changed(outcomes__0__layers=[["Conv2D", [1] * 9]]),
        changed(outcomes__0__failure="x"),
        changed(outcomes__0__failure={**FAILURE, "kind": "passed"}),
        changed(outcomes__0__failure={**FAILURE, "shapes": [[-1]]}),
        changed(outcomes__0__failure={**FAILURE, "shapes": [[None, 1], [2, 2]]}),
        changed(outcomes__0__failure={"kind": "exception"}),
        changed(symbolic=7),
    ],
)
def test_anything_else_is_refused(header):
    with pytest.raises((BadFrame, KeyError, TypeError, ValueError)):
        observation_from(header, ARRAYS, 2)


def test_texts_are_cut():
    header = changed(outcomes__0__failure={**FAILURE, "message": "m" * 9999, "line": "l" * 9999})
    failure = observation_from(header, ARRAYS, 2).outcomes[0].failure
    assert (len(failure.message), len(failure.line)) == (300, 300)


def test_an_answer_that_was_not_started_has_fewer_outcomes():
    outcome = {**OUTCOME, "results": 0, "failure": {**FAILURE, "kind": "not started"}}
    observation = observation_from({"outcomes": [outcome], "symbolic": None}, [], 7)
    assert observation.outcomes[0].failure.kind == "not started"


def test_what_is_kept_for_later_holds_no_text():
    secret = Failure("exception", "a secret", "line 3: secret", ((1, 2), (3, 4)))
    observation = Observation(
        (Outcome((np.float32([[1.5, -2]]), np.float32(4)), 5), Outcome(failure=secret)), secret
    )
    stored = to_bytes(observation)
    assert b"secret" not in stored
    again = from_bytes(stored)
    np.testing.assert_array_equal(again.outcomes[0].arrays[0], [[1.5, -2]])
    assert again.outcomes[0].arrays[1].shape == () and again.outcomes[0].parameters == 5
    assert again.outcomes[1].failure == Failure("exception", "", "", ((1, 2), (3, 4)))
    assert again.symbolic_failure.kind == "exception"
