"""A student's block beside the expected one: what differs is marked in both, and in words."""

import dataclasses

import pytest
from matplotlib.colors import to_hex

from resnet_lessons.anatomy import block_anatomy
from resnet_lessons.block_parts import CONVOLUTION, NORMALISATION, RELU, GraphStep
from resnet_lessons.figures.canvas import png
from resnet_lessons.figures.own_block import describe, own_block
from resnet_lessons.figures.style import SUM, WIDTH, WRONG, theme
from resnet_lessons.graphs.comparison import differences, expected_graph
from tests.figures.overlap import assert_readable, drawn_texts

PROJECTING = expected_graph(block_anatomy("regular", 28, 28, 64, 128, 2, projection=True))
PLAIN = expected_graph(block_anatomy("regular", 28, 28, 64, 64))
BOTTLENECK = expected_graph(block_anatomy("bottleneck", 28, 28, 256, 128, 2, projection=True))
SHAPE = (14, 14, 128)


def changed(graph, **changes):
    return dataclasses.replace(graph, **changes)


def set_step(steps, number, **changes):
    return (*steps[:number], dataclasses.replace(steps[number], **changes), *steps[number + 1 :])


LONG = tuple(GraphStep(f"StudentsOwnLayer{number:08}", SHAPE) for number in range(30))
# Name -> (own, expected).
BLOCKS = {
    "raw projection": (
        changed(PROJECTING, trunk=(), branch=PROJECTING.whole_branch),
        PROJECTING,
    ),
    "3x3 projection": (
        changed(PROJECTING, shortcut=set_step(PROJECTING.shortcut, 0, kernel_size=(3, 3))),
        PROJECTING,
    ),
    "steps on both": (
        changed(PROJECTING, trunk=(), branch=PROJECTING.whole_branch,
                shortcut=(*PROJECTING.whole_shortcut, GraphStep(NORMALISATION, SHAPE))),
        PROJECTING,
    ),
    "concatenated": (changed(PLAIN, join="concatenation", join_shape=(28, 28, 128)), PLAIN),
    "not joined": (changed(PLAIN, join=None, terms=(1, 0, 0), join_shape=()), PLAIN),
    "twice": (changed(PLAIN, terms=(1, 2, 0)), PLAIN),
    "relu after": (changed(PLAIN, after=(GraphStep(RELU, (28, 28, 64)),)), PLAIN),
    "refused": (
        changed(PROJECTING, refused=True, shortcut=set_step(
            PROJECTING.shortcut, 0, strides=1, output_shape=(28, 28, 128))),
        PROJECTING,
    ),
    "always on": (
        changed(BOTTLENECK, trunk=set_step(BOTTLENECK.trunk, 0, training="always on"),
                branch=set_step(BOTTLENECK.branch, 1, training="always on")),
        BOTTLENECK,
    ),
    "padding": (
        changed(PROJECTING, branch=set_step(PROJECTING.branch, 0, padding="same")),
        PROJECTING,
    ),
    "oddity": (
        changed(PROJECTING, branch=set_step(
            PROJECTING.branch, 0, oddities=("a very long oddity that no box has room for",))),
        PROJECTING,
    ),
    "endless branch": (changed(PROJECTING, branch=(*PROJECTING.branch, *LONG)), PROJECTING),
    "endless shortcut": (changed(PROJECTING, shortcut=PROJECTING.shortcut + LONG), PROJECTING),
    "endless end": (changed(PLAIN, after=LONG), PLAIN),
    "nothing on the branch": (
        changed(PLAIN, branch=(), join=None, terms=(1, 0, 0), join_shape=()),
        PLAIN,
    ),
    "all at once": (
        changed(
            BOTTLENECK, trunk=(), branch=BOTTLENECK.branch, join="Maximum", terms=(1, 2, 1),
            after=(GraphStep(RELU, SHAPE), GraphStep("Dropout", SHAPE)),
            shortcut=set_step(BOTTLENECK.shortcut, 0, kernel_size=(5, 5), strides=1, filters=7),
        ),
        BOTTLENECK,
    ),
}  # fmt: skip


def drawn(name):
    own, expected = BLOCKS[name]
    return own_block(own, f"Your block: {name}", expected, differences(own, expected))


def artists(figure, gid):
    return figure.findobj(lambda artist: artist.get_gid() == gid)


