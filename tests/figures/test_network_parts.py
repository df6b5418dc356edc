"""The drawing of a whole network holds its shapes and parts; the shares add up."""

import pytest

from resnet_lessons.figures.network_parts import parameter_shares, whole_network
from resnet_lessons.figures.tones import PROJECTION
from resnet_lessons.network.anatomy import shape_text
from resnet_lessons.network.depths import BLOCK_LAYER_SIZES, network_anatomy
from tests.figures.artist_colors import colors
from tests.figures.overlap import assert_readable, drawn_texts
from tests.support.soak import some


def words(figure):
    return [text.words for text in drawn_texts(figure)]


@pytest.mark.parametrize("depth", some(BLOCK_LAYER_SIZES, 3))
def test_every_shape_and_every_part_is_there(depth):
    network = network_anatomy(depth)
    figure = whole_network(network)
    assert_readable(figure)
    seen = words(figure)
    for _, shape in network.shapes:
        assert shape_text(shape) in seen
        assert shape_text(shape) in figure.alt_text
    for part in network.parts:
        assert part.name in seen
        assert f"{part.parameters:,}" in seen
    assert f"{network.parameters:,}" in seen


def test_one_square_a_block_and_the_first_of_each_layer_projects():
    network = network_anatomy(101)
    squares = whole_network(network).findobj(lambda artist: artist.get_gid() == "square")
    assert len(squares) == sum(network.sizes)
    projecting = [PROJECTION.line.lower() in colors(square) for square in squares]
    assert projecting == [flag for layer in network.block_layers for flag in layer.projections]


@pytest.mark.parametrize(
    ("depth", "finding"),
    [
        (18, "Block layer 4 holds 72% of ResNet-18's parameters, for 22% of its multiply–adds"),
        (101, "Block layer 3 holds 59% of ResNet-101's parameters, for 66% of its multiply–adds"),
    ],
)
def test_the_largest_part_is_named(depth, finding):
    figure = parameter_shares(network_anatomy(depth))
    assert_readable(figure)
    assert figure.alt_text.startswith(finding)


@pytest.mark.parametrize("depth", [18, 200])
def test_shares_add_up_and_share_a_scale(depth):
    network = network_anatomy(depth)
    figure = parameter_shares(network)
    for axes, quantity in zip(figure.axes, ("parameters", "multiply_adds"), strict=True):
        bars = [bar.get_width() for bar in axes.patches]
        assert sum(bars) == pytest.approx(100)
        total = getattr(network, quantity)
        assert bars == pytest.approx(
            [100 * getattr(part, quantity) / total for part in network.parts]
        )
    assert figure.axes[0].get_xlim() == figure.axes[1].get_xlim()
    assert "< 0.1%" in words(figure)
