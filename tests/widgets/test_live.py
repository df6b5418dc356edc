"""A button measures in the kernel, tells of it, can be stopped, and nothing is measured twice."""

import itertools
import os
import signal
from dataclasses import dataclass

import numpy as np
import pytest

from resnet_lessons.figures.style import house_style, lesson_figure, place_axes
from resnet_lessons.widgets import live
from resnet_lessons.widgets.explorer import Control
from resnet_lessons.widgets.live import Experiment, LiveExplorer, NothingMeasured

RECORDED_NOTE = "Recorded: 3 seeds."


@dataclass(frozen=True)
class Run:
    values: np.ndarray
    complete: bool


@house_style
def curve(position, run):
    if np.isnan(run.values).all():
        raise ValueError("a curve without a point")
    finding = f"{np.isfinite(run.values).sum()} steps, option {position[0]}"
    figure = lesson_figure(finding, 1.0, width=3.0)
    place_axes(figure, 0.2, 0.1, 2.6, 0.8).plot(run.values)
    figure.alt_text = f"{finding}. Last value {np.nanmax(run.values):.0f}."
    return figure


class Bench:
    """An experiment of four steps, and what was done with it."""

    def __init__(self):
        self.settings, self.drawn = [], []
        self.at_step = {}

    def run(self, report=None, watch=None, **settings):
        self.settings.append(settings)
        values = np.full(4, np.nan)
        if "before" in self.at_step:
            raise self.at_step["before"]
        try:
            for step in range(4):
                report(step, 4, f"step {step}")
                if step in self.at_step:
                    raise self.at_step[step]
                values[step] = 10 * step + settings["size"]
                if watch:
                    watch(Run(values, False))
        except KeyboardInterrupt:
            return Run(values, False)
        report(4, 4, "done")
        return Run(values, True)

    def draw(self, position, run):
        self.drawn.append((position, run.complete))
        return curve(position, run)


@pytest.fixture
def bench():
    return Bench()


@pytest.fixture
def explorer(bench):
    experiment = Experiment(
        recorded=Run(np.arange(5.0), True),
        recorded_note=RECORDED_NOTE,
        draw=bench.draw,
        # The last two share what was measured.
        settings=lambda position: {"size": min(position[0], 1)},
        seconds=lambda position: 10 * (position[0] + 1),
        run=bench.run,
        in_words=lambda settings: f"size {settings['size']}",
        can_be_watched=True,
    )
    return LiveExplorer("What?", (Control("size", ("small", "large", "other")),), experiment)


@pytest.fixture
def sent(explorer, monkeypatch):
    messages = []
    monkeypatch.setattr(
        explorer, "send", lambda content, buffers=None: messages.append((content, buffers))
    )
    return messages


@pytest.fixture
def no_pause(monkeypatch):
    monkeypatch.setattr(live, "_SECONDS_BETWEEN_DRAFTS", 0.0)
    monkeypatch.setattr(live, "_REST", 0)


def press(explorer, position=(0,), theme="light"):
    explorer._answer(explorer, {"position": list(position), "theme": theme, "of": "run"}, [])


def kinds(sent):
    return [content["kind"] for content, _ in sent]


def test_it_starts_with_the_recorded_run(explorer, bench):
    assert explorer.first_frame["alt"] == "5 steps, option 0. Last value 4."
    assert explorer.note == RECORDED_NOTE
    assert explorer.measured == {}
    assert explorer.actions == {
        "0": "Run it here (about 10 s)",
        "1": "Run it here (about 20 s)",
        "2": "Run it here (about 30 s)",
    }
    assert bench.settings == []


def test_a_run_shows_beside_the_recorded_one(explorer, bench):
    number = explorer.run_here((1,))
    assert bench.settings == [{"size": 1}]
    assert explorer.frame_of_run(number, (1,)).alt == "4 steps, option 1. Last value 31."
    assert explorer.frame((1,)).alt == "5 steps, option 1. Last value 4."


def test_positions_with_the_same_settings_share_a_run(explorer):
    number = explorer.run_here((1,))
    assert explorer.measured.keys() == {"1", "2"}
    assert explorer.frame_of_run(number, (2,)).alt.startswith("4 steps, option 2")
    with pytest.raises(ValueError, match="no run 1 at"):
        explorer.frame_of_run(number, (0,))


def test_a_theme_draws_again_and_measures_nothing(explorer, bench):
    number = explorer.run_here((0,))
    light, dark = (explorer.frame_of_run(number, (0,), theme) for theme in ("light", "dark"))
    assert light.png != dark.png
    assert explorer.frame_of_run(number, (0,), "dark") is dark
    assert len(bench.settings) == 1


