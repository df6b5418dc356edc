"""A grader that was killed leaves nothing in the temporary folder once another has started."""

import os
import signal
import subprocess
import sys
import tempfile

import pytest

from resnet_lessons.instructor.grading.stored.own_folder import own_folder, remove_left_behind

_KILLED = """
import sys, time
from resnet_lessons.instructor.grading.stored.own_folder import own_folder

with own_folder() as folder:
    (folder / "lessons").mkdir()
    (folder / "lessons" / "text.py").write_text("x = 1")
    print(folder, flush=True)
    time.sleep(60)
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


@pytest.fixture
def grader():
    process = subprocess.Popen([sys.executable, "-c", _KILLED], stdout=subprocess.PIPE, text=True)
    with process:
        process.folder = process.stdout.readline().strip()
        yield process
        process.kill()


def test_a_folder_is_removed_at_the_end(temporary):
    with own_folder() as folder:
        assert folder.parent == temporary and os.listdir(folder) == ["lock"]
    assert os.listdir(temporary) == []


def test_the_next_grader_removes_what_a_killed_one_left(temporary, grader):
    grader.send_signal(signal.SIGKILL)
    grader.wait()
    assert os.path.exists(f"{grader.folder}/lessons/text.py")
    remove_left_behind()
    assert os.listdir(temporary) == []


def test_the_folder_of_a_grader_that_works_stays(grader):
    remove_left_behind()
    assert os.path.exists(f"{grader.folder}/lessons/text.py")


def test_what_may_be_somebody_elses_stays(temporary):
    (temporary / "resnet-lessons-without-lock").mkdir()
    (temporary / "resnet-lessons-file").write_text("x")
    (temporary / "elsewhere").mkdir()
    (temporary / "elsewhere" / "lock").touch()
    (temporary / "resnet-lessons-link").symlink_to(temporary / "elsewhere")
    before = sorted(os.listdir(temporary))
    remove_left_behind()
    assert sorted(os.listdir(temporary)) == before
    assert (temporary / "elsewhere" / "lock").exists()
