"""The student's own network: whose answers are in it, and what it says when some are missing."""

import json
import re

import keras
import numpy as np
import pytest

import resnet_lessons as rl
from resnet_lessons.course.answers.model import ResNetModel
from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.data import trained_networks
from resnet_lessons.data.images import fashion_mnist, scaled
from resnet_lessons.instructor.answers import answer, compiled, without_markers
from resnet_lessons.network.anatomy import block_anatomy
from resnet_lessons.network.named_points import block_names, has_shortcut
from resnet_lessons.student import passed_answers
from tests.support.soak import only_in_soak

# The block of 2015 is no part of the course's network.
METHODS = [name for name in EXERCISES if hasattr(ResNetModel, name) and name != "original_block"]


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
    others = [name for name in METHODS if name not in ("pre_activation", "regular_block")]
    assert f"The lessons': {', '.join(others)}" in printed
    assert isinstance(model, keras.Model)
    assert model.output_shape == (None, 7)


@pytest.mark.builds
def test_the_students_own_answer_is_really_used(capsys):
    model = rl.my_network(18, 7, 32)
    assert isinstance(model, keras.Model)
    assert model.input_shape == (None, 32, 32, 3)
    assert model.output_shape == (None, 7)
    out = capsys.readouterr().out
    assert out.startswith("Yours: nothing yet. The lessons': ")
    assert all(name in out.split("The lessons'")[1] for name in METHODS)

    def pre_activation(self, inputs, is_training):
        normalized = keras.layers.BatchNormalization(axis=-1)(inputs, training=is_training)
        # Not ReLU's function, so that the network shows whose answer is in it.
        return keras.ops.maximum(normalized, 0.0)

    keep("pre_activation", pre_activation)
    model = rl.my_network(18, 7, 32)
    yours, lessons_own = capsys.readouterr().out.split("The lessons'")
    assert yours == "Yours: pre_activation. "
    assert re.search(r"\bpre_activation\b", lessons_own) is None
    # Two in each of the eight blocks, and the one before the pooling.
    kinds = [type(operation).__name__ for operation in model.operations]
    assert kinds.count("Maximum") == 17
    assert "Relu" not in kinds
    names = [layer.name for layer in model.layers]
    assert "block_layer4_regular_block1_residual" in names


@pytest.mark.builds
def test_the_points_around_an_answer_of_ones_own_are_named():
    solve("pre_activation", "pre_activation_with_shortcut", "regular_block")
    model = rl.my_network(image_size=32)
    names = {layer.name for layer in model.layers}
    for layer in (1, 2, 3, 4):
        for point in ("shortcut", "residual", "output"):
            assert f"block_layer{layer}_regular_block0_{point}" in names
    images = np.zeros((1, 32, 32, 3), "float32")
    assert model(images).shape == (1, 10)


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
        {"num_layers": 20},
        {"num_layers": "18"},
        {"num_layers": [18]},
        {"num_layers": None},
        {"output_size": 0},
        {"output_size": "ten"},
        {"output_size": 2.5},
        {"output_size": None},
        {"image_size": 0},
        {"image_size": -3},
        {"image_size": "64"},
        {"image_size": (64, 64)},
        {"image_size": 32.5},
        {"data_format": "NHWC"},
        {"data_format": None},
        {"data_format": 1},
        {"channels": 0},
        {"channels": "grey"},
    ],
    ids=str,
)
def test_an_impossible_network_is_explained(arguments, capsys):
    message = rl.my_network(**arguments)
    assert type(message).__name__ == "Message"
    text = repr(message)
    assert text.startswith("This network cannot be built: ")
    assert text.endswith(".")
    assert not text.endswith("..")
    assert "\n" not in text
    # The sentence speaks of what was asked for, not of operators and types inside.
    (name,) = arguments
    assert name in text or name == "image_size"
    assert "not supported between instances" not in text
    assert "unhashable" not in text
    assert capsys.readouterr().out == ""


def test_without_the_lessons_answers_it_names_what_is_missing(monkeypatch):
    """A student bundle holds no answers."""

    def cut_out(*arguments, **named):
        raise NotImplementedError

    for name in METHODS:
        monkeypatch.setattr(ResNetModel, name, cut_out)
    assert repr(rl.my_network(image_size=32)) == f"Your network still needs: {', '.join(METHODS)}."
    solve("pre_activation")
    missing = [name for name in METHODS if name != "pre_activation"]
    assert repr(rl.my_network(image_size=32)) == f"Your network still needs: {', '.join(missing)}."


@pytest.mark.builds
def test_a_broken_kept_answer_leaves_the_lessons_own(answers_folder, capsys):
    answers_folder.mkdir()
    (answers_folder / "pre_activation.py").write_text("def pre_activation(self:\n")
    (answers_folder / "regular_block.py").write_text("regular_block = 3\n")
    model = rl.my_network(image_size=32)
    assert isinstance(model, keras.Model)
    assert capsys.readouterr().out.startswith("Yours: nothing yet.")


@pytest.mark.builds
def test_unsolved_the_lessons_network_is_shown(capsys):
    model = rl.trained_network()
    assert "the lessons' trained network" in capsys.readouterr().out
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
