"""Chapter 3's figures: their squares, bars, windows and dots are the numbers they are given."""

import itertools

import numpy as np
import pytest
from matplotlib.colors import to_hex

from resnet_lessons.figures import (
    block_costs,
    block_layer_chain,
    branch_profile,
    depth_map,
    receptive_field,
    shape_steps,
)
from resnet_lessons.figures.tones import PROJECTION, SHORTCUT
from resnet_lessons.network.depths import BLOCK_LAYER_SIZES, block_layer_anatomy, network_anatomy
from resnet_lessons.network.receptive_field import views
from tests.figures.overlap import assert_readable, drawn_texts
from tests.support.soak import some

NETWORKS = [network_anatomy(depth) for depth in BLOCK_LAYER_SIZES]


def by_gid(figure, gid):
    return [artist for axes in figure.axes for artist in axes.patches if artist.get_gid() == gid]


@pytest.mark.parametrize(("network", "number"), some(itertools.product(NETWORKS, range(4)), 5))
def test_chain_is_readable_and_colours_the_block_that_projects(network, number):
    layer = network.block_layers[number]
    figure = block_layer_chain(layer, network.name)
    assert_readable(figure)
    frames = by_gid(figure, "block")
    assert len(frames) == min(3, len(layer.blocks))
    edges = [to_hex(frame.get_edgecolor()).upper() for frame in frames]
    assert edges == [PROJECTION.line, *[SHORTCUT.line] * (len(frames) - 1)]
    ending = "halves the side" if number else "although no side shrinks"
    assert figure.get_suptitle().replace("\n", " ").endswith(ending)
    assert figure.alt_text.count("identity shortcut") == len(layer.blocks) - 1


def test_chain_says_how_many_blocks_it_leaves_out():
    figure = block_layer_chain(NETWORKS[3].block_layers[2], "ResNet-101")
    words = [text.words for text in drawn_texts(figure)]
    assert "+ 20" in words
    assert "block 22" in words


def test_chain_of_one_block():
    figure = block_layer_chain(block_layer_anatomy("regular", 1, (9, 9, 4), 4, 1, 1))
    assert_readable(figure)
    assert len(by_gid(figure, "block")) == 1


@pytest.fixture(scope="module")
def whole_map():
    return depth_map(NETWORKS)


@pytest.mark.draws
def test_map_has_a_square_for_every_block(whole_map):
    figure = whole_map
    assert_readable(figure)
    squares = by_gid(figure, "square")
    colours = [to_hex(square.get_facecolor()).upper() for square in squares]
    blocks = sum(sum(sizes) for sizes in BLOCK_LAYER_SIZES.values())
    assert len(squares) == blocks
    assert colours.count(PROJECTION.line) == 4 * len(NETWORKS)
    assert colours.count(SHORTCUT.line) == blocks - 4 * len(NETWORKS)
    places = {(round(square.get_x(), 3), round(square.get_y(), 3)) for square in squares}
    assert len(places) == blocks


def test_map_adds_the_weight_layers_up(whole_map):
    words = [text.words for text in drawn_texts(whole_map)]
    assert "1 + 2 · 8 + 1 = 18" in words
    for network in NETWORKS:
        (sum_,) = [word for word in words if word.endswith(f"= {network.num_layers}")]
        assert eval(sum_.split("=")[0].replace("·", "*")) == network.num_layers


def test_map_keeps_the_sums_to_itself_where_they_are_still_to_be_found():
    figure = depth_map(NETWORKS, sums=False)
    words = [text.words for text in drawn_texts(figure)]
    assert not [word for word in words if "=" in word]
    assert "weight layers" not in figure.alt_text
    assert {str(sum(network.sizes)) for network in NETWORKS} <= set(words)


@pytest.mark.parametrize("network", some(NETWORKS, 5), ids=lambda network: network.name)
def test_map_of_one_network(network):
    figure = depth_map([network])
    assert_readable(figure)
    assert (
        figure.get_suptitle() == f"{network.name} has {sum(network.sizes)} blocks in 4 block layers"
    )


