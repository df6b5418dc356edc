"""A walk through the blocks shows their own activations, on frames of one size."""

import functools
import itertools

import numpy as np
import pytest
from matplotlib.colors import to_rgba

from resnet_lessons.figures.tones import BRANCH, PROJECTION, SHORTCUT, SUM
from resnet_lessons.figures.walk import LayerView, activation_walk, shared_view
from tests.figures.overlap import assert_readable, drawn_texts
from tests.figures.samples import activations, photograph
from tests.support.soak import some

NAMES = [f"block_layer{layer}_regular_block{block}" for layer in (1, 2) for block in range(3)]
SHARES = (2.5, 0.2, 0.75, 1.2, 0.49, 0.5)
FINDINGS = (
    "Block layer 1, block 0 (it projects): the branch outweighs the shortcut (250%)",
    "Block layer 1, block 1: the branch is a tweak, 20% of the shortcut's size",
    "Block layer 1, block 2: the branch has 75% of the shortcut's size",
    "Block layer 2, block 0 (it projects): the branch outweighs the shortcut (120%)",
    "Block layer 2, block 1: the branch is a tweak, 49% of the shortcut's size",
    "Block layer 2, block 2: the branch has 50% of the shortcut's size",
)


def block(index, step=1):
    """(shortcut, residual, total) whose residual branch has the size that SHARES say."""
    shortcut, residual, _ = (part[::step, ::step] for part in activations())
    sizes = [np.sqrt(np.mean(part**2)) for part in (shortcut, residual)]
    residual = residual * SHARES[index] * sizes[0] / sizes[1]
    return shortcut, residual, shortcut + residual


@functools.cache
def walk(index, step=1, view=None):
    parts = block(index, step)
    return activation_walk(photograph(), "A portrait", NAMES, index, *parts, SHARES, view)


def mosaics(figure):
    """Arrays of the small pictures: 3 rows of 6."""
    images = [image for axes in figure.axes for image in axes.images]
    return [np.asarray(image.get_array()) for image in images[1:19]]


@pytest.mark.draws
@pytest.mark.parametrize("index", some(range(6), 3))
def test_each_frame_says_what_its_numbers_say(index):
    figure = walk(index, step=1 if index < 3 else 4)
    assert_readable(figure)
    assert FINDINGS[index] in figure.alt_text
    assert "Picture: A portrait." in figure.alt_text
    assert "block layer 2, block 1 0.49" in figure.alt_text
    words = {text.words for text in drawn_texts(figure)}
    assert f"{SHARES[index]:.2f}" in words
    for part in block(index, 1 if index < 3 else 4):
        assert f"size {np.sqrt(np.mean(part**2)):.2f}" in words


def test_the_pictures_are_the_liveliest_channels_of_the_parts():
    drawn = mosaics(walk(1))
    parts = block(1)
    chosen = np.sort(np.argsort(-parts[2].std(axis=(0, 1)))[:6])
    np.testing.assert_array_equal(drawn, [part[..., c] for part in parts for c in chosen])
    np.testing.assert_allclose(np.add(drawn[:6], drawn[6:12]), drawn[12:])


def chain():
    """Three blocks of one block layer, each of which begins with the sum of the one before."""
    shortcut, residual, _ = activations()
    blocks = []
    for scale in (3, 0.5, 1):
        blocks.append((shortcut, scale * residual, shortcut + scale * residual))
        shortcut = blocks[-1][2]
    return blocks


@pytest.mark.draws
def test_one_blocks_sum_is_the_next_ones_shortcut():
    blocks = chain()
    view = shared_view(blocks)
    ratios = [np.linalg.norm(parts[1]) / np.linalg.norm(parts[0]) for parts in blocks]
    figures = [
        activation_walk(photograph(), "x", NAMES[:3], index, *parts, ratios, view)
        for index, parts in enumerate(blocks)
    ]
    for one, following in itertools.pairwise(figures):
        np.testing.assert_array_equal(colours(one)[12:], colours(following)[:6])
    note = "the same channels and colours in all of block layer 1"
    assert all(note in all_words(figure) for figure in figures)
    assert note not in all_words(walk(1))


def colours(figure):
    """As they are drawn: 3 rows of 6 pictures."""
    images = [image for axes in figure.axes for image in axes.images][1:19]
    return [image.to_rgba(image.get_array()) for image in images]


def pictures(figure):
    """Axes of the input image, then of the 18 small pictures."""
    return [axes for axes in figure.axes if axes.images]


def all_words(figure):
    return " ".join(text.words for text in drawn_texts(figure))


