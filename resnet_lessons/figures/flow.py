"""Two paths from one input to a plus sign, drawn large or as a small panel."""

import itertools
import math
import textwrap
from dataclasses import dataclass, replace

from resnet_lessons.figures.geometry import SMALL
from resnet_lessons.figures.strokes import (
    MARK_WIDTH,
    Box,
    DrawnMark,
    draw_arrow,
    draw_box,
    draw_cost,
    draw_cross,
    draw_edge_label,
    draw_line,
    draw_mark_words,
    draw_plus,
    draw_refused_exit,
    draw_text,
)
from resnet_lessons.figures.style import HEADING_SIZE, TEXT_SIZE
from resnet_lessons.figures.tones import BRANCH, NEUTRAL, SHORTCUT, SUM, WRONG, Tone


@dataclass(frozen=True)
class Paths:
    """What a drawing shows.

    Attributes:
        trunk: boxes before the paths part, the input first.
        branch, shortcut: boxes on either path; a bare line where there are none.
        after: boxes after the plus sign, the output last.
        branch_shape, shortcut_shape: with what shapes they arrive; empty to leave them out.
        shortcut_tone: colour of the shortcut's line.
        names: of the branch and of the shortcut, written where they part.
        note: on the shortcut, where it has no box.
        sum_shape: on the edge below the plus sign.
        reason: why the shapes do not meet, or None.
        join: the box in which the paths meet, where they do not meet in a plus sign.
        parted: whether the shortcut ends before it meets the branch.
        join_mark, branch_mark, shortcut_mark: of the plus sign, and of the last edge before it on
            either path, or None.
        branch_times, shortcut_times: how often either path enters the plus sign; two lines stand
            for more than one.
    """

    trunk: tuple[Box, ...]
    branch: tuple[Box, ...]
    shortcut: tuple[Box, ...]
    after: tuple[Box, ...]
    branch_shape: str = ""
    shortcut_shape: str = ""
    shortcut_tone: Tone = SHORTCUT
    names: tuple[str, str] = ("", "")
    note: str = ""
    sum_shape: str = ""
    reason: str | None = None
    join: Box | None = None
    parted: bool = False
    join_mark: DrawnMark | None = None
    branch_mark: DrawnMark | None = None
    shortcut_mark: DrawnMark | None = None
    branch_times: int = 1
    shortcut_times: int = 1


@dataclass(frozen=True)
class _Arrival:
    """How one of the two paths ends."""

    tone: Tone
    shape: str
    mark: DrawnMark | None
    times: int

    @property
    def lanes(self):
        """Distance of each of its lines from the first, in inches."""
        return (0, _LANE) if self.times > 1 else (0,)


PANEL_HEADING = 0.5
_LANE = 0.12
_JOIN_WIDTH = 1.2


def draw_panel(axes, middle, top, title, paths):
    """Draws a small drawing, 2.3 inches wide, below a title of at most two lines.

    Args:
        axes: from `style.drawing_axes`.
        middle, top: of the panel.
        title, paths: what to write and to draw.
    """
    bold = {"fontsize": TEXT_SIZE, "fontweight": "bold", "va": "bottom"}
    draw_text(axes, middle, top + PANEL_HEADING - 0.1, textwrap.fill(title, 24), "title", **bold)
    draw_paths(axes, middle, top + PANEL_HEADING, paths, SMALL)


