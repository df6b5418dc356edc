"""A walk through the blocks shows their own activations, on frames of one size."""

import numpy as np
import pytest
from matplotlib.colors import to_rgba

from resnet_lessons.figures.style import PROJECTION, SHORTCUT
from resnet_lessons.figures.walk import activation_walk
from tests.figures.overlap import assert_readable, drawn_texts
from tests.figures.samples import activations, photograph

NAMES = [f"block_layer{layer}_regular_block{block}" for layer in (1, 2) for block in range(3)]
SHARES = (2.5, 0.2, 0.75, 1.2, 0.49, 0.5)
FINDINGS = (
    "Block layer 1, block 0 (it projects): the branch outweighs the shortcut (250 %)",
    "Block layer 1, block 1: the branch is a tweak, 20 % of the shortcut's size",
    "Block layer 1, block 2: the branch has 75 % of the shortcut's size",
    "Block layer 2, block 0 (it projects): the branch outweighs the shortcut (120 %)",
    "Block layer 2, block 1: the branch is a tweak, 49 % of the shortcut's size",
    "Block layer 2, block 2: the branch has 50 % of the shortcut's size",
)


def block(index, step=1):
    """(shortcut, residual, total) whose residual branch has the size that SHARES say."""
    shortcut, residual, _ = (part[::step, ::step] for part in activations())
    sizes = [np.sqrt(np.mean(part**2)) for part in (shortcut, residual)]
    residual = residual * SHARES[index] * sizes[0] / sizes[1]
    return shortcut, residual, shortcut + residual


def walk(index, step=1, **settings):
    parts = block(index, step)
    return activation_walk(photograph(), "A portrait", NAMES, index, *parts, SHARES, **settings)


def mosaics(figure):
    """Arrays of the small pictures: 3 rows of 6."""
    images = [image for axes in figure.axes for image in axes.images]
    return [np.asarray(image.get_array()) for image in images[1:19]]


@pytest.mark.parametrize("index", range(6))
def test_each_frame_says_what_its_numbers_say(index):
    figure = walk(index, step=1 if index < 3 else 4)
    assert_readable(figure)
    assert FINDINGS[index] in figure.alt_text
    assert "Picture: A portrait." in figure.alt_text
    assert "block layer 2, block 1 0.49" in figure.alt_text
    assert f"{SHARES[index]:.2f}" in {text.words for text in drawn_texts(figure)}
    for part in block(index, 1 if index < 3 else 4):
        assert f"size {np.sqrt(np.mean(part**2)):.2f}" in {t.words for t in drawn_texts(figure)}


def test_the_pictures_are_the_liveliest_channels_of_the_parts():
    drawn = mosaics(walk(1))
    parts = block(1)
    chosen = np.sort(np.argsort(-parts[2].std(axis=(0, 1)))[:6])
    np.testing.assert_array_equal(drawn, [part[..., c] for part in parts for c in chosen])
    np.testing.assert_allclose(np.add(drawn[:6], drawn[6:12]), drawn[12:])


def test_the_strip_holds_every_ratio_and_marks_the_block():
    bars = walk(4).axes[-1].patches
    assert [bar.get_height() for bar in bars] == pytest.approx(SHARES)
    widths = [bar.get_linewidth() for bar in bars]
    assert widths.index(max(widths)) == 4 and widths.count(max(widths)) == 1
    edges = [bar.get_edgecolor() for bar in bars[:3]]
    assert edges == [to_rgba(tone.line) for tone in (PROJECTION, SHORTCUT, SHORTCUT)]


def test_a_spread_holds_all_values():
    figure = walk(1, limit=0.01)
    spreads = [axes for axes in figure.axes if axes.get_title(loc="left") == "spread of all values"]
    share, edges, _ = spreads[0].patches[0].get_data()
    assert sum(share) == pytest.approx(1)
    assert (edges[0], edges[-1]) == (-0.01, 0.01)


def test_frames_are_of_one_size_however_large_the_branch():
    figures = [walk(0), walk(4, step=8), walk(5, step=16, limit=7)]
    deep = [f"block_layer{layer}_bottleneck_block{b}" for layer in (1, 2, 3, 4) for b in range(16)]
    ratios = np.full(64, SHARES[1])
    figures.append(activation_walk(photograph()[..., 0], "x", deep, 63, *block(1), ratios))
    assert_readable(figures[-1])
    shortcut, residual, _ = block(1)
    for share in (0.994, 1.006, 1234):
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
