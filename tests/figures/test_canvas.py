"""A lesson figure shows itself, once, crisp, with alt text, and the same every time."""

import base64
import hashlib
import subprocess
import sys

import matplotlib
import pytest
from IPython.core.formatters import DisplayFormatter
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.pylabtools import select_figure_formats
from traitlets.config import Config

from resnet_lessons.anatomy import block_anatomy
from resnet_lessons.figures.block_diagram import two_paths
from resnet_lessons.figures.canvas import LessonFigure, png

SIGNATURE = b"\x89PNG\r\n\x1a\n"
ANOTHER_PROCESS = """
import hashlib, sys
from resnet_lessons.anatomy import block_anatomy
from resnet_lessons.figures import activations, cost, style
from resnet_lessons.figures.block_diagram import two_paths
from resnet_lessons.figures.canvas import png
print(hashlib.sha256(png(two_paths(block_anatomy("regular", 8, 8, 16, 16)))).hexdigest())
print(*{"keras", "tensorflow", "matplotlib.pyplot", "resnet_lessons.model"} & set(sys.modules))
"""


@pytest.fixture
def figure():
    figure = LessonFigure(4, 2, "Four dots on a line")
    figure.add_axes((0.1, 0.1, 0.8, 0.8)).plot([1, 2, 3, 4], "o")
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


def test_same_picture_in_another_process_and_without_heavy_imports():
    lines = subprocess.run(
        [sys.executable, "-c", ANOTHER_PROCESS], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    here = png(two_paths(block_anatomy("regular", 8, 8, 16, 16)))
    assert lines[0] == hashlib.sha256(here).hexdigest()
    assert lines[1] == ""


def test_same_picture_whatever_the_reader_has_set():
    anatomy = block_anatomy("regular", 8, 8, 16, 16)
    before = png(two_paths(anatomy))
    settings = {"font.size": 30, "font.family": "monospace", "savefig.bbox": "tight"}
    with matplotlib.rc_context(settings):
        assert png(two_paths(anatomy)) == before
        assert matplotlib.rcParams["font.size"] == 30
