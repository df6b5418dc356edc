"""The experiments' panels: recorded runs at every position, and small runs made here."""

import dataclasses

import keras
import numpy as np
import pytest

from benchmarks import results
from resnet_lessons import experiments, widgets
from resnet_lessons.course.answers.model import ResNetModel
from resnet_lessons.display import Message
from resnet_lessons.experiments import EXPERIMENTS, races
from resnet_lessons.experiments.lesion import SHIPPED
from resnet_lessons.training.fit import small_network
from resnet_lessons.widgets import experiments as panels
from resnet_lessons.widgets import live
from tests.experiments.support import few_test_images  # noqa: F401
from tests.support.soak import IS_SOAK, only_in_soak, some


def small(seed):
    keras.utils.set_random_seed(seed)
    return races.deep_network(1, True)


def four_blocks(seed, kind):
    keras.utils.set_random_seed(seed)
    return small_network(ResNetModel(32, 32, 18, 10), num_blocks=2)


# Settings with which a run takes seconds; the position at which it is made is the first.
TINY = {
    "degradation": lambda depth: {"depths": (depth,), "seeds": (0,), "images": 100},
    "growth": lambda seed: {"seeds": (seed,), "images": 100, "network": small},
    "gradients": lambda depth: {"depths": (depth,), "images": 4},
    "shattering": lambda depth: {"depths": (depth,), "networks": 1},
    "shortcut_variants": lambda variant: {"variants": (variant,), "images": 100, "blocks": 1},
    "lesion": lambda what: {"images": 100, "network": four_blocks},
    "path_lengths": lambda length: {"seeds": (0,), "images": 2, "samples": 1},
    "loss_surface": lambda what: {"points": 3, "images": 8},
    "residual_sum": lambda seed: {"seeds": (seed,), "images": 4, "network": small},
    "signal_size": lambda direction: {"blocks": 2, "images": 4},
    "stochastic_depth": lambda what: {"images": 100, "blocks": 2},
    "residual_streams": lambda kind: {"kinds": (kind,), "images": 100, "num_layers": 1},
    "block_starts": lambda start: {"starts": (start,), "images": 100, "blocks": 1},
}
_SHARED = ("lesion", "loss_surface", "path_lengths", "signal_size", "stochastic_depth")
_WATCHED = (
    "degradation",
    "growth",
    "shortcut_variants",
    "block_starts",
    "stochastic_depth",
    "residual_streams",
)


@pytest.fixture(params=EXPERIMENTS)
def name(request):
    return request.param


@pytest.fixture
def tiny(name, monkeypatch):
    """A panel whose runs take seconds."""
    monkeypatch.setattr(experiments.growth, "EXTRA", 2)
    panel = dataclasses.replace(panels._PANELS[name], settings=TINY[name])
    monkeypatch.setitem(panels._PANELS, name, panel)
    return widgets.experiment(name)


@pytest.fixture
def sent(tiny, monkeypatch):
    messages = []
    monkeypatch.setattr(
        tiny, "send", lambda content, buffers=None: messages.append((content, buffers))
    )
    return messages


def press(explorer, position):
    explorer._answer(explorer, {"position": list(position), "theme": "light", "of": "run"}, [])


@pytest.mark.draws
def test_a_panel_shows_the_recorded_run_at_every_position(name):
    explorer = widgets.experiment(name)
    frames = [explorer.frame(position) for position in explorer.positions]
    # The finding of one may be rounded to that of another, the picture not.
    assert len({frame.png for frame in frames}) == len(frames) > 1
    assert all(frame.alt for frame in frames)
    assert explorer.actions.keys() == {str(number) for number in range(len(frames))}
    assert not any("stopped" in frame.alt for frame in frames)


@pytest.mark.draws
def test_the_note_is_what_was_recorded(name):
    _, facts = getattr(experiments, name).recorded()
    note = widgets.experiment(name).note
    assert note == (
        f"Recorded: {len(facts['seeds'])} seeds, {facts['processor_seconds']:,} s of processor "
        f"time ({facts['command']})."
    )


@pytest.mark.trains
@pytest.mark.parametrize("name", some(EXPERIMENTS, 3), indirect=True)
def test_a_run_here_can_be_drawn_and_told(tiny, sent, name):
    position = (0,)
    press(tiny, position)
    assert sent[-1][0]["kind"] == "done", sent[-1][0]
    entry = tiny.measured["0"]
    assert len(tiny.measured) == (len(list(tiny.positions)) if name in _SHARED else 1)
    frame = tiny.frame_of_run(entry["run"], position)
    assert frame.png != tiny.frame(position).png
    assert entry["note"].startswith("Measured here just now: ")
    assert "None" not in entry["note"] and "stopped" not in entry["note"]
    if name in _SHARED:
        frames = [tiny.frame_of_run(entry["run"], place) for place in tiny.positions]
        assert len({frame.png for frame in frames}) == len(frames)
    progress = [content for content, _ in sent if content["kind"] == "progress"]
    assert progress and progress[-1]["done"] == progress[-1]["total"]


