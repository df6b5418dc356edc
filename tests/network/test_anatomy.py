"""The arithmetic of a block against real Keras layers."""

import dataclasses
import math

import keras
import numpy as np
import pytest

from resnet_lessons.course.answers.model import ResNetModel
from resnet_lessons.network.anatomy import block_anatomy, shape_text

SETTINGS = [
    # height, width, channels, filters, strides, projection
    (8, 8, 16, 16, 1, False),
    (8, 8, 16, 16, 1, True),
    (8, 6, 16, 32, 2, True),
    (7, 5, 12, 16, 2, True),
    (3, 2, 8, 4, 2, True),
    (28, 28, 64, 128, 2, True),
]


def build_block(kind, height, width, channels, filters, strides, projection):
    host = ResNetModel(64, 64, 18, 10)
    outputs = filters if kind == "regular" else 4 * filters
    inputs = keras.Input((height, width, channels))
    block = host.regular_block if kind == "regular" else host.bottleneck_block
    output = block(inputs, filters, strides, False, 0, outputs if projection else None)
    return keras.Model(inputs, output)


def trainable_parameters(model):
    return sum(math.prod(weight.shape) for weight in model.trainable_weights)


def convolution_multiply_adds(model):
    return sum(
        math.prod(layer.kernel.shape) * math.prod(layer.output.shape[1:3])
        for layer in model.layers
        if isinstance(layer, keras.layers.Conv2D)
    )


@pytest.mark.builds
@pytest.mark.parametrize("kind", ["regular", "bottleneck"])
@pytest.mark.parametrize("setting", SETTINGS)
def test_counts_what_keras_builds(kind, setting):
    height, width, channels, filters, strides, projection = setting
    if kind == "bottleneck" and not projection:
        channels = 4 * filters
    anatomy = block_anatomy(kind, height, width, channels, filters, strides, projection)
    model = build_block(kind, height, width, channels, filters, strides, projection)
    assert anatomy.meets
    assert anatomy.reason is None
    assert anatomy.output_shape == model.output_shape[1:]
    assert anatomy.shortcut_shape == model.output_shape[1:]
    assert anatomy.parameters == trainable_parameters(model)
    assert anatomy.multiply_adds == convolution_multiply_adds(model)


def test_steps_of_a_regular_block():
    anatomy = block_anatomy("regular", 28, 28, 64, 128, strides=2, projection=True)
    assert [step.kind for step in anatomy.branch] == ["pre-activation", "convolution"] * 2
    assert [step.strides for step in anatomy.branch if step.filters] == [2, 1]
    assert [step.label for step in anatomy.shortcut] == ["1\N{MULTIPLICATION SIGN}1 projection"]
    assert anatomy.shortcut[0].strides == 2
    assert anatomy.projects


def test_bottleneck_strides_in_the_middle_and_expands_at_the_end():
    anatomy = block_anatomy("bottleneck", 14, 14, 256, 64, strides=2, projection=True)
    convolutions = [step for step in anatomy.branch if step.kind == "convolution"]
    assert [step.kernel_size for step in convolutions] == [1, 3, 1]
    assert [step.strides for step in convolutions] == [1, 2, 1]
    assert [step.filters for step in convolutions] == [64, 64, 256]


@pytest.mark.parametrize(
    ("setting", "branch", "shortcut"),
    [
        ((28, 28, 64, 128, 2), (14, 14, 128), (28, 28, 64)),
        ((28, 28, 64, 64, 2), (14, 14, 64), (28, 28, 64)),
        ((28, 28, 64, 128, 1), (28, 28, 128), (28, 28, 64)),
        ((8, 8, 1, 16, 1), (8, 8, 16), (8, 8, 1)),  # would broadcast
        ((2, 2, 16, 16, 2), (1, 1, 16), (2, 2, 16)),  # would broadcast
    ],
)
def test_an_identity_shortcut_that_does_not_meet(setting, branch, shortcut):
    anatomy = block_anatomy("regular", *setting)
    assert not anatomy.meets
    assert anatomy.reason == (
        f"the residual branch arrives as {shape_text(branch)}, "
        f"the shortcut as {shape_text(shortcut)}"
    )


def test_an_identity_bottleneck_needs_four_times_the_filters():
    assert block_anatomy("bottleneck", 8, 8, 64, 16).meets
    assert not block_anatomy("bottleneck", 8, 8, 64, 64).meets


def test_a_bottleneck_at_256_channels_is_17_times_smaller():
    regular = block_anatomy("regular", 56, 56, 256, 256)
    bottleneck = block_anatomy("bottleneck", 56, 56, 256, 64)
    assert (regular.parameters, bottleneck.parameters) == (1_181_184, 70_784)
    assert round(regular.parameters / bottleneck.parameters) == 17


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("square", 8, 8, 4, 4), "'regular' or 'bottleneck'"),
        (("regular", 8, 8, 4, 0), "filters is 0"),
        (("regular", 8, 8, 4, 1.5), "filters is 1.5"),
        (("regular", 0, 8, 4, 4), "height is 0"),
        (("regular", 8, -1, 4, 4), "width is -1"),
        (("regular", 8, 8, None, 4), "channels is None"),
        (("regular", 8, 8, True, 4), "channels is True"),
        (("regular", 8, 8, 4, 4, 3), "strides 1 or 2"),
        (("regular", 8, 8, 4, 4, True), "strides 1 or 2"),
    ],
)
def test_nonsense_is_refused_in_words(arguments, words):
    with pytest.raises(ValueError, match=words):
        block_anatomy(*arguments)


def test_numpy_sizes_and_frozen_answers():
    anatomy = block_anatomy("regular", *np.array([8, 8, 4, 4]))
    assert anatomy == block_anatomy("regular", 8, 8, 4, 4)
    assert shape_text(anatomy.output_shape) == shape_text((8, 8, 4))
    with pytest.raises(dataclasses.FrozenInstanceError):
        anatomy.kind = "bottleneck"
