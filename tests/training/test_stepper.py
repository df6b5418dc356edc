"""A card that fails while a network learns costs no work; training in low precision keeps float32."""

import subprocess
import sys
import threading

import keras
import numpy as np
import pytest

from resnet_lessons.course.answers.model import ResNetModel
from resnet_lessons.machine import device, gpu
from resnet_lessons.machine.device import Device
from resnet_lessons.machine.graphics_card import Card
from resnet_lessons.training import ongoing_run, stepper
from resnet_lessons.training.fit import small_network
from resnet_lessons.training.ongoing_run import CannotTrain, train_watched
from resnet_lessons.training.stepper import in_precision
from tests.support.small_run import STEPS, few_images, small
from tests.support.soak import some

pytestmark = pytest.mark.trains

CARD = Card("a card", 16000, 15000, (8, 0), "550.54")


@pytest.fixture(scope="module")
def expected(few):
    """The run of two epochs in which nothing fails."""
    return trained(few)


@pytest.fixture
def on_a_card(monkeypatch):
    """A card for which the CPU stands in, and a way to say in which precision it computes."""

    def computes(precision="float32"):
        monkeypatch.setattr(device, "_found", Device("GPU", CARD, "Keras", precision=precision))

    monkeypatch.setattr(device, "_given_up", False)
    monkeypatch.setattr(device, "_threads", threading.local())
    monkeypatch.setattr(gpu, "hide", lambda: None)
    computes()
    return computes


class ResourceExhaustedError(Exception):
    """As TensorFlow's, by name."""


class InternalError(Exception):
    """As TensorFlow's, by name."""


def fails(monkeypatch, error, at):
    """The step of that number fails, once."""
    train, steps = keras.Model.train_on_batch, []

    def failing(model, *arguments, **named):
        steps.append(None)
        if len(steps) == at:
            raise error
        return train(model, *arguments, **named)

    monkeypatch.setattr(keras.Model, "train_on_batch", failing)
    return steps


def trained(few, watch=lambda ongoing: None, model=None, epochs=2):
    return train_watched(model or small(), 18, epochs, 0, "yours", watch, few)


@pytest.mark.parametrize("at", some([3, 1, 5], 3))
@pytest.mark.parametrize("error", [ResourceExhaustedError("OOM"), InternalError("cuDNN failed")])
def test_learning_goes_on_as_if_nothing_had_failed(
    few, expected, on_a_card, monkeypatch, capsys, error, at
):
    fails(monkeypatch, error, at)
    run = trained(few)
    assert run.complete
    np.testing.assert_allclose(run.losses, expected.losses, rtol=1e-4)
    np.testing.assert_allclose(run.test_accuracy, expected.test_accuracy, atol=0.03)
    said = capsys.readouterr().out
    assert said.count("\n") == 1
    assert said.startswith("The graphics card a card is not used, because ")
    assert f"training continues on the CPU, from step {at}." in said
    assert device.setup().kind == "CPU"
    assert device.setup().problem and device.setup().remedy


def test_where_the_card_hands_out_no_numbers_the_last_copy_counts(
    few, expected, on_a_card, monkeypatch
):
    values, seen = stepper.Stepper._values, []

    def unreadable(self):
        seen.append(None)
        # At the start, and after the first epoch.
        if len(seen) > 2:
            raise InternalError("illegal address")
        return values(self)

    monkeypatch.setattr(stepper.Stepper, "_values", unreadable)
    fails(monkeypatch, InternalError("illegal address"), at=STEPS + 2)
    told = []
    run = trained(few, lambda ongoing: told.append((ongoing.done, ongoing.what)))
    np.testing.assert_allclose(run.losses, expected.losses, rtol=1e-4)
    assert [done for done, _ in told] == [0, 1, 2, 3, 4, 3, 4, 5, 6]
    assert f"from step {STEPS + 1}." in told[5][1]


def test_a_card_that_fails_while_it_measures(few, expected, on_a_card, monkeypatch):
    measure, calls = ongoing_run.logits_of, []

    def failing(model, images):
        calls.append(None)
        if len(calls) == 1:
            raise ResourceExhaustedError("OOM")
        return measure(model, images)

    monkeypatch.setattr(ongoing_run, "logits_of", failing)
    run = trained(few)
    np.testing.assert_allclose(run.losses, expected.losses, rtol=1e-4)
    np.testing.assert_allclose(run.test_accuracy, expected.test_accuracy, atol=0.03)


def test_on_the_cpu_an_error_is_an_error(few, monkeypatch):
    fails(monkeypatch, ResourceExhaustedError("OOM when allocating"), at=2)
    with pytest.raises(CannotTrain, match="OOM when allocating"):
        trained(few)


