"""The figure that every lesson draws on: it shows itself in a notebook, crisp and with alt text.

No pyplot and no backend is involved, so a figure is shown once, where a cell ends in it, and
nothing stays in memory. Its PNG is the same on every run. Where the reader's site is built
(`RESNET_LESSONS_SITE` is set) it also carries the picture in both themes.
"""

import base64
import io
import os
import sys
from dataclasses import dataclass

import matplotlib.style
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from resnet_lessons.display import Picture
from resnet_lessons.figures.png_palette import with_a_palette
from resnet_lessons.figures.tones import THEMES, current_theme, paper, theme

# Pixels of a screen per inch, as CSS counts them: one point of a figure is one point on the page.
SCREEN_DPI = 96
# Pixels drawn for each of them, so that text is sharp on a dense screen and in a zoomed page.
PIXEL_RATIO = 2
# Of outputs from which the reader's site is made, and the variable that asks for them.
READER = "application/vnd.resnet-lessons.reader+json"
FOR_THE_SITE = "RESNET_LESSONS_SITE"


@dataclass(frozen=True)
class ThemedPicture:
    """One picture in both themes.

    Attributes:
        light, dark: bytes of a PNG.
        alt: what it shows, in words and numbers.
        width, height: in CSS pixels.
    """

    light: bytes
    dark: bytes
    alt: str
    width: int
    height: int

    def as_dict(self):
        """As JSON takes it: both pictures in base64."""
        return {
            "alt": self.alt,
            "width": self.width,
            "height": self.height,
            "light": base64.b64encode(self.light).decode("ascii"),
            "dark": base64.b64encode(self.dark).decode("ascii"),
        }


class LessonFigure(Figure):
    """A matplotlib figure whose notebook output is a PNG with alt text.

    Args:
        width, height: in inches of 96 screen pixels; a notebook is about 9.4 inches wide.
        alt_text: what the figure shows, in words and numbers; it may be set later.

    Attributes:
        theme: name of the theme in which it was drawn.
        draw_again: a function without arguments that draws it again, or None; `house_style`
            sets it.

    Raises:
        ValueError: when it is shown without alt text.
    """

    def __init__(self, width, height, alt_text=""):
        super().__init__(figsize=(width, height), dpi=SCREEN_DPI * PIXEL_RATIO, facecolor=paper())
        self.alt_text = alt_text
        self.theme = current_theme()
        self.draw_again = None

    def __repr__(self):
        return self.alt_text or super().__repr__()

    def in_theme(self, name):
        """The same figure in the theme `name`: itself, or drawn again from the same arguments.

        What was changed on the figure afterwards is lost, but for its alt text.

        Raises:
            ValueError: when there is no such theme, or the figure comes from no function under
                `house_style` and cannot be drawn again.
        """
        with theme(name):
            if name == self.theme:
                return self
            if self.draw_again is None:
                raise ValueError(f"no function under house_style drew this figure: {self!r}")
            drawn = self.draw_again()
        drawn.alt_text = self.alt_text
        return drawn

    def _repr_mimebundle_(self, include=None, exclude=None):
        _outrank_inline_backend()
        picture = picture_of(self)
        # JupyterLab shows alt text of an HTML image only; other viewers read it from the metadata.
        data = {"image/png": picture.encoded, "text/html": picture.html, "text/plain": picture.alt}
        if os.environ.get(FOR_THE_SITE):
            data[READER] = {
                "kind": "figure",
                "frames": [themed_picture_of(self, picture).as_dict()],
            }
        return data, {"image/png": picture.facts}


def themed_picture_of(figure, picture=None):
    """Draws a lesson figure in both themes.

    Args:
        figure: `LessonFigure` from a function under `house_style`, in either theme.
        picture: its `Picture` where it was drawn before, else None.

    Returns:
        `ThemedPicture`.

    Raises:
        ValueError: without alt text, or when the figure cannot be drawn again.
    """
    picture = picture or picture_of(figure)
    pictures = {
        name: picture.png if name == figure.theme else png(figure.in_theme(name)) for name in THEMES
    }
    return ThemedPicture(**picture.facts, **pictures)


def picture_of(figure):
    """Draws a lesson figure in its own theme.

    Args:
        figure: `LessonFigure`.

    Returns:
        `Picture`.

    Raises:
        ValueError: without alt text.
    """
    if not figure.alt_text.strip():
        raise ValueError("a figure of the lessons needs alt text: set figure.alt_text")
    width, height = (round(inches * SCREEN_DPI) for inches in figure.get_size_inches())
    return Picture(png(figure), figure.alt_text, width, height)


def png(figure):
    """Draws a figure.

    Args:
        figure: any matplotlib figure.

    Returns:
        bytes of a PNG, equal for equal figures: no date, no version, none of the reader's
        matplotlib settings.
    """
    with matplotlib.style.context({}, after_reset=True):
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
    picture = with_a_palette(np.asarray(canvas.buffer_rgba())[..., :3])
    buffer = io.BytesIO()
    picture.save(buffer, format="png")
    return buffer.getvalue()


def _outrank_inline_backend():
    """Keeps IPython from replacing the picture.

    A cell that imports pyplot makes matplotlib_inline register a PNG for every `Figure`, cropped
    and at a size that fits no more, and IPython prefers a registered one to the figure's own
    (IPython.core.formatters.DisplayFormatter.format). A registration for the exact class comes
    first, and one that returns None leaves the figure's own PNG in place.
    """
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell is not None:
        formatter = shell.display_formatter.formatters["image/png"]
        formatter.for_type(LessonFigure, _nothing_to_add)


def _nothing_to_add(figure):
    return None
