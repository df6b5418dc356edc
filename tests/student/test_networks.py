"""The student's own network: whose answers are in it, and what it says when some are missing."""

import json

import keras
import numpy as np
import pytest

import resnet_lessons as rl
from resnet_lessons.course.answers.model import ResNetModel
from resnet_lessons.data import trained_networks
from resnet_lessons.data.images import fashion_mnist
from resnet_lessons.instructor.answers import answer, compiled, without_markers
from resnet_lessons.network.anatomy import block_anatomy
from resnet_lessons.network.named_points import block_names, has_shortcut
from resnet_lessons.student import passed_answers
from resnet_lessons.training.fit import scaled
from tests.support.soak import only_in_soak


def solve(*names):
    for name in names:
        keep(name, compiled(without_markers(answer(name)), name))


def keep(name, function):
    passed_answers._in_memory[name] = (function, False)


def test_it_says_whose_answers_are_in_it(capsys):
    solve("pre_activation", "regular_block")
    model = rl.my_network(num_layers=18, output_size=7, image_size=32)
    printed = capsys.readouterr().out
    assert "Yours: pre_activation, regular_block." in printed
    assert "The lessons': pre_activation_with_shortcut, bottleneck_block, block_layer" in printed
    assert isinstance(model, keras.Model)
    assert model.output_shape == (None, 7)


def test_the_students_own_answer_is_really_used(capsys):
    def marked(self, inputs, is_training):
        outputs = keras.layers.BatchNormalization(axis=-1)(inputs, training=is_training)
        return keras.layers.ReLU(name=f"mine_{id(outputs)}")(outputs)

    keep("pre_activation", marked)
    model = rl.my_network(image_size=32)
    # Two in each of the eight blocks, and the one before the pooling.
    assert sum("mine_" in layer.name for layer in model.layers) == 17


@pytest.mark.builds
@pytest.mark.parametrize(
    ("data_format", "shape"), [("channels_last", (28, 28, 1)), ("channels_first", (1, 28, 28))]
)
def test_it_takes_grey_images_too(data_format, shape):
    model = rl.my_network(image_size=28, channels=1, data_format=data_format)
    assert model.input_shape == (None, *shape)
    assert model.output_shape == (None, 10)


@pytest.mark.parametrize("raised", [ZeroDivisionError("one by none"), AttributeError(), KeyError()])
def test_an_answer_that_raises_is_explained(raised):
    def raises(*arguments):
        raise raised

    keep("pre_activation", raises)
    message = repr(rl.my_network(image_size=32))
    assert message.startswith("This network cannot be built: ")
    assert (str(raised) or type(raised).__name__) in message


@pytest.mark.parametrize(
    "arguments",
    [
        {"num_layers": 19},
        {"output_size": 0},
        {"data_format": "x"},
        {"image_size": -1},
        {"channels": 0},
        {"channels": "grey"},
    ],
)
def test_an_impossible_network_is_explained(arguments):
    message = rl.my_network(**arguments)
    assert "cannot be built" in repr(message)


def test_without_the_lessons_answers_it_names_what_is_missing(monkeypatch):
    def cut_out(*arguments, **named):
        raise NotImplementedError

    monkeypatch.setattr(ResNetModel, "block_layer", cut_out)
    solve("pre_activation")
    message = repr(rl.my_network(image_size=32))
    assert message.startswith("Your network still needs: pre_activation_with_shortcut")


@pytest.mark.builds
def test_unsolved_the_lessons_network_is_shown(capsys):
    model = rl.trained_network()
    assert "The lessons' trained network" in capsys.readouterr().out
    assert len(model.layers) == len(trained_networks.recorded_network().layers)


@pytest.mark.trains
@pytest.mark.parametrize(("shortcuts", "name"), [(True, "small_residual"), (False, "small_plain")])
def test_the_shipped_networks_are_as_right_as_they_say(shortcuts, name):
    data = fashion_mnist()
    model = trained_networks.recorded_network(shortcuts)
    logits = keras.ops.convert_to_numpy(model([scaled(data.test_images)], training=False))
    facts = json.loads((trained_networks.NETWORKS / f"{name}.json").read_text())
    accuracy = np.mean(logits.argmax(-1) == data.test_labels)
    assert accuracy == pytest.approx(facts["test_accuracy"], abs=0.002)
    assert facts["test_accuracy"] == {"small_residual": 0.861, "small_plain": 0.843}[name]
    assert {"made_by", "images", "seed", "epochs", "keras", "backend", "device"} <= set(facts)
    assert (trained_networks.NETWORKS / f"{name}.keras").stat().st_size < 1e6


@pytest.mark.builds
def test_the_plain_twin_has_the_same_blocks_and_no_shortcut():
    residual, plain = trained_networks.recorded_network(), trained_networks.recorded_network(False)
    assert block_names(plain) == block_names(residual)
    assert not any(has_shortcut(plain, name) for name in block_names(plain))
    assert all(has_shortcut(residual, name) for name in block_names(residual))
    # 1x1, with a bias.
    projections = (16 * 16 + 16) + (16 * 32 + 32)
    assert residual.count_params() - plain.count_params() == projections
    kinds = [type(layer).__name__ for layer in plain._flatten_layers()]
    assert not {"Add", "Concatenate"} & set(kinds)
    assert kinds.count("Conv2D") == 21


# In CI a journey does so, in JupyterLab.
@only_in_soak
def test_solved_the_students_blocks_are_trained(capsys):
    solve("pre_activation", "pre_activation_with_shortcut", "regular_block")
    model = rl.trained_network()
    printed = capsys.readouterr().out
    assert "Your network, from your own" in printed
    assert "epoch 2 of 2" in printed
    right = int(printed.split("it is right ")[1].split("%")[0])
    assert right > 65
    assert "block_layer2_regular_block2_output" in {layer.name for layer in model.layers}


def test_the_cost_of_ones_own_block_is_that_of_its_anatomy():
    solve("pre_activation", "pre_activation_with_shortcut", "regular_block", "bottleneck_block")
    for kind, filters in (("regular", 256), ("bottleneck", 64)):
        message = repr(rl.own_block_cost(f"{kind}_block", 56, 256, filters))
        expected = block_anatomy(kind, 56, 56, 256, filters)
        assert f"{expected.parameters:,} trainable parameters" in message
        assert f"{expected.multiply_adds / 1e6:,.0f} million multiply" in message


def test_the_cost_of_a_block_not_yet_written():
    assert "has not passed yet" in repr(rl.own_block_cost("regular_block", 56, 256, 256))