@pytest.mark.trains
@pytest.mark.parametrize("name", some(EXPERIMENTS, 3), indirect=True)
def test_a_stopped_run_is_drawn_or_told(tiny, sent, name, monkeypatch):
    """Stopped at a place where something, but not all, was measured."""
    monkeypatch.setattr(live, "_SECONDS_BETWEEN_REPORTS", 0.0)
    slow = live._Slow.__call__

    def stop(self, done, total, what):
        slow(self, done, total, what)
        if done >= total / 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(live._Slow, "__call__", stop)
    press(tiny, (0,))
    assert sent[-1][0]["kind"] == "done", sent[-1][0]
    assert "stopped after" in tiny.measured["0"]["note"]
    assert "stopped" in tiny.frame_of_run(1, (0,)).alt.lower()


@pytest.mark.trains
def test_a_run_is_watched_where_it_can_be(name, monkeypatch):
    assert widgets.experiment(name)._experiment.can_be_watched == (name in _WATCHED)
    # An experiment that learns it, or forgets it, is asked accordingly.
    other = (lambda report: None) if name in _WATCHED else (lambda report, watch: None)
    monkeypatch.setattr(getattr(experiments, name), "run", other)
    assert widgets.experiment(name)._experiment.can_be_watched == (name not in _WATCHED)


@pytest.mark.trains
@pytest.mark.parametrize("name", _WATCHED if IS_SOAK else _WATCHED[-1:], indirect=True)
def test_curves_are_drawn_while_it_runs(tiny, sent, name, monkeypatch):
    monkeypatch.setattr(live, "_SECONDS_BETWEEN_DRAFTS", 0.0)
    monkeypatch.setattr(live, "_REST", 0)
    press(tiny, (0,))
    drafts = [content for content, _ in sent if content["kind"] == "draft"]
    steps = [content for content, _ in sent if content["kind"] == "progress"]
    assert len(drafts) > 1 and len(steps) > 1
    assert sent[-1][0]["kind"] == "done"


@pytest.mark.draws
def test_what_a_button_runs_is_what_the_recorded_run_knows(name):
    """Its settings are those of the experiment, and its options are in the recorded run."""
    module = getattr(experiments, name)
    known = module.run.__code__.co_varnames[: module.run.__code__.co_argcount]
    explorer = widgets.experiment(name)
    for position in explorer.positions:
        assert explorer._experiment.settings(position).keys() <= set(known)
        seconds = explorer._experiment.seconds(position)
        assert seconds % 10 == 0 and 0 < seconds < 60
    assert ("watch" in known) is (name in _WATCHED)


@pytest.mark.draws
def test_a_button_promises_what_was_measured(name):
    rows = results.read()["buttons"]["rows"]
    measured = {row["name"]: row["median"] for row in rows}
    explorer = widgets.experiment(name)
    places = list(explorer.positions)
    for place in (places[0], places[-1]):
        seconds = measured[f"{name}, place {place[0]}"]
        promised = explorer._experiment.seconds(place)
        assert promised - 10 <= seconds <= 1.15 * promised


@pytest.mark.parametrize("wrong", ["degradations", "", None, 3, ["lesion"], "ledger"])
def test_what_is_no_experiment_is_answered_in_words(wrong):
    found = widgets.experiment(wrong)
    assert isinstance(found, Message)
    assert "There is no experiment" in found.text and "loss_surface" in found.text


def test_words_of_settings():
    words = panels._in_words(
        {"depths": (14,), "seeds": (0,), "epochs": 1, "images": 3000}, "the network that ships"
    )
    assert words == "seed 0, 1 epoch, 3,000 images, the network that ships"
    assert panels._in_words({"points": 15, "networks": 2}) == (
        "15 × 15 points, 2 networks of each kind"
    )


def test_the_recorded_place_of_a_seed_is_the_seed():
    recorded, _ = experiments.growth.recorded()
    for seed in recorded.seeds:
        assert recorded.seeds[panels._place(recorded, seed)] == seed
    surface, _ = experiments.loss_surface.recorded()
    # The map that is shown and the one that is measured here are of the same networks.
    assert surface.seeds[0] == SHIPPED


@only_in_soak
def test_watching_changes_nothing():
    settings = {"depths": (4,), "images": 100}
    seen = []
    watched = experiments.degradation.run(
        **settings, watch=lambda run: seen.append((run.complete, np.isfinite(run.losses).sum()))
    )
    alone = experiments.degradation.run(**settings)
    np.testing.assert_allclose(watched.losses, alone.losses, rtol=1e-5)
    assert [complete for complete, _ in seen] == [False] * len(seen)
    counts = [count for _, count in seen]
    assert counts == sorted(counts) and counts[-1] == 4
