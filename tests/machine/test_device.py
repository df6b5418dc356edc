"""Where the lessons compute, said in one line: on the CPU, on a GPU, or beside one that is broken."""

import contextlib
import os
import subprocess
import sys
import threading
import time

import keras
import pytest

from resnet_lessons.machine import device, gpu
from resnet_lessons.machine.device import Device, NoBackend, quiet, setup
from resnet_lessons.machine.graphics_card import Card
from tests.support.fake_card import says

LAST = "Checks always run on the CPU."


@pytest.fixture
def unknown(monkeypatch):
    """As in a fresh kernel, on a machine of which nothing is known."""
    monkeypatch.setattr(device, "_found", None)
    monkeypatch.setattr(device, "_given_up", False)
    monkeypatch.setattr(device, "_threads", threading.local())
    for name in (device.CHOICE, "CUDA_VISIBLE_DEVICES"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def hidden(unknown, monkeypatch):
    """A card that TensorFlow finds, and where its own CPU stands in for it; how often it was hidden."""
    calls = []
    monkeypatch.setattr(gpu, "listed", lambda: ["a card"])
    monkeypatch.setattr(gpu, "grow", lambda: None)
    monkeypatch.setattr(gpu, "hide", lambda: calls.append(None))
    monkeypatch.setattr(gpu, "FIRST", "cpu:0")
    return calls


def test_it_names_backend_and_device(unknown):
    found = setup()
    assert found.kind in ("CPU", "GPU")
    assert "TensorFlow" in found.backend
    assert LAST in repr(found)
    assert setup() is found


def test_without_a_card_nothing_is_amiss(unknown, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    found = setup()
    assert found == Device("CPU", None, found.backend)
    assert (found.precision, found.jit) == ("float32", False)
    assert repr(found) == f"{found.backend}, on the CPU. {LAST}"


def test_a_card_is_used_and_named(hidden, monkeypatch, tmp_path):
    says(tmp_path, monkeypatch)
    found = setup()
    assert (found.kind, found.precision, found.jit) == ("GPU", "mixed_bfloat16", True)
    assert repr(found) == (
        f"{found.backend}, on the GPU (NVIDIA H100 80GB HBM3, 80 GiB, compute capability 9.0, "
        f"driver 550.54.15), in mixed_bfloat16. {LAST}"
    )
    assert not hidden


@pytest.mark.parametrize(
    ("capability", "precision"),
    [
        ("8.0", "mixed_bfloat16"),
        ("7.5", "mixed_float16"),
        ("7.0", "mixed_float16"),
        ("6.1", "float32"),
    ],
)
def test_precision_follows_the_card(hidden, monkeypatch, tmp_path, capability, precision):
    says(tmp_path, monkeypatch, f"a card, 16000, 15000, 550.54, {capability}")
    found = setup()
    assert (found.kind, found.precision) == ("GPU", precision)
    assert (precision in repr(found)) == (precision != "float32")


@pytest.mark.parametrize(
    ("answer", "reason", "remedy"),
    [
        ("a card, 16000, 15000, 470.82, 8.6", "its driver 470.82 is too old", "525.60.13 or newer"),
        ("a card, 4000, 3900, 535.1, 5.2", "compute capability 5.2, and 6.0 is needed", "Nothing"),
        ("a card, 16000, 300, 535.1, 8.6", "only 300 MiB of its memory are free", "Shut down"),
    ],
)
def test_a_card_that_cannot_be_used_is_left_alone(
    hidden, monkeypatch, tmp_path, answer, reason, remedy
):
    says(tmp_path, monkeypatch, answer)
    found = setup()
    assert (found.kind, found.precision, found.jit) == ("CPU", "float32", False)
    assert "on the CPU: the graphics card a card is not used, because " in repr(found)
    assert reason in repr(found)
    assert "`resnet-lessons doctor` says what to do" in repr(found)
    assert remedy in found.remedy
    assert len(hidden) == 1


@pytest.mark.parametrize(
    ("has_libraries", "reason", "remedy"),
    [(False, "are not installed", "make lab GPU=1"), (True, "cannot load", "says which one")],
)
def test_libraries_are_missing(unknown, monkeypatch, tmp_path, has_libraries, reason, remedy):
    says(tmp_path, monkeypatch)
    monkeypatch.setattr(gpu, "listed", list)
    monkeypatch.setattr(gpu, "_has_libraries", lambda: has_libraries)
    found = setup()
    assert found.kind == "CPU"
    assert reason in found.problem
    assert remedy in found.remedy


def test_tensorflow_for_the_cpu_only(unknown, monkeypatch, tmp_path):
    says(tmp_path, monkeypatch)
    build = {"is_cuda_build": False}
    monkeypatch.setattr("tensorflow.sysconfig.get_build_info", lambda: build)
    assert "works on the CPU only" in setup().problem


def test_a_driver_that_does_not_run(unknown, monkeypatch, tmp_path):
    says(tmp_path, monkeypatch, "couldn't communicate with the NVIDIA driver", 9)
    found = setup()
    assert "a graphics card is not used, because NVIDIA's driver is not running" in repr(found)
    assert found.remedy


def test_a_card_that_only_tensorflow_knows(hidden, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    card = Card("a card", compute_capability=(7, 5))
    monkeypatch.setattr(gpu, "card_of_backend", lambda: card)
    found = setup()
    assert (found.kind, found.card, found.precision) == ("GPU", card, "mixed_float16")


class ResourceExhaustedError(Exception):
    """As TensorFlow's, by name."""


def test_a_card_that_fails_its_trial_is_left_alone(hidden, monkeypatch, tmp_path):
    says(tmp_path, monkeypatch)

    def fails(*arguments, **named):
        raise ResourceExhaustedError("OOM when allocating tensor")

    monkeypatch.setattr(keras.ops, "conv", fails)
    found = setup()
    assert found.kind == "CPU"
    assert "it does not have enough memory" in found.problem
    assert "Shut down the kernels" in found.remedy
    assert len(hidden) == 1


def test_a_card_that_computes_wrong_numbers_is_left_alone(hidden, monkeypatch, tmp_path):
    says(tmp_path, monkeypatch)
    right = keras.ops.conv
    monkeypatch.setattr(keras.ops, "conv", lambda *given, **named: right(*given, **named) * 1.01)
    assert "it computes wrong numbers" in setup().problem


def test_cpu_is_chosen(hidden, monkeypatch, tmp_path):
    says(tmp_path, monkeypatch)
    monkeypatch.setenv(device.CHOICE, " CPU ")
    found = setup()
    assert found == Device("CPU", None, found.backend)
    assert len(hidden) == 1


@pytest.mark.parametrize("visible", [None, "-1"])
def test_a_gpu_is_asked_for_and_there_is_none(unknown, monkeypatch, tmp_path, visible):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv(device.CHOICE, "gpu")
    if visible:
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", visible)
    found = setup()
    why = "CUDA_VISIBLE_DEVICES hides it" if visible else "none is found in this machine"
    assert found.problem == f"RESNET_LESSONS_DEVICE asks for a GPU, and {why}"
    assert "on the CPU: RESNET_LESSONS_DEVICE asks" in repr(found)
    assert found.remedy


def test_cards_hidden_on_purpose_are_no_problem(unknown, monkeypatch, tmp_path):
    says(tmp_path, monkeypatch)
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    assert not setup().problem


def test_another_choice_is_named_and_goes_for_none(hidden, monkeypatch, tmp_path):
    says(tmp_path, monkeypatch)
    monkeypatch.setenv(device.CHOICE, "tpu")
    found = setup()
    assert found.kind == "GPU"
    assert "RESNET_LESSONS_DEVICE is 'tpu', neither cpu nor gpu" in repr(found)
    assert "or unset it" in found.remedy


@pytest.mark.parametrize(
    ("name", "why"), [("torche", "must be one of"), ("jax", "is not installed")]
)
def test_a_backend_that_is_not_there_is_told_in_a_line(name, why):
    if why == "is not installed":
        with contextlib.suppress(ImportError):
            __import__(name)
            pytest.skip(f"{name} is installed")
    script = (
        "from resnet_lessons.machine import device\ntry:\n    device.setup()\n"
        "except Exception as error:\n    print(*error._render_traceback_(), sep='\\n')"
    )
    environment = {**os.environ, "KERAS_BACKEND": name}
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=environment
    )
    assert done.stdout.count("\n") == 1, done.stderr
    assert f"KERAS_BACKEND is '{name}'" in done.stdout
    assert why in done.stdout
    assert "set it to tensorflow" in done.stdout
    assert done.stderr == ""


def test_a_backend_that_breaks_is_told_in_a_line(unknown, monkeypatch):
    monkeypatch.setitem(sys.modules, "keras", None)
    monkeypatch.setenv("KERAS_BACKEND", "tensorflow")
    with pytest.raises(NoBackend, match="does not start"):
        setup()


def test_it_is_set_up_once_for_all_threads(unknown, monkeypatch):
    made, answers = [], []

    def slow():
        made.append(None)
        time.sleep(0.2)
        return Device("CPU", None, "Keras")

    monkeypatch.setattr(device, "_set_up", slow)
    threads = [threading.Thread(target=lambda: answers.append(setup())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    assert len(set(map(id, answers))) == 1


def test_a_retreat_holds_in_every_thread(hidden, monkeypatch, tmp_path):
    says(tmp_path, monkeypatch)
    assert setup().kind == "GPU"
    found = device.retreat(ResourceExhaustedError("OOM"))
    assert found == setup()
    assert (found.kind, found.precision, found.jit) == ("CPU", "float32", False)
    assert "it does not have enough memory" in found.problem
    assert len(hidden) == 1
    thread = threading.Thread(target=setup)
    thread.start()
    thread.join()
    assert len(hidden) == 2
    with device.scope():
        assert "CPU:0" in keras.ops.ones(1).device


# TensorFlow's CPU is split in two, and its second half stands in for the card.
SPLIT = """
import keras, numpy, tensorflow as tf, threading
from resnet_lessons.machine import device, gpu
cpu = tf.config.list_physical_devices("CPU")[0]
half = tf.config.LogicalDeviceConfiguration()
tf.config.set_logical_device_configuration(cpu, [half, half])
gpu.FIRST, gpu.listed, gpu.grow = "cpu:1", lambda: [cpu], lambda: None
"""
BROKEN = (
    SPLIT
    + """
conv = keras.ops.conv
class InternalError(Exception): pass
def fails(*given, **named):
    assert "CPU:1" in given[0].device
    raise InternalError("DNN library is not found.\\nmore")
keras.ops.conv = fails
print(device.setup())
keras.ops.conv = conv
model = keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Conv2D(2, 3), keras.layers.Flatten()])
model.compile("sgd", "mse")
model.train_on_batch(numpy.ones((2, 8, 8, 1)), numpy.ones((2, 72)))
print(len(tf.config.list_logical_devices()), model.layers[0].kernel.value.device[-5:])
"""
)


def ran(script, tmp_path, monkeypatch):
    says(tmp_path, monkeypatch)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.splitlines()


@pytest.mark.process
def test_after_a_failed_trial_tensorflow_starts_anew_without_the_card(tmp_path, monkeypatch):
    said, devices = ran(BROKEN, tmp_path, monkeypatch)
    assert "the graphics card NVIDIA H100 80GB HBM3 is not used" in said
    assert "computing on it fails (InternalError: DNN library is not found); `resnet" in said
    # The split of the simulation is gone with the rest of what TensorFlow was.
    assert devices == "1 CPU:0"


@pytest.mark.process
def test_the_trial_is_computed_on_the_card(tmp_path, monkeypatch):
    script = SPLIT + (
        "conv = keras.ops.conv\n"
        "def watched(*given, **named):\n"
        "    result = conv(*given, **named)\n"
        "    print(result.device[-5:])\n"
        "    return result\n"
        "keras.ops.conv = watched\n"
        "print(device.setup().kind)\n"
    )
    assert ran(script, tmp_path, monkeypatch) == ["CPU:1", "GPU"]


def test_quiet_drops_standard_error_and_gives_it_back(capfd):
    with quiet():
        os.write(2, b"chatter")
    os.write(2, b"heard")
    assert capfd.readouterr().err == "heard"


def test_quiet_in_two_threads_gives_standard_error_back(capfd):
    first, second = quiet(), quiet()
    with contextlib.ExitStack() as stack:
        stack.enter_context(second)
        first.__enter__()
        stack.pop_all().close()
        os.write(2, b"chatter")
    first.__exit__(None, None, None)
    os.write(2, b"heard")
    assert capfd.readouterr().err == "heard"


@pytest.mark.process
def test_a_notebook_starts_without_a_word_on_standard_error():
    script = (
        "from resnet_lessons.machine import device; device.setup(); import keras; keras.ops.ones(3)"
    )
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert result.returncode == 0
    assert result.stderr == ""
