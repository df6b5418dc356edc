"""The recording of the lessons' ResNet-18: whole or not at all."""

import dataclasses
import json

import numpy as np
import pytest

from resnet_lessons.data import recorded_runs
from resnet_lessons.instructor import provenance, recorded_learning
from resnet_lessons.training import result
from resnet_lessons.training.result import recorded_run
from tests.support.small_run import run_of


@pytest.fixture
def folder(tmp_path, monkeypatch):
    for module in (recorded_learning, recorded_runs):
        monkeypatch.setattr(module, "RECORDED", tmp_path)
    monkeypatch.delenv("RESNET_LESSONS_QUICK", raising=False)
    return tmp_path


def finished():
    logits = np.random.default_rng(0).normal(size=(50, 10)).astype("float32")
    return dataclasses.replace(run_of(None), whose="the lessons'", test_logits=logits)


def test_what_is_recorded_is_what_is_loaded(folder, monkeypatch):
    run = finished()
    monkeypatch.setattr(recorded_learning, "untrained", lambda: None)
    monkeypatch.setattr(recorded_learning, "train_watched", lambda *arguments: run)
    recorded_learning.record_own_resnet18()
    loaded = recorded_run()
    for field in dataclasses.fields(run):
        one, other = getattr(run, field.name), getattr(loaded, field.name)
        if isinstance(one, np.ndarray):
            np.testing.assert_array_equal(one, other)
            assert not other.flags.writeable
        else:
            assert one == other, field.name
    facts = json.loads((folder / "own_resnet18.json").read_text())
    assert facts["test_accuracy"] == pytest.approx(run.accuracy, abs=1e-4)
    assert facts["seconds"] >= 0 and facts["processor_seconds"] >= 0
    assert facts["command"] == "make recorded RUNS=own_resnet18"


def test_a_stopped_run_is_not_recorded(folder, monkeypatch):
    stopped = dataclasses.replace(finished(), complete=False)
    monkeypatch.setattr(recorded_learning, "untrained", lambda: None)
    monkeypatch.setattr(recorded_learning, "train_watched", lambda *arguments: stopped)
    with pytest.raises(KeyboardInterrupt):
        recorded_learning.record_own_resnet18()
    assert list(folder.iterdir()) == []


def test_the_short_form_is_not_recorded(folder, monkeypatch):
    monkeypatch.setenv("RESNET_LESSONS_QUICK", "1")
    with pytest.raises(RuntimeError, match="a tenth of the steps is not recorded"):
        recorded_learning.record_own_resnet18()


def test_what_is_not_asked_for_is_no_short_form(folder, monkeypatch):
    monkeypatch.setenv("RESNET_LESSONS_QUICK", "0")
    monkeypatch.setattr(recorded_learning, "untrained", lambda: None)
    monkeypatch.setattr(recorded_learning, "train_watched", lambda *arguments: finished())
    recorded_learning.record_own_resnet18()
    assert recorded_run().complete


@pytest.mark.parametrize(("word", "asks"), [("", False), ("0", False), ("1", True), ("yes", True)])
def test_what_asks_for_the_short_form(folder, monkeypatch, word, asks):
    monkeypatch.setenv("RESNET_LESSONS_QUICK", word)
    assert result.shortened() is asks


@pytest.mark.parametrize("failing", ["savez_compressed", "dumps"])
def test_where_writing_fails_the_recording_of_before_stays(folder, monkeypatch, failing):
    def half(file, *arguments, **named):
        if failing == "savez_compressed":
            (file.write if hasattr(file, "write") else file.write_bytes)(b"half")
        raise OSError("no space")

    recorded_learning.save(finished(), {})
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    module = provenance.np if failing == "savez_compressed" else provenance.json
    monkeypatch.setattr(module, failing, half)
    other = dataclasses.replace(finished(), losses=np.zeros(1))
    with pytest.raises(OSError, match="no space"):
        recorded_learning.save(other, {"seconds": 1})
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_the_facts_are_written_last(folder, monkeypatch):
    written, whole = [], provenance.written_whole

    def noted(path):
        written.append(path.suffix)
        return whole(path)

    monkeypatch.setattr(provenance, "written_whole", noted)
    recorded_learning.save(finished(), {})
    assert written == [".npz", ".json"]


def test_the_lessons_network_is_the_one_of_the_recorded_run():
    network = recorded_learning.untrained()
    assert network.output_shape == (None, 10)
    assert network.input_shape == (None, 28, 28, 1)
    parameters = sum(int(np.prod(weight.shape)) for weight in network.trainable_weights)
    assert parameters == recorded_run().parameters
