"""The pictures hold the arrays that went in; the bars hold the norms."""

from itertools import product

import numpy as np
import pytest

from resnet_lessons.figures.canvas import png
from resnet_lessons.figures.channel_pictures import branch_size, channel_mosaic, stride_effect
from resnet_lessons.network.anatomy import TIMES
from tests.figures.overlap import assert_readable, drawn_texts
from tests.figures.samples import activations, photograph
from tests.support.soak import some

NAMES = [f"block layer {layer}, block {block}" for layer in (1, 2, 3, 4) for block in (1, 2)]
SHORTCUTS = [3, 5, 6, 6.5, 8, 9, 11, 14]
RESIDUALS = [2.5, 1.2, 3, 1.1, 4, 2, 9, 16]


def maps(figure):
    """Arrays of all activation maps, in the order in which they were drawn."""
    drawn = [image for axes in figure.axes for image in axes.images]
    return [image for image in drawn if image.get_cmap().name == "RdBu_r"]


def all_words(figure):
    return [text.words for text in drawn_texts(figure)]


@pytest.mark.parametrize(("channels", "image"), some(product((1, 3, 8), (None, photograph())), 3))
def test_mosaic_is_readable(channels, image):
    assert_readable(channel_mosaic(*activations(), image, channels))


def test_mosaic_draws_shortcut_residual_and_sum_of_the_same_channels():
    parts = activations()
    figure = channel_mosaic(*parts, photograph(), channels=8)
    drawn = [np.asarray(image.get_array()) for image in maps(figure)]
    assert len(drawn) == 24
    chosen = np.sort(np.argsort(-parts[2].std(axis=(0, 1)), kind="stable")[:8])
    expected = [part[..., channel] for part in parts for channel in chosen]
    np.testing.assert_array_equal(drawn, expected)
    np.testing.assert_allclose(np.add(drawn[:8], drawn[8:16]), drawn[16:])
    assert 8 not in chosen, "channel 8 is the dullest"
    seen = all_words(figure)
    assert [word for word in seen if word.isdigit()][:8] == [str(channel) for channel in chosen]
    assert {"shortcut", "+ residual\nbranch", "= sum", "channel", "input image"} <= set(seen)


def test_mosaic_has_one_scale_centred_at_zero():
    limits = {image.get_clim() for image in maps(channel_mosaic(*activations()))}
    ((low, high),) = limits
    assert -low == high > 0


def test_mosaic_says_how_large_the_branch_is():
    shortcut, residual, total = activations()
    ratio = np.sqrt(np.mean(residual**2) / np.mean(shortcut**2))
    figure = channel_mosaic(shortcut, residual, total, channels=1)
    assert f"{100 * ratio:.0f}%" in figure.get_suptitle()
    assert f"{100 * ratio:.0f}%" in figure.alt_text
    assert "64 by 64" in figure.alt_text
    large = channel_mosaic(residual, shortcut, total, channels=1)
    assert "tweak" not in large.get_suptitle()
    silent = channel_mosaic(0 * shortcut, residual, residual, channels=1)
    assert "nothing" in silent.get_suptitle()


@pytest.mark.draws
def test_mosaic_of_zeros_and_of_other_images():
    zeros = np.zeros((5, 4, 2))
    assert_readable(channel_mosaic(zeros, zeros, zeros, np.zeros((5, 4, 1)), channels=8))
    grey = (255 * photograph().mean(axis=-1)).astype(np.uint8)
    same = grey / 255
    parts = activations()
    one, other = (channel_mosaic(*parts, image, channels=1) for image in (grey, same))
    assert png(one) == png(other)


def test_mosaic_refuses_what_is_no_sum():
    shortcut, residual, total = activations()
    with pytest.raises(ValueError, match="not the sum"):
        channel_mosaic(shortcut, residual, shortcut)
    with pytest.raises(ValueError, match="the same shape"):
        channel_mosaic(shortcut, residual[..., :1], total)
    with pytest.raises(ValueError, match="at least one"):
        channel_mosaic(shortcut, residual, total, channels=0)


@pytest.mark.parametrize("count", [1, 3, 8])
def test_branch_size_draws_both_norms_and_their_ratio(count):
    figure = branch_size(NAMES[:count], SHORTCUTS[:count], RESIDUALS[:count])
    assert_readable(figure)
    (axes,) = figure.axes
    widths = [bar.get_width() for bar in axes.patches]
    assert widths == SHORTCUTS[:count] + RESIDUALS[:count]
    seen = all_words(figure)
    for name, shortcut, residual in zip(NAMES[:count], SHORTCUTS, RESIDUALS, strict=False):
        percent = f"{100 * residual / shortcut:.0f}%"
        assert name in seen
        assert percent in seen
        assert f"{name}: shortcut {shortcut:.3g}, branch {residual:.3g}, {percent}" in (
            figure.alt_text
        )
    assert "unit" in axes.get_xlabel()


def test_large_norms_are_written_without_an_exponent():
    assert "shortcut 1,940, branch 750, 39%" in branch_size(["a"], [1940.2], [749.6]).alt_text


def test_long_names_leave_room_for_bars():
    names = [f"block_layer{layer}_bottleneck_block{layer}_of_a_long_network" for layer in (1, 2)]
    assert_readable(branch_size(names, [3.0, 2.0], [1.0, 5.0]))


def test_branch_size_counts_the_smaller_branches():
    assert "in 7 of 8 blocks (median 50%)" in (
        branch_size(NAMES, SHORTCUTS, RESIDUALS).get_suptitle()
    )
    assert "in every block" in branch_size(["a"], [2.0], [1.0]).get_suptitle()


@pytest.mark.parametrize(
    "arguments",
    [
        ([], [], []),
        (["a"], [1.0, 2.0], [1.0]),
        (["a"], [0.0], [1.0]),
        (["a"], [1.0], [-1.0]),
        (["a"], [1.0], [np.nan]),
    ],
)
def test_branch_size_refuses_what_is_no_norm(arguments):
    with pytest.raises(ValueError, match="norm"):
        branch_size(*arguments)


@pytest.mark.parametrize("side", [64, 57, 7])
def test_stride_effect_draws_positions_equally_large(side):
    full = activations()[0][:side, :side, 4]
    strided = full[::2, ::2]
    figure = stride_effect(photograph(), full, strided)
    assert_readable(figure)
    first, second = maps(figure)
    np.testing.assert_array_equal(first.get_array(), full)
    np.testing.assert_array_equal(second.get_array(), strided)
    sizes = [
        image.axes.get_window_extent().width / len(image.get_array()) for image in maps(figure)
    ]
    assert sizes[0] == pytest.approx(sizes[1])
    seen = " ".join(all_words(figure))
    for part in (full, strided):
        assert f"{len(part)} {TIMES} {len(part)} =\n{part.size:,} positions" in seen
    assert f"{strided.size:,} of {full.size:,}" in figure.alt_text


def test_stride_effect_says_a_quarter_only_where_it_is_one():
    even, odd = np.ones((64, 64)), np.ones((7, 7))
    assert "a quarter" in stride_effect(photograph(), even, even[::2, ::2]).get_suptitle()
    assert "33%" in stride_effect(photograph(), odd, odd[::2, ::2]).get_suptitle()


def test_stride_effect_refuses_other_shapes():
    with pytest.raises(ValueError, match="fewer positions"):
        stride_effect(photograph(), np.ones((4, 4)), np.ones((4, 4)))
    with pytest.raises(ValueError, match="height, width"):
        stride_effect(photograph(), np.ones((4, 4, 3)), np.ones((2, 2, 3)))