def test_an_error_of_the_networks_own_is_told_after_a_second_try(few, on_a_card, monkeypatch):
    class Fails(keras.layers.Layer):
        def call(self, inputs, training=None):
            if training:
                raise RuntimeError("my own layer")
            return inputs

    on_a_card("mixed_bfloat16")
    with pytest.raises(CannotTrain, match="Your network cannot be trained: "):
        trained(few, model=small(last=Fails()))
    assert device.setup().kind == "GPU"


@pytest.mark.parametrize("precision", ["mixed_bfloat16", "mixed_float16"])
def test_a_loss_that_is_no_number_in_low_precision_is_taken_once_more(
    few, on_a_card, monkeypatch, capsys, precision
):
    on_a_card(precision)
    train, precisions = keras.Model.train_on_batch, []

    def overflowing(model, *arguments, **named):
        logs = train(model, *arguments, **named)
        precisions.append(model.layers[1].compute_dtype)
        return {**logs, "loss": np.inf} if len(precisions) == 2 else logs

    monkeypatch.setattr(keras.Model, "train_on_batch", overflowing)
    run = trained(few)
    assert run.complete and np.isfinite(run.losses).all()
    low = precision.removeprefix("mixed_")
    assert precisions == [low] * 2 + ["float32"] * (2 * STEPS - 1)
    assert f"A step failed in {precision}; training continues without it" in capsys.readouterr().out


@pytest.mark.parametrize("precision", ["mixed_bfloat16", "mixed_float16"])
def test_it_learns_in_low_precision_and_the_network_is_float32(few, on_a_card, precision):
    on_a_card(precision)
    run = trained(few, epochs=10)
    assert run.losses[-STEPS:].mean() < run.losses[:STEPS].mean()
    assert {layer.dtype_policy.name for layer in run.network.layers} == {"float32"}
    assert {str(weight.dtype) for weight in run.network.weights} == {"float32"}
    exact = keras.ops.convert_to_numpy(run.network(few.test_images[:2].astype("float32")))
    assert exact.dtype == np.float32


def test_stopped_in_low_precision_the_network_is_float32(few, on_a_card):
    on_a_card("mixed_bfloat16")

    def watch(ongoing):
        if ongoing.done == 2:
            raise KeyboardInterrupt

    run = trained(few, watch)
    assert {layer.dtype_policy.name for layer in run.network.layers} == {"float32"}


def test_low_precision_agrees_with_float32():
    keras.utils.set_random_seed(0)
    host = ResNetModel(28, 28, 18, 10)
    model = small_network(host, num_blocks=2)
    images = few_images().test_images.astype("float32") / 255
    exact = keras.ops.convert_to_numpy(model(images, training=False))
    with in_precision(model, "mixed_bfloat16"):
        assert model.layers[2].compute_dtype == "bfloat16"
        rough = keras.ops.convert_to_numpy(model(images, training=False))
    assert rough.dtype == np.float32
    difference = np.linalg.norm(rough - exact) / np.linalg.norm(exact)
    assert 0 < difference < 2e-2
    np.testing.assert_array_equal(keras.ops.convert_to_numpy(model(images, training=False)), exact)


def test_xla_is_for_long_courses(monkeypatch):
    found = Device("GPU", CARD, "Keras", jit=True)
    monkeypatch.setattr(device, "_found", found)
    assert not stepper.Stepper(small(), 558)._uses_xla
    assert stepper.Stepper(small(), 10_000)._uses_xla


# TensorFlow's CPU is split in two, and its second half stands in for the card.
MOVES = """
import keras, tensorflow as tf
cpu = tf.config.list_physical_devices("CPU")[0]
half = tf.config.LogicalDeviceConfiguration()
tf.config.set_logical_device_configuration(cpu, [half, half])
from resnet_lessons.machine import device
from resnet_lessons.machine.graphics_card import Card
from resnet_lessons.training.ongoing_run import train_watched
from tests.support.small_run import few_images, small
device._found = device.Device("GPU", Card("a card"), "Keras", precision="mixed_bfloat16")
train, steps = keras.Model.train_on_batch, []

def failing(model, *arguments, **named):
    steps.append({variable.value.device[-5:] for variable in model.variables})
    if len(steps) == 3:
        raise tf.errors.ResourceExhaustedError(None, None, "OOM when allocating tensor")
    return train(model, *arguments, **named)

keras.Model.train_on_batch = failing
tf.device("CPU:1").__enter__()
run = train_watched(small(), 18, 2, 0, "yours", lambda ongoing: None, few_images())
print(steps[1], steps[3], {variable.value.device[-5:] for variable in run.network.variables})
print(run.complete, keras.ops.ones(1).device[-5:])
"""


def test_after_a_failure_everything_is_on_the_cpu():
    done = subprocess.run([sys.executable, "-c", MOVES], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    said, places, last = done.stdout.splitlines()
    assert "it does not have enough memory; training continues on the CPU, from step 3." in said
    assert places == "{'CPU:1'} {'CPU:0'} {'CPU:0'}"
    assert last == "True CPU:0"