def test_a_second_run_takes_the_place_of_the_first(explorer):
    first, second = explorer.run_here((0,)), explorer.run_here((0,))
    assert first != second
    assert explorer.measured["0"]["run"] == second
    assert explorer._runs.keys() == {second}
    with pytest.raises(ValueError, match="no run"):
        explorer.frame_of_run(first, (0,))


def test_the_browser_hears_progress_and_the_end(explorer, sent):
    press(explorer)
    assert kinds(sent) == ["progress"] * 5 + ["done"]
    assert [content["done"] for content, _ in sent[:-1]] == [0, 1, 2, 3, 4]
    done = sent[-1][0]
    assert (done["position"], done["theme"], done["of"]) == ([0], "light", "run")
    entry = done["measured"]["0"]
    assert entry["note"].startswith("Measured here just now: size 0; ")
    explorer._answer(explorer, {"position": [0], "theme": "dark", "of": entry["run"]}, [])
    frame, (png,) = sent[-1]
    assert (frame["kind"], frame["of"]) == ("frame", entry["run"])
    assert png == explorer.frame_of_run(entry["run"], (0,), "dark").png


def test_the_recorded_frame_is_still_to_be_had(explorer, sent):
    press(explorer)
    explorer._answer(explorer, {"position": [0], "theme": "light"}, [])
    assert sent[-1][0]["alt"] == "5 steps, option 0. Last value 4."


@pytest.mark.draws
@pytest.mark.usefixtures("no_pause")
def test_drafts_are_drawn_while_it_runs(explorer, sent):
    press(explorer)
    drafts = [(content["alt"], buffers) for content, buffers in sent if content["kind"] == "draft"]
    assert [alt.split(",")[0] for alt, _ in drafts] == ["1 steps", "2 steps", "3 steps", "4 steps"]
    assert all(png.startswith(b"\x89PNG") for _, (png,) in drafts)


def test_drafts_are_a_second_apart(explorer, sent, monkeypatch):
    # A quarter of a second goes by whenever the clock is looked at.
    clock = itertools.count(0, 0.25)
    monkeypatch.setattr(live.time, "monotonic", lambda: next(clock))
    press(explorer)
    assert 0 < kinds(sent).count("draft") < 4


@pytest.mark.usefixtures("no_pause")
def test_a_draft_that_cannot_be_drawn_is_left_out(explorer, sent, monkeypatch):
    picture = explorer._picture
    monkeypatch.setattr(
        explorer,
        "_picture",
        lambda position, run, theme: picture(position, run, theme) if run.complete else 1 / 0,
    )
    press(explorer)
    assert "draft" not in kinds(sent)
    assert kinds(sent)[-1] == "done"


def test_an_interrupt_keeps_what_was_measured_and_it_runs_again(explorer, bench, sent):
    bench.at_step = {2: KeyboardInterrupt()}
    press(explorer)
    entry = sent[-1][0]["measured"]["0"]
    assert "stopped after" in entry["note"] and "50% done" in entry["note"]
    assert explorer.frame_of_run(entry["run"], (0,)).alt.startswith("2 steps")
    bench.at_step = {}
    press(explorer)
    assert explorer.measured["0"]["run"] == entry["run"] + 1
    assert "stopped" not in explorer.measured["0"]["note"]


def test_a_stopped_run_does_not_replace_one_that_came_to_its_end(explorer, bench, sent):
    press(explorer, (1,))
    first = explorer.measured["1"]
    for step in (2, 1):
        bench.at_step = {step: KeyboardInterrupt()}
        press(explorer, (1,))
        assert kinds(sent)[-1] == "done"
        # Both places that share it, and nothing of the stop before.
        for entry in (explorer.measured["1"], explorer.measured["2"]):
            assert entry["run"] == first["run"]
            assert entry["note"].startswith(f"{first['note']} A later run was stopped after ")
            assert entry["note"].endswith(f"{step * 25}% done; the earlier one is shown.")
            assert entry["note"].count("later") == 1
        assert explorer.frame_of_run(first["run"], (1,)).alt.startswith("4 steps")
        assert explorer._runs.keys() == {first["run"]}
    bench.at_step = {}
    assert explorer.run_here((1,)) > first["run"]
    assert "stopped" not in explorer.measured["1"]["note"]


def test_a_stopped_run_replaces_a_stopped_one(explorer, bench):
    bench.at_step = {2: KeyboardInterrupt()}
    first = explorer.run_here((0,))
    bench.at_step = {3: KeyboardInterrupt()}
    second = explorer.run_here((0,))
    assert first != second == explorer.measured["0"]["run"]
    assert explorer.frame_of_run(second, (0,)).alt.startswith("3 steps")


