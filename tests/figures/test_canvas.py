"""A lesson figure shows itself, once, crisp, with alt text, and the same every time."""

import base64
import hashlib
import json
import subprocess
import sys

import matplotlib
import pytest
from IPython.core.formatters import DisplayFormatter
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.pylabtools import select_figure_formats
from traitlets.config import Config

from resnet_lessons.figures.block_diagram import two_paths
from resnet_lessons.figures.canvas import (
    FOR_THE_SITE,
    READER,
    LessonFigure,
    ThemedPicture,
    png,
    themed_picture_of,
)
from resnet_lessons.figures.style import house_style, lesson_figure, place_axes
from resnet_lessons.figures.tones import SHORTCUT, theme
from resnet_lessons.network.anatomy import block_anatomy

SIGNATURE = b"\x89PNG\r\n\x1a\n"
ANOTHER_PROCESS = """
import hashlib, sys
from resnet_lessons.network.anatomy import block_anatomy
from resnet_lessons.figures import channel_pictures, costs_of_blocks, style
from resnet_lessons.figures.block_diagram import two_paths
from resnet_lessons.figures.canvas import png
print(hashlib.sha256(png(two_paths(block_anatomy("regular", 8, 8, 16, 16)))).hexdigest())
print(*{"keras", "tensorflow", "matplotlib.pyplot", "resnet_lessons.course.answers.model"} & set(sys.modules))
"""


@pytest.fixture
def figure():
    figure = LessonFigure(4, 2, "Four dots on a line")
    figure.add_axes((0.1, 0.1, 0.8, 0.8)).plot([1, 2, 3, 4], "o")
    return figure


@house_style
def drawn():
    figure = lesson_figure("A line", 1)
    place_axes(figure, 0.5, 0.2, 4, 0.6).plot([1, 3, 2], color=SHORTCUT.line)
    figure.alt_text = "Up and down"
    return figure


@pytest.fixture
def shell():
    config = Config()
    config.HistoryManager.enabled = False
    yield InteractiveShell.instance(config=config)
    InteractiveShell.clear_instance()


def assert_shown(figure, data, metadata):
    assert set(data) == {"image/png", "text/html", "text/plain"}
    assert f'alt="{figure.alt_text}"' in data["text/html"]
    assert data["image/png"] in data["text/html"]
    assert base64.b64decode(data["image/png"]) == png(figure)
    assert data["text/plain"] == figure.alt_text
    assert metadata == {"image/png": {"alt": figure.alt_text, "width": 384, "height": 192}}


def test_a_notebook_shows_picture_and_alt_text(figure):
    assert_shown(figure, *DisplayFormatter().format(figure))


@pytest.mark.parametrize("formats", [{"png"}, {"retina"}])
def test_also_beside_the_inline_backend(figure, shell, formats):
    select_figure_formats(shell, formats)
    assert_shown(figure, *shell.display_formatter.format(figure))


def test_the_inline_backend_keeps_other_figures(figure, shell):
    select_figure_formats(shell, {"png"})
    shell.display_formatter.format(figure)
    other = matplotlib.figure.Figure()
    other.add_axes((0, 0, 1, 1))
    assert "image/png" in shell.display_formatter.format(other)[0]


def test_without_alt_text_it_is_not_shown():
    with pytest.raises(ValueError, match="alt text"):
        LessonFigure(4, 2)._repr_mimebundle_()


def test_png_is_twice_as_fine_as_the_page(figure):
    picture = png(figure)
    assert picture.startswith(SIGNATURE)
    assert int.from_bytes(picture[16:20]) == 2 * 384
    assert int.from_bytes(picture[20:24]) == 2 * 192
    assert b"Software" not in picture
    assert b"tIME" not in picture


@pytest.mark.process
def test_same_picture_in_another_process_and_without_heavy_imports():
    lines = subprocess.run(
        [sys.executable, "-c", ANOTHER_PROCESS], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    here = png(two_paths(block_anatomy("regular", 8, 8, 16, 16)))
    assert lines[0] == hashlib.sha256(here).hexdigest()
    assert lines[1] == ""


def test_same_picture_whatever_the_reader_has_set():
    before = png(drawn())
    settings = {"font.size": 30, "font.family": "monospace", "savefig.bbox": "tight"}
    with matplotlib.rc_context(settings):
        assert png(drawn()) == before
        assert matplotlib.rcParams["font.size"] == 30


@pytest.mark.draws
def test_a_frame_is_the_picture_in_both_themes():
    figure = drawn()
    frame = themed_picture_of(figure)
    assert frame.light == png(figure)
    with theme("dark"):
        assert frame.dark == png(drawn()) != frame.light
        assert themed_picture_of(drawn()) == frame
    assert frame.alt == figure.alt_text
    for picture in (frame.light, frame.dark):
        assert int.from_bytes(picture[16:20]) == 2 * frame.width
        assert abs(int.from_bytes(picture[20:24]) - 2 * frame.height) <= 1


def test_a_frame_as_json_takes_it():
    data = ThemedPicture(light=b"light", dark=b"dark", alt="Two", width=3, height=4).as_dict()
    assert json.loads(json.dumps(data)) == {
        "alt": "Two",
        "width": 3,
        "height": 4,
        "light": "bGlnaHQ=",
        "dark": "ZGFyaw==",
    }


@pytest.mark.draws
def test_the_readers_form_is_added_for_the_site_only(monkeypatch):
    figure = drawn()
    plain, metadata = DisplayFormatter().format(figure)
    monkeypatch.setenv(FOR_THE_SITE, "1")
    data, same_metadata = DisplayFormatter().format(figure)
    assert data.pop(READER) == {"kind": "figure", "frames": [themed_picture_of(figure).as_dict()]}
    assert (data, same_metadata) == (plain, metadata)
    assert READER not in plain
    monkeypatch.setenv(FOR_THE_SITE, "")
    assert READER not in DisplayFormatter().format(figure)[0]


def test_no_frame_without_alt_text_or_of_a_figure_drawn_by_hand(figure):
    with pytest.raises(ValueError, match="alt text"):
        themed_picture_of(LessonFigure(4, 2))
    with pytest.raises(ValueError, match="house_style"):
        themed_picture_of(figure)
