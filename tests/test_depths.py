"""The arithmetic of whole networks agrees with the networks that Keras builds."""

import keras
import pytest

from resnet_lessons.depths import (
    BLOCK_LAYER_SIZES,
    BLOCK_STRIDES,
    STEM_FILTERS,
    block_layer_anatomy,
    network_anatomy,
)
from resnet_lessons.model import ResNetModel


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


def test_shapes_and_projections_are_those_of_the_built_network(built):
    depth, model = built
    anatomy = network_anatomy(depth, image_size=65)
    assert model.get_layer("stem_convolution").output.shape[1:] == anatomy.stem_shape
    assert model.get_layer("stem_max_pooling").output.shape[1:] == anatomy.pooled_shape
    for layer in anatomy.block_layers:
        for number, block in enumerate(layer.blocks):
            name = f"block_layer{layer.index}_{block.kind}_block{number}"
            assert model.get_layer(f"{name}_output").output.shape[1:] == block.output_shape


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


def test_what_is_no_network_is_refused():
    with pytest.raises(ValueError, match="18, 34, 50"):
        network_anatomy(20)
    with pytest.raises(ValueError, match="at least one block"):
        block_layer_anatomy("regular", 1, (8, 8, 4), 4, 1, 0)
