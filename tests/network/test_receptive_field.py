"""The window by arithmetic is the window of the network itself: which pixels reach a position."""

import keras
import numpy as np
import pytest

from resnet_lessons.course.answers.model import ResNetModel
from resnet_lessons.network.depths import network_anatomy
from resnet_lessons.network.receptive_field import views

pytestmark = pytest.mark.builds


def additive_network(depth, side):
    """A narrow network of that depth in which no pixel cancels another: every kernel is positive,
    every normalisation does nothing."""
    host = ResNetModel(side, side, depth, 10)
    host.filters_initial = 1
    model = host.build()
    for layer in model._flatten_layers():
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.epsilon = 0.0
        elif hasattr(layer, "kernel"):
            channels = layer.kernel.shape[-2]
            layer.kernel.assign(keras.ops.full(layer.kernel.shape, 1 / channels))
    return model


@pytest.mark.parametrize(("depth", "side"), [(18, 224), (50, 224), (18, 65), (50, 97)])
def test_a_position_sees_the_pixels_of_its_window_and_no_others(depth, side):
    anatomy = network_anatomy(depth, side)
    model = additive_network(depth, side)
    kind = anatomy.kind
    wanted = [view for view in views(anatomy) if view.place.startswith("block layer")]
    names = [
        f"block_layer{layer.index}_{kind}_block{number}_output"
        for layer in anatomy.block_layers
        for number in range(len(layer.blocks))
    ]
    inside = keras.Model(model.inputs, [model.get_layer(name).output for name in names])
    for view, name in zip(wanted, names, strict=True):
        columns = {view.first - 1, view.first, view.last, view.last + 1}
        columns = sorted(column for column in columns if 0 <= column < side)
        if not columns:
            continue
        images = np.zeros((len(columns), side, side, 3), "float32")
        for number, column in enumerate(columns):
            images[number, :, column] = 1
        found = inside([images], training=False)[names.index(name)]
        found = keras.ops.convert_to_numpy(found)
        reached = found[:, view.position, view.position].max(axis=-1) > 0
        assert list(reached) == [view.first <= column <= view.last for column in columns], view


@pytest.mark.parametrize(("depth", "side"), [(18, 224), (50, 224), (50, 97)])
def test_where_its_position_does_not_see_the_whole_picture_no_other_does(depth, side):
    anatomy = network_anatomy(depth, side)
    model = additive_network(depth, side)
    blocks = [view for view in views(anatomy) if view.place.startswith("block layer")]
    names = [
        f"block_layer{layer.index}_{anatomy.kind}_block{number}_output"
        for layer in anatomy.block_layers
        for number in range(len(layer.blocks))
    ]
    # A window has no gaps, so whoever sees both edges sees everything.
    edges = np.zeros((2, side, side, 3), "float32")
    edges[0, :, 0] = edges[1, :, -1] = 1
    inside = keras.Model(model.inputs, [model.get_layer(name).output for name in names])
    for view, found in zip(blocks, inside([edges], training=False), strict=True):
        reached = keras.ops.convert_to_numpy(found).max(axis=(1, 3)) > 0
        assert (reached[0] & reached[1]).any() == view.covers_picture, view


def test_widths_known_from_the_literature():
    """Araujo, Norris, Sim 2019, "Computing Receptive Fields": 427 for strides in the 3x3."""
    assert views(network_anatomy(50))[-1].width == 427
    assert views(network_anatomy(18))[-1].width == 435
    assert [view.width for view in views(network_anatomy(18))[:2]] == [7, 11]


@pytest.mark.parametrize("depth", [18, 34, 50, 101, 152, 200])
def test_every_block_sees_more_and_the_last_everything(depth):
    found = views(network_anatomy(depth))
    widths = [view.width for view in found]
    assert widths == sorted(widths)
    # The dense layer is the last weight layer and no place.
    assert found[-1].weight_layers == depth - 1
    assert found[-1].covers_picture
    assert not found[0].covers_picture