@pytest.mark.parametrize("complete", [True, False])
def test_a_run_that_cannot_be_drawn_leaves_the_former(explorer, bench, sent, complete):
    bench.at_step = {} if complete else {2: KeyboardInterrupt()}
    press(explorer)
    earlier, picture = explorer.measured, explorer.frame_of_run(1, (0,))
    for last in (False, True):
        nothing = Run(np.full(4, np.nan), last)

        def run(report, watch, size, nothing=nothing):
            report(1, 4, "a step without a value")
            return nothing

        object.__setattr__(explorer._experiment, "run", run)
        press(explorer)
        text = "This run failed. ValueError: a curve without a point" if last else live.TOO_LITTLE
        assert (sent[-1][0]["kind"], sent[-1][0]["text"]) == ("failure", text)
        assert explorer.measured == earlier
        assert explorer.frame_of_run(1, (0,)) is picture
        assert explorer.frame_of_run(1, (0,), "dark").alt == picture.alt
        assert explorer._runs.keys() == {1}


@pytest.mark.parametrize("step", [0, "before"])
def test_an_interrupt_before_anything_was_measured_is_told(explorer, bench, sent, step):
    explorer.run_here((0,))
    earlier = explorer.measured
    bench.at_step = {step: KeyboardInterrupt()}
    press(explorer)
    assert (sent[-1][0]["kind"], sent[-1][0]["text"]) == ("failure", live.NOTHING)
    assert explorer.measured == earlier
    if step == 0:
        with pytest.raises(NothingMeasured):
            explorer.run_here((0,))


def test_too_little_to_draw_is_told(explorer, bench, sent, monkeypatch):
    monkeypatch.setattr(bench, "run", None)
    stopped = Run(np.full(4, np.nan), False)

    def run(report, watch, size):
        report(1, 4, "a step without a value")
        return stopped

    object.__setattr__(explorer._experiment, "run", run)
    press(explorer)
    assert (sent[-1][0]["kind"], sent[-1][0]["text"]) == ("failure", live.TOO_LITTLE)
    assert explorer.measured == {}


@pytest.mark.parametrize("last", [1, 4])
def test_the_button_pressed_while_it_is_drawn_loses_nothing(
    explorer, bench, sent, monkeypatch, last
):
    """Of a run that came to its end, and of one that was stopped: the button was pressed twice."""
    picture = explorer._picture

    def pressed(*asked):
        os.kill(os.getpid(), signal.SIGINT)
        return picture(*asked)

    bench.at_step = {last: KeyboardInterrupt()}
    with monkeypatch.context() as patch:
        patch.setattr(explorer, "_picture", pressed)
        press(explorer)
    assert kinds(sent)[-1] == "done"
    number = explorer.measured["0"]["run"]
    assert explorer.frame_of_run(number, (0,)).alt.startswith(f"{last} step")


def test_a_failure_is_told_in_words(explorer, bench, sent):
    bench.at_step = {1: MemoryError("no room")}
    press(explorer)
    text = sent[-1][0]["text"]
    assert text == "This run failed. MemoryError: no room"
    bench.at_step = {}
    press(explorer)
    assert kinds(sent)[-1] == "done"


def test_a_run_that_cannot_be_drawn_is_told(explorer, sent, monkeypatch):
    def broken(*asked):
        raise ValueError("no such colour")

    monkeypatch.setattr(explorer, "_picture", broken)
    press(explorer)
    assert sent[-1][0]["text"] == "This run failed. ValueError: no such colour"
    assert explorer.measured == {}


@pytest.mark.parametrize(
    "content",
    [
        {"of": "run"},
        {"of": "run", "position": [7], "theme": "light"},
        {"of": "run", "position": [0], "theme": "pink"},
        {"of": "run", "position": [[0]], "theme": "light"},
        {"of": 3, "position": [0], "theme": "light"},
        {"of": ["run"], "position": [0], "theme": "light"},
        {"of": "walk", "position": [0], "theme": "light"},
    ],
)
def test_a_message_without_sense_is_answered(explorer, bench, sent, content):
    explorer._answer(explorer, content, [])
    assert kinds(sent) == ["failure"]
    assert bench.settings == []


def test_a_reader_has_the_recorded_runs_and_no_button(explorer):
    explorer.run_here((0,))
    form = explorer.reader_form()
    assert form.keys() == {"kind", "title", "controls", "frames", "note"}
    assert form["note"] == RECORDED_NOTE
    assert [frame["alt"].split(",")[0] for frame in form["frames"]] == ["5 steps"] * 3
