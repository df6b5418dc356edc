"""Loading TensorFlow without its chatter, and saying where the lessons compute."""

import os
import subprocess
import sys

from resnet_lessons.device import Device, quiet, setup


def test_it_names_backend_and_device():
    found = setup()
    assert found.kind in ("CPU", "GPU")
    assert "TensorFlow" in found.backend
    assert "Checks always run on the CPU" in repr(found)


def test_a_gpu_is_named():
    assert "on the GPU (a card)" in repr(Device("GPU", "a card", "Keras"))


def test_quiet_drops_standard_error_and_gives_it_back(capfd):
    with quiet():
        os.write(2, b"chatter")
    os.write(2, b"heard")
    assert capfd.readouterr().err == "heard"


def test_a_notebook_starts_without_a_word_on_standard_error():
    script = "import resnet_lessons as rl; rl.setup(); import keras; keras.ops.ones(3) + 1"
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert result.returncode == 0
    assert result.stderr == ""
