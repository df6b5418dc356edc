"""Two paths from one input to a plus sign, drawn large or as a small panel."""

import textwrap
from dataclasses import dataclass

from resnet_lessons.figures.strokes import (
    Box,
    draw_arrow,
    draw_box,
    draw_edge_label,
    draw_line,
    draw_plus,
    draw_refused_exit,
    draw_text,
)
from resnet_lessons.figures.style import (
    BRANCH,
    HEADING_SIZE,
    NEUTRAL,
    SHORTCUT,
    SMALL_SIZE,
    SUM,
    TEXT_SIZE,
    WRONG,
    Tone,
)


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


@dataclass(frozen=True)
class Geometry:
    """Sizes of a drawing in inches, of text in points.

    Attributes:
        spread: from the middle to either path.
        box_width, box_height, gap: of the boxes and between two of them.
        stem: from the last shared box to where the paths part.
        radius: of the plus sign.
        text_size: in boxes.
        reason_characters: of one line of the reason.
    """

    spread: float
    box_width: float
    box_height: float
    gap: float
    stem: float
    radius: float
    text_size: float
    reason_characters: int

    def height(self, paths):
        """Height of the drawing of `paths`, from the top of the input to the foot of the output."""
        rows = len(paths.trunk) + len(paths.branch) + len(paths.after)
        return rows * (self.box_height + self.gap) + self.stem + 2 * self.radius


LARGE = Geometry(
    spread=2.15,
    box_width=2.2,
    box_height=0.48,
    gap=0.36,
    stem=0.28,
    radius=0.18,
    text_size=TEXT_SIZE,
    reason_characters=115,
)
SMALL = Geometry(
    spread=0.58,
    box_width=1.06,
    box_height=0.4,
    gap=0.24,
    stem=0.14,
    radius=0.14,
    text_size=SMALL_SIZE,
    reason_characters=30,
)
PANEL_HEADING = 0.5


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
    corner = _draw_branch(axes, (middle, split), left, paths.branch, geometry)
    _draw_shortcut(axes, (middle, split), (right, corner), paths, geometry)
    sides = (
        (left, BRANCH, paths.names[0], paths.branch_shape),
        (right, paths.shortcut_tone, paths.names[1], paths.shortcut_shape),
    )
    for x, tone, name, shape in sides:
        bold = {"color": tone.ink, "fontsize": HEADING_SIZE, "fontweight": "bold", "va": "bottom"}
        draw_text(axes, x, split - 0.08, name, "name", **bold)
        _draw_arrival(axes, x, (middle, corner), shape, tone, geometry)
    draw_plus(axes, middle, corner, geometry.radius, WRONG if paths.reason else SUM)
    _draw_rest(axes, middle, corner + geometry.radius, paths, geometry)


def _place_box(axes, x, top, box, geometry):
    """Draws a box below `top` and returns its lower edge."""
    height = geometry.box_height
    draw_box(axes, x, top + height / 2, geometry.box_width, height, box, geometry.text_size)
    return top + height


def _draw_trunk(axes, middle, top, trunk, geometry):
    y = top
    for box in trunk[:-1]:
        y = _place_box(axes, middle, y, box, geometry)
        draw_arrow(axes, [(middle, y), (middle, y + geometry.gap)], NEUTRAL)
        draw_edge_label(axes, middle, y + geometry.gap / 2, box.shape, NEUTRAL)
        y += geometry.gap
    y = _place_box(axes, middle, y, trunk[-1], geometry)
    split = y + geometry.stem
    draw_line(axes, [(middle, y), (middle, split)], NEUTRAL.line)
    draw_edge_label(axes, middle, y + geometry.stem / 2, trunk[-1].shape, NEUTRAL)
    return split


def _draw_branch(axes, start, x, branch, geometry):
    """Draws the residual branch and returns the height at which it turns to the plus sign."""
    middle, split = start
    y = split + geometry.gap
    draw_arrow(axes, [(middle, split), (x, split), (x, y)], BRANCH)
    for box in branch[:-1]:
        y = _place_box(axes, x, y, box, geometry)
        draw_arrow(axes, [(x, y), (x, y + geometry.gap)], BRANCH)
        draw_edge_label(axes, x, y + geometry.gap / 2, box.shape, BRANCH)
        y += geometry.gap
    y = _place_box(axes, x, y, branch[-1], geometry)
    draw_line(axes, [(x, y), (x, y + geometry.gap)], BRANCH.line)
    return y + geometry.gap


def _draw_shortcut(axes, start, corner, paths, geometry):
    (middle, split), (x, bottom), tone = start, corner, paths.shortcut_tone
    draw_line(axes, [(middle, split), (x, split), (x, bottom)], tone.line)
    spacing = (bottom - split) / (len(paths.shortcut) + 1)
    for number, box in enumerate(paths.shortcut, start=1):
        top = split + number * spacing - geometry.box_height / 2
        draw_arrow(axes, [(x, top - geometry.gap), (x, top)], tone)
        _place_box(axes, x, top, box, geometry)
    if paths.note:
        y = split + 0.5 * spacing
        note = {"color": tone.ink, "fontsize": TEXT_SIZE, "ha": "left"}
        draw_text(axes, x + 0.14, y, paths.note, "note", **note)


def _draw_arrival(axes, x, plus, shape, tone, geometry):
    """Ends a path in the plus sign; its shape stands above the arrow, or below a short one."""
    middle, y = plus
    inner = middle - geometry.radius if x < middle else middle + geometry.radius
    draw_arrow(axes, [(x, y), (inner, y)], tone)
    settings = {"color": tone.ink, "fontweight": "bold"}
    if abs(inner - x) > 1.2:
        draw_text(axes, (x + inner) / 2, y - 0.14, shape, "arrival", **settings)
        return
    outwards, alignment = (-0.15, "right") if x < middle else (0.15, "left")
    draw_text(axes, middle + outwards, y + 0.17, shape, "arrival", ha=alignment, **settings)


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
    for box in paths.after:
        draw_arrow(axes, [(middle, y), (middle, y + geometry.gap)], SUM)
        draw_edge_label(axes, middle, y + geometry.gap / 2, shape, SUM)
        y = _place_box(axes, middle, y + geometry.gap, box, geometry)
        shape = box.shape
