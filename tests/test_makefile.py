"""`make lab GPU=1` adds the CUDA libraries of the locked TensorFlow and a kernel of its own name."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LOCK = (ROOT / "requirements.lock").read_text()


def would_run(folder, *arguments):
    """The commands of `make lab`, of an installation that is complete but for the GPU."""
    (folder / ".installed").touch()
    command = ["make", "-n", "lab", f"VENV={folder}", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
    return done.stdout.replace("\\\n", " ")


@pytest.mark.parametrize("arguments", [(), ("GPU=",)])
def test_without_a_gpu_nothing_is_added(tmp_path, arguments):
    said = would_run(tmp_path, *arguments)
    assert "and-cuda" not in said and "ipykernel" not in said
    assert "jupyter lab" in said


def test_the_libraries_are_those_of_the_locked_tensorflow(tmp_path):
    said = would_run(tmp_path, "GPU=1")
    assert said.index("and-cuda") < said.index("ipykernel install") < said.index("jupyter lab")
    (asked,) = re.findall(r'"(tensorflow\[and-cuda\]==[^"]*)"', said)
    asked = subprocess.run(
        ["sh", "-c", f'echo "{asked}"'], capture_output=True, text=True, cwd=ROOT, check=True
    ).stdout.strip()
    (locked,) = re.findall(r"^tensorflow==([^ ;]+)", LOCK, re.MULTILINE)
    assert asked == f"tensorflow[and-cuda]=={locked}"
    assert "3 GB" in said


def test_they_are_installed_once(tmp_path):
    (tmp_path / ".installed").touch()
    (tmp_path / ".installed-for-gpu").touch()
    assert "and-cuda" not in would_run(tmp_path, "GPU=1", "-o", str(tmp_path / ".installed"))


@pytest.mark.process
def test_the_kernel_has_its_own_name_and_asks_for_the_gpu(tmp_path):
    said = would_run(tmp_path, "GPU=1")
    (command,) = re.findall(r"-m (ipykernel install .*)", said)
    options = shlex.split(command.replace("--sys-prefix", f"--prefix {tmp_path}"))
    subprocess.run([sys.executable, "-m", *options], check=True, capture_output=True)
    folder = tmp_path / "share" / "jupyter" / "kernels" / "resnet-lessons-gpu"
    kernel = json.loads((folder / "kernel.json").read_text())
    assert kernel["display_name"] == "ResNet lessons (GPU)"
    assert kernel["env"] == {"RESNET_LESSONS_DEVICE": "gpu"}
    assert kernel["argv"][0] == sys.executable
