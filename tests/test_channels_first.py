"""Convolutions with channels first, computed with channels last: the same numbers, while it lasts."""

import keras
import numpy as np
import pytest
from keras import layers
from keras.src import backend

from resnet_lessons.channels_first import convolved_with_channels_last

RANDOM = np.random.default_rng(0)


@pytest.mark.parametrize("padding", ["same", "valid"])
@pytest.mark.parametrize(("side", "kernel_size", "strides"), [(7, 3, 1), (8, 3, 2), (5, 1, 2)])
def test_the_numbers_are_those_of_channels_last(side, kernel_size, strides, padding):
    images = RANDOM.normal(size=(2, 4, side, side)).astype("float32")
    first = layers.Conv2D(6, kernel_size, strides, padding, data_format="channels_first")
    last = layers.Conv2D(6, kernel_size, strides, padding)
    last.build((None, side, side, 4))
    with convolved_with_channels_last():
        found = first(images)
        last.set_weights(first.get_weights())
    expected = np.transpose(last(images.transpose(0, 2, 3, 1)), (0, 3, 1, 2))
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_other_convolutions_go_their_usual_way():
    with convolved_with_channels_last():
        assert layers.Conv1D(3, 2)(np.ones((1, 8, 2), "float32")).shape == (1, 7, 3)
        assert layers.Conv2D(3, 2)(np.ones((1, 8, 8, 2), "float32")).shape == (1, 7, 7, 3)


def test_a_symbolic_tensor_keeps_its_shape():
    with convolved_with_channels_last():
        outputs = layers.Conv2D(6, 3, data_format="channels_first")(keras.Input((4, None, 9)))
    assert outputs.shape == (None, 6, None, 7)


def test_afterwards_keras_is_as_it_was():
    usual = backend.nn.conv
    with pytest.raises(ValueError, match="mine"), convolved_with_channels_last():
        assert backend.nn.conv is not usual
        raise ValueError("mine")
    assert backend.nn.conv is usual
