"""How every figure of the lessons looks: the palette of tones.py, one set of text sizes."""

import functools

import matplotlib.style
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties

from resnet_lessons.figures.canvas import PIXEL_RATIO, SCREEN_DPI, LessonFigure
from resnet_lessons.figures.tones import NEUTRAL, grid, ink, paper

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


def house_style(draw):
    """Decorates a figure function: it draws in the house style, whatever the reader has set.

    The figure remembers the function and its arguments and can be drawn again in another theme
    (`LessonFigure.in_theme`). So an argument is not to be used up or changed by drawing: no
    generators, and no arrays that are written to later.
    """

    @functools.wraps(draw)
    def wrapper(*arguments, **keywords):
        with matplotlib.style.context(_settings(), after_reset=True):
            figure = draw(*arguments, **keywords)
        figure.draw_again = functools.partial(wrapper, *arguments, **keywords)
        return figure

    return wrapper


def _settings():
    """matplotlib's settings in the theme of the moment."""
    return {
        "font.family": FONT,
        "font.size": TEXT_SIZE,
        "axes.titlesize": HEADING_SIZE,
        "axes.labelsize": TEXT_SIZE,
        "xtick.labelsize": SMALL_SIZE,
        "ytick.labelsize": TEXT_SIZE,
        "legend.fontsize": SMALL_SIZE,
        "legend.frameon": False,
        "text.color": ink(),
        "axes.facecolor": paper(),
        "axes.labelcolor": ink(),
        "axes.edgecolor": NEUTRAL.line,
        "axes.linewidth": 0.8,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.axisbelow": True,
        "xtick.color": NEUTRAL.line,
        "ytick.color": NEUTRAL.line,
        "xtick.labelcolor": ink(),
        "ytick.labelcolor": ink(),
        "grid.color": grid(),
        "grid.linewidth": 0.8,
    }


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
        color=ink(),
        linespacing=1.2,
        parse_math=False,
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


def name_rows(axes, names, written=True):
    """Numbers the rows of a chart from the top and names them.

    Args:
        axes: from `place_axes`.
        names: of the rows 0, 1, 2, ...
        written: False where a chart to the left has the names.
    """
    axes.set_yticks(range(len(names)), names if written else [])
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)


def with_capital(text):
    """The text as a sentence begins."""
    return text[0].upper() + text[1:]


def write_small(axes, x, y, text, tone, **settings):
    """Writes small text at (x, y) in shares of the axes; `settings` are those of `Axes.text`."""
    defaults = {"transform": axes.transAxes, "color": tone.ink, "fontsize": SMALL_SIZE}
    axes.text(x, y, text, **{**defaults, **settings})


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
