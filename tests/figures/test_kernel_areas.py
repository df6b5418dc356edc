"""Kernels as areas: a rectangle is as large as its kernel has weights."""

import numpy as np
import pytest

from resnet_lessons.figures.kernel_areas import kernel_areas
from resnet_lessons.network.anatomy import block_anatomy

REGULAR = block_anatomy("regular", 56, 56, channels=256, filters=256, projection=False)
BOTTLENECK = block_anatomy("bottleneck", 56, 56, channels=256, filters=64, projection=False)
NARROW = block_anatomy("regular", 56, 56, channels=64, filters=64, projection=False)


def drawn(figure):
    return [patch for patch in figure.axes[0].patches if patch.get_gid() == "kernel"]


def test_an_area_is_a_number_of_weights():
    rectangles = drawn(kernel_areas([REGULAR, BOTTLENECK, NARROW]))
    areas = np.array([patch.get_width() * patch.get_height() for patch in rectangles])
    weights = [9 * 256 * 256] * 2 + [256 * 64, 9 * 64 * 64, 64 * 256] + [9 * 64 * 64] * 2
    np.testing.assert_allclose(areas / areas[0], np.array(weights) / weights[0], rtol=1e-6)


def test_the_title_says_both_comparisons():
    figure = kernel_areas([REGULAR, BOTTLENECK, NARROW])
    assert "17 times fewer parameters, about as many as a regular one of 64" in figure.alt_text
    assert "about as many" not in kernel_areas([REGULAR, BOTTLENECK]).alt_text
    assert "regular, 64 channels: 74.1 thousand" in kernel_areas([NARROW]).alt_text


def test_the_alt_text_names_every_kernel():
    said = kernel_areas([BOTTLENECK]).alt_text
    assert "1 by 1, 256 to 64 channels; 3 by 3, 64 to 64 channels; 1 by 1, 64 to 256" in said


def test_nothing_to_draw_is_refused():
    with pytest.raises(ValueError, match="at least one block"):
        kernel_areas([])
