"""Boxes, arrows and a plus sign: the strokes from which the drawings of a block are made.

Everything is in inches on axes from `style.drawing_axes`: x grows to the right, y downwards.
Artists carry a gid ("box", "box text", "edge label", "plus", "cross" ...) by which a test finds
them.
"""

from dataclasses import dataclass

from matplotlib.lines import Line2D
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch, Rectangle
from matplotlib.path import Path

from resnet_lessons.figures.style import SMALL_SIZE, text_width
from resnet_lessons.figures.tones import WRONG, Tone, ink

LINE_WIDTH = 1.8
MARK_WIDTH = 3.6


@dataclass(frozen=True)
class DrawnMark:
    """What makes a box or an edge stand out: a heavy, solid stroke in the ink of a tone, and words beside it.

    The ink, not the line, since lines of these colours already stand for a branch or a sum; solid,
    since a dashed line would say that something is missing.

    Attributes:
        tone: of the stroke and of the words.
        words: a few, such as "✗ differs".
    """

    tone: Tone
    words: str

    @property
    def color(self):
        """Of the stroke and of the words."""
        return self.tone.ink


@dataclass(frozen=True)
class Box:
    """A named box and, where they matter, the shape on the edge that leaves it and its cost.

    Attributes:
        mark: of the box, or None.
        entry: mark of the edge that enters it, or None.
    """

    text: str
    tone: Tone
    shape: str = ""
    cost: str = ""
    mark: DrawnMark | None = None
    entry: DrawnMark | None = None


def draw_text(axes, x, y, text, gid, **settings):
    """Text around (x, y), in the small size unless `settings` say otherwise; it may hold any name of
    a student's, so no dollar signs are taken for formulas."""
    defaults = {"fontsize": SMALL_SIZE, "ha": "center", "va": "center", "linespacing": 1.25}
    defaults["parse_math"] = False
    return axes.text(x, y, text, gid=gid, zorder=5, **{**defaults, **settings})


def draw_box(axes, x, y, width, height, box, text_size):
    """A rounded box around its text; (x, y) is its middle."""
    axes.add_patch(
        FancyBboxPatch(
            (x - width / 2, y - height / 2),
            width,
            height,
            boxstyle="round,pad=0,rounding_size=0.07",
            facecolor=box.tone.fill,
            edgecolor=box.mark.color if box.mark else box.tone.line,
            linewidth=MARK_WIDTH if box.mark else 1.2,
            gid="marked box" if box.mark else "box",
            zorder=3,
        )
    )
    draw_text(axes, x, y, box.text, "box text", color=box.tone.ink, fontsize=text_size)


def draw_frame(axes, place, tone, gid, facecolor, **settings):
    """A rounded frame at (left, top, width, height), empty where `facecolor` is "none"."""
    left, top, width, height = place
    shape = {"boxstyle": "round,pad=0,rounding_size=0.08", "linewidth": 1.4, **settings}
    colors = {"edgecolor": tone.line, "facecolor": facecolor}
    axes.add_patch(FancyBboxPatch((left, top), width, height, gid=gid, **colors, **shape))


def draw_rectangle(axes, place, **settings):
    """A rectangle at (left, top, width, height); `settings` are those of matplotlib's."""
    left, top, width, height = place
    axes.add_patch(Rectangle((left, top), width, height, **settings))


def draw_arrow(axes, points, tone, mark=None):
    """An arrow along `points`, a list of (x, y), with its head at the last."""
    axes.add_patch(
        FancyArrowPatch(
            path=Path(points),
            arrowstyle="-|>,head_width=0.25,head_length=0.45",
            mutation_scale=12,
            color=mark.color if mark else tone.line,
            linewidth=MARK_WIDTH if mark else LINE_WIDTH,
            joinstyle="round",
            gid="marked edge" if mark else None,
            zorder=2,
        )
    )


def draw_line(axes, points, color, **settings):
    """A line along `points`, a list of (x, y)."""
    xs, ys = zip(*points, strict=True)
    defaults = {
        "linewidth": LINE_WIDTH,
        "zorder": 2,
        "solid_joinstyle": "round",
        "solid_capstyle": "round",
    }
    axes.add_line(Line2D(xs, ys, color=color, **{**defaults, **settings}))


def draw_mark_words(axes, x, y, mark):
    """The words of a mark to the left of a vertical edge; nothing without a mark."""
    if mark:
        settings = {"color": mark.color, "fontweight": "bold", "ha": "right"}
        draw_text(axes, x - 0.1, y, mark.words, "mark", **settings)


def draw_edge_label(axes, x, y, shape, tone):
    """A shape to the right of a vertical edge; nothing for an empty one."""
    if shape:
        draw_text(axes, x + 0.1, y, shape, "edge label", color=tone.ink, ha="left")


def draw_cost(axes, x, y, width, box, outwards):
    """What a box costs, beside it: to its left where `outwards` is -1, to its right where 1."""
    if box.cost:
        edge, alignment = x + outwards * (width / 2 + 0.09), "right" if outwards < 0 else "left"
        draw_text(axes, edge, y, box.cost, "cost", color=box.tone.ink, ha=alignment)


def draw_plus(axes, x, y, radius, tone, mark=None):
    """A plus sign in a circle."""
    edge = mark.color if mark else tone.line
    circle = Circle((x, y), radius, facecolor=tone.fill, edgecolor=edge, gid="plus", zorder=3)
    circle.set_linewidth(MARK_WIDTH if mark else LINE_WIDTH)
    axes.add_patch(circle)
    arm = radius * 0.55
    for points in ([(x - arm, y), (x + arm, y)], [(x, y - arm), (x, y + arm)]):
        draw_line(axes, points, tone.ink, linewidth=2, zorder=4)


def draw_refused_exit(axes, x, top, bottom):
    """A dashed way out of the plus sign, crossed out."""
    draw_line(axes, [(x, top), (x, bottom)], WRONG.line, linestyle=(0, (2, 1.5)))
    draw_cross(axes, x, (top + bottom) / 2)


def draw_cross(axes, x, y, size=0.09):
    """A cross in the tone of what is wrong."""
    for slope in (size, -size):
        points = [(x - size, y - slope), (x + size, y + slope)]
        draw_line(axes, points, WRONG.line, linewidth=3, gid="cross")


def draw_key(axes, x, y, entries):
    """One line that says what each colour means.

    Args:
        axes: from `style.drawing_axes`.
        x, y: of its left end.
        entries: (name, tone) pairs.

    Returns:
        where the next entry would begin.
    """
    for name, tone in entries:
        draw_line(axes, [(x, y), (x + 0.25, y)], tone.line, linewidth=3, solid_capstyle="butt")
        draw_text(axes, x + 0.33, y, name, "key", color=ink(), ha="left")
        x += 0.75 + text_width(name, SMALL_SIZE)
    return x


def draw_mark_key(axes, x, y, marks):
    """One line that says what each mark means, as `draw_key` does for colours."""
    for mark in marks:
        sample = {"linewidth": MARK_WIDTH, "solid_capstyle": "butt"}
        draw_line(axes, [(x, y), (x + 0.25, y)], mark.color, **sample)
        settings = {"color": mark.color, "fontweight": "bold", "ha": "left"}
        draw_text(axes, x + 0.33, y, mark.words, "key", **settings)
        x += 0.75 + text_width(mark.words, SMALL_SIZE, bold=True)
