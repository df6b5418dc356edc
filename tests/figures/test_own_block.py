"""A student's block beside the expected one: what differs is marked in both, and in words."""

import dataclasses
import functools

import pytest
from matplotlib.colors import to_hex

from resnet_lessons.checker.block_graph.differences import differences, expected_graph
from resnet_lessons.checker.block_graph.graph import CONVOLUTION, NORMALISATION, RELU, GraphStep
from resnet_lessons.figures.canvas import png
from resnet_lessons.figures.own_block import block_in_settings, own_block
from resnet_lessons.figures.style import WIDTH
from resnet_lessons.figures.tones import BRANCH, NEUTRAL, SUM, WRONG
from resnet_lessons.network.anatomy import block_anatomy
from tests.figures.overlap import assert_readable, drawn_texts
from tests.support.soak import some

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
    "branch twice": (changed(PLAIN, terms=(2, 1, 0)), PLAIN),
    "projection twice": (changed(PROJECTING, terms=(1, 3, 0)), PROJECTING),
    "concatenated twice": (
        changed(PLAIN, join="concatenation", terms=(1, 2, 0), join_shape=(28, 28, 192)),
        PLAIN,
    ),
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


@functools.cache
def drawn(name):
    own, expected = BLOCKS[name]
    return own_block(own, f"Your block: {name}", expected, differences(own, expected))


def artists(figure, gid):
    return figure.findobj(lambda artist: artist.get_gid() == gid)


def words(figure, gid):
    return [text.words for text in drawn_texts(figure) if text.artist.get_gid() == gid]


@pytest.mark.draws
@pytest.mark.parametrize("name", some(BLOCKS, 3))
def test_every_pair_is_readable_in_both_themes(name):
    assert_readable(drawn(name))


@pytest.mark.parametrize("name", some(BLOCKS, 3))
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


@pytest.mark.parametrize("name", some(BLOCKS, 3))
def test_what_differs_is_marked_by_stroke_and_words_in_both_drawings(name):
    figure = drawn(name)
    marks = words(figure, "mark")
    assert any(mark.startswith("✗") for mark in marks)
    assert any(mark.startswith("✓") for mark in marks)
    colors = {color for color, _ in heavy(figure)}
    assert {WRONG.ink, NEUTRAL.ink} <= colors
    assert not colors & {BRANCH.line, SUM.line}, "the colours of paths and of the sum"
    assert {style for _, style in heavy(figure)} <= {"-", "solid"}


def heavy(figure):
    """(colour, line style) of every heavy stroke; the samples of the key are no artists with a gid."""
    artists_ = [
        each for gid in ("marked box", "marked edge", "plus") for each in artists(figure, gid)
    ]
    found = [
        (to_hex(each.get_edgecolor()).upper(), each.get_linestyle())
        for each in artists_
        if each.get_linewidth() > 3
    ]
    foot = key_height(figure)
    return found + [
        (to_hex(line.get_color()).upper(), line.get_linestyle())
        for line in figure.axes[0].lines
        if line.get_linewidth() > 3 and line.get_ydata()[0] < foot
    ]


def key_height(figure):
    """Where the key stands, in inches from the top of the drawing."""
    keys = [text.artist.get_position()[1] for text in drawn_texts(figure) if is_key(text)]
    (height,) = set(keys)
    return height


def is_key(text):
    return text.artist.get_gid() == "key"


@pytest.mark.parametrize("name", some(BLOCKS, 3))
def test_the_key_explains_both_marks(name):
    assert words(drawn(name), "key")[-2:] == ["✗ differs", "✓ as expected"]


@pytest.mark.parametrize(
    ("name", "lines"),
    [("twice", 2), ("branch twice", 2), ("projection twice", 2), ("relu after", 0)],
)
def test_what_is_added_more_than_once_enters_with_two_lines(name, lines):
    figure = drawn(name)
    arrows = [each for each in artists(figure, "marked edge") if is_wrong(each)]
    levels = {round(each.get_window_extent().y0) for each in arrows}
    assert len(arrows) == len(levels) == lines


