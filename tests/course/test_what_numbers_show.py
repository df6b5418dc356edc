"""What is said of the numbers of a wrong pre-activation or block, on arrays made by hand."""

import numpy as np
import pytest

from resnet_lessons.course.exercises.what_numbers_show import of_a_pre_activation, of_a_tensor

Z = np.random.default_rng(0).normal(0, 3, (2, 4, 3, 5)).astype("float32")
RELU = np.maximum(Z, 0)


def test_nothing_is_said_of_what_is_right_or_has_another_shape():
    assert of_a_pre_activation(RELU, RELU) is None
    assert of_a_pre_activation(RELU[:1], RELU) is None
    assert of_a_tensor(Z, Z, "The output") is None
    assert of_a_tensor(Z[:1], Z, "The output") is None


@pytest.mark.parametrize(
    ("array", "words"),
    [
        (np.where(Z > 0, Z, 0.1 * Z), "lets negative ones through"),
        (np.where(Z > 0, Z, np.expm1(Z)), "lets negative ones through"),
        (np.abs(Z), "what is negative must become 0"),
        (np.clip(Z, 0, 1), "no number is larger than 1:"),
        (np.tanh(Z), "but tanh follows it"),
        (Z / (1 + np.exp(-Z)), "but swish (also called SiLU) follows it"),
        (-RELU, "the negative of ReLU"),
        (np.minimum(Z, 0), "a function that makes positive numbers 0"),
        (np.maximum(Z * [1, 2, 3, 4, 5] + 0.5, 0), "scaled and shifted"),
    ],
)
def test_what_a_pre_activation_did(array, words):
    assert words in of_a_pre_activation(array.astype("float32"), RELU)


def test_other_numbers_altogether_say_nothing():
    other = np.random.default_rng(1).normal(size=Z.shape).astype("float32")
    assert of_a_pre_activation(other, RELU) is None
    assert of_a_tensor(other, Z, "The output") is None


def test_what_a_tensor_is():
    assert of_a_tensor(-0.5 * Z, Z, "The shortcut") == (
        "The shortcut is -0.5 times what is expected."
    )
    off = np.arange(5, dtype="float32")
    assert "off by the same amount" in of_a_tensor(Z + off, Z, "The output")


@pytest.mark.parametrize("value", [np.nan, np.inf, 3e38])
def test_numbers_of_any_size_are_survived(value):
    huge = np.full_like(Z, value)
    assert of_a_pre_activation(huge, RELU) is None
    assert of_a_tensor(huge, Z, "The output") is None
