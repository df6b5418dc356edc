"""The map holds every block of every network, and the facts of the one that is opened."""

import functools

import pytest
from matplotlib.colors import to_rgba

from resnet_lessons.figures.opened_block import network_map
from resnet_lessons.figures.style import WIDTH
from resnet_lessons.figures.tones import PROJECTION, SHORTCUT
from resnet_lessons.network.depths import BLOCK_LAYER_SIZES, network_anatomy
from tests.figures.overlap import assert_readable, drawn_texts
from tests.support.soak import some

EXTREMES = [
    (depth, layer, BLOCK_LAYER_SIZES[depth][layer - 1] - 1 if layer > 1 else 0)
    for depth in (18, 200)
    for layer in (1, 2, 3, 4)
]
# Weight layers: blocks, parameters for 1,000 classes, multiply-adds (one projection more than
# torchvision's 1.81 and 3.66 G, which leave out that of the first block).
TOTALS = {
    18: (8, "11,696,680", "1.83 billion"),
    34: (16, "21,808,552", "3.68 billion"),
    50: (16, "25,575,912", "4.09 billion"),
    101: (33, "44,594,152", "7.80 billion"),
    152: (50, "60,260,840", "11.51 billion"),
    200: (66, "64,754,152", "15.01 billion"),
}


def words(figure, gid):
    return [text.words for text in drawn_texts(figure) if text.artist.get_gid() == gid]


def squares(figure):
    return figure.findobj(lambda artist: artist.get_gid() == "square")


@functools.cache
def draw(depth, layer, block):
    return network_map(network_anatomy(depth), layer, block)


@pytest.mark.draws
@pytest.mark.parametrize(("depth", "layer", "block"), some(EXTREMES, 3))
def test_every_extreme_is_readable_and_of_one_size(depth, layer, block):
    figure = draw(depth, layer, block)
    assert_readable(figure)
    assert tuple(figure.get_size_inches()) == tuple(draw(50, 1, 0).get_size_inches())
    assert figure.get_size_inches()[0] == WIDTH


@pytest.mark.parametrize("depth", TOTALS)
def test_every_block_is_a_square_and_the_first_of_a_layer_projects(depth):
    figure = draw(depth, 3, 1)
    drawn = squares(figure)
    blocks, parameters, multiply_adds = TOTALS[depth]
    assert len(drawn) == blocks
    edges = [square.get_edgecolor() for square in drawn]
    assert edges.count(to_rgba(PROJECTION.line)) == 4
    assert edges.count(to_rgba(SHORTCUT.line)) == blocks - 5
    (chosen,) = (i for i, square in enumerate(drawn) if square.get_linewidth() > 2)
    sizes = BLOCK_LAYER_SIZES[depth]
    assert chosen == sizes[0] + sizes[1] + 1
    facts = words(figure, "fact")
    assert f"{parameters} parameters" in facts
    assert f"{multiply_adds} multiply-adds" in facts
    assert f"{parameters} parameters and {multiply_adds} multiply-adds." in figure.alt_text


def test_the_facts_of_a_block_are_those_of_its_layers():
    """Block layer 2, block 0 of ResNet-18, counted by hand: 64 channels to 128, strides 2."""
    parameters = 2 * 64 + (9 * 64 * 128 + 128) + 2 * 128 + (9 * 128 * 128 + 128) + (64 * 128 + 128)
    figure = draw(18, 2, 0)
    facts = words(figure, "fact")
    assert facts[:6] == [
        "block layer 2, block 0",
        "in 56 × 56 × 64",
        "out 28 × 28 × 128",
        f"{parameters:,} parameters",
        f"{parameters / 11_696_680:.1%} of all parameters",
        "180 million multiply-adds",
    ]
    assert words(figure, "place") == ["the first of 2; its shortcut projects"]
    assert facts[6:9] == ["ResNet-18", "8 blocks, weight layers:", "1 + 2 · 8 + 1 = 18"]
    boxes = words(figure, "box text")
    assert {"3×3, 128\nstrides 2", "1×1, 128\nstrides 2", "input\n56×56×64"} <= set(boxes)


def test_what_a_block_sees_is_drawn_in_the_picture():
    """After ResNet-18's first block: 7 (stem) + 2 · 2 (pooling) + 2 · 2 · 4 (two convolutions)."""
    figure = draw(18, 1, 0)
    assert words(figure, "view") == ["sees 27 × 27 of\n224 × 224 pixels"]
    (picture,) = figure.findobj(lambda artist: artist.get_gid() == "picture")
    (window,) = figure.findobj(lambda artist: artist.get_gid() == "window")
    assert window.get_width() / picture.get_width() == pytest.approx(27 / 224)
    last = draw(200, 4, 2)
    assert words(last, "view") == ["sees all\n224 × 224 pixels"]
    (window,) = last.findobj(lambda artist: artist.get_gid() == "window")
    assert window.get_width() == pytest.approx(picture.get_width())


@pytest.mark.parametrize("depth", TOTALS)
def test_the_map_says_where_every_weight_layer_is(depth):
    """Stem and dense layer are one each; the rest stands in the block layers."""
    per_block = 2 if depth < 50 else 3
    counts = [per_block * size for size in BLOCK_LAYER_SIZES[depth]]
    assert 1 + sum(counts) + 1 == depth
    figure = draw(depth, 3, 1)
    assert figure.get_suptitle() == (
        f"Block layer 3 holds {counts[2]} of ResNet-{depth}'s {depth} weight layers; block 1 is open"
    )
    for text, count in zip(words(figure, "layer"), counts, strict=True):
        assert text.endswith(f" = {count} weight layers")
    boxes = words(figure, "box text")
    assert sum("1 weight layer (" in text for text in boxes) == 2


@pytest.mark.parametrize(
    ("block", "place"),
    [
        ((18, 1, 1), "the second and last of 2; an identity shortcut"),
        ((34, 1, 1), "the second of 3; an identity shortcut"),
        ((34, 1, 2), "the last of 3; an identity shortcut"),
        ((50, 3, 3), "one of 6; an identity shortcut"),
        ((50, 3, 0), "the first of 6; its shortcut projects"),
    ],
)
def test_an_opened_block_has_its_place_in_the_layer(block, place):
    figure = draw(*block)
    assert words(figure, "place") == [place]
    assert f"It is {place.split(';')[0]}." in figure.alt_text


@pytest.mark.parametrize(
    ("place", "message"),
    [((0, 0), "block layers 1 to 4"), ((5, 0), "1 to 4"), ((1, 2), "0 to 1"), ((1, -1), "0 to 1")],
)
def test_a_block_that_is_not_there_is_refused(place, message):
    with pytest.raises(ValueError, match=message):
        draw(18, *place)
