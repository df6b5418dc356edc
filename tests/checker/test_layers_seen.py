"""Another normalisation, none, and frozen layers are told from the layers that were called."""

import keras
import pytest

from resnet_lessons.checker.feedback import judge
from resnet_lessons.checker.layers_seen import NORMALISATIONS, frozen, other_normalisation
from resnet_lessons.checker.observation import Outcome
from resnet_lessons.checker.probe import probe
from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.course.keys import public_key
from resnet_lessons.course.keys.call import INPUTS, OTHER_KIND, Call
from tests.checker.test_advice import written


def outcome(*kinds, parameters=10, **settings):
    calls = tuple(Call(kind, settings, (2, 4, 4, 3), (INPUTS,), 1.0, 2.0) for kind in kinds)
    return Outcome(calls=calls, parameters=parameters)


BATCH = outcome("BatchNormalization")
BLOCK = outcome("pre_activation_with_shortcut", "custom_conv2d", "pre_activation", "custom_conv2d")


def test_every_layer_of_keras_that_normalises_has_words():
    layers = {name for name in dir(keras.layers) if "Normalization" in name}
    assert layers == set(NORMALISATIONS) | {"BatchNormalization"}


@pytest.mark.parametrize("kind", NORMALISATIONS)
def test_another_normalisation_is_named(kind):
    found = other_normalisation(outcome(kind, "ReLU"), BATCH)
    assert found.seen == f"`layers.{kind}` takes the place of batch normalisation."
    assert found.why.startswith(NORMALISATIONS[kind]) and "over all images" in found.why


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (BATCH, BATCH),
        (outcome("BatchNormalization", "LayerNormalization"), BATCH),
        (outcome("LayerNormalization"), outcome("Conv2D")),
        (outcome(OTHER_KIND, parameters=0), BATCH),
        (outcome("Conv2D", parameters=10), BATCH),
        (outcome("custom_conv2d", "pre_activation", parameters=3), BLOCK),
    ],
)
def test_nothing_is_said_of_what_is_right_or_unknown(seen, expected):
    assert other_normalisation(seen, expected) is None


def test_no_normalisation_at_all():
    found = other_normalisation(outcome("ReLU", parameters=0), BATCH)
    assert found.seen == (
        "No layer of Keras that normalises was called. The answer has 0 trainable parameters, the right "
        "one 10."
    )


def test_a_frozen_layer_is_told_with_the_settings_it_is_found_by():
    calls = outcome("Conv2D", trainable=False, filters=4, kernel_size=1, padding="same").calls
    assert frozen(calls) == ("`layers.Conv2D` with `filters=4, kernel_size=1`",)
    assert frozen(outcome("Dense", trainable=True).calls + BATCH.calls) == ()


# What the check says ------------------------------------------------------------------------------


def message(exercise_id, source):
    exercise = EXERCISES[exercise_id]
    observation = probe(exercise, written(source, exercise_id))
    return judge(exercise, observation, public_key(exercise_id)).message


PRE_ACTIVATION = (
    "def pre_activation(self, inputs, is_training):\n"
    "    axis = 1 if self.data_format == 'channels_first' else -1\n"
    "    return ops.relu({})\n"
)
SAID = {
    "layers.LayerNormalization()(inputs)": "`layers.LayerNormalization` takes the place of",
    "layers.GroupNormalization(1, axis)(inputs)": "`layers.GroupNormalization` takes the place of",
    "layers.UnitNormalization(axis)(inputs)": "`layers.UnitNormalization` takes the place of",
    "ops.normalize(inputs, axis)": "No layer of Keras that normalises was called.",
    "inputs - ops.mean(inputs)": "No layer of Keras that normalises was called.",
    "inputs": "The output is the ReLU of the inputs; nothing was normalised.",
    "layers.BatchNormalization(axis, epsilon=0.5)(inputs, training=is_training)": "`epsilon=0.5`",
}


@pytest.mark.parametrize("normalised", SAID)
def test_a_pre_activation_without_batch_normalisation(normalised):
    said = message("pre_activation", PRE_ACTIVATION.format(normalised))
    assert SAID[normalised] in said
    assert ("in the place of" in said) == ("in the place of" in SAID[normalised])


PROJECTION = (
    "def pre_activation_with_shortcut(self, inputs, is_training, shortcut_params):\n"
    "    filters, strides = shortcut_params\n"
    "    x = self.pre_activation(inputs, is_training)\n"
    "    if filters is None:\n"
    "        return x, inputs\n"
    "    layer = layers.Conv2D(filters, 1, strides, data_format=self.data_format)\n"
    "    layer.trainable = {}\n"
    "    return x, layer(x)\n"
)


def test_a_frozen_projection_is_named():
    said = message("pre_activation_with_shortcut", PROJECTION.format("False"))
    assert (
        "`layers.Conv2D` with `filters=4, kernel_size=1, strides=2` has `trainable=False` and cannot "
        "learn" in said
    )
    assert "is a layer shared" not in said


def test_a_projection_that_learns_is_right():
    assert "trainable" not in message("pre_activation_with_shortcut", PROJECTION.format("True"))