def test_a_shared_view_fits_all_blocks():
    blocks = chain()
    view = shared_view(blocks)
    pooled = np.concatenate([total for _, _, total in blocks]).std(axis=(0, 1))
    assert view.channels == tuple(np.sort(np.argsort(-pooled)[:6]))
    values = np.abs([part for parts in blocks for part in parts])
    assert np.mean(values <= view.limit) == pytest.approx(0.995, abs=1e-4)
    with pytest.raises(ValueError, match="not a finite number"):
        shared_view([(np.full((2, 2, 3), np.nan),) * 3])


def test_colours_follow_the_square_root():
    """A quarter of the scale is half of the way from the middle of the colours to their end."""
    figure = walk(1, view=LayerView((0,), 2.0))
    (image,) = pictures(figure)[1].images
    np.testing.assert_allclose(image.norm([-2, -0.5, 0, 0.5, 2]), [0, 0.25, 0.5, 0.75, 1])
    assert "square root" in all_words(figure)
    assert "−2 0 2" in all_words(figure)


@pytest.mark.draws
def test_a_projection_is_framed_and_named_as_one():
    frames = {
        index: [axes.spines["left"].get_edgecolor() for axes in pictures(walk(index))[1:19:6]]
        for index in (0, 1)
    }
    first = {0: PROJECTION, 1: SHORTCUT}
    for index, colors in frames.items():
        assert colors == [to_rgba(tone.line) for tone in (first[index], BRANCH, SUM)]
    assert "shortcut:\nprojection" in all_words(walk(0))
    assert "Projection on the shortcut (root" in walk(0).alt_text
    assert "projection" not in all_words(walk(1)) + walk(1).alt_text.split("along")[0]


def test_the_strip_holds_every_ratio_and_marks_the_block():
    bars = walk(4).axes[-1].patches
    assert [bar.get_height() for bar in bars] == pytest.approx(SHARES)
    widths = [bar.get_linewidth() for bar in bars]
    assert widths.index(max(widths)) == 4 and widths.count(max(widths)) == 1
    edges = [bar.get_edgecolor() for bar in bars[:3]]
    assert edges == [to_rgba(tone.line) for tone in (PROJECTION, SHORTCUT, SHORTCUT)]


def test_a_spread_holds_all_values():
    figure = walk(1, view=LayerView((0,), 0.01))
    spreads = [axes for axes in figure.axes if axes.get_title(loc="left") == "spread of all values"]
    share, edges, _ = spreads[0].patches[0].get_data()
    assert sum(share) == pytest.approx(1)
    assert (edges[0], edges[-1]) == (-0.01, 0.01)


@pytest.mark.draws
def test_frames_are_of_one_size_however_large_the_branch():
    figures = [walk(0), walk(5, step=16, view=LayerView((1, 3), 7))]
    deep = [f"block_layer{layer}_bottleneck_block{b}" for layer in (1, 2, 3, 4) for b in range(16)]
    ratios = np.full(64, SHARES[1])
    figures.append(activation_walk(photograph()[..., 0], "x", deep, 63, *block(1), ratios))
    assert_readable(figures[-1])
    shortcut, residual, _ = block(1)
    for share in (0.994, 1234):
        part = residual * share / SHARES[1]
        parts = (shortcut, part, shortcut + part)
        figures.append(activation_walk(photograph(), "x", NAMES[:1], 0, *parts, [share]))
    assert len({tuple(figure.get_size_inches()) for figure in figures}) == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"index": 6}, "blocks are 0 to 5"),
        ({"index": -1}, "blocks are 0 to 5"),
        ({"ratios": SHARES[:5]}, "there are 6 blocks"),
        ({"ratios": (np.nan, *SHARES[1:])}, "not a finite number"),
        ({"ratios": (2.5, 0.3, *SHARES[2:])}, "the ratio of block 1 is 0.3"),
        ({"names": ["stem", *NAMES[1:]]}, "not the name of a block"),
        ({"total": block(1)[0]}, "not the sum"),
        ({"view": LayerView((10,), 1.0)}, "name 1 to 6 of 0 to 9"),
        ({"view": LayerView((), 1.0)}, "name 1 to 6"),
        ({"view": LayerView((0,), 0.0)}, "a scale ends above 0"),
        ({"view": LayerView((0,), np.nan)}, "a scale ends above 0"),
    ],
)
def test_what_does_not_fit_is_refused(changes, words):
    shortcut, residual, total = block(1)
    arguments = {
        "image": photograph(), "label_text": "x", "names": NAMES, "index": 1, "shortcut": shortcut,
        "residual": residual, "total": total, "ratios": SHARES,
    }  # fmt: skip
    with pytest.raises(ValueError, match=words):
        activation_walk(**(arguments | changes))
