"""The curves hold H, x and H - x; the pictures hold the images that went in."""

import numpy as np
import pytest

from resnet_lessons.figures.identity_mappings import (
    copied_image,
    residual_functions,
    small_kernels,
    untouched_image,
)
from tests.figures.overlap import assert_readable, drawn_texts
from tests.figures.samples import photograph

X = np.linspace(-2, 2, 41)
MAPPINGS = {"identity": X, "tweak": X + 0.3 * np.sin(3 * X), "shift": X + 0.5}
IMAGE = 4 * photograph() - 2


@pytest.mark.parametrize("names", [["identity"], list(MAPPINGS)])
def test_what_is_left_is_drawn_below_what_is_wanted(names):
    mappings = {name: MAPPINGS[name] for name in names}
    figure = residual_functions(X, mappings)
    assert_readable(figure)
    for column, name in enumerate(names):
        upper, lower = figure.axes[2 * column : 2 * column + 2]
        wanted, shortcut = (line.get_ydata() for line in upper.get_lines())
        (left,) = (line.get_ydata() for line in lower.get_lines())
        np.testing.assert_array_equal(wanted, MAPPINGS[name])
        np.testing.assert_allclose(shortcut + left, wanted)
        assert name in figure.alt_text


def test_the_title_counts():
    assert "has 0% of the size" in residual_functions(X, {"identity": X}).alt_text
    far = residual_functions(X, {"minus": -X}).alt_text
    assert "200% of the size" in far
    assert "little" not in far
    for wrong in ({}, {"short": X[:3]}):
        with pytest.raises(ValueError, match="one value for each x"):
            residual_functions(X, wrong)


def test_an_image_passes_untouched():
    figure = untouched_image(IMAGE, IMAGE + 0.5, IMAGE)
    assert_readable(figure)
    assert "4,096 of 4,096 pixels pass untouched" in figure.alt_text
    assert "random: largest difference 0.5" in figure.alt_text
    spoilt = np.array(IMAGE)
    spoilt[3, 4] += 1
    assert "4,095 of 4,096" in untouched_image(IMAGE, IMAGE, spoilt).alt_text


def test_a_relu_wipes_out_what_is_negative():
    figure = copied_image(IMAGE, IMAGE, np.maximum(IMAGE, 0))
    assert_readable(figure)
    assert f"wipes out {np.mean(IMAGE < 0):.0%} of the values" in figure.alt_text
    assert "copies exactly" in figure.alt_text
    assert "to within 1e-03" in copied_image(IMAGE, IMAGE + 1e-3, IMAGE).alt_text


def test_kernels_show_their_numbers():
    kernels = [np.full((3, 3), 1 / 9), np.eye(3)]
    figure = small_kernels(kernels, ["A", "B"])
    assert_readable(figure)
    words = [text.words for text in drawn_texts(figure)]
    assert words.count("0.11") == 9
    assert words.count("1") == 3
