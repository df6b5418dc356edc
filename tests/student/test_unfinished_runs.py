"""An interrupted run of `rl.learn` goes on, in this process or another, and is put away when it is finished."""

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import resnet_lessons as rl
from resnet_lessons.machine import hosted
from resnet_lessons.student import kept_runs, passed_answers
from resnet_lessons.student import learn as learning
from resnet_lessons.training import bookmark, ongoing_run, run_file
from tests.support.small_run import STEPS, assert_same, few_images, small

pytestmark = pytest.mark.trains

FILE, FINISHED = "resnet18_unfinished_run.npz", "resnet18_run.npz"
ANSWER = "def regular_block(self):\n    return 1\n"


@pytest.fixture(autouse=True)
def a_small_network(monkeypatch, answers_folder):
    """Stands in for the student's, whose answer it is to be made of; few images."""
    monkeypatch.setattr(learning, "_missing", lambda num_layers: ())
    monkeypatch.setattr(learning, "_own_network", lambda num_layers, seed: small(seed=seed))
    monkeypatch.setattr(ongoing_run, "fashion_mnist", few_images)
    solve(answers_folder)


def solve(folder, text=ANSWER):
    folder.mkdir(exist_ok=True)
    (folder / "regular_block.py").write_text(text)


def folder_of_networks():
    return Path(os.environ["RESNET_LESSONS_NETWORKS"])


def learn(stop=None, **asked):
    """(run, steps reported) of `rl.learn`, stopped after so many steps."""
    told = []

    def report(done, total, what):
        told.append(done)
        if done == stop:
            raise KeyboardInterrupt

    return rl.learn(**{"epochs": 2, "report": report} | asked), told


def test_a_run_that_was_stopped_goes_on_says_so_and_is_put_away_at_its_end(capsys):
    stopped, _ = learn(stop=STEPS)
    assert not stopped.complete and stopped.epochs_done == 1
    assert capsys.readouterr().out.endswith(
        "Called again, `rl.learn` goes on after epoch 1 of 2; to start afresh, add `again=True`.\n"
    )
    assert os.listdir(folder_of_networks()) == [FILE]
    passed_answers._in_memory.clear()
    run, told = learn()
    assert told == [3, 4, 5, 6]
    said = capsys.readouterr().out
    assert said.startswith(
        "Your ResNet-18 was interrupted and goes on after epoch 1 of 2. To start afresh, add "
        "`again=True`.\n"
    )
    assert "Called again" not in said
    assert os.listdir(folder_of_networks()) == [FINISHED]
    whole, told = learn(again=True)
    assert told[0] == 0
    assert_same(run, whole)


def test_started_afresh_it_begins_anew_also_where_nothing_can_be_removed(capsys, monkeypatch):
    def read_only(*arguments, **named):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    learn(stop=4)
    monkeypatch.setattr(Path, "unlink", read_only)
    monkeypatch.setattr(run_file, "written_whole", read_only)
    _, told = learn(stop=1, again=True)
    assert told[0] == 0
    assert capsys.readouterr().out.endswith(
        f"{FILE} cannot be written (Read-only file system): nothing is kept of this run.\n"
    )


def test_stopped_inside_an_epoch_it_says_after_which_step(capsys):
    learn(stop=STEPS + 1)
    assert "goes on in epoch 2 of 2, after step 4 of 6; to start" in capsys.readouterr().out


@pytest.mark.parametrize("asked", [{"epochs": 3}, {"seed": 1}, {"num_layers": 34}, {"again": True}])
def test_what_was_asked_otherwise_starts_afresh(capsys, asked):
    learn(stop=4)
    _, told = learn(stop=1, **asked)
    assert told[0] == 0
    assert "goes on after" not in capsys.readouterr().out


def test_with_other_answers_or_versions_or_in_the_short_form_it_starts_afresh(
    answers_folder, monkeypatch
):
    learn(stop=4)
    changes = [
        lambda: monkeypatch.setenv("RESNET_LESSONS_QUICK", "1"),
        lambda: solve(answers_folder, ANSWER.replace("1", "2")),
        lambda: monkeypatch.setattr("resnet_lessons.student.kept_runs.__version__", "another"),
    ]
    for change in changes:
        change()
        _, told = learn(stop=1)
        assert told[0] == 0


def test_an_answer_of_another_exercise_changes_nothing(answers_folder):
    learn(stop=4)
    (answers_folder / "lesion.py").write_text("def lesion(*_):\n    return 1\n")
    assert learn()[1][0] == 4


def test_with_an_answer_that_lives_in_this_notebook_only_nothing_is_kept(capsys):
    passed_answers._in_memory["regular_block"] = (lambda *_: 1, False)
    learn(stop=4)
    assert not folder_of_networks().exists()
    assert "Called again" not in capsys.readouterr().out
    assert learn()[1][0] == 0


