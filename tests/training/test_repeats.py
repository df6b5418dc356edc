"""Repetition: which blocks of a network are found to be equal, and which networks cannot be read."""

import keras
import pytest
from keras import layers, ops

from resnet_lessons.experiments import degradation, shortcut_variants
from resnet_lessons.training import repeats


def lengths(model):
    """(times, operations of one) of each run."""
    return [(len(run), len(run[0].calls)) for run in repeats.runs(model)]


def chain(*blocks, shape=(4,)):
    inputs = outputs = keras.Input(shape)
    for block in blocks:
        outputs = block(outputs)
    return keras.Model(inputs, outputs)


@pytest.mark.builds
def test_residual_blocks_are_found_whole():
    # Two normalisations, two ReLUs, two convolutions and the addition.
    assert (6, 7) in lengths(degradation.untrained("residual", 14, 0))


@pytest.mark.builds
def test_plain_blocks_repeat_layer_by_layer():
    assert (12, 3) in lengths(degradation.untrained("plain", 14, 0))


@pytest.mark.builds
@pytest.mark.parametrize("variant", shortcut_variants.VARIANTS)
def test_blocks_of_every_variant_are_found(variant):
    found = max(times * steps for times, steps in lengths(shortcut_variants.network(variant, 5)))
    assert found >= 25


def test_layers_that_differ_are_no_repetition():
    different = [layers.Dense(4, activation=name) for name in ("relu", "tanh", "relu", "tanh")]
    assert lengths(chain(*different)) == [(1, 1)] * 4
    assert lengths(chain(*(layers.Dense(4) for _ in range(4)))) == [(4, 1)]
    assert (
        lengths(chain(layers.Dense(4), layers.Dense(4, trainable=False), layers.Dense(4)))
        == [(1, 1)] * 3
    )


def test_a_setting_of_a_call_counts():
    def block(flag):
        layer = layers.BatchNormalization()
        return lambda inputs: layer(inputs, training=flag)

    assert lengths(chain(*(block(True) for _ in range(3)))) == [(3, 1)]
    assert lengths(chain(block(True), block(False), block(True))) == [(1, 1)] * 3


def test_models_inside_are_looked_into():
    inner = chain(*(layers.Dense(4) for _ in range(3)))
    assert lengths(chain(layers.Dense(4), inner)) == [(4, 1)]


def test_a_weight_used_twice_is_refused():
    layer = layers.Dense(4)
    with pytest.raises(ValueError, match="twice"):
        repeats.runs(chain(layer, layer, layer))


def test_two_tensors_are_refused():
    inputs = keras.Input((4,))
    with pytest.raises(ValueError, match="one tensor"):
        repeats.runs(keras.Model(inputs, [layers.Dense(1)(inputs), layers.Dense(2)(inputs)]))


def test_an_operation_without_a_layer_is_a_call_too():
    def block(outputs):
        return ops.relu(layers.Dense(4)(outputs)) + outputs

    assert lengths(chain(block, block, block)) == [(3, 3)]
