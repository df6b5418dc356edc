"""Layers are as they were after they were watched."""

import keras
import numpy as np
import pytest

from resnet_lessons.course.exercises.calls_on_the_way import passing, silenced


@pytest.mark.parametrize(
    "watching", [lambda layer: passing({"it": layer}), lambda layer: silenced([layer])]
)
def test_a_function_that_an_answer_put_into_a_layer_stays(watching):
    layer = keras.layers.Identity()
    layer.call = lambda inputs: 2 * inputs
    with watching(layer):
        layer(np.ones((1, 2)))
    np.testing.assert_array_equal(layer(np.ones((1, 2))), [[2, 2]])


def test_a_layer_has_no_function_of_its_own_afterwards():
    layer = keras.layers.Identity()
    with passing({"it": layer}) as calls:
        layer(np.ones((1, 2)))
    assert [name for name, *_ in calls] == ["it"]
    assert "call" not in vars(layer)
