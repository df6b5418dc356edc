"""How every figure of the lessons looks: one palette with meanings, one set of text sizes."""

import functools
from dataclasses import dataclass

import matplotlib.style
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties

from resnet_lessons.figures.canvas import PIXEL_RATIO, SCREEN_DPI, LessonFigure


@dataclass(frozen=True)
class Tone:
    """One meaning in three strengths.

    Attributes:
        line: of lines and bars; Okabe and Ito's colours, told apart by colour-blind readers.
        fill: of areas that carry text.
        ink: of text, at least 4.5 to 1 against white and against `fill` (WCAG 2.2, 1.4.3).
    """

    line: str
    fill: str
    ink: str


SHORTCUT = Tone("#0072B2", "#DCEEF9", "#00507D")
BRANCH = Tone("#E69F00", "#FCEFD3", "#7D5200")
SUM = Tone("#009E73", "#D9F1E8", "#00664A")
PROJECTION = Tone("#CC79A7", "#F6E5EE", "#7A3B61")
WRONG = Tone("#D55E00", "#FBE3D5", "#A83E00")
INPUT = Tone("#56B4E9", "#E6F4FC", "#1B5E84")
NEUTRAL = Tone("#767676", "#F2F2F2", "#4D4D4D")
INK = "#222222"
BRANCH_LIGHT = "#F7D48B"  # a second kind of layer on the residual branch

# For activations: blue below zero, white at zero, red above, told apart by colour-blind readers.
DIVERGING = "RdBu_r"

# Inches. As wide as the output area of a notebook on a laptop: 900 screen pixels.
WIDTH = 9.375
MARGIN = 0.2

# Points, the same on the page as in a figure (see canvas.SCREEN_DPI).
TITLE_SIZE = 13
HEADING_SIZE = 11
TEXT_SIZE = 10
SMALL_SIZE = 9

_HEADING_PADDING = 0.28
_LINE = 0.25
_RULER_DPI = SCREEN_DPI * PIXEL_RATIO

FONT = "DejaVu Sans"
SETTINGS = {
    "font.family": FONT,
    "font.size": TEXT_SIZE,
    "axes.titlesize": HEADING_SIZE,
    "axes.labelsize": TEXT_SIZE,
    "xtick.labelsize": SMALL_SIZE,
    "ytick.labelsize": TEXT_SIZE,
    "legend.fontsize": SMALL_SIZE,
    "legend.frameon": False,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": NEUTRAL.line,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "xtick.color": NEUTRAL.line,
    "ytick.color": NEUTRAL.line,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "grid.color": "#E3E3E3",
    "grid.linewidth": 0.8,
}


def house_style(draw):
    """Decorates a figure function: it draws in the house style, whatever the reader has set."""

    @functools.wraps(draw)
    def wrapper(*arguments, **settings):
        with matplotlib.style.context(SETTINGS, after_reset=True):
            return draw(*arguments, **settings)

    return wrapper


def lesson_figure(title, content_height, width=WIDTH):
    """An empty figure under its title.

    Args:
        title: the finding, in a sentence; it is wrapped to the width.
        content_height, width: in inches; the title comes on top of the height.

    Returns:
        `LessonFigure`, still without alt text.
    """
    lines = _wrap_title(title, width - 2 * MARGIN)
    heading = _heading_height(len(lines))
    figure = LessonFigure(width, content_height + heading)
    figure.suptitle(
        "\n".join(lines),
        x=MARGIN / width,
        y=1 - 0.14 / (content_height + heading),
        ha="left",
        va="top",
        fontsize=TITLE_SIZE,
        fontweight="bold",
        color=INK,
        linespacing=1.2,
    )
    return figure


def place_axes(figure, left, top, width, height):
    """Adds axes to a figure from `lesson_figure`.

    Args:
        left, top: of the axes, in inches from the left edge and from below the title.
        width, height: in inches.

    Returns:
        `matplotlib.axes.Axes`.
    """
    total_width, total_height = figure.get_size_inches()
    top += _heading_height(figure.get_suptitle().count("\n") + 1)
    bottom = total_height - top - height
    return figure.add_axes(
        (left / total_width, bottom / total_height, width / total_width, height / total_height)
    )


def drawing_axes(figure):
    """Axes over everything below the title, for a diagram.

    Returns:
        axes without frame, in inches: (0, 0) is the top left corner, y grows downwards.
    """
    width, total_height = figure.get_size_inches()
    height = total_height - _heading_height(figure.get_suptitle().count("\n") + 1)
    axes = place_axes(figure, 0, 0, width, height)
    axes.set_xlim(0, width)
    axes.set_ylim(height, 0)
    axes.set_axis_off()
    return axes


def text_width(text, size=TEXT_SIZE, bold=False):
    """Width of one line of text in inches; `size` in points."""
    font = FontProperties(family=FONT, weight="bold" if bold else "normal", size=size)
    return _ruler().get_text_width_height_descent(text, font, ismath=False)[0] / _RULER_DPI


@functools.cache
def _ruler():
    return RendererAgg(1, 1, _RULER_DPI)


def _wrap_title(title, width):
    lines = [""]
    for word in title.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_width(longer, TITLE_SIZE, bold=True) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _heading_height(lines):
    return _HEADING_PADDING + _LINE * lines
