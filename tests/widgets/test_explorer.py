"""An explorer draws what is asked for, once, and tells the browser what went wrong."""

import asyncio
import base64
import io
import threading

import numpy as np
import pytest
from PIL import Image

from resnet_lessons.figures.canvas import FOR_THE_SITE, READER
from resnet_lessons.figures.style import house_style, lesson_figure, place_axes
from resnet_lessons.widgets.explorer import Control, Explorer

CONTROLS = (
    Control("row", ("top", "middle", "bottom"), start=1),
    Control("side", ("left", "right"), kind="choice"),
)


@house_style
def spot(row, column):
    figure = lesson_figure("A spot", 1.0, width=3.0)
    axes = place_axes(figure, 0.2, 0.1, 2.6, 0.8)
    picture = np.zeros((3, 2))
    picture[row, column] = 1
    axes.imshow(picture)
    figure.alt_text = f"A spot in row {row}, column {column}."
    return figure


class Drawer:
    """Draws a spot, and remembers what it drew."""

    def __init__(self):
        self.positions = []

    def __call__(self, position, report):
        self.positions.append(position)
        report(1, 2, "half way")
        if position == (2, 1):
            raise ZeroDivisionError("a hole in the corner")
        if position == (2, 0):
            raise KeyboardInterrupt
        return spot(*position)


@pytest.fixture
def drawer():
    return Drawer()


@pytest.fixture
def explorer(drawer):
    return Explorer("Where is the spot?", CONTROLS, drawer)


@pytest.fixture
def sent(explorer, monkeypatch):
    messages = []
    monkeypatch.setattr(
        explorer, "send", lambda content, buffers=None: messages.append((content, buffers))
    )
    return messages


def ask(explorer, position, theme="light"):
    explorer._answer(explorer, {"position": position, "theme": theme}, [])


def pixels(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


def test_it_starts_where_the_controls_stand(explorer):
    assert explorer.start == (1, 0)
    assert explorer.first_frame["alt"] == "A spot in row 1, column 0."
    assert explorer.first_frame["position"] == [1, 0]
    assert repr(explorer) == "A spot in row 1, column 0."


def test_a_frame_is_drawn_once(explorer, drawer):
    first, again = explorer.frame((0, 1)), explorer.frame((0, 1))
    assert first is again
    assert drawer.positions == [(1, 0), (0, 1)]


def test_frames_differ_and_know_their_size(explorer):
    one, other = explorer.frame((0, 0)), explorer.frame((0, 1))
    assert (pixels(one.png) != pixels(other.png)).any()
    height, width, _ = pixels(one.png).shape
    assert (width, height) == pytest.approx((2 * one.width, 2 * one.height), abs=1)


def test_the_dark_frame_has_dark_paper(explorer):
    light, dark = explorer.frame((0, 0)), explorer.frame((0, 0), "dark")
    assert pixels(light.png)[0, 0].min() == 255
    assert pixels(dark.png)[0, 0].max() < 64


@pytest.mark.parametrize("position", [(), (0,), (3, 0), (0, -1), (0, 0, 0), (0, "1")])
def test_a_position_that_does_not_exist_is_refused(explorer, position):
    with pytest.raises(ValueError, match="there is no position"):
        explorer.frame(position)


def test_the_browser_gets_the_frame_it_asked_for(explorer, sent):
    ask(explorer, [0, 1], "dark")
    (progress, _), (frame, buffers) = sent
    assert (progress["kind"], progress["done"], progress["total"]) == ("progress", 1, 2)
    assert frame["kind"] == "frame"
    assert (frame["position"], frame["theme"]) == ([0, 1], "dark")
    assert frame["alt"] == "A spot in row 0, column 1."
    assert buffers == [explorer.frame((0, 1), "dark").png]


def test_progress_goes_to_whoever_asked(explorer):
    heard = []
    explorer.frame((0, 0), report=lambda *news: heard.append(news))
    assert heard == [(1, 2, "half way")]


def test_a_failure_is_told_in_words(explorer, sent):
    ask(explorer, [2, 1])
    failure, _ = sent[-1]
    assert failure["kind"] == "failure"
    assert "a hole in the corner" in failure["text"]


def test_an_interrupt_stops_the_picture_not_the_explorer(explorer, sent):
    ask(explorer, [2, 0])
    assert sent[-1][0]["text"].startswith("Stopped")
    ask(explorer, [0, 0])
    assert sent[-1][0]["kind"] == "frame"


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"position": None, "theme": "light"},
        {"position": [0, 0], "theme": "pink"},
        {"position": [[0], [0]], "theme": "light"},
        {"position": [9, 9], "theme": "light"},
    ],
)
def test_a_message_without_sense_is_answered(explorer, sent, content):
    explorer._answer(explorer, content, [])
    assert sent[-1][0]["kind"] == "failure"


def test_a_message_from_a_subshell_is_answered_in_the_main_thread():
    """A thread of its own, in which JupyterLab's messages come where the kernel has subshells."""
    threads, kinds = [], []

    def draw(position, report):
        threads.append(threading.current_thread())
        return spot(*position)

    async def cell():
        explorer = Explorer("Where?", CONTROLS, draw)
        explorer.send = lambda content, buffers=None: kinds.append(content["kind"])
        message = {"position": [0, 0], "theme": "light"}
        subshell = threading.Thread(target=explorer._handle_custom_msg, args=(message, []))
        subshell.start()
        subshell.join()
        assert kinds == []
        await asyncio.sleep(0.01)

    asyncio.run(cell())
    assert kinds == ["frame"]
    assert set(threads) == {threading.main_thread()}


def test_a_failing_frame_fails_the_test_that_draws_it(explorer):
    with pytest.raises(ZeroDivisionError):
        explorer.frame((2, 1))


def test_a_viewer_without_widgets_gets_a_picture(explorer):
    data, metadata = explorer._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data
    assert base64.b64decode(data["image/png"]) == explorer.frame((1, 0)).png
    assert data["text/plain"] == metadata["image/png"]["alt"] == "A spot in row 1, column 0."
    assert READER not in data


@pytest.mark.draws
def test_a_place_that_loads_no_script_of_ours_gets_the_picture_alone(explorer, monkeypatch):
    monkeypatch.setenv("KAGGLE_KERNEL_RUN_TYPE", "Interactive")
    data, metadata = explorer._repr_mimebundle_()
    assert set(data) == {"image/png", "text/plain"} and set(metadata) == {"image/png"}


def test_the_site_gets_every_frame_in_order(monkeypatch):
    monkeypatch.setenv(FOR_THE_SITE, "1")
    explorer = Explorer("Where?", CONTROLS, lambda position, report: spot(*position))
    form = explorer._repr_mimebundle_()[0][READER]
    assert form["kind"] == "explorer"
    assert [control["name"] for control in form["controls"]] == ["row", "side"]
    assert [frame["alt"] for frame in form["frames"]] == [
        f"A spot in row {row}, column {column}." for row in range(3) for column in range(2)
    ]
    last = form["frames"][-1]
    assert base64.b64decode(last["dark"]) == explorer.frame((2, 1), "dark").png
    assert base64.b64decode(last["light"]) == explorer.frame((2, 1), "light").png


def test_a_control_stands_at_one_of_its_options():
    with pytest.raises(ValueError, match="depth starts at 2 of 2 options"):
        Control("depth", ("1", "2"), start=2)


def test_an_explorer_needs_a_control():
    with pytest.raises(ValueError, match="needs a control"):
        Explorer("Nothing to move", (), Drawer())
