"""The bars of a block's cost are its layers, and the title is their ratio."""

import pytest

from resnet_lessons.figures.costs_of_blocks import amount, block_costs
from resnet_lessons.network.anatomy import block_anatomy
from tests.figures.overlap import assert_readable, drawn_texts

REGULAR = block_anatomy("regular", 56, 56, 256, 256)
BOTTLENECK = block_anatomy("bottleneck", 56, 56, 256, 64)
PROJECTING = block_anatomy("bottleneck", 56, 56, 256, 128, strides=2, projection=True)
TITLES = ["regular block", "bottleneck block", "bottleneck block with a projection"]


def test_readable_and_complete():
    figure = block_costs([REGULAR, BOTTLENECK, PROJECTING], TITLES)
    assert_readable(figure)
    seen = [text.words for text in drawn_texts(figure)]
    for title, anatomy in zip(TITLES, (REGULAR, BOTTLENECK, PROJECTING), strict=True):
        assert title in seen
        for number in (anatomy.parameters, anatomy.multiply_adds):
            assert amount(number) in seen
            assert amount(number) in figure.alt_text
    assert {"million parameters", "billion multiply–adds"} <= set(seen)


@pytest.mark.parametrize(
    ("place", "quantity", "size"), [(0, "parameters", 1e6), (1, "multiply_adds", 1e9)]
)
def test_a_segment_for_every_layer_that_costs(place, quantity, size):
    figure = block_costs([REGULAR, BOTTLENECK], TITLES[:2])
    bars = [bar.get_width() for bar in figure.axes[place].patches]
    layers = [getattr(step, quantity) for block in (REGULAR, BOTTLENECK) for step in block.steps]
    assert bars == pytest.approx([layer / size for layer in layers if layer])


def test_the_key_leaves_out_what_cannot_be_seen():
    figure = block_costs([REGULAR, PROJECTING], TITLES[:2])
    key = [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    assert [label.split()[-1] for label in key] == ["convolution", "convolution", "projection"]


@pytest.mark.parametrize(
    ("anatomies", "finding"),
    [
        ([REGULAR, BOTTLENECK], "At 256 channels the bottleneck block has 17 times"),
        ([BOTTLENECK, REGULAR], "At 256 channels the bottleneck block has 17 times"),
        ([REGULAR, REGULAR], "These blocks cost about the same: 1.18 million parameters each"),
        ([BOTTLENECK], "At 256 channels a bottleneck block holds 70.8 thousand parameters"),
        ([REGULAR, PROJECTING], "Bottleneck block has 3.1 times fewer parameters than regular"),
    ],
)
def test_the_title_is_computed(anatomies, finding):
    figure = block_costs(anatomies, TITLES[: len(anatomies)])
    assert_readable(figure)
    assert figure.get_suptitle().replace("\n", " ").startswith(finding)
    assert figure.alt_text.startswith(finding)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "0"),
        (999, "999"),
        (70_784, "70.8 thousand"),
        (1_181_184, "1.18 million"),
        (3_699_376_128, "3.7 billion"),
    ],
)
def test_amounts_for_people(number, words):
    assert amount(number) == words


def test_a_title_for_every_block():
    with pytest.raises(ValueError, match="one title for each block"):
        block_costs([REGULAR], TITLES)
