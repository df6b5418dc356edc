"""Answers that an answer may call, computed in a process of their own: right, bounded, and no more."""

import numpy as np
import pytest

from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.answers import answer, without_markers
from resnet_lessons.instructor.grading.jobs import Job
from resnet_lessons.instructor.grading.judging import judge
from resnet_lessons.instructor.grading.observing.lent_before import LentBefore
from resnet_lessons.instructor.grading.observing.lent_groundwork import LentGroundwork
from resnet_lessons.instructor.grading.observing.references import References, program
from resnet_lessons.instructor.sandbox.inside.channel import BadFrame
from resnet_lessons.instructor.sandbox.inside.groundwork_calls import ATTRIBUTES
from tests.instructor.grading.whole_classes.whole_runs import needs_sandbox
from tests.instructor.sandbox.support import sandbox

pytestmark = [pytest.mark.sandbox, needs_sandbox]

SEED = 11
BLOCK_LAYER = EXERCISES["block_layer"]
IMAGES = np.random.default_rng(0).normal(size=(2, 5, 4, 3)).astype("float32")
NETWORK = dict.fromkeys(ATTRIBUTES) | {"data_format": "channels_last", "bottleneck": False}


@pytest.fixture(scope="module")
def groundwork():
    with sandbox(seconds=20) as box, LentGroundwork(box) as lent:
        yield lent


def request(asks, tensor=None, network=None, before=(), **arguments):
    given = {"filters": 4, "strides": 1, "is_training": False, "index": 0} | arguments
    return {
        "asks": asks,
        "network": NETWORK if network is None else network,
        "arguments": given,
        "tensor": tensor or {"dtype": "float32"},
        "in_order": True,
        "before": list(before),
    }


def test_a_block_is_computed_and_its_weights_are_told(groundwork):
    asked = request("regular_block", shortcut_filters=4)
    told, (found,) = groundwork.answer(BLOCK_LAYER, SEED, asked, [IMAGES])
    assert told["results"] == [{"shape": [2, 5, 4, 4], "dtype": "float32"}]
    # Two normalisations, a projection and two convolutions, each with an offset.
    sizes = sum(np.prod(shape) for shape in told["trainable"])
    assert sizes == 2 * 3 + (3 * 4 + 4) + (9 * 3 * 4 + 4) + 2 * 4 + (9 * 4 * 4 + 4)
    _, (again,) = groundwork.answer(BLOCK_LAYER, SEED, asked, [IMAGES])
    _, (other,) = groundwork.answer(BLOCK_LAYER, SEED + 1, asked, [IMAGES])
    assert (found == again).all() and not np.allclose(found, other)


def test_kernels_differ_by_those_of_their_shape_that_were_made_before(groundwork):
    def computed(before, **arguments):
        asked = request("regular_block", before=before, **arguments)
        told, (found,) = groundwork.answer(BLOCK_LAYER, SEED, asked, [IMAGES])
        return told, found

    told, first = computed([], shortcut_filters=4)
    assert sorted(told["kernels"]) == [[3, 3, 3, 4], [3, 3, 4, 4], [3, 4]]
    _, other = computed([[[9, 9], 5]], shortcut_filters=4)
    _, later = computed([[[3, 3, 4, 4], 1]], shortcut_filters=4)
    np.testing.assert_array_equal(first, other)
    assert not np.allclose(first, later)


def test_what_a_network_would_be_is_told_without_numbers(groundwork):
    tensor = {"dtype": "float32", "shape": [None, 5, 4, 3]}
    asked = request("regular_block", tensor, strides=2, shortcut_filters=4)
    told, arrays = groundwork.answer(BLOCK_LAYER, SEED, asked, [])
    assert told["results"] == [{"shape": [None, 3, 2, 4], "dtype": "float32"}]
    assert len(told["trainable"]) == 10 and arrays == []


def test_an_identity_is_told_as_the_inputs(groundwork):
    exercise = EXERCISES["regular_block"]
    asked = request("pre_activation_with_shortcut") | {
        "arguments": {"is_training": True, "shortcut_params": [None, 1]}
    }
    told, arrays = groundwork.answer(exercise, SEED, asked, [IMAGES])
    assert told["results"][1] == "inputs" and told["is_tuple"] and len(arrays) == 1


