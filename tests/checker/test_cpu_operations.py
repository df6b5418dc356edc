"""Convolution and max pooling while answers are checked: the same numbers, and no process that ends."""

import dataclasses

import keras
import numpy as np
import pytest
from keras import layers
from keras.src import backend

from resnet_lessons.checker.cpu_operations import standard_operations
from resnet_lessons.checker.probe import probe
from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.answers import compiled
from resnet_lessons.instructor.exercises import variants

RANDOM = np.random.default_rng(0)


@pytest.mark.parametrize("padding", ["same", "valid"])
@pytest.mark.parametrize(("side", "kernel_size", "strides"), [(7, 3, 1), (8, 3, 2), (5, 1, 2)])
def test_the_numbers_are_those_of_channels_last(side, kernel_size, strides, padding):
    images = RANDOM.normal(size=(2, 4, side, side)).astype("float32")
    first = layers.Conv2D(6, kernel_size, strides, padding, data_format="channels_first")
    last = layers.Conv2D(6, kernel_size, strides, padding)
    last.build((None, side, side, 4))
    with standard_operations():
        found = first(images)
        last.set_weights(first.get_weights())
    expected = np.transpose(last(images.transpose(0, 2, 3, 1)), (0, 3, 1, 2))
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_other_convolutions_go_their_usual_way():
    with standard_operations():
        assert layers.Conv1D(3, 2)(np.ones((1, 8, 2), "float32")).shape == (1, 7, 3)
        assert layers.Conv2D(3, 2)(np.ones((1, 8, 8, 2), "float32")).shape == (1, 7, 7, 3)


def test_a_symbolic_tensor_keeps_its_shape():
    with standard_operations():
        outputs = layers.Conv2D(6, 3, data_format="channels_first")(keras.Input((4, None, 9)))
    assert outputs.shape == (None, 6, None, 7)


@pytest.mark.parametrize(
    ("data_format", "shape", "left"),
    [
        ("channels_last", (1, 1, 1, 4), (1, 0, 0, 4)),
        ("channels_last", (2, 2, 5, 4), (2, 0, 2, 4)),
        ("channels_last", (2, 0, 5, 4), (2, 0, 2, 4)),
        ("channels_first", (2, 4, 5, 2), (2, 4, 2, 0)),
    ],
)
def test_a_window_larger_than_the_image_leaves_nothing(data_format, shape, left):
    """One pixel under it would end this process: oneDNN divides by zero."""
    images = np.ones(shape, "float32")
    with standard_operations():
        found = layers.MaxPooling2D(3, 2, data_format=data_format)(images)
        same = keras.ops.max_pool(images, (np.int64(3), 3), [2, 2], "valid", data_format)
        convolved = layers.Conv2D(6, 3, 2, "same", data_format=data_format)(found)
    assert found.shape == same.shape == left
    assert tuple(convolved.shape).count(0) == left.count(0)
    assert convolved.shape[1 if data_format == "channels_first" else -1] == 6


def test_a_stem_without_padding_is_judged_at_one_pixel():
    exercise = EXERCISES["build_resnet"]
    text = variants("build_resnet")["stem_pooling_without_padding"]
    case = dataclasses.replace(exercise.cases[0], height=1, width=1)
    (outcome,) = probe(exercise, compiled(text, "build_resnet"), 0, [case]).outcomes
    assert outcome.failure is not None


def test_a_convolution_of_nothing_without_padding_is_refused_as_keras_does():
    with standard_operations(), pytest.raises(ValueError, match="zero or negative"):
        layers.Conv2D(6, 3)(np.ones((1, 0, 0, 4), "float32"))


@pytest.mark.parametrize("padding", ["same", "valid"])
def test_other_pooling_is_as_it_was(padding):
    images = RANDOM.normal(size=(2, 7, 6, 3)).astype("float32")
    pooling = layers.MaxPooling2D(3, 2, padding)
    expected = pooling(images)
    with standard_operations():
        np.testing.assert_array_equal(pooling(images), expected)
        np.testing.assert_array_equal(
            layers.MaxPooling1D(2)(np.ones((1, 4, 3))), np.ones((1, 2, 3))
        )
        assert pooling(keras.Input((None, 6, 3))).shape == (None, None, *expected.shape[2:])


def test_afterwards_keras_is_as_it_was():
    usual = backend.nn.conv, backend.nn.max_pool
    with pytest.raises(ValueError, match="mine"), standard_operations():
        assert (backend.nn.conv, backend.nn.max_pool) != usual
        raise ValueError("mine")
    assert (backend.nn.conv, backend.nn.max_pool) == usual