def draw_paths(axes, middle, top, paths, geometry):
    """Draws two paths downwards: the residual branch on the left, the shortcut on the right.

    Args:
        axes: from `style.drawing_axes`.
        middle, top: of the drawing.
        paths, geometry: what to draw, and how large.
    """
    left, right = middle - geometry.spread, middle + geometry.spread
    split = _draw_trunk(axes, middle, top, paths.trunk, geometry)
    corner = split + geometry.sides(paths) + geometry.gap
    branch = _Arrival(BRANCH, paths.branch_shape, paths.branch_mark, paths.branch_times)
    shortcut = _Arrival(
        paths.shortcut_tone, paths.shortcut_shape, paths.shortcut_mark, paths.shortcut_times
    )
    _draw_branch(axes, (middle, split), (left, corner), branch, paths, geometry)
    _draw_shortcut(axes, (middle, split), (right, corner), shortcut, paths, geometry)
    for x, arrival, name in zip((left, right), (branch, shortcut), paths.names, strict=True):
        bold = {"fontsize": HEADING_SIZE, "fontweight": "bold", "va": "bottom"}
        draw_text(axes, x, split - 0.08, name, "name", color=arrival.tone.ink, **bold)
        _draw_arrival(axes, x, (middle, corner), arrival, paths, geometry)
    foot = _draw_join(axes, middle, corner, paths, geometry)
    _draw_rest(axes, middle, foot, paths, geometry)


def _place_box(axes, x, top, box, geometry, outwards=-1):
    """Draws a box below `top`, its cost on the side `outwards`, and returns its lower edge."""
    height = geometry.height_of(box)
    draw_cost(axes, x, top + height / 2, geometry.box_width, box, outwards)
    draw_box(axes, x, top + height / 2, geometry.box_width, height, box, geometry.text_size)
    return top + height


def _draw_trunk(axes, middle, top, trunk, geometry):
    y = top
    for box, following in itertools.pairwise(trunk):
        y = _place_box(axes, middle, y, box, geometry)
        _draw_entry(axes, [(middle, y), (middle, y + geometry.gap)], NEUTRAL, following, geometry)
        draw_edge_label(axes, middle, y + geometry.gap / 2, box.shape, NEUTRAL)
        y += geometry.gap
    y = _place_box(axes, middle, y, trunk[-1], geometry)
    split = y + geometry.stem
    draw_line(axes, [(middle, y), (middle, split)], NEUTRAL.line)
    draw_edge_label(axes, middle, y + geometry.stem / 2, trunk[-1].shape, NEUTRAL)
    return split


def _draw_branch(axes, start, corner, arrival, paths, geometry):
    """Draws the residual branch, down to where it turns to the plus sign."""
    x, y = corner[0], start[1]
    points = [start, (x, y)]
    for box in paths.branch:
        y += geometry.gap
        _draw_entry(axes, [*points, (x, y)], BRANCH, box, geometry)
        y = _place_box(axes, x, y, box, geometry)
        if box is not paths.branch[-1]:
            draw_edge_label(axes, x, y + geometry.gap / 2, box.shape, BRANCH)
        points = [(x, y)]
    _draw_last_edge(axes, [(x, y), corner], arrival, inwards=1)


def _draw_shortcut(axes, start, corner, arrival, paths, geometry):
    split, (x, bottom), tone = start[1], corner, paths.shortcut_tone
    heights = sum(map(geometry.height_of, paths.shortcut))
    gap = (bottom - split - heights) / (len(paths.shortcut) + 1)
    points, y = [start, (x, split)], split
    for box in paths.shortcut:
        _draw_entry(axes, [*points, (x, y + gap)], tone, box, geometry)
        y = _place_box(axes, x, y + gap, box, geometry, outwards=1)
        points = [(x, y)]
    _draw_last_edge(axes, [*points, corner], arrival, inwards=-1)
    if paths.note:
        note = {"color": tone.ink, "fontsize": TEXT_SIZE, "ha": "left"}
        draw_text(axes, x + 0.14, split + gap / 2, paths.note, "note", **note)


def _draw_entry(axes, points, tone, box, geometry):
    """The edge into a box, with the words of the mark of either."""
    draw_arrow(axes, points, tone, box.entry)
    (x, top), (_, bottom) = points[-2:]
    y = (top + bottom) / 2 if box.entry else bottom - geometry.gap / 2
    draw_mark_words(axes, x, y, box.entry or box.mark)