HOSTILE = {
    "so many filters": request("regular_block", filters=10**12),
    "filters that are a text": request("regular_block", filters="4" * 1000),
    "an argument that nobody takes": request("regular_block", self=1),
    "no attributes": request("regular_block", network={}),
    "deep lists": request("regular_block", filters=[[[[[[4]]]]]]),
    "another type": request("regular_block", {"dtype": "object"}),
    "a tensor beyond all memory": request(
        "regular_block", {"dtype": "float32", "shape": [60_000] * 5}
    ),
    "many dimensions": request("regular_block", {"dtype": "float32", "shape": [2] * 30}),
    "no shape": request("regular_block", {"dtype": "float32", "shape": "ab"}),
    "so many kernels before": request("regular_block", before=[[[3, 3], 1]] * 1000),
    "fewer than no kernels before": request("regular_block", before=[[[3, 3, 3, 4], -5]]),
    "kernels before that are none": request("regular_block", before=[{}, "ab"]),
    "not a number": request("regular_block", filters=float("nan")),
}


@pytest.mark.parametrize("asked", HOSTILE.values(), ids=HOSTILE)
def test_a_request_that_no_network_makes_gets_an_error(groundwork, asked):
    arrays = [] if "shape" in asked["tensor"] else [IMAGES]
    told, found = groundwork.answer(BLOCK_LAYER, SEED, asked, arrays)
    kind, text = told["error"]
    assert kind.isidentifier() and len(text) <= 300 and found == []
    assert "ops.relu" not in text and "pre_activation(" not in text


@pytest.mark.parametrize("asks", ["block_layer", "build_resnet", "custom_conv2d", "__class__", []])
def test_nothing_but_the_exercises_groundwork(groundwork, asks):
    with pytest.raises(BadFrame):
        groundwork.answer(BLOCK_LAYER, SEED, request(asks), [IMAGES])


def test_a_request_that_brings_the_process_down_costs_no_later_one(groundwork):
    """One whose kernel is as large as allowed, which does not fit into the process's memory."""
    large = request("regular_block", filters=60_000, shortcut_filters=60_000)
    told, _ = groundwork.answer(BLOCK_LAYER, SEED, large, [IMAGES])
    assert "error" in told
    small = request("regular_block", shortcut_filters=4)
    told, _ = groundwork.answer(BLOCK_LAYER, SEED, small, [IMAGES])
    assert told["results"]


def test_requests_are_counted(groundwork, monkeypatch):
    monkeypatch.setattr(
        "resnet_lessons.instructor.grading.observing.lent_groundwork._MOST_REQUESTS", 0
    )
    with pytest.raises(BadFrame):
        groundwork.answer(BLOCK_LAYER, SEED, request("regular_block"), [IMAGES])


def test_what_the_lessons_own_answers_were_lent_is_told_again(groundwork):
    asked = request("regular_block", shortcut_filters=4)
    before = LentBefore()
    with LentGroundwork(groundwork.sandbox, before=before) as lent:
        expected, (array,) = lent.answer(BLOCK_LAYER, SEED, asked, [IMAGES])
    with LentGroundwork(groundwork.sandbox, before=before) as lent:
        told, (found,) = lent.answer(BLOCK_LAYER, SEED, asked, [IMAGES])
        assert told == expected and (found == array).all()
        assert lent.processor_seconds == 0 and lent.requests == 1
        # Whatever differs is computed.
        others = [
            (SEED + 1, asked, [IMAGES]),
            (SEED, asked, [IMAGES + 1]),
            (SEED, asked, [IMAGES[:1]]),
            (SEED, request("regular_block", filters=5, shortcut_filters=5), [IMAGES]),
            (SEED, request("regular_block", shortcut_filters=4, before=[[[9, 9], 5]]), [IMAGES]),
        ]
        for seed, *other in others:
            assert before.find(_passed_on(other[0], seed), other[1]) is None
            _, (found,) = lent.answer(BLOCK_LAYER, seed, *other)
            assert (before.find(_passed_on(other[0], seed), other[1])[1][0] == found).all()


def test_what_a_students_answer_asks_for_is_computed_whoever_asked_before(groundwork):
    """By how soon a reply came it could find out what the right answer asks for."""
    name, own = "regular_block", groundwork.sandbox
    references = References(own)
    references.answer(name, SEED)
    prepared, found, looked_up = program({name: without_markers(answer(name))}), [], []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(LentBefore, "find", lambda _, *asked: looked_up.append(asked))
        judge(Job(prepared, {name: SEED}), own, references, found.append)
    assert [told.mark.verdict for told in found if told.mark] == ["passed"]
    assert looked_up == []


def _passed_on(asked, seed):
    return asked | {"seed": seed}


def test_errors_are_not_told_again(groundwork):
    before, asked = LentBefore(), request("regular_block", filters=-1)
    with LentGroundwork(groundwork.sandbox, before=before) as lent:
        told, _ = lent.answer(BLOCK_LAYER, SEED, asked, [IMAGES])
    assert "error" in told and before.find(_passed_on(asked, SEED), [IMAGES]) is None