def test_map_of_nothing_is_refused():
    with pytest.raises(ValueError, match="no network"):
        depth_map([])


@pytest.mark.parametrize("network", some(NETWORKS, 4), ids=lambda network: network.name)
def test_shape_steps_are_the_shapes(network):
    figure = shape_steps(network)
    assert_readable(figure)
    sides, channels = ([bar.get_width() for bar in axes.patches] for axes in figure.axes)
    shapes = [shape for _, shape in network.shapes]
    assert sides == [shape[0] for shape in shapes]
    assert channels == [shape[2] for shape in shapes]
    assert "halved three times (56 to 7)" in figure.get_suptitle().replace("\n", " ")


def names(blocks=5):
    return [f"block_layer{layer}_regular_block{n}" for layer in (1, 2) for n in range(blocks)]


def test_profile_shows_every_picture():
    ratios = np.random.default_rng(0).uniform(0.2, 0.9, (10, 30))
    ratios[[0, 5]] += 1
    figure = branch_profile(names(), ratios)
    assert_readable(figure)
    dots = [points.get_offsets() for points in figure.axes[0].collections]
    assert [len(each) for each in dots] == [30] * 10
    np.testing.assert_allclose([each[:, 1] for each in dots], ratios)
    assert "add more than their shortcut carries, the others less" in (
        figure.get_suptitle().replace("\n", " ")
    )


@pytest.mark.parametrize("blocks", [1, 2, 9])
def test_profile_of_any_network_is_readable(blocks):
    ratios = np.random.default_rng(1).uniform(0.1, 3, (2 * blocks, 7))
    figure = branch_profile(names(blocks), ratios)
    assert_readable(figure)
    assert f"{np.median(ratios[0]):.2f}" in figure.alt_text


@pytest.mark.parametrize(
    ("bad_names", "ratios"),
    [
        (names(), np.ones((9, 3))),
        (names(), np.full((10, 3), np.nan)),
        (["conv1"], np.ones((1, 3))),
        ([], np.ones((0, 3))),
    ],
)
def test_profile_refuses_what_is_none(bad_names, ratios):
    with pytest.raises(ValueError):
        branch_profile(bad_names, ratios)


@pytest.mark.parametrize("depth", some(BLOCK_LAYER_SIZES, 2))
def test_windows_are_those_of_the_views(depth):
    found = views(network_anatomy(depth))
    image = np.random.default_rng(0).random((224, 224, 3))
    figure = receptive_field(image, found, f"ResNet-{depth}")
    assert_readable(figure)
    windows = by_gid(figure, "window")
    shown = {view.place.split(",")[0]: view for view in found if view.place != "max-pooling"}
    assert [window.get_width() for window in windows] == [view.width for view in shown.values()]
    first = next(view for view in found if view.covers_picture)
    assert figure.get_suptitle().startswith(f"From {first.place} on")


def test_a_window_that_stays_small_is_said_so():
    found = views(network_anatomy(18))[:4]
    figure = receptive_field(np.zeros((224, 224)), found)
    assert figure.get_suptitle() == "At its end the middle sees 43 of 224 pixels"


def test_a_picture_of_another_side_is_refused():
    with pytest.raises(ValueError, match="shape"):
        receptive_field(np.zeros((200, 224, 3)), views(network_anatomy(18)))


@pytest.mark.parametrize("network", some(NETWORKS, 2), ids=lambda network: network.name)
def test_costs_of_blocks_that_multiply_equally_often(network):
    blocks = [layer.blocks[1] for layer in network.block_layers]
    figure = block_costs(blocks, [f"layer {number}, block 1" for number in (1, 2, 3, 4)])
    assert_readable(figure)
    work = "218" if network.kind == "bottleneck" else "231"
    assert (
        figure.get_suptitle()
        .replace("\n", " ")
        .startswith(f"Each block needs {work} million multiply–adds, while")
    )
