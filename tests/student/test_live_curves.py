"""What is seen while a network learns: lines, or one output that changes in place."""

from types import SimpleNamespace

import numpy as np
import pytest

from resnet_lessons.student import live_curves
from resnet_lessons.student.live_curves import LiveCurves, watch_of
from resnet_lessons.training import ongoing_run
from tests.support.small_run import few_images, small


class Notebook:
    """Stands in for IPython's display: keeps what an output showed, one thing after another."""

    def __init__(self):
        self.shown, self.outputs = [], 0

    def display(self, seen, display_id):
        assert display_id is True
        self.outputs += 1
        self.update(seen)
        return self

    def update(self, seen):
        self.shown.append(seen)


@pytest.fixture
def notebook(monkeypatch):
    notebook = Notebook()
    monkeypatch.setattr("IPython.display.display", notebook.display)
    return notebook


@pytest.fixture
def clock(monkeypatch):
    clock = SimpleNamespace(now=0.0)
    monkeypatch.setattr(live_curves.time, "monotonic", lambda: clock.now)
    return clock


def new_run():
    return ongoing_run.OngoingRun(small(), few_images(), 18, 2, "yours")


def test_outside_a_notebook_there_is_a_line_an_epoch_and_a_last_word(capsys):
    watch, running = watch_of(), new_run()
    watch(running)
    for loss in (2.0, 1.0, 0.6):
        running.add(loss, 0.25)
        watch(running)
    watch.close("The end.")
    assert capsys.readouterr().out == (
        "  epoch 1 of 2: loss 1.20, right on 25% of the training images\nThe end.\n"
    )


def test_a_report_is_told_of_every_step(capsys):
    told = []
    watch, running = watch_of(lambda *facts: told.append(facts)), new_run()
    watch(running)
    running.add(2.0, 0.5)
    watch(running)
    assert told[0] == (0, 6, "the first step, which takes longest")
    assert told[1:] == [(1, 6, "epoch 1 of 2: loss 2.00, right on 50% of the training images")]
    watch.close("The end.")
    assert capsys.readouterr().out == "The end.\n"


def test_in_a_notebook_the_curves_are_watched(monkeypatch):
    monkeypatch.setattr("IPython.get_ipython", lambda: SimpleNamespace(kernel=object()))
    assert isinstance(watch_of(), LiveCurves)


@pytest.mark.draws
def test_one_output_changes_in_place_once_a_second(notebook, clock):
    watch, running = LiveCurves(), new_run()
    clock.now = 90
    watch(running)
    assert notebook.shown.pop()._repr_html_() == (
        "<p>the first step, which takes longest (0 of 6 steps)</p>"
    )
    for step in range(4):
        clock.now = 100 + 0.4 * step
        running.add(2.0 - step / 10, 0.5)
        watch(running)
    assert notebook.outputs == 1
    # At 0 and 1.2 seconds.
    assert [repr(seen).split("(")[1] for seen in notebook.shown] == [
        "1 of 6 steps)",
        "4 of 6 steps)",
    ]
    watch.close("5 < 6")
    assert notebook.outputs == 1
    assert notebook.shown[-1]._repr_html_() == "<p>5 &lt; 6</p>"


def test_the_picture_is_of_the_run_so_far_and_takes_its_share_of_the_time_only(
    notebook,
    clock,
    monkeypatch,
):
    drawn = []

    def picture(run):
        drawn.append(run)
        clock.now += 0.3
        return SimpleNamespace(html=f"<img {len(drawn)}>")

    monkeypatch.setattr("resnet_lessons.figures.learning_curves", lambda run, running: run)
    monkeypatch.setattr(live_curves, "picture_of", picture)
    watch, running = LiveCurves(), new_run()
    pictures = []
    for moment in (10, 11.5, 12.5, 13.5):
        clock.now = moment
        running.add(1.0, 0.5)
        watch(running)
        pictures.append(notebook.shown[-1].picture)
    # 0.3 seconds of drawing are paid for by two seconds.
    assert pictures == ["<img 1>", "<img 1>", "<img 2>", "<img 2>"]
    assert np.isfinite(drawn[0].losses).sum() == 1 and not drawn[0].complete
    assert np.isfinite(drawn[1].losses).sum() == 3
    assert np.isfinite(drawn[0].losses).sum() == 1


@pytest.mark.draws
@pytest.mark.parametrize("steps", [1, 3, 4, 6])
def test_the_real_curves_are_drawn_at_every_stage(notebook, steps):
    watch, running = LiveCurves(), new_run()
    for step in range(steps):
        running.add(2.0 - step / 10, 0.5)
    watch(running)
    assert "<img" in notebook.shown[-1]._repr_html_()


def test_a_picture_that_fails_does_not_lose_the_run(notebook, clock, monkeypatch):
    def fails(run, running):
        raise MemoryError("no place for a figure")

    monkeypatch.setattr("resnet_lessons.figures.learning_curves", fails)
    watch, running = LiveCurves(), new_run()
    clock.now = 10
    running.add(2.0, 0.5)
    watch(running)
    assert notebook.shown[-1].picture == ""
    assert repr(notebook.shown[-1]).endswith("(1 of 6 steps)")


@pytest.mark.draws
def test_stopped_it_says_at_once_what_it_does(notebook, clock, capsys):
    running, words = new_run(), "measuring what was kept"
    watches = LiveCurves(), watch_of()
    running.add(2.0, 0.5)
    for watch in watches:
        watch(running)
    running.stop()
    for watch in watches:
        watch(running)
    assert repr(notebook.shown[-1]) == f"{words} (1 of 6 steps)"
    assert capsys.readouterr().out == f"  {words}\n"
