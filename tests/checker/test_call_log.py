"""Noting what an answer calls changes nothing of what it does."""

import keras
import pytest
from keras import layers, ops

from resnet_lessons.checker.call_log import CallLog

IMAGES = ops.ones((2, 4, 3, 5))


def noted(function):
    """What a function returns while its calls are noted, and the kinds of these."""
    log = CallLog()
    with log.noting(IMAGES):
        result = function(IMAGES)
    return result, [call.kind for call in log.calls]


def test_a_layer_with_two_results():
    result, kinds = noted(layers.Lambda(lambda x: (x, x + 1)))
    assert [tuple(each.shape) for each in result] == [(2, 4, 3, 5)] * 2
    assert kinds == ["Lambda"]


@pytest.mark.parametrize(("axis", "expected"), [(-1, -1), (3, -1), (1, 1)])
def test_the_last_axis_has_two_numbers(axis, expected):
    log = CallLog()
    with log.noting(IMAGES):
        layers.BatchNormalization(axis=axis)(IMAGES)
    assert log.calls[0].settings["axis"] == expected


def test_a_layer_that_returns_no_tensor():
    result, kinds = noted(layers.Lambda(lambda x: {"sum": ops.sum(x)}))
    assert float(result["sum"]) == 120
    assert kinds == []


def test_calls_inside_a_layer_of_keras_are_its_own():
    network = keras.Sequential([layers.Dense(2), layers.Rescaling(2.0)])
    _, kinds = noted(lambda x: layers.TimeDistributed(layers.Dense(2))(network(x)))
    assert kinds == ["Dense", "Rescaling", "TimeDistributed"]
