"""What is counted by a student's function is what stands in the network."""

from itertools import pairwise

import keras
import numpy as np
import pytest

import resnet_lessons as rl
from resnet_lessons.course.answers.counting import count_weight_layers, projection_blocks, warm_up
from resnet_lessons.course.answers.model import ResNetModel
from resnet_lessons.course.exercises import EXERCISES, Unexpected
from resnet_lessons.course.exercises.answers_as_numbers import numbers, whole
from resnet_lessons.instructor.answers import compiled
from resnet_lessons.network.depths import BLOCK_LAYER_SIZES, network_anatomy


@pytest.mark.parametrize("depth", BLOCK_LAYER_SIZES)
def test_the_number_in_the_name(depth):
    assert count_weight_layers(BLOCK_LAYER_SIZES[depth], depth >= 50) == depth


@pytest.mark.builds
@pytest.mark.parametrize("depth", [18, 50])
def test_the_built_network_holds_as_many_kernels_and_projections(depth):
    model = ResNetModel(64, 64, depth, 10).build()
    kernels = sum(hasattr(layer, "kernel") for layer in model._flatten_layers())
    sizes = BLOCK_LAYER_SIZES[depth]
    blocks = projection_blocks(sizes)
    assert kernels == count_weight_layers(sizes, depth >= 50) + len(blocks)
    kind = network_anatomy(depth).kind
    for layer, size in enumerate(sizes, start=1):
        for block in range(size):
            name = f"block_layer{layer}_{kind}_block{block}_shortcut"
            before = model.get_layer(name)._inbound_nodes[0].input_tensors[0]._keras_history
            projects = isinstance(before.operation, keras.layers.Conv2D)
            assert projects == ((layer, block) in blocks)


def test_a_warm_up_step_is_the_step_between_block_layers():
    layers = network_anatomy(18).block_layers
    for one, other in pairwise(layers):
        assert warm_up(*one.output_shape) == other.output_shape


@pytest.mark.parametrize("value", [3, 3.0, np.int64(3), np.float32(3), np.array(3)])
def test_whole_numbers_of_every_type(value):
    assert whole(value) == 3
    assert whole(value).dtype == np.float32


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "nothing"),
        (2.5, "2.5"),
        (True, "True or False"),
        ("18", "a string"),
        ([18], "a list"),
        (10**400, "beyond"),
        (float("nan"), "beyond"),
        (np.zeros(2), "ndarray"),
        (3j, "complex"),
    ],
)
def test_what_is_no_whole_number(value, words):
    with pytest.raises(Unexpected, match=words):
        whole(value)


@pytest.mark.parametrize("value", [(1, 2), [1, 2], {1: 0, 2: 0}.keys(), range(1, 3)])
def test_everything_that_can_be_gone_through(value):
    assert numbers(value, "two numbers") == [1, 2]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (3, "number 3"),
        ("ab", "a string"),
        ({}, "dictionary"),
        (None, "nothing"),
        (zip([1], [2], strict=True), "a zip, whose items can be gone through only once"),
        ((each for each in "ab"), "a generator, .* `list"),
    ],
)
def test_what_cannot_be_gone_through(value, words):
    with pytest.raises(Unexpected, match=words):
        numbers(value, "two numbers")


def test_a_list_without_end_is_cut():
    assert len(numbers(range(10**9), "numbers")) == 1000


@pytest.mark.parametrize("name", ["count_weight_layers", "projection_blocks"])
def test_settings_go_beyond_the_six_networks(name):
    sizes = [setting.values["block_layer_sizes"] for setting in EXERCISES[name].cases]
    made_up = [each for each in sizes if tuple(each) not in map(tuple, BLOCK_LAYER_SIZES.values())]
    assert {len(each) for each in made_up} >= {1, 2, 3, 5}
    assert set(map(tuple, BLOCK_LAYER_SIZES.values())) <= {tuple(each) for each in sizes}


@pytest.mark.parametrize("depth", BLOCK_LAYER_SIZES)
def test_where_the_shape_changes_a_block_projects_by_the_rule_of_2015(depth):
    network = network_anatomy(depth)
    shapes = [network.block_layers[0].input_shape]
    shapes += [layer.output_shape for layer in network.block_layers]
    changing = [
        (layer, number)
        for layer, each in enumerate(network.block_layers, start=1)
        for number, block in enumerate(each.blocks)
        if block.input_shape != block.output_shape
    ]
    assert projection_blocks(network.sizes, shapes) == changing
    assert len(changing) == (4 if depth >= 50 else 3)


@pytest.mark.parametrize(
    ("sizes", "bottleneck", "expected"),
    [([2, 3], [False, True], 1 + 4 + 9 + 1), ([1, 1], [True, True], 8), ([4], [False], 10)],
)
def test_a_network_of_both_kinds(sizes, bottleneck, expected):
    assert count_weight_layers(sizes, bottleneck) == expected


def test_the_two_calls_of_the_contract_are_as_before():
    assert projection_blocks([2, 2, 2, 2]) == [(1, 0), (2, 0), (3, 0), (4, 0)]
    assert count_weight_layers([3, 4, 6, 3], True) == 50


def test_wrong_pairs_are_shown_as_they_are():
    result = rl.check("projection_blocks", lambda sizes: [(1, 0), (2, 0), (3, 0), (4, 1)])
    assert "[[1, 0], [2, 0], [3, 0], [4, 1]]" in result.message
    assert "[[1, 0], [2, 0], [3, 0], [4, 0]]" in result.message


def test_a_passed_count_is_not_called_a_part_of_the_network():
    result = rl.check("count_weight_layers", count_weight_layers)
    assert result.verdict == "passed"
    assert "Your network" not in result.message


def test_who_left_out_the_optional_parameter_is_told_the_whole_first_line():
    result = rl.check("projection_blocks", lambda block_layer_sizes: [])
    assert result.verdict == "failed"
    numbered = """\
def projection_blocks(block_layer_sizes):
    return [(number, 0) for number in range(1, len(block_layer_sizes) + 1)]
"""
    result = rl.check("projection_blocks", compiled(numbered, "projection_blocks"))
    assert "`def projection_blocks(block_layer_sizes, shapes=None):`" in result.message
