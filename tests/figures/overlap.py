"""What a reader's eye would object to in a figure: collisions, cut-off, faint or tiny text."""

import itertools
from dataclasses import dataclass
from unittest import mock

import matplotlib.style
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.colors import to_rgb
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from resnet_lessons.figures.tones import THEMES
from tests.figures.color_vision import linear

SMALLEST_POINTS = 9
CONTRAST = 4.5  # WCAG 2.2, success criterion 1.4.3
SLACK = 0.5  # pixels that two boxes may share by rounding


@dataclass(frozen=True)
class DrawnText:
    """A text that reached the canvas, with its box in pixels from the lower left corner."""

    artist: Text
    words: str
    box: Bbox


def drawn_texts(figure):
    """Every text that is really drawn; tick labels beyond an axis are not."""
    return texts_and_paper(figure)[0]


def assert_readable(figure):
    """No text overlaps another, leaves the canvas, is crossed by a line, faint or tiny.

    A figure that can be drawn again is looked at in every theme.
    """
    themes = THEMES if figure.draw_again else (figure.theme,)
    for theme in themes:
        assert_readable_as_drawn(figure.in_theme(theme))


def assert_readable_as_drawn(figure):
    """The same in the figure's own theme."""
    texts, paper = texts_and_paper(figure)
    assert texts
    assert overlaps(texts) == []
    assert outside(figure, texts) == []
    assert [text.words for text in texts if text.artist.get_fontsize() < SMALLEST_POINTS] == []
    assert faint(texts, paper) == []


def overlaps(texts):
    """Pairs of words whose boxes share pixels."""
    return [
        (one.words, other.words)
        for one, other in itertools.combinations(texts, 2)
        if _shared(one.box, other.box)
    ]


def outside(figure, texts):
    """Words that the canvas cuts off."""
    width, height = figure.get_size_inches() * figure.dpi
    return [
        text.words
        for text in texts
        if min(text.box.x0, text.box.y0) < 0 or text.box.x1 > width or text.box.y1 > height
    ]


def faint(texts, paper):
    """Words too little unlike what is drawn beneath them, a line through them included.

    Args:
        texts: list of `DrawnText`.
        paper: uint8 (height, width, 3), the figure without their ink, lowest row first.
    """
    return [text.words for text in texts if not _stands_out(text, paper)]


def contrast(one, other):
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    lighter, darker = sorted((_luminance(to_rgb(one)), _luminance(to_rgb(other))), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _shared(one, other):
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.y1, other.y1) - max(one.y0, other.y0)
    return width > SLACK and height > SLACK


def _stands_out(text, paper):
    box = text.box
    beneath = paper[int(box.y0) : int(box.y1) + 1, int(box.x0) : int(box.x1) + 1] / 255
    ink = _luminance(np.array(to_rgb(text.artist.get_color())))
    ground = _luminance(beneath)
    ratio = (np.maximum(ink, ground) + 0.05) / (np.minimum(ink, ground) + 0.05)
    return np.mean(ratio >= CONTRAST) > 0.98


def _luminance(color):
    return linear(color) @ np.array([0.2126, 0.7152, 0.0722])


def texts_and_paper(figure):
    """(list of `DrawnText`, uint8 (height, width, 3) without their ink, lowest row first).

    Painted once, however often a test looks at a figure that stays as it is.
    """
    if figure.stale or not hasattr(figure, "seen_by_tests"):
        figure.seen_by_tests = _painted(figure)
    return figure.seen_by_tests


def _painted(figure):
    """Painted as `canvas.png` does, but for the letters: their boxes are known without them, and what
    stands beneath them is seen only so. It also takes half as long.
    """
    drawn, canvas = {}, FigureCanvasAgg(figure)
    draw = Text.draw

    def record(text, renderer):
        draw(text, renderer)
        if text.get_visible() and text.get_text().strip():
            box = text.get_window_extent(renderer)
            drawn[id(text)] = DrawnText(text, text.get_text(), box)

    without_ink = mock.patch.object(RendererAgg, "draw_text", lambda *arguments, **options: None)
    with (
        mock.patch.object(Text, "draw", record),
        without_ink,
        matplotlib.style.context({}, after_reset=True),
    ):
        canvas.draw()
    return list(drawn.values()), np.asarray(canvas.buffer_rgba())[::-1, :, :3]