def test_started_afresh_and_stopped_a_finished_run_stays_and_nothing_lies_beside_it(capsys):
    learn()
    capsys.readouterr()
    learn(stop=2, again=True)
    assert os.listdir(folder_of_networks()) == [FINISHED]
    assert "Called again" not in capsys.readouterr().out
    run, told = learn()
    assert run.complete and told == []


@pytest.mark.parametrize(
    "stopped_in",
    [
        "resnet_lessons.student.learn._own_network",
        "resnet_lessons.training.stepper.Stepper.go_on_from",
    ],
)
def test_stopped_before_it_goes_on_it_says_that_what_was_learnt_is_kept(
    capsys, monkeypatch, stopped_in
):
    learn(stop=4)

    def interrupted(*arguments):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(stopped_in, interrupted)
        run, _ = learn()
    assert run.whose == "the lessons'"
    assert "Stopped before it went on; what was learnt until then is still kept. What follows" in (
        capsys.readouterr().out
    )
    assert learn()[1][0] == 4


def test_where_it_cannot_be_written_it_is_said_once_while_it_learns_and_at_the_end(
    capsys, monkeypatch
):
    folder_of_networks().write_text("a file in the place of the folder")
    monkeypatch.setattr(kept_runs, "_SECONDS_BETWEEN", 0)
    monkeypatch.setattr(bookmark, "_SHARE_FOR_WRITING", 1e9)
    learn(stop=4)
    said = capsys.readouterr().out
    unwritten = f"{FILE} cannot be written (File exists): "
    assert said.count(unwritten) == 2
    assert f"{unwritten}if the run is interrupted, what it learns from here on is lost.\n" in said
    assert said.endswith(f"{unwritten}nothing is kept of this run.\n")
    assert learn()[1][0] == 0


def test_where_only_the_last_state_cannot_be_written_it_goes_on_from_the_one_before(
    capsys, monkeypatch
):
    def full(*arguments, **named):
        raise OSError("the disk is full")

    learn(stop=2)
    with monkeypatch.context() as patch:
        patch.setattr(run_file, "written_whole", full)
        learn(stop=4)
    assert capsys.readouterr().out.endswith(
        "cannot be written (the disk is full), but it holds an earlier state. Called again, "
        "`rl.learn` goes on in epoch 1 of 2, after step 2 of 6; to start afresh, add `again=True`.\n"
    )
    assert learn()[1][0] == 2


def test_in_google_drive_it_is_written_seldom(monkeypatch, tmp_path):
    assert kept_runs.bookmark_of(18, "key", False).seconds_between == 10
    monkeypatch.setattr(hosted, "drive", lambda: tmp_path)
    assert kept_runs.bookmark_of(18, "key", False).seconds_between == 300


# Dies without a word in the step after the fourth, when all of it was kept three times at least.
PROCESS = """
import os, signal, sys
import numpy as np
import resnet_lessons as rl
from resnet_lessons.student import kept_runs, learn
from resnet_lessons.training import bookmark, ongoing_run
from tests.support.small_run import few_images, small

learn._missing = lambda num_layers: ()
learn._own_network = lambda num_layers, seed: small(seed=seed)
ongoing_run.fashion_mnist = few_images
kept_runs._SECONDS_BETWEEN, bookmark._SHARE_FOR_WRITING = 0, 1e9

def report(done, total, what):
    print(done, flush=True)
    if done == int(sys.argv[1]):
        os.kill(os.getpid(), signal.SIGKILL)

run = rl.learn(epochs=2, report=report)
np.savez(sys.argv[2], losses=run.losses, training_accuracy=run.training_accuracy,
         test_accuracy=run.test_accuracy, test_logits=run.test_logits)
"""


@pytest.mark.process
def test_a_process_that_is_killed_is_followed_by_one_that_goes_on(tmp_path):
    def process(kill_after, result):
        command = [sys.executable, "-c", PROCESS, str(kill_after), str(tmp_path / result)]
        return subprocess.run(command, capture_output=True, text=True)

    killed = process(STEPS + 1, "none.npz")
    assert killed.returncode == -signal.SIGKILL, killed.stderr[-2000:]
    second = process(99, "second.npz")
    assert second.returncode == 0, second.stderr[-2000:]
    assert "goes on in epoch 2 of 2, after step 4 of 6. To start" in second.stdout
    assert [line for line in second.stdout.splitlines() if line.isdigit()] == ["4", "5", "6"]
    assert os.listdir(folder_of_networks()) == [FINISHED]
    (folder_of_networks() / FINISHED).unlink()
    whole, told = learn()
    assert told[0] == 0
    with np.load(tmp_path / "second.npz") as found:
        for name in found.files:
            np.testing.assert_array_equal(found[name], getattr(whole, name), err_msg=name)
