"""A finished run comes back after a restart, as long as nothing that decides about it has changed."""

import io
import os
from pathlib import Path

import numpy as np
import pytest

import resnet_lessons as rl
from resnet_lessons.data.images import fashion_mnist, scaled
from resnet_lessons.student import kept_runs, passed_answers
from resnet_lessons.student import learn as learning
from tests.support.small_run import run_of, small

FILE = "resnet18_run.npz"


@pytest.fixture(autouse=True)
def trained(monkeypatch, answers_folder):
    """A stand-in for training: networks with other weights each time; lists what was trained."""
    times = []

    def train(model, num_layers, epochs, seed, whose, watch, bookmark):
        times.append((num_layers, epochs, seed))
        model.set_weights([value + len(times) for value in model.get_weights()])
        return run_of(model, num_layers=num_layers, epochs=epochs, complete=train.completes)

    train.completes, train.times = True, times
    monkeypatch.setattr(learning, "_missing", lambda num_layers: ())
    monkeypatch.setattr(learning, "_own_network", lambda num_layers, seed: small())
    monkeypatch.setattr(learning, "train_watched", train)
    solve(answers_folder)
    return train


def solve(folder, text="def regular_block(self):\n    return 1\n"):
    folder.mkdir(exist_ok=True)
    (folder / "regular_block.py").write_text(text)


def folder_of_networks():
    return Path(os.environ["RESNET_LESSONS_NETWORKS"])


def restart():
    passed_answers._in_memory.clear()


def test_after_a_restart_the_run_is_there_and_its_network_says_the_same(trained, capsys):
    run = rl.learn(epochs=1)
    restart()
    again = rl.learn(epochs=1)
    assert len(trained.times) == 1
    assert "You trained it before. To train it anew, add `again=True`." in capsys.readouterr().out
    images = scaled(fashion_mnist().test_images[:5])
    np.testing.assert_array_equal(again.network(images), run.network(images))
    for name in ("losses", "training_accuracy", "test_accuracy", "test_logits", "test_labels"):
        np.testing.assert_array_equal(getattr(again, name), getattr(run, name))
    assert (repr(again), again.class_names, again.complete) == (repr(run), run.class_names, True)
    assert "Kept in" in repr(rl.save_network(again))


@pytest.mark.parametrize("asked", [{"epochs": 2}, {"seed": 1}, {"num_layers": 34}])
def test_what_was_asked_otherwise_is_trained(trained, asked):
    rl.learn(epochs=1)
    rl.learn(**{"epochs": 1} | asked)
    assert len(trained.times) == 2


def test_with_other_answers_or_on_demand_it_is_trained_anew(trained, answers_folder, monkeypatch):
    rl.learn(epochs=1)
    rl.learn(epochs=1, again=True)
    solve(answers_folder, "def regular_block(self):\n    return 2\n")
    rl.learn(epochs=1)
    assert len(trained.times) == 3
    monkeypatch.setenv("RESNET_LESSONS_QUICK", "1")
    rl.learn(epochs=1)
    assert len(trained.times) == 4


def test_an_answer_of_another_exercise_changes_nothing(trained, answers_folder):
    rl.learn(epochs=1)
    (answers_folder / "lesion.py").write_text("def lesion(*_):\n    return 1\n")
    rl.learn(epochs=1)
    assert len(trained.times) == 1


def test_an_unfinished_run_is_never_taken_for_a_finished_one(trained):
    trained.completes = False
    rl.learn(epochs=1)
    assert not (folder_of_networks() / FILE).exists()
    rl.learn(epochs=1)
    assert len(trained.times) == 2


def test_with_an_answer_that_lives_in_this_notebook_only_nothing_is_kept(trained):
    passed_answers._in_memory["regular_block"] = (lambda *_: 1, False)
    rl.learn(epochs=1)
    assert not folder_of_networks().exists()
    rl.learn(epochs=1)
    assert len(trained.times) == 2


def npz(**arrays):
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"",
        lambda content: content[: len(content) // 2],
        lambda content: b"PK\x03\x04" + bytes(100),
        lambda content: npz(facts=np.array(["x", object()], dtype=object)),
        lambda content: npz(other=1),
        lambda content: npz(**{**dict(np.load(io.BytesIO(content))), "weight_0": np.ones(3)}),
        lambda content: npz(**{**dict(np.load(io.BytesIO(content))), "facts": "[" * 100_000}),
        lambda content: npz(**{**dict(np.load(io.BytesIO(content))), "facts": "[]"}),
    ],
)
def test_a_damaged_file_is_as_good_as_none(trained, damage):
    rl.learn(epochs=1)
    path = folder_of_networks() / FILE
    path.write_bytes(damage(path.read_bytes()))
    assert rl.learn(epochs=1).whose == "yours"
    assert len(trained.times) == 2


def test_where_it_cannot_be_written_a_line_says_what_follows(trained, capsys):
    folder_of_networks().write_text("a file in the place of the folder")
    assert rl.learn(epochs=1).complete
    assert "cannot be written (File exists): after a restart it trains again." in (
        capsys.readouterr().out
    )


def test_it_is_no_network_that_load_network_would_take():
    assert kept_runs.keep(run_of(small()), "0" * 64) == ""
    assert "No network has been kept here yet" in repr(rl.load_network())
