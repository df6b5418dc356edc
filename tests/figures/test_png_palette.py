"""A picture in 256 colours looks as it did."""

import numpy as np
import pytest

from resnet_lessons.figures.png_palette import COLORS, EXACT, MANY, with_a_palette


def shown(picture):
    return np.asarray(picture.convert("RGB")).astype(int)


def gradient(colors):
    """A photograph's worth of colours, and paper around it."""
    pixels = np.full((64, 128, 3), 255, "uint8")
    values = np.random.default_rng(0).integers(0, 256, (colors, 3)).astype("uint8")
    pixels.reshape(-1, 3)[: 2 * colors] = np.concatenate([values, values])
    return pixels


def test_few_colors_stay_as_they_are():
    pixels = gradient(200)
    np.testing.assert_array_equal(shown(with_a_palette(pixels)), pixels)


def test_frequent_colors_stay_and_rare_ones_stay_close():
    house = np.array([[0, 114, 178], [230, 159, 0], [20, 24, 29]], "uint8")
    pixels = gradient(3000)
    pixels[-3:] = house[:, None]
    found = shown(with_a_palette(pixels))
    np.testing.assert_array_equal(found[-3:], pixels[-3:])
    assert (found[-4] == 255).all()
    # 3,000 colours from all over the cube have 192 to share: a cell of 44 on a side.
    assert np.abs(found - pixels).mean() < 22


def test_a_photographs_many_colors_stay_close():
    """Smooth in its colours, as photographs are: 25,600 of them."""
    across, down = np.meshgrid(np.linspace(0, 255, 200), np.linspace(0, 255, 128))
    pixels = np.stack([across, down, (across + down) / 2], axis=-1).astype("uint8")
    assert len(np.unique(pixels.reshape(-1, 3), axis=0)) > MANY
    found = shown(with_a_palette(pixels))
    assert np.abs(found - pixels).mean() < 5
    assert np.abs(found - pixels).max() < 40


def test_it_has_256_colors_and_is_the_same_every_time():
    pixels = gradient(3000)
    one, again = with_a_palette(pixels), with_a_palette(pixels.copy())
    assert one.tobytes() == again.tobytes()
    assert one.getpalette() == again.getpalette()
    assert len(one.getcolors()) <= COLORS


@pytest.mark.parametrize("colors", [EXACT - 1, EXACT + 1, COLORS - 1, COLORS, COLORS + 1])
def test_the_number_of_colors_is_no_trap(colors):
    pixels = gradient(colors)
    assert np.abs(shown(with_a_palette(pixels)) - pixels).max() < 40
