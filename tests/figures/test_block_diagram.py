"""The drawings of a block say what the block is, and whether its paths meet."""

import functools

import pytest

from resnet_lessons.figures.block_diagram import block_anatomy_frame, two_paths
from resnet_lessons.figures.canvas import png
from resnet_lessons.figures.tones import PROJECTION, SUM, WRONG
from resnet_lessons.network.anatomy import block_anatomy, shape_text
from tests.figures.overlap import assert_readable, drawn_texts

BLOCKS = {
    "meets": block_anatomy("regular", 28, 28, 64, 64),
    "strides": block_anatomy("regular", 28, 28, 64, 64, strides=2),
    "filters": block_anatomy("regular", 28, 28, 64, 128),
    "projects": block_anatomy("regular", 28, 28, 64, 128, strides=2, projection=True),
    "bottleneck": block_anatomy("bottleneck", 112, 112, 256, 512, strides=2, projection=True),
    "bottleneck refuses": block_anatomy("bottleneck", 112, 112, 1024, 512, strides=2),
}


@functools.cache
def paths(name):
    return two_paths(BLOCKS[name])


@functools.cache
def frame(name):
    return block_anatomy_frame(BLOCKS[name])


def words(figure, gid):
    return [text.words for text in drawn_texts(figure) if text.artist.get_gid() == gid]


def artists(figure, gid):
    return figure.findobj(lambda artist: artist.get_gid() == gid)


def color(patch):
    return "#" + "".join(f"{round(255 * part):02X}" for part in patch.get_edgecolor()[:3])


@pytest.mark.parametrize("name", BLOCKS)
def test_two_paths_is_readable(name):
    assert_readable(paths(name))


@pytest.mark.parametrize("name", BLOCKS)
def test_every_layer_and_every_shape_is_written(name):
    anatomy, figure = BLOCKS[name], paths(name)
    boxes = " ".join(words(figure, "box text"))
    for step in anatomy.branch:
        assert step.label in boxes
        assert step.settings in boxes
    assert words(figure, "arrival") == [
        shape_text(anatomy.output_shape),
        shape_text(anatomy.shortcut_shape),
    ]
    edges = words(figure, "edge label")
    assert edges[0] == shape_text(anatomy.input_shape)
    inner = [shape_text(step.output_shape) for step in anatomy.branch[:-1]]
    assert edges[1 : 1 + len(inner)] == inner


@pytest.mark.parametrize("name", BLOCKS)
def test_a_cross_and_the_reason_only_where_shapes_do_not_meet(name):
    anatomy, figure = BLOCKS[name], paths(name)
    (plus,) = artists(figure, "plus")
    assert bool(artists(figure, "cross")) is not anatomy.meets
    assert color(plus) == (SUM.line if anatomy.meets else WRONG.line)
    reasons = [" ".join(reason.split()) for reason in words(figure, "reason")]
    assert reasons == ([] if anatomy.meets else [f"Cannot be added: {anatomy.reason}"])
    assert ("output" in words(figure, "box text")) is anatomy.meets
    assert ("refuses" in figure.get_suptitle()) is not anatomy.meets


def test_a_projection_starts_below_the_first_pre_activation_in_its_own_colour():
    projecting, plain = paths("projects"), paths("meets")
    assert PROJECTION.line in [color(box) for box in artists(projecting, "box")]
    assert PROJECTION.line not in [color(box) for box in artists(plain, "box")]
    assert words(projecting, "note") == ["starts from the\npre-activated input"]
    assert words(plain, "note") == ["the input itself,\nunchanged"]
    tops = {box.get_x(): box.get_y() for box in artists(projecting, "box")[:2]}
    assert len(tops) == 1, "input and BN + ReLU stand in one column, before the paths part"


@pytest.mark.parametrize("name", BLOCKS)
def test_text_stays_inside_its_box(name):
    assert_inside_boxes(paths(name))


def assert_inside_boxes(figure):
    texts = [text for text in drawn_texts(figure) if text.artist.get_gid() == "box text"]
    boxes = artists(figure, "box")
    assert len(texts) == len(boxes) > 0
    for text, box in zip(texts, boxes, strict=True):
        frame = box.get_window_extent()
        assert frame.x0 + 2 < text.box.x0
        assert text.box.x1 < frame.x1 - 2
        assert frame.y0 + 2 < text.box.y0
        assert text.box.y1 < frame.y1 - 2


@pytest.mark.parametrize("name", BLOCKS)
def test_alt_text_says_every_shape(name):
    anatomy, alt_text = BLOCKS[name], paths(name).alt_text
    for shape in (anatomy.input_shape, anatomy.output_shape, anatomy.shortcut_shape):
        assert shape_text(shape) in alt_text
    assert ("No sum" in alt_text) is not anatomy.meets


@pytest.mark.draws
def test_drawing_twice_gives_the_same_picture():
    assert png(paths("projects")) == png(two_paths(BLOCKS["projects"]))


@pytest.mark.parametrize("name", BLOCKS)
def test_every_frame_is_readable_and_of_one_size(name):
    figure = frame(name)
    assert_readable(figure)
    assert_inside_boxes(figure)
    assert tuple(figure.get_size_inches()) == tuple(frame("meets").get_size_inches())
    assert bool(artists(figure, "cross")) is not BLOCKS[name].meets


def test_a_frame_says_what_each_layer_costs():
    """64 channels to 128 with strides 2, from 28x28 to 14x14, counted by hand."""
    figure = frame("projects")
    assert words(figure, "cost") == [
        "128 parameters",  # gamma and beta of 64 channels
        "73,856 parameters\n14.5 M multiply–adds",  # 9 * 64 * 128 + 128; * 14 * 14
        "256 parameters",
        "147,584 parameters\n28.9 M multiply–adds",  # 9 * 128 * 128 + 128
        "8,320 parameters\n1.61 M multiply–adds",  # 64 * 128 + 128
    ]
    total = 128 + 73_856 + 256 + 147_584 + 8_320
    (written,) = words(figure, "total")
    assert written == f"in all {total:,} parameters and 45 M multiply–adds"
    assert written in figure.alt_text
    assert "1×1 projection 8,320 parameters, 1.61 M multiply–adds" in figure.alt_text
    (costs,) = words(figure, "key")
    assert costs == (
        "parameters: the numbers that a layer learns\n"
        "multiply–adds: its multiplications for one image (M: million)"
    )


def test_few_multiply_adds_are_written_in_full():
    figure = block_anatomy_frame(block_anatomy("regular", 4, 4, 1, 1))
    assert words(figure, "cost")[1] == "10 parameters\n144 multiply–adds"