def words(figure, gid):
    return [text.words for text in drawn_texts(figure) if text.artist.get_gid() == gid]


@pytest.mark.parametrize("theme_name", ["light", "dark"])
@pytest.mark.parametrize("name", BLOCKS)
def test_every_pair_is_readable_in_both_themes(name, theme_name):
    with theme(theme_name):
        assert_readable(drawn(name))


@pytest.mark.parametrize("name", BLOCKS)
def test_text_stays_inside_its_box(name):
    figure = drawn(name)
    texts = [text for text in drawn_texts(figure) if text.artist.get_gid() == "box text"]
    boxes = [*artists(figure, "box"), *artists(figure, "marked box")]
    frames = [box.get_window_extent() for box in boxes]
    assert len(texts) == len(boxes) > 0
    for text in texts:
        assert any(
            frame.x0 < text.box.x0
            and text.box.x1 < frame.x1
            and frame.y0 < text.box.y0
            and text.box.y1 < frame.y1
            for frame in frames
        ), text.words


@pytest.mark.parametrize("name", BLOCKS)
def test_what_differs_is_marked_by_stroke_and_words_in_both_drawings(name):
    figure = drawn(name)
    marks = words(figure, "mark")
    assert any(mark.startswith("✗") for mark in marks)
    assert any(mark.startswith("✓") for mark in marks)
    strokes = [
        (to_hex(artist.get_edgecolor()).upper(), artist.get_linestyle())
        for gid in ("marked box", "marked edge", "plus")
        for artist in artists(figure, gid)
        if artist.get_linewidth() > 2
    ] + [
        (to_hex(line.get_color()).upper(), line.get_linestyle())
        for line in figure.axes[0].lines
        if line.get_linewidth() > 2 and line.get_gid() != "cross"
    ]
    wrong = [style for color, style in strokes if color == WRONG.line]
    assert wrong
    assert all(style not in ("-", "solid") for style in wrong), "dashed, not by colour alone"
    assert SUM.line in [color for color, _ in strokes]


@pytest.mark.parametrize("name", BLOCKS)
def test_every_difference_is_told_in_words(name):
    own, expected = BLOCKS[name]
    figure = drawn(name)
    found = differences(own, expected)
    assert figure.get_suptitle() == f"Your block: {name}"
    for difference in found:
        assert difference.sentence in figure.alt_text
    assert bool(words(figure, "also")) is (len(found) > 1)


def test_a_pair_is_as_wide_as_a_page_and_both_have_a_name():
    figure = drawn("raw projection")
    assert figure.get_size_inches()[0] == WIDTH
    assert words(figure, "panel") == ["Your block", "Expected"]


def test_alike_blocks_have_no_mark():
    figure = own_block(PROJECTING, "Your block passed", PROJECTING)
    assert_readable(figure)
    assert words(figure, "mark") == []
    assert artists(figure, "marked box") == artists(figure, "marked edge") == []
    assert "Both drawings are alike" in figure.alt_text


@pytest.mark.parametrize("graph", [PROJECTING, PLAIN, BOTTLENECK, BLOCKS["not joined"][0]])
def test_a_block_alone(graph):
    figure = own_block(graph, "Your block")
    assert_readable(figure)
    assert words(figure, "panel") == []
    boxes = " ".join(words(figure, "box text"))
    for step in graph.branch:
        if step.kind == CONVOLUTION:
            assert f"{step.filters} filters, strides {step.strides}" in boxes


def test_the_description_follows_both_paths():
    text = describe(PROJECTING)
    assert text == (
        "Input 28 × 28 × 64. Residual branch: BN; ReLU; 3×3 convolution, 128 filters, strides 2; "
        "BN; ReLU; 3×3 convolution, 128 filters, strides 1. Shortcut: BN; ReLU; 1×1 convolution, "
        "128 filters, strides 2. They arrive as 14 × 14 × 128 and 14 × 14 × 128, joined by "
        "addition."
    )
    assert "the input itself" in describe(PLAIN)
    assert "no shortcut joins it" in describe(BLOCKS["not joined"][0])
    assert "refused" in describe(BLOCKS["refused"][0])


def test_drawing_twice_gives_the_same_picture():
    assert png(drawn("refused")) == png(drawn("refused"))
