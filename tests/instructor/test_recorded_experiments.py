"""What the recording of chapter 5's experiments trains, and keeps from one run to the next."""

import numpy as np
import pytest

from resnet_lessons.experiments import degradation, lesion
from resnet_lessons.instructor import recorded, recorded_experiments
from resnet_lessons.instructor.recorded_experiments import TWIN_SEEDS, twenty_blocks, twin
from tests.instructor.test_weights import kernels

pytestmark = pytest.mark.trains


@pytest.fixture(autouse=True)
def nothing_trained(monkeypatch):
    monkeypatch.setattr(recorded_experiments, "_trained", {})


def test_twins_of_the_shipped_seed_are_the_networks_that_ship():
    for kind in ("plain", "residual"):
        one, other = twin(lesion.SHIPPED, kind), lesion.shipped(0, kind)
        np.testing.assert_array_equal(one.get_weights()[0], other.get_weights()[0])
    assert TWIN_SEEDS[0] == lesion.SHIPPED
    assert len(set(TWIN_SEEDS)) == 3


def test_a_twin_is_trained_once(monkeypatch, capsys):
    trained = []

    def train(model, images, epochs, seed):
        bias = model.get_layer("logits").bias
        bias.assign(bias + 1)
        trained.append(seed)

    monkeypatch.setattr(recorded_experiments, "train", train)
    one, other = (twin(2017, "plain") for _ in range(2))
    assert trained == [2017]
    np.testing.assert_array_equal(one.get_layer("logits").bias, np.ones(10))
    for first, second in zip(one.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_array_equal(first, second)
    assert not np.array_equal(kernels(one)[0], kernels(twin(2018, "plain"))[0])


def test_twenty_blocks_are_those_of_the_degradation_run(monkeypatch):
    asked = []

    def run(depths, seeds, kinds, keep, **training):
        asked.append((depths, seeds, kinds, training))
        keep(seeds[0], "plain", 42, None)
        keep(seeds[0], "residual", 42, degradation.untrained("residual", 42, 7))

    monkeypatch.setattr(recorded_experiments.degradation, "run", run)
    first, _ = twenty_blocks(1)
    second, _ = twenty_blocks(1)
    # As in the recorded run itself, so that it does not matter which of the two comes first.
    facts = degradation.recorded()[1]["settings"]
    training = {name: facts[name] for name in ("epochs", "images")}
    assert asked == [((42,), (1,), ("residual",), training)]
    fresh = degradation.untrained("residual", 42, 7).get_weights()
    for one, other, third in zip(first.get_weights(), second.get_weights(), fresh, strict=False):
        np.testing.assert_array_equal(one, other)
        np.testing.assert_array_equal(one, third)


def test_make_recorded_knows_every_run(monkeypatch):
    called = []
    for name in recorded._RUNS:
        monkeypatch.setitem(recorded._RUNS, name, lambda name=name: called.append(name))
    recorded.main([])
    assert set(recorded_experiments.RUNS) < set(called) == set(recorded._RUNS)
    recorded.main(["lesion"])
    assert called[-1] == "lesion"


def test_an_unknown_run_is_refused_before_any_starts(capsys):
    with pytest.raises(SystemExit):
        recorded.main(["lesion", "nothing"])
    assert "no such run: nothing" in capsys.readouterr().err
