"""The arithmetic of whole networks agrees with the networks that Keras builds."""

import re

import keras
import pytest

from resnet_lessons.course.answers.model import ResNetModel
from resnet_lessons.network.depths import (
    BLOCK_LAYER_SIZES,
    BLOCK_STRIDES,
    STEM_FILTERS,
    block_layer_anatomy,
    network_anatomy,
)


@pytest.fixture(scope="module", params=[18, 50])
def built(request):
    return request.param, ResNetModel(65, 65, request.param, 10).build()


def test_settings_are_those_of_the_model():
    for depth, sizes in BLOCK_LAYER_SIZES.items():
        host = ResNetModel(64, 64, depth, 10)
        assert host.block_layer_sizes == sizes
        assert tuple(host.block_strides) == BLOCK_STRIDES
        assert host.filters_initial == STEM_FILTERS
        assert host.bottleneck == (network_anatomy(depth).kind == "bottleneck")


@pytest.mark.builds
def test_shapes_and_projections_are_those_of_the_built_network(built):
    depth, model = built
    anatomy = network_anatomy(depth, image_size=65)
    assert model.get_layer("stem_convolution").output.shape[1:] == anatomy.stem_shape
    assert model.get_layer("stem_max_pooling").output.shape[1:] == anatomy.pooled_shape
    for layer in anatomy.block_layers:
        for number, block in enumerate(layer.blocks):
            name = f"block_layer{layer.index}_{block.kind}_block{number}"
            assert model.get_layer(f"{name}_output").output.shape[1:] == block.output_shape


@pytest.mark.builds
def test_parameters_of_the_blocks_add_up_to_the_network(built):
    depth, model = built
    anatomy = network_anatomy(depth)
    inside = sum(block.parameters for layer in anatomy.block_layers for block in layer.blocks)
    channels = anatomy.block_layers[-1].output_shape[2]
    stem, head = 7 * 7 * 3 * 64 + 64, 2 * channels + channels * 10 + 10
    trainable = sum(int(keras.ops.size(weight)) for weight in model.trainable_weights)
    assert inside + stem + head == trainable


@pytest.mark.parametrize(
    ("depth", "parameters", "billions"),
    [
        (18, 11_696_680, 1.81),
        (34, 21_808_552, 3.66),
        (50, 25_575_912, 4.09),
        (101, 44_594_152, 7.80),
        (152, 60_260_840, 11.51),
        (200, 64_754_152, 15.01),
    ],
)
def test_totals_are_the_published_ones(depth, parameters, billions):
    anatomy = network_anatomy(depth)
    assert anatomy.parameters == parameters
    # The published count leaves out the projection of a first block that keeps its shape.
    first = anatomy.blocks[0]
    extra = first.shortcut[0].multiply_adds if first.input_shape == first.output_shape else 0
    assert (anatomy.multiply_adds - extra) / 1e9 == pytest.approx(billions, abs=0.006)


@pytest.mark.parametrize("depth", BLOCK_LAYER_SIZES)
def test_only_the_first_block_of_each_layer_projects(depth):
    for layer in network_anatomy(depth).block_layers:
        assert layer.projections == (True, *[False] * (len(layer.blocks) - 1))
        assert all(block.meets for block in layer.blocks)


def test_each_part_holds_what_its_layers_of_the_built_network_hold(built):
    depth, model = built
    found = dict.fromkeys(("stem", *(f"block layer {number}" for number in range(1, 5)), "head"), 0)
    for weight in model.trainable_weights:
        layer = re.search(r"block_layer(\d)", weight.path)
        name = f"block layer {layer.group(1)}" if layer else "head"
        if weight.path.startswith("stem_convolution"):
            name = "stem"
        found[name] += int(keras.ops.size(weight))
    # The model has 10 classes, the anatomy counts 1,000.
    channels = model.get_layer("logits").input.shape[-1]
    found["head"] += 990 * (channels + 1)
    assert found == {part.name: part.parameters for part in network_anatomy(depth).parts}


def test_the_multiply_adds_of_each_part_by_hand():
    parts = network_anatomy(18).parts
    layer1 = 56 * 56 * (4 * 9 * 64 * 64 + 64 * 64)
    # Strides 2 and twice the filters: the first convolution and the projection see half of them.
    later = [
        side * side * (3.5 * 9 * filters**2 + filters**2 / 2)
        for side, filters in ((28, 128), (14, 256), (7, 512))
    ]
    stem, head = 112 * 112 * 49 * 3 * 64, 512 * 1000
    assert [part.multiply_adds for part in parts] == [stem, layer1, *later, head]


def test_what_is_no_network_is_refused():
    with pytest.raises(ValueError, match="18, 34, 50"):
        network_anatomy(20)
    with pytest.raises(ValueError, match="at least one block"):
        block_layer_anatomy("regular", 1, (8, 8, 4), 4, 1, 0)
