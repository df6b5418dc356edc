"""Boxes, arrows and a plus sign: the strokes from which the drawings of a block are made.

Everything is in inches on axes from `style.drawing_axes`: x grows to the right, y downwards. Artists
carry a gid ("box", "box text", "edge label", "plus", "cross", "reason") so that a test can read them.
"""

import textwrap
from dataclasses import dataclass

from matplotlib.lines import Line2D
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch
from matplotlib.path import Path

from resnet_lessons.figures.style import (
    BRANCH,
    HEADING_SIZE,
    NEUTRAL,
    SHORTCUT,
    SMALL_SIZE,
    SUM,
    WRONG,
    Tone,
)


@dataclass(frozen=True)
class Box:
    """A named box and, where it matters, the shape on the edge that leaves it."""

    text: str
    tone: Tone
    shape: str = ""


@dataclass(frozen=True)
class Paths:
    """Two paths from one input to a plus sign.

    Attributes:
        trunk: boxes before the paths part, the input first.
        branch, shortcut: boxes on either path; a bare line where empty.
        shortcut_shape: with what shape the shortcut arrives; empty to leave it out.
        shortcut_tone: colour of the shortcut's line.
        names: of the branch and of the shortcut, written where they part; empty to leave them out.
        after: boxes after the plus sign, the output last.
        sum_shape: on the edge below the plus sign.
        reason: why the shapes do not meet; empty where they do.
    """

    trunk: tuple[Box, ...]
    branch: tuple[Box, ...]
    shortcut: tuple[Box, ...]
    after: tuple[Box, ...]
    shortcut_shape: str = ""
    shortcut_tone: Tone = SHORTCUT
    names: tuple[str, str] = ("", "")
    sum_shape: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Geometry:
    """Sizes of a drawing in inches, text in points.

    Attributes:
        spread: from the middle to either path.
        box_width, box_height, gap: of the boxes and between two of them.
        radius: of the plus sign.
        text_size: of box texts; edge labels are in the small size.
        reason_characters: of one line of the reason.
    """

    spread: float
    box_width: float
    box_height: float
    gap: float
    radius: float
    text_size: float
    reason_characters: int

    def height(self, paths):
        """Height of the drawing of `paths`."""
        rows = len(paths.trunk) + len(paths.branch) + len(paths.after)
        return rows * (self.box_height + self.gap) + 2 * self.radius + self.gap


def draw_paths(axes, middle, top, paths, geometry):
    """Draws two paths from top to bottom: the residual branch on the left, the shortcut on the right.

    Args:
        axes: from `style.drawing_axes`.
        middle, top: of the drawing.
        paths: `Paths`.
        geometry: `Geometry`.

    """
    left, right = middle - geometry.spread, middle + geometry.spread
    split = _draw_trunk(axes, middle, top, paths.trunk, geometry)
    corner = _draw_branch(axes, (middle, split), left, paths.branch, geometry)
    _draw_shortcut(axes, (middle, split), right, corner, paths, geometry)
    tones = BRANCH, paths.shortcut_tone
    for x, tone, name in zip((left, right), tones, paths.names, strict=True):
        _draw_name(axes, x, split, name, tone)
        inwards = geometry.radius if x < middle else -geometry.radius
        draw_arrow(axes, [(x, corner), (middle - inwards, corner)], tone)
    _draw_arrival(axes, middle, left, corner, paths.branch[-1].shape, BRANCH, geometry)
    _draw_arrival(
        axes, middle, right, corner, paths.shortcut_shape, paths.shortcut_tone, geometry
    )
    draw_plus(axes, middle, corner, geometry.radius, SUM if not paths.reason else WRONG)
    _draw_rest(axes, middle, corner + geometry.radius, paths, geometry)


def _draw_name(axes, x, split, name, tone):
    if name:
        axes.text(
            x, split - 0.08, name, color=tone.ink, fontsize=HEADING_SIZE, fontweight="bold",
            ha="center", va="bottom", gid="name",
        )  # fmt: skip


def _draw_trunk(axes, middle, top, trunk, geometry):
    y = top
    for box in trunk:
        draw_box(axes, middle, y + geometry.box_height / 2, box, geometry)
        y += geometry.box_height
        if box is not trunk[-1]:
            draw_arrow(axes, [(middle, y), (middle, y + geometry.gap)], NEUTRAL)
            draw_edge_label(axes, middle, y + geometry.gap / 2, box.shape, NEUTRAL)
            y += geometry.gap
    split = y + geometry.gap * 0.55
    draw_line(axes, [(middle, y), (middle, split)], NEUTRAL)
    draw_edge_label(axes, middle, y + geometry.gap * 0.27, trunk[-1].shape, NEUTRAL)
    return split


def _draw_branch(axes, start, x, branch, geometry):
    middle, split = start
    y = split + geometry.gap * 0.45
    draw_arrow(axes, [(middle, split), (x, split), (x, y)], BRANCH)
    for box in branch:
        draw_box(axes, x, y + geometry.box_height / 2, box, geometry)
        y += geometry.box_height
        if box is not branch[-1]:
            draw_arrow(axes, [(x, y), (x, y + geometry.gap)], BRANCH)
            draw_edge_label(axes, x, y + geometry.gap / 2, box.shape, BRANCH)
            y += geometry.gap
    corner = y + geometry.gap
    draw_line(axes, [(x, y), (x, corner)], BRANCH)
    return corner