def _draw_last_edge(axes, points, arrival, inwards):
    """The last vertical edge before the paths meet; more lines of it lie inwards, 1 or -1."""
    color, stroke = _color_and_stroke(arrival.tone, arrival.mark)
    (x, top), (_, bottom) = points[-2:]
    for lane in arrival.lanes:
        way = [(each + inwards * lane * (each == x), y) for each, y in points[:-1]]
        draw_line(axes, [*way, (x + inwards * lane, bottom - lane)], color, **stroke)
    left = max(arrival.lanes) if inwards < 0 else 0
    draw_mark_words(axes, x - left, (top + bottom) / 2, arrival.mark)


def _color_and_stroke(tone, mark):
    return (mark.color, {"linewidth": MARK_WIDTH}) if mark else (tone.line, {})


def _draw_arrival(axes, x, plus, arrival, paths, geometry):
    """Ends a path in the plus sign; its shape stands above the arrow, or below a short one."""
    middle, y = plus
    if paths.parted:
        _draw_parted(axes, x, plus, arrival, geometry)
        return
    outwards = -1 if x < middle else 1
    for lane in arrival.lanes:
        half = _JOIN_WIDTH / 2 if paths.join else math.sqrt(geometry.radius**2 - lane**2)
        points = [(x - outwards * lane, y - lane), (middle + outwards * half, y - lane)]
        draw_arrow(axes, points, arrival.tone, arrival.mark)
    settings = {"color": arrival.tone.ink, "fontweight": "bold"}
    if abs(middle - x) - half > 1.2:
        above = y - 0.14 - max(arrival.lanes)
        center = (x + middle + outwards * half) / 2
        draw_text(axes, center, above, arrival.shape, "arrival", **settings)
        return
    settings["ha"] = "right" if x < middle else "left"
    draw_text(axes, middle + outwards * 0.15, y + 0.17, arrival.shape, "arrival", **settings)


def _draw_parted(axes, x, plus, arrival, geometry):
    """The end of either path where the branch alone leads on."""
    middle, y = plus
    if x < middle:
        points = [(x, y), (middle, y), (middle, y + geometry.radius)]
        draw_line(axes, points, arrival.tone.line)
        return
    end = middle + 2 * geometry.radius
    color, stroke = _color_and_stroke(arrival.tone, arrival.mark)
    draw_line(axes, [(x, y), (end, y)], color, **stroke)
    draw_cross(axes, end, y)


def _draw_join(axes, middle, y, paths, geometry):
    """What the paths meet in; returns its lower edge."""
    if paths.parted:
        return y + geometry.radius
    if paths.join:
        top = y - geometry.box_height / 2
        return _place_box(axes, middle, top, paths.join, replace(geometry, box_width=_JOIN_WIDTH))
    tone = WRONG if paths.reason else SUM
    draw_plus(axes, middle, y, geometry.radius, tone, paths.join_mark)
    return y + geometry.radius


def _draw_rest(axes, middle, y, paths, geometry):
    """What leaves the plus sign: the output, or the reason why there is none."""
    if paths.reason:
        bottom = y + geometry.gap
        draw_refused_exit(axes, middle, y, bottom)
        reason = textwrap.fill(paths.reason, geometry.reason_characters)
        settings = {"color": WRONG.ink, "fontsize": geometry.text_size, "va": "top"}
        draw_text(axes, middle, bottom + 0.08, reason, "reason", **settings)
        return
    shape = paths.sum_shape
    for number, box in enumerate(paths.after):
        _draw_entry(axes, [(middle, y), (middle, y + geometry.gap)], SUM, box, geometry)
        if number == 0 and not (box.entry or box.mark):
            draw_mark_words(axes, middle, y + geometry.gap / 2, paths.join_mark)
        draw_edge_label(axes, middle, y + geometry.gap / 2, shape, SUM)
        y = _place_box(axes, middle, y + geometry.gap, box, geometry)
        shape = box.shape
