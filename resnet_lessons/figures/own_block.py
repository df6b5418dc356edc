"""A block as its program joins it, beside the expected one, with what differs marked in both."""

import textwrap

from resnet_lessons.figures.flow import draw_paths
from resnet_lessons.figures.geometry import LARGE, PAIR
from resnet_lessons.figures.graph_paths import Marking, describe, paths_of
from resnet_lessons.figures.strokes import DrawnMark, draw_key, draw_mark_key, draw_text
from resnet_lessons.figures.style import (
    HEADING_SIZE,
    MARGIN,
    TEXT_SIZE,
    WIDTH,
    drawing_axes,
    house_style,
    lesson_figure,
)
from resnet_lessons.figures.tones import BRANCH, NEUTRAL, PROJECTION, SHORTCUT, WRONG, ink

_DIFFERS = DrawnMark(WRONG, "✗ differs")
_EXPECTED = DrawnMark(NEUTRAL, "✓ as expected")
_KEY = (("residual branch", BRANCH), ("identity shortcut", SHORTCUT), ("projection", PROJECTION))
_SUBTITLE = 0.24
_HEADING = 0.34
_ROOM_FOR_A_REASON = 0.3
_LINE = 0.19


@house_style
def own_block(own, finding, expected=None, differences=(), setting="", note=""):
    """Draws a student's block, and beside it the expected one.

    Args:
        own: `BlockGraph` of the student's block.
        finding: the title, what there is to see.
        expected: `BlockGraph` in the same setting, or None to draw the student's alone.
        differences: `Difference`s between them, most important first; every one is marked, those
            after the first are written below.
        setting: in what setting, in words that go on after "drawn with"; a line below the title.
        note: a sentence below the drawing.

    Returns:
        `LessonFigure`
    """
    marks = [(each.places, each.detail, DrawnMark(WRONG, f"✗ {each.word}")) for each in differences]
    panels = [("Your block", own, _marking(marks))]
    if expected is not None:
        marks = [(each.counterparts, each.detail, _EXPECTED) for each in differences]
        panels.append(("Expected", expected, _marking(marks)))
    lines = [(line, WRONG) for line in _also(differences[1:])]
    lines += [(note, NEUTRAL)] if note else []
    key = (_DIFFERS, _EXPECTED) if differences else ()
    figure = _drawn(finding, panels, f"drawn with {setting}" if setting else "", key, lines)
    words = [f"{finding}."]
    if setting:
        words.append(f"Drawn with {setting}.")
    if expected is not None and not differences:
        words.append("Both drawings are the same.")
    words += [f"Differs: {each.sentence}." for each in differences]
    words += [f"{name}: {describe(graph)}" for name, graph, _ in panels]
    figure.alt_text = " ".join([*words, note]).strip()
    return figure


@house_style
def block_in_settings(graphs, settings, finding):
    """Draws a student's block as it is in two settings, beside each other.

    Args:
        graphs: two `BlockGraph`s of one block.
        settings: in what setting each is, in words that go on after "with".
        finding: the title, what there is to see.

    Returns:
        `LessonFigure`
    """
    names = [f"With {setting}" for setting in settings]
    panels = [(name, graph, Marking()) for name, graph in zip(names, graphs, strict=True)]
    figure = _drawn(finding, panels)
    words = [f"{name}: {describe(graph)}" for name, graph, _ in panels]
    figure.alt_text = " ".join([f"{finding}.", *words])
    return figure


def _drawn(finding, panels, subtitle="", key=(), lines=()):
    """One or two drawings of blocks.

    Args:
        finding, subtitle: above them.
        panels: (name, `BlockGraph`, `Marking`); the name is written where there are two.
        key: `DrawnMark`s to explain.
        lines: (text, tone) below the drawings.
    """
    is_alone = len(panels) == 1
    geometry = LARGE if is_alone else PAIR
    drawings = [(name, paths_of(graph, marking, is_alone)) for name, graph, marking in panels]
    top = 0.08 + (_SUBTITLE if subtitle else 0)
    drawings_top = top + (0 if is_alone else _HEADING)
    height = drawings_top + max(geometry.height(each) for _, each in drawings)
    if any(each.reason for _, each in drawings):
        height += _ROOM_FOR_A_REASON
    figure = lesson_figure(finding, height + 0.44 + _LINE * len(lines))
    axes = drawing_axes(figure)
    grey = {"color": NEUTRAL.ink, "fontsize": TEXT_SIZE, "ha": "left"}
    draw_text(axes, MARGIN, 0.06, subtitle, "subtitle", **grey)
    for number, (name, paths) in enumerate(drawings):
        middle = WIDTH * (number + 0.5) / len(drawings)
        if not is_alone:
            bold = {"fontsize": HEADING_SIZE, "fontweight": "bold", "va": "center_baseline"}
            draw_text(axes, middle, top + 0.1, name, "panel", color=ink(), **bold)
        draw_paths(axes, middle, drawings_top, paths, geometry)
    end = draw_key(axes, MARGIN, height + 0.22, _KEY)
    draw_mark_key(axes, end, height + 0.22, key)
    for number, (line, tone) in enumerate(lines, start=1):
        y = height + 0.24 + _LINE * number
        draw_text(axes, MARGIN, y, line, "line", color=tone.ink, ha="left")
    return figure


def _also(differences):
    """The differences after the first, as lines of text."""
    if not differences:
        return []
    text = "Also: " + "; ".join(each.sentence for each in differences) + "."
    return textwrap.wrap(text, 125, max_lines=3, placeholder=" …")


def _marking(marks):
    """The `Marking` of (places, detail, mark)s; the most important comes first and stays."""
    found = {}
    for places, _, mark in marks:
        for place in places:
            found.setdefault(place, mark)
    details = ((place, detail) for places, detail, _ in marks if detail for place in places)
    return Marking(found, frozenset(details))
