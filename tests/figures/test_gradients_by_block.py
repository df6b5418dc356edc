"""Norms of gradients: the title tells largest over smallest, and wrong answers are told in words."""

import numpy as np
import pytest

from resnet_lessons.figures import block_gradients, gradient_norms
from tests.figures import experiment_samples as samples
from tests.figures.overlap import assert_readable


def test_the_title_tells_largest_over_smallest():
    title = gradient_norms(*samples.norms()).get_suptitle()
    assert "by a factor of 2.0 with shortcuts, 5,000 without" in title.replace("\n", " ")
    title = block_gradients(samples.gradients(), 12).get_suptitle().replace("\n", " ")
    assert title.startswith("12 layers before training")
    assert "by a factor of 2.0 with shortcuts, 1,000 without" in title


def test_every_depth_draws_its_own_blocks():
    run = samples.gradients()
    for depth, blocks in ((6, 2), (12, 5), (None, 5)):
        figure = block_gradients(run, depth)
        lengths = {len(line.get_xdata()) for axes in figure.axes for line in axes.get_lines()}
        assert lengths == {blocks}
    with pytest.raises(ValueError, match="no depth 52 in this run; there are 6, 12"):
        block_gradients(run, 52)


def test_both_kinds_share_one_logarithmic_scale():
    for axes in block_gradients(samples.gradients()).axes:
        assert axes.get_yscale() == "log"
        assert len(axes.get_lines()) == 2


@pytest.mark.draws
def test_a_gradient_of_zero_has_no_place_on_the_scale():
    figure = gradient_norms(*samples.norms(plain=(0, 5, 0.5, 0.05, 0.02, 0.01)))
    assert_readable(figure)
    assert "500 without" in figure.alt_text
    assert "without shortcuts 0, 5" in figure.alt_text
    nothing = gradient_norms(*samples.norms(plain=[0] * 6, residual=[0] * 6))
    assert "Every gradient is zero" in nothing.alt_text


@pytest.mark.parametrize(
    ("plain", "residual", "words"),
    [
        (None, {"a": 1}, "without shortcuts is empty"),
        ({}, {"a": 1}, "without shortcuts is empty"),
        ({"a": 1}, [1], "with shortcuts is list"),
        ({"a": 1}, {"b": 1}, "different blocks: a is in one only"),
        ({"a": 1, "b": 1}, {"b": 1, "a": 1}, "in a different order"),
        ({"a": -1}, {"a": 1}, "the norm of a is -1"),
        ({"a": np.nan}, {"a": 1}, "the norm of a is nan"),
        ({"a": [1, 2]}, {"a": 1}, r"the norm of a is \[1, 2\]"),
        ({"a": None}, {"a": 1}, "the norm of a is None"),
    ],
)
def test_what_is_no_norm_is_told(plain, residual, words):
    with pytest.raises(ValueError, match=words):
        gradient_norms(plain, residual)
