"""Lent groundwork with lean layers: the same that Keras says, on both sides of the message."""

import keras
import numpy as np
import pytest

from resnet_lessons.checker.keras_patches import standard_keras
from resnet_lessons.checker.observation import REFUSED
from resnet_lessons.checker.probe import probe
from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.answers import answer, compiled, without_markers
from resnet_lessons.instructor.grading.observing import hidden
from resnet_lessons.instructor.grading.observing.lent_groundwork import LentGroundwork
from resnet_lessons.instructor.sandbox.inside import groundwork_server as server
from resnet_lessons.instructor.sandbox.inside.groundwork_calls import groundwork_calls
from tests.checker.test_lean_probe import assert_same
from tests.instructor.grading.whole_classes.whole_runs import needs_sandbox
from tests.instructor.sandbox.support import sandbox

SEED = 7


def text_of(exercise_id):
    return without_markers(answer(exercise_id))


@pytest.fixture(scope="module")
def lent():
    with sandbox(seconds=20) as box, LentGroundwork(box) as groundwork:
        yield groundwork


def probed(exercise, function, ask, **options):
    groundwork = groundwork_calls(exercise.groundwork, ask, True)
    cases = hidden.cases(exercise, SEED)[-3:]
    return probe(exercise, function, SEED, cases, groundwork, **options)


@pytest.mark.sandbox
@needs_sandbox
@pytest.mark.parametrize("name", ["pre_activation_with_shortcut", "regular_block", "block_layer"])
def test_an_answer_with_lent_groundwork(name, lent):
    exercise, requests = EXERCISES[name], []

    def ask(header, arrays):
        requests.append((header | {"seed": SEED}, arrays))
        return lent.answer(exercise, SEED, header, arrays)

    function = compiled(text_of(name), name)
    found = probed(exercise, function, ask, lean=True)
    assert not found.unsettled
    assert_same(found, probed(exercise, function, ask))
    assert {bool(arrays) for _, arrays in requests} == {True, False}
    _assert_answered_as_by_keras(exercise, requests)


def _assert_answered_as_by_keras(exercise, requests):
    texts = {name: text_of(name) for name in exercise.groundwork}
    network = server.network_class(server.Groundwork(server._defined(texts)))
    with standard_keras():
        for header, arrays in requests:
            told, found = server._leanly_answered(network, header, arrays)
            expected, arrays_expected = server._answered_by_keras(network, header, arrays)
            assert told == expected
            for one, other in zip(found, arrays_expected, strict=True):
                np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("setting", ["dtype_policy", "image_data_format"])
def test_what_is_lent_is_left_to_keras_where_its_settings_are_others(setting):
    value = {"dtype_policy": "mixed_float16", "image_data_format": "channels_first"}[setting]
    usual = compiled(text_of("block_layer"), "block_layer")

    def changed(*arguments):
        getattr(keras.config, f"set_{setting}")(value)
        return usual(*arguments)

    def ask(header, arrays):
        raise AssertionError("Nothing is asked for that Keras would compute from other numbers.")

    assert probed(EXERCISES["block_layer"], changed, ask, lean=True) is REFUSED


def test_a_mistake_in_a_request_has_keras_words():
    network = server.network_class(server.Groundwork())
    header = {
        "asks": "pre_activation",
        "network": dict.fromkeys(server.ATTRIBUTES, 1) | {"data_format": "channels_first"},
        "arguments": {"is_training": "yes"},
        "tensor": {"dtype": "int32"},
        "in_order": True,
        "before": [],
        "seed": SEED,
    }
    images = np.ones((2,), "int32")
    told, found = server._answered(network, header, [images])
    assert (told, found) == server._answered_by_keras(network, header, [images])
    assert "error" in told