def is_wrong(artist):
    return to_hex(artist.get_edgecolor()).upper() == WRONG.ink


def test_the_same_edge_is_marked_on_both_sides_of_what_is_added_twice():
    figure = drawn("twice")
    assert {each.get_linewidth() for each in artists(figure, "plus")} == {1.8}
    right = [each for each in artists(figure, "marked edge") if not is_wrong(each)]
    assert len(right) == 1


def test_the_padding_that_differs_is_a_third_line_in_both_boxes():
    texts = [text for text in words(drawn("padding"), "box text") if "padding" in text]
    assert texts == [
        "3×3 convolution\n128 filters, strides 2\npadding: same",
        "3×3 convolution\n128 filters, strides 2\npadding: fixed",
    ]


def test_the_training_flag_that_differs_is_said_in_both_boxes():
    texts = [text for text in words(drawn("always on"), "box text") if "training" in text]
    assert (
        texts == ["BN + ReLU\ntraining=True, always"] * 2 + ["BN + ReLU\ntraining=is_training"] * 2
    )


def test_the_setting_stands_below_the_title_and_the_note_below_the_drawing():
    figure = own_block(
        PLAIN, "Your block", PLAIN, setting="strides 1 and an identity shortcut", note="Larger."
    )
    assert_readable(figure)
    assert words(figure, "subtitle") == ["drawn with strides 1 and an identity shortcut"]
    assert words(figure, "line") == ["Larger."]
    assert figure.get_suptitle() == "Your block"
    assert "Drawn with strides 1 and an identity shortcut." in figure.alt_text
    assert figure.alt_text.endswith("Larger.")


@pytest.mark.parametrize("name", some(BLOCKS, 3))
def test_every_difference_is_told_in_words(name):
    own, expected = BLOCKS[name]
    figure = drawn(name)
    found = differences(own, expected)
    assert figure.get_suptitle() == f"Your block: {name}"
    for difference in found:
        assert difference.sentence in figure.alt_text
    assert bool(words(figure, "line")) is (len(found) > 1)


def test_a_pair_is_as_wide_as_a_page_and_both_have_a_name():
    figure = drawn("raw projection")
    assert figure.get_size_inches()[0] == WIDTH
    assert words(figure, "panel") == ["Your block", "Expected"]


def test_alike_blocks_have_no_mark():
    figure = own_block(PROJECTING, "Your block passed", PROJECTING)
    assert_readable(figure)
    assert words(figure, "mark") == []
    assert artists(figure, "marked box") == artists(figure, "marked edge") == []
    assert words(figure, "key") == ["residual branch", "identity shortcut", "projection"]
    assert "Both drawings are the same" in figure.alt_text


@pytest.mark.parametrize("graph", [PROJECTING, PLAIN, BOTTLENECK, BLOCKS["not joined"][0]])
def test_a_block_alone(graph):
    figure = own_block(graph, "Your block")
    assert_readable(figure)
    assert words(figure, "panel") == []
    boxes = " ".join(words(figure, "box text"))
    for step in graph.branch:
        if step.kind == CONVOLUTION:
            assert f"{step.filters} filters, strides {step.strides}" in boxes


@pytest.mark.parametrize("other", [PROJECTING, BLOCKS["refused"][0], BLOCKS["always on"][0]])
def test_a_block_in_two_settings(other):
    settings = ("strides 1 and an identity shortcut", "strides 2 and a projection")
    figure = block_in_settings((PLAIN, other), settings, "Your block")
    assert_readable(figure)
    assert words(figure, "panel") == [f"With {setting}" for setting in settings]
    assert words(figure, "mark") == []
    assert "With strides 1 and an identity shortcut: Input 28 × 28 × 64." in figure.alt_text


@pytest.mark.draws
def test_drawing_twice_gives_the_same_picture():
    assert png(drawn("refused")) == png(drawn.__wrapped__("refused"))
