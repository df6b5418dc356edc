"""What the Makefile's targets would run: CUDA's libraries for `make lab GPU=1`, few tests for `quick`,
one key or notebook for an author."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.quick import CAUSES, closing_lines

ROOT = Path(__file__).parents[1]
LOCK = (ROOT / "requirements.lock").read_text()


def would_run(folder, *arguments, target="lab"):
    """The commands of a target, of an installation that is complete but for the GPU."""
    (folder / ".installed").touch()
    # A make that is run by another one says which folder it enters.
    quiet = "--no-print-directory"
    command = ["make", "-n", quiet, target, f"VENV={folder}", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
    return done.stdout.replace("\\\n", " ")


@pytest.mark.parametrize("arguments", [(), ("GPU=",)])
def test_without_a_gpu_nothing_is_added(tmp_path, arguments):
    said = would_run(tmp_path, *arguments)
    assert "and-cuda" not in said and "ipykernel" not in said
    assert re.search(r"/resnet-lessons lab notebooks *$", said)


def test_the_libraries_are_those_of_the_locked_tensorflow(tmp_path):
    said = would_run(tmp_path, "GPU=1")
    assert said.index("and-cuda") < said.index("ipykernel install") < said.index("lessons lab")
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


def test_keys_and_notebooks_are_built_one_by_one(tmp_path):
    every, one = (would_run(tmp_path, *given, target="keys") for given in ([], ["EXERCISE=grow"]))
    assert re.findall(r"-m (\S+)(.*)", every) == [
        ("resnet_lessons.instructor.answer_keys", " "),
        ("tests.classes.oracle", " "),
    ]
    assert re.findall(r"-m (\S+)(.*)", one) == [
        ("resnet_lessons.instructor.answer_keys", " grow"),
        ("tests.classes.oracle", " grow"),
    ]
    assert would_run(tmp_path, target="notebooks").endswith("/resnet-lessons build \n")
    one = would_run(tmp_path, "CHAPTER=2", target="notebooks")
    assert one.endswith("/resnet-lessons build --chapter 2\n")


def test_quick_runs_the_tests_without_a_marker(tmp_path):
    said = would_run(tmp_path, "TEST_OPTIONS=tests/network", target="quick")
    assert re.search(r"-m pytest .*--quick tests/network", said)


def test_the_last_line_of_quick_says_what_was_left_out():
    assert list(closing_lines({"a": 0.4}, {"tests": 3, "trains": 2, "kernel": 2})) == [
        "Left out: 3 tests, which `make test` runs (kernel 2, trains 2)."
    ]
    lines = list(closing_lines({"fast": 0.4, "slow": 1.2, "slower": 2}, {"tests": 0}))
    assert lines[0].startswith("2 tests without a marker took longer")
    assert [line.split() for line in lines[1:3]] == [["2.0", "s", "slower"], ["1.2", "s", "slow"]]


SUITE = """
import pytest

def test_fast(): pass

@pytest.mark.trains
@pytest.mark.kernel
def test_marked(): assert False

@pytest.mark.trains
@pytest.mark.skipif(True, reason="in the soak only")
def test_that_make_test_skips_too(): pass
"""


@pytest.mark.process
@pytest.mark.parametrize("workers", [0, 2])
def test_workers_leave_out_what_one_process_would(tmp_path, workers):
    (tmp_path / "test_suite.py").write_text(SUITE)
    markers = "\n    ".join(CAUSES)
    (tmp_path / "pytest.ini").write_text(f"[pytest]\nmarkers =\n    {markers}\n")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.support.quick", "--quick"]
    command += ["-n", str(workers), "--rootdir", tmp_path, "-c", tmp_path / "pytest.ini", tmp_path]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    *_, numbers, last = done.stdout.splitlines()
    assert done.returncode == 0 and "1 passed" in numbers
    assert last == "Left out: 1 tests, which `make test` runs (kernel 1, trains 1)."
