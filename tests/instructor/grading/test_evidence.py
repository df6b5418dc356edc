"""Observations from messages that may say anything."""

import copy

import numpy as np
import pytest

from resnet_lessons.checker.observation import Failure, Observation, Outcome
from resnet_lessons.course.keys.call import Call
from resnet_lessons.instructor.grading.evidence import from_bytes, observation_from, to_bytes
from resnet_lessons.instructor.sandbox.inside.channel import BadFrame

CALL = {
    "kind": "Conv2D",
    "settings": {"filters": 3, "kernel_size": [3, 1], "padding": "same", "use_bias": True},
    "shape": [2, 4],
    "reads": [-1],
    "number_read": 0.5,
    "shape_read": [2, 8, 8, 3],
    "number_returned": None,
}
OUTCOME = {"results": 1, "parameters": 3, "calls": [CALL], "returned": 0, "failure": None}
GOOD = {"outcomes": [OUTCOME, OUTCOME], "symbolic": None}
ARRAYS = [np.float32([[1, 2]]), np.float32(3)]
FAILURE = {"kind": "exception", "message": "m", "line": "l", "shapes": [[1, 2]]}


def test_a_good_message_is_read():
    observation = observation_from(GOOD, ARRAYS, 2)
    assert [outcome.parameters for outcome in observation.outcomes] == [3, 3]
    (call,) = observation.outcomes[0].calls
    assert call == Call(
        **CALL
        | {"settings": call.settings, "shape": (2, 4), "reads": (-1,), "shape_read": (2, 8, 8, 3)}
    )
    assert call.settings == CALL["settings"] | {"kernel_size": (3, 1)}
    assert observation.outcomes[0].returned == 0
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


@pytest.mark.parametrize("kind", ["UnitNormalization", "BatchNormalization", "regular_block"])
def test_a_layer_that_is_told_of_keeps_its_name(kind):
    observation = observation_from(changed(outcomes__0__calls__0__kind=kind), ARRAYS, 2)
    assert observation.outcomes[0].calls[0].kind == kind


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
        changed(outcomes__0__calls=["Conv2D"]),
        changed(outcomes__0__calls=[{**CALL, "shape": [1] * 99}]),
        changed(outcomes__0__calls=[{**CALL, "shape": [-1]}]),
        changed(outcomes__0__calls=[{**CALL, "reads": [64]}]),
        changed(outcomes__0__calls=[{**CALL, "number_read": "one"}]),
        changed(outcomes__0__calls=[{**CALL, "settings": {"filters": {}}}]),
        changed(outcomes__0__calls=[{**CALL, "settings": {"filters": 1 << 60}}]),
        changed(outcomes__0__returned=1),
        changed(outcomes__0__returned="0"),
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


def test_no_text_of_a_call_gets_through():
    secret = "c2VjcmV0IGFuc3dlcg"
    told = {"padding": secret, secret: 1, "activation": "relu"}
    call = {**CALL, "kind": secret, "settings": told}
    (found,) = observation_from(changed(outcomes__0__calls=[call]), ARRAYS, 2).outcomes[0].calls
    assert found.kind == "Layer"
    assert found.settings == {"padding": "another", "activation": "relu"}


def test_there_are_not_many_calls():
    header = changed(outcomes__0__calls=[CALL] * 99)
    assert len(observation_from(header, ARRAYS, 2).outcomes[0].calls) == 64


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
