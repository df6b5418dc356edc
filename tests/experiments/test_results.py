"""Recorded runs: what is saved is what is loaded."""

import json

import numpy as np
import pytest

import resnet_lessons as rl
from resnet_lessons.data import recorded_runs
from resnet_lessons.experiments import EXPERIMENTS, results, shattering
from resnet_lessons.instructor import recorded_experiments


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(recorded_runs, "RECORDED", tmp_path)
    monkeypatch.setattr(recorded_experiments, "RECORDED", tmp_path)
    return tmp_path


@pytest.mark.trains
def test_what_is_recorded_is_what_is_loaded(folder, capsys):
    settings = {"depths": (1,), "seeds": (0, 1), "networks": 1}
    recorded_experiments.record("try", shattering.run, settings, images="a line")
    result, facts = results.load("try", shattering.Shattering)
    again = shattering.run(**settings)
    assert result.complete is True
    np.testing.assert_allclose(result.autocorrelations, again.autocorrelations, rtol=1e-4)
    assert result.autocorrelations.dtype == "float32"
    assert result.seeds.tolist() == facts["seeds"] == [0, 1]
    assert facts["command"] == "make recorded RUNS=try"
    assert facts["images"] == "a line"
    assert facts["settings"]["depths"] == [1]
    with pytest.raises(ValueError, match="read-only"):
        result.autocorrelations[0] = 0
    assert "try: " in capsys.readouterr().out


def test_a_stopped_recording_saves_nothing(folder):
    def stopped(seeds, report):
        report(0, 1, "nothing")
        return shattering.run((1,), seeds, 1, report=interrupt)

    def interrupt(done, total, what):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt, match="nothing was saved"):
        recorded_experiments.record("try", stopped, {"seeds": (0,)})
    assert not list(folder.iterdir())


def test_a_run_that_was_not_recorded():
    with pytest.raises(FileNotFoundError):
        results.load("nothing", shattering.Shattering)


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_every_experiment_has_both(name):
    module = getattr(rl.experiments, name)
    assert callable(module.run) and callable(module.recorded)
    result, facts = module.recorded()
    assert type(result) is type(rl.experiments.recorded(name)[0])
    assert result.complete
    json.dumps(facts)


def test_an_experiment_that_is_not_known():
    with pytest.raises(AttributeError, match="there are degradation"):
        _ = rl.experiments.skip


def test_a_recorded_run_of_an_experiment_that_is_not_known():
    with pytest.raises(ValueError, match="there are degradation"):
        rl.experiments.recorded("skip")