def _draw_shortcut(axes, start, x, corner, paths, geometry):
    middle, split = start
    tone = paths.shortcut_tone
    draw_line(axes, [(middle, split), (x, split), (x, corner)], tone)
    spacing = (corner - split) / (len(paths.shortcut) + 1)
    for number, box in enumerate(paths.shortcut, start=1):
        y = split + number * spacing
        above = y - geometry.box_height / 2
        draw_arrow(axes, [(x, above - geometry.gap / 2), (x, above)], tone)
        draw_box(axes, x, y, box, geometry)


def _draw_arrival(axes, middle, x, corner, shape, tone, geometry):
    """Writes a path's shape over its last arrow, or below it where the arrow is short."""
    if not shape:
        return
    outer_room = geometry.spread - geometry.radius
    if outer_room > 1.2:
        place, y = (x + middle) / 2, corner - 0.13
    else:
        place, y = x, corner + 0.15
    axes.text(
        place, y, shape, color=tone.ink, fontsize=SMALL_SIZE, ha="center", va="center",
        fontweight="bold", gid="arrival",
    )  # fmt: skip


def _draw_rest(axes, middle, y, paths, geometry):
    """What leaves the plus sign: the output, or the reason why there is none."""
    if paths.reason:
        _draw_refusal(axes, middle, y, paths.reason, geometry)
        return
    shape = paths.sum_shape
    for box in paths.after:
        draw_arrow(axes, [(middle, y), (middle, y + geometry.gap)], SUM)
        draw_edge_label(axes, middle, y + geometry.gap / 2, shape, SUM)
        y += geometry.gap
        draw_box(axes, middle, y + geometry.box_height / 2, box, geometry)
        y += geometry.box_height
        shape = box.shape


def _draw_refusal(axes, middle, y, reason, geometry):
    end = y + geometry.gap * 1.1
    draw_line(axes, [(middle, y), (middle, end)], WRONG, linestyle=(0, (2, 1.5)))
    cross = (y + end) / 2
    size = 0.09
    for slope in (1, -1):
        line = [(middle - size, cross - slope * size), (middle + size, cross + slope * size)]
        draw_line(axes, line, WRONG, linewidth=3, gid="cross")
    axes.text(
        middle, end + 0.08, textwrap.fill(reason, geometry.reason_characters), color=WRONG.ink,
        fontsize=geometry.text_size, ha="center", va="top", linespacing=1.3, gid="reason",
    )  # fmt: skip


def draw_box(axes, x, y, box, geometry):
    """A rounded box around its text; (x, y) is its middle."""
    width, height = geometry.box_width, geometry.box_height
    axes.add_patch(
        FancyBboxPatch(
            (x - width / 2, y - height / 2), width, height,
            boxstyle="round,pad=0,rounding_size=0.07",
            facecolor=box.tone.fill, edgecolor=box.tone.line, linewidth=1.2, gid="box", zorder=3,
        )
    )  # fmt: skip
    axes.text(
        x, y, box.text, color=box.tone.ink, fontsize=geometry.text_size, ha="center",
        va="center_baseline" if "\n" not in box.text else "center", linespacing=1.25,
        gid="box text", zorder=4,
    )  # fmt: skip


def draw_arrow(axes, points, tone):
    """An arrow along `points`, a list of (x, y), with its head at the last."""
    axes.add_patch(
        FancyArrowPatch(
            path=Path(points), arrowstyle="-|>,head_width=0.28,head_length=0.5",
            mutation_scale=12, color=tone.line, linewidth=1.8, joinstyle="round", fill=True,
            zorder=2,
        )
    )  # fmt: skip


def draw_line(axes, points, tone, linewidth=1.8, **settings):
    """A line along `points`, a list of (x, y)."""
    xs, ys = zip(*points, strict=True)
    axes.add_line(
        Line2D(
            xs, ys, color=tone.line, linewidth=linewidth, zorder=2, solid_joinstyle="round",
            solid_capstyle="round", **settings,
        )
    )  # fmt: skip


def draw_edge_label(axes, x, y, shape, tone):
    """A shape to the right of a vertical edge; nothing for an empty one."""
    if shape:
        axes.text(
            x + 0.1, y, shape, color=tone.ink, fontsize=SMALL_SIZE, ha="left",
            va="center_baseline", gid="edge label",
        )  # fmt: skip


def draw_plus(axes, x, y, radius, tone):
    """A plus sign in a circle."""
    axes.add_patch(
        Circle(
            (x, y), radius, facecolor=tone.fill, edgecolor=tone.line, linewidth=1.8, gid="plus",
            zorder=3,
        )
    )  # fmt: skip
    arm = radius * 0.55
    for line in ([(x - arm, y), (x + arm, y)], [(x, y - arm), (x, y + arm)]):
        xs, ys = zip(*line, strict=True)
        axes.add_line(Line2D(xs, ys, color=tone.ink, linewidth=2, zorder=4))
