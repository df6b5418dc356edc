"""Observations from messages that may say anything."""

import copy
import math
import socket
import struct
import tracemalloc

import numpy as np
import pytest

from resnet_lessons.checker.observation import Failure, Observation, Outcome
from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.course.keys import fingerprint, public_key
from resnet_lessons.course.keys.call import Call
from resnet_lessons.instructor.grading.observing import hidden
from resnet_lessons.instructor.grading.observing.evidence import (
    Compared,
    from_bytes,
    is_whole,
    most_bytes,
    observation_from,
    short_print,
    to_bytes,
)
from resnet_lessons.instructor.sandbox.inside.channel import BadFrame, receive
from resnet_lessons.instructor.sandbox.inside.describing import (
    MOST_RESULTS,
    MOST_VALUES,
    described,
)
from tests.instructor.sandbox.support import arrived

CALL = {
    "kind": "Conv2D",
    "settings": {"filters": 3, "kernel_size": [3, 1], "padding": "same", "use_bias": True},
    "shape": [2, 4],
    "reads": [-1],
    "number_read": 0.5,
    "shape_read": [2, 8, 8, 3],
    "number_returned": None,
}
OUTCOME = {
    "results": [None],
    "parameters": 3,
    "calls": [CALL],
    "returned": 0,
    "failure": None,
    "moved": 6,
}
GOOD = {"outcomes": [OUTCOME, OUTCOME], "symbolic": None}
ARRAYS = [np.float32([[1, 2]]), np.float32(3)]
FAILURE = {"kind": "exception", "message": "m", "line": "l", "shapes": [[1, 2]]}
GROUNDWORK = {"kind": "groundwork", "message": "pre_activation", "line": "l", "shapes": []}


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
        changed(outcomes__0__results=1),
        changed(outcomes__0__results=[]),
        changed(outcomes__0__results=[None] * 3),
        changed(outcomes__0__results=[[1]] * 17),
        changed(outcomes__0__results=[None, [-1]]),
        changed(outcomes__0__results=[None, [1.0]]),
        changed(outcomes__0__results=[None, [1] * 17]),
        changed(outcomes__0__results=[None, [1 << 20, 1 << 20]]),
        changed(outcomes__0__results=[None, 5]),
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
        changed(outcomes__0__moved=6.0),
        changed(outcomes__0__moved=None),
        changed(outcomes__0__failure={**FAILURE, "kind": "passed"}),
        # Where groundwork is missing a run ends.
        changed(outcomes__0__failure=GROUNDWORK),
        changed(symbolic=GROUNDWORK),
        changed(outcomes__0__failure={**FAILURE, "shapes": [[-1]]}),
        changed(outcomes__0__failure={**FAILURE, "shapes": [[None, 1], [2, 2]]}),
        changed(outcomes__0__failure={**FAILURE, "shapes": [[1] * 10_000]}),
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
    outcome = {**OUTCOME, "results": [], "failure": {**FAILURE, "kind": "not started"}}
    observation = observation_from({"outcomes": [outcome], "symbolic": None}, [], 7)
    assert observation.outcomes[0].failure.kind == "not started"


# What is far too large -----------------------------------------------------------------------------


def sent(observation):
    """What arrives of an observation, through a socket."""
    header, arrays = arrived(*described(observation))
    return observation_from(header, arrays, len(observation.outcomes))


def test_of_results_that_are_far_too_large_the_shapes_alone_are_sent():
    large, small = np.ones((64, 513), "float32"), np.float32([1, 2])
    observation = Observation((Outcome((large, small)), Outcome((small, small))))
    header, _ = described(observation)
    assert [each["results"] for each in header["outcomes"]] == [[[64, 513], None], [None, None]]
    first, second = sent(observation).outcomes
    assert [array.shape for array in first.arrays] == [(64, 513), (2,)]
    assert np.isnan(first.arrays[0]).all() and first.arrays[0].strides == (0, 0)
    np.testing.assert_array_equal(first.arrays[1], small)
    assert (is_whole(first), is_whole(second)) == (False, True)


def test_no_more_values_of_a_setting_are_taken_than_an_honest_process_sends():
    half = np.ones(MOST_VALUES // 2 + 1, "float32")
    header = {"outcomes": [{**OUTCOME, "results": [None, None]}], "symbolic": None}
    with pytest.raises(BadFrame):
        observation_from(header, [half, half], 1)


def test_a_frame_of_more_bytes_is_refused_before_it_is_read():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(struct.pack(">II", 2, most_bytes(3) + 1))
        with pytest.raises(BadFrame, match="bytes"):
            receive(ours, 1, most_arrays=most_bytes(3))


def test_a_large_result_costs_no_memory():
    shapes = {**OUTCOME, "results": [[1 << 16, 1 << 16]] * 16}
    tracemalloc.start()
    try:
        observation = observation_from({"outcomes": [shapes], "symbolic": None}, [], 1)
        found = short_print(observation.outcomes[0])
        assert tracemalloc.get_traced_memory()[1] < 1 << 20
    finally:
        tracemalloc.stop()
    assert found.shapes == ((1 << 16, 1 << 16),) * 16
    assert not found.matches(found)


@pytest.mark.parametrize("name", EXERCISES)
def test_what_the_lessons_compute_is_sent_whole(name):
    key = public_key(name)
    # A wrong program of somebody else's may return four times as much.
    fewest = MOST_VALUES // 4
    for arrays in key.expected:
        assert len(arrays) <= MOST_RESULTS and sum(each.size for each in arrays) <= fewest
    for prints in key.fingerprints.values():
        for each in prints:
            assert sum(map(math.prod, each.shapes)) <= fewest


@pytest.mark.parametrize("seed", range(20))
def test_the_largest_kernel_of_a_hidden_setting_is_sent_whole(seed):
    for setting in hidden.cases(EXERCISES["identity_kernel"], seed):
        size = setting.values["kernel_size"] ** 2 * setting.values["channels"] ** 2
        assert size <= MOST_VALUES // 4


# What is kept for later ----------------------------------------------------------------------------


def test_what_is_kept_for_later_is_read_back():
    arrays = (np.float32([[1.5, -2]]), np.float32(4))
    failure = Failure("addition", "a secret", "line 3: secret", ((1, 2), (3, 4)))
    prints = tuple(map(fingerprint, (Outcome(arrays, 5), Outcome(failure=failure))))
    compared = Compared((False, False), prints, "addition", "symbolic")
    stored = to_bytes(compared)
    assert b"secret" not in stored
    assert from_bytes(stored) == compared


def test_what_is_kept_for_later_is_small_whatever_was_sent():
    """Of 1.5 MB, as much as there may be in a frame, and of any number of results."""
    arrays = (np.full(MOST_VALUES // 16, 1e38, "float32"),) * 16
    prints = tuple(short_print(Outcome(arrays)) for _ in range(24))
    assert len(to_bytes(Compared((False,) * 24, prints))) < 100_000
