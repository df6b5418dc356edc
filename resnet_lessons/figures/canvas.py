"""The figure that every lesson draws on: it shows itself in a notebook, crisp and with alt text.

No pyplot and no backend is involved, so a figure is shown once, where a cell ends in it, and
nothing stays in memory. Its PNG is the same on every run.
"""

import base64
import html
import io
import sys

import matplotlib.style
from matplotlib.figure import Figure
from PIL import Image

# Pixels of a screen per inch, as CSS counts them: one point of a figure is one point on the page.
SCREEN_DPI = 96
# Pixels drawn for each of them, so that text is sharp on a dense screen and in a zoomed page.
PIXEL_RATIO = 2


class LessonFigure(Figure):
    """A matplotlib figure whose notebook output is a PNG with alt text.

    Args:
        width, height: in inches of 96 screen pixels; a notebook is about 9.4 inches wide.
        alt_text: what the figure shows, in words and numbers; it may be set later.

    Raises:
        ValueError: when it is shown without alt text.
    """

    def __init__(self, width, height, alt_text=""):
        super().__init__(figsize=(width, height), dpi=SCREEN_DPI * PIXEL_RATIO, facecolor="white")
        self.alt_text = alt_text

    def __repr__(self):
        return self.alt_text or super().__repr__()

    def _repr_mimebundle_(self, include=None, exclude=None):
        if not self.alt_text.strip():
            raise ValueError("a figure of the lessons needs alt text: set figure.alt_text")
        _outrank_inline_backend()
        width, height = (round(inches * SCREEN_DPI) for inches in self.get_size_inches())
        picture = base64.b64encode(png(self)).decode("ascii")
        # JupyterLab shows alt text of an HTML image only; other viewers read it from the metadata.
        page = (
            f'<img src="data:image/png;base64,{picture}" alt="{html.escape(self.alt_text)}" '
            f'width="{width}" height="{height}" style="max-width:100%;height:auto">'
        )
        data = {"image/png": picture, "text/html": page, "text/plain": self.alt_text}
        return data, {"image/png": {"alt": self.alt_text, "width": width, "height": height}}


def png(figure):
    """Draws a figure.

    Args:
        figure: any matplotlib figure.

    Returns:
        bytes of a PNG, equal for equal figures: no date, no version, none of the reader's
        matplotlib settings.
    """
    buffer = io.BytesIO()
    with matplotlib.style.context({}, after_reset=True):
        figure.savefig(
            buffer,
            format="png",
            dpi=figure.dpi,
            bbox_inches=None,
            facecolor=figure.get_facecolor(),
            metadata={"Software": None},
        )
    return _with_a_palette(buffer)


def _with_a_palette(buffer):
    """The same picture in 256 colours: a figure needs few, and a third of the bytes is left."""
    picture = Image.open(buffer).convert("RGB")
    picture = picture.quantize(256, method=Image.Quantize.MEDIANCUT, kmeans=0, dither=0)
    smaller = io.BytesIO()
    picture.save(smaller, format="png", optimize=True)
    return smaller.getvalue()


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
