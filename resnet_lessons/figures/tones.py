"""The colours of the figures: one palette of meanings, on light and on dark paper."""

import contextlib
from contextvars import ContextVar
from dataclasses import dataclass

import matplotlib
from matplotlib.colors import LinearSegmentedColormap

THEMES = ("light", "dark")

_theme = ContextVar("theme", default="light")


@contextlib.contextmanager
def theme(name):
    """While it lasts, figures are drawn in the theme `name`: "light" (as without it) or "dark".

    Raises:
        ValueError: for another name.
    """
    if name not in THEMES:
        raise ValueError(f"there is no theme {name!r}; name one of {', '.join(THEMES)}")
    token = _theme.set(name)
    try:
        yield
    finally:
        _theme.reset(token)


def current_theme():
    """The name of the theme in which figures are drawn now."""
    return _theme.get()


@dataclass(frozen=True)
class Shade:
    """One meaning in one theme, in three strengths.

    Attributes:
        line: of lines and bars, told apart by colour-blind readers.
        fill: of areas that carry text.
        ink: of text, at least 4.5 to 1 against paper and against `fill` (WCAG 2.2, 1.4.3).
    """

    line: str
    fill: str
    ink: str


@dataclass(frozen=True)
class Tone:
    """One meaning; `line`, `fill` and `ink` are those of the theme at the time of drawing.

    Attributes:
        light: lines in Okabe and Ito's colours.
        dark: lighter lines and darker fills of about the same hues.
    """

    light: Shade
    dark: Shade

    @property
    def line(self):
        """Of lines and bars."""
        return self._shade.line

    @property
    def fill(self):
        """Of areas that carry text."""
        return self._shade.fill

    @property
    def ink(self):
        """Of text on paper or on `fill`."""
        return self._shade.ink

    @property
    def _shade(self):
        return getattr(self, _theme.get())


SHORTCUT = Tone(
    Shade("#0072B2", "#DCEEF9", "#00507D"),
    Shade("#2A7DE1", "#12304A", "#8CC8F7"),
)
BRANCH = Tone(
    Shade("#E69F00", "#FCEFD3", "#7D5200"),
    Shade("#EA9000", "#3F2F0C", "#F5C25C"),
)
# A second kind of layer on the residual branch.
BRANCH_LIGHT = Tone(
    Shade("#F7D48B", "#FCEFD3", "#7D5200"),
    Shade("#FFE17F", "#3F2F0C", "#F5C25C"),
)
SUM = Tone(
    Shade("#009E73", "#D9F1E8", "#00664A"),
    Shade("#2CD59C", "#0D3A2F", "#6FDCBE"),
)
PROJECTION = Tone(
    Shade("#CC79A7", "#F6E5EE", "#7A3B61"),
    Shade("#DB85C4", "#43243B", "#EDB8DD"),
)
WRONG = Tone(
    Shade("#D55E00", "#FBE3D5", "#A83E00"),
    Shade("#D8502A", "#4A2010", "#FFA57D"),
)
INPUT = Tone(
    Shade("#56B4E9", "#E6F4FC", "#1B5E84"),
    Shade("#CDEFFF", "#1F3D4C", "#CDEFFF"),
)
NEUTRAL = Tone(
    Shade("#767676", "#F2F2F2", "#4D4D4D"),
    Shade("#72767B", "#2A2F36", "#C2C7CD"),
)

# The same in both themes, for it stands around lines on a photograph.
WINDOW_OUTLINE = "#222222"
_WINDOWS = {
    "light": ("#F0E442", "#E69F00", "#D55E00", "#CC79A7", "#0072B2"),
    "dark": ("#F0E442", "#EA9000", "#D8502A", "#DB85C4", "#6FB6FF"),
}

_PLAIN = {
    "light": {
        "ink": "#222222",
        "paper": "white",
        "grid": "#E3E3E3",
        "divider": "#D0D0D0",
        "outside": "#E6E6E6",
    },
    "dark": {
        "ink": "#E6E8EB",
        "paper": "#14181D",
        "grid": "#333940",
        "divider": "#4A515A",
        "outside": "#3A4048",
    },
}
# Blue below zero, the paper's colour at zero, orange above.
_DARK_DIVERGING = LinearSegmentedColormap.from_list(
    "blue_paper_orange",
    ("#B5DFF8", "#3D9BE9", "#1F5688", _PLAIN["dark"]["paper"], "#8A3B12", "#FF7A33", "#FFD2B0"),
)


def ink():
    """Of text that has no tone."""
    return _PLAIN[_theme.get()]["ink"]


def paper():
    """Of the background of figures and axes."""
    return _PLAIN[_theme.get()]["paper"]


def grid():
    """Of grid lines."""
    return _PLAIN[_theme.get()]["grid"]


def divider():
    """Of lines that part areas."""
    return _PLAIN[_theme.get()]["divider"]


def outside():
    """Of areas where a picture has no pixels."""
    return _PLAIN[_theme.get()]["outside"]


def dot_opacity():
    """Of small dots of which many lie on each other, 0 to 1."""
    return 0.7 if _theme.get() == "dark" else 0.45


def windows():
    """Of frames on a photograph that lie within each other, the innermost first."""
    return _WINDOWS[_theme.get()]


def diverging():
    """The colour map of activations: blue below zero, paper at zero, red or orange above.

    Returns:
        `matplotlib.colors.Colormap`, told apart by colour-blind readers.
    """
    return _DARK_DIVERGING if _theme.get() == "dark" else matplotlib.colormaps["RdBu_r"]
