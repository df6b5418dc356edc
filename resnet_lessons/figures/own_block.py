"""A block as its program joins it, beside the expected one, with what differs marked in both."""

import itertools
import textwrap

from resnet_lessons.anatomy import TIMES, shape_text
from resnet_lessons.block_parts import ADDITION, CONVOLUTION, NORMALISATION, RELU, Place
from resnet_lessons.figures.flow import LARGE, PAIR, Paths, draw_paths
from resnet_lessons.figures.marks import Mark
from resnet_lessons.figures.strokes import Box, draw_key, draw_text
from resnet_lessons.figures.style import (
    BRANCH,
    HEADING_SIZE,
    INPUT,
    MARGIN,
    NEUTRAL,
    PROJECTION,
    SHORTCUT,
    SUM,
    WIDTH,
    WRONG,
    drawing_axes,
    house_style,
    ink,
    lesson_figure,
    text_width,
)

_DASHES = (2.4, 1.2)
_EXPECTED = Mark(SUM, "✓ expected")
_KEY = (("residual branch", BRANCH), ("identity shortcut", SHORTCUT), ("projection", PROJECTION))
_HEADING = 0.34
_ROOM_FOR_A_REASON = 0.3
_LINE = 0.19
_MOST_BOXES = 7
_TRAINING = {
    "always on": "training=True, always",
    "always off": "training=False, always",
    "missing": "no training flag",
    "unusual": "another training flag",
}


@house_style
def own_block(own, finding, expected=None, differences=()):
    """Draws a student's block, and beside it the expected one.

    Args:
        own: `BlockGraph` of the student's block.
        finding: the title, what there is to see.
        expected: `BlockGraph` in the same setting, or None to draw the student's alone.
        differences: `Difference`s between them, most important first; every one is marked, those
            after the first are written below.

    Returns:
        `LessonFigure`
    """
    marks = _marked([(each.places, Mark(WRONG, f"✗ {each.word}", _DASHES)) for each in differences])
    panels = [("Your block", own, _paths(own, marks, expected is None))]
    if expected is not None:
        marks = _marked([(each.counterparts, _EXPECTED) for each in differences])
        panels.append(("Expected", expected, _paths(expected, marks, False)))
    also = _also(differences[1:])
    geometry = PAIR if expected is not None else LARGE
    height = max(geometry.height(paths) for _, _, paths in panels)
    height += _ROOM_FOR_A_REASON * own.refused + _HEADING * (len(panels) > 1)
    figure = lesson_figure(finding, height + 0.5 + _LINE * len(also))
    axes = drawing_axes(figure)
    for number, (name, _, paths) in enumerate(panels):
        middle, top = WIDTH * (number + 0.5) / len(panels), 0.08
        if len(panels) > 1:
            bold = {"fontsize": HEADING_SIZE, "fontweight": "bold"}
            draw_text(axes, middle, top + 0.1, name, "panel", color=ink(), **bold)
            top += _HEADING
        draw_paths(axes, middle, top, paths, geometry)
    draw_key(axes, MARGIN, height + 0.3, _KEY)
    for number, line in enumerate(also):
        y = height + 0.3 + _LINE * (number + 1)
        draw_text(axes, MARGIN, y, line, "also", color=WRONG.ink, ha="left")
    alike = expected is not None and not differences
    words = [f"{finding}."] + ["Both drawings are alike."] * alike
    words += [f"Differs: {each.sentence}." for each in differences]
    words += [f"{name}: {describe(graph)}" for name, graph, _ in panels]
    figure.alt_text = " ".join(words)
    return figure


def describe(graph):
    """A block in sentences: the alt text of its drawing."""
    sentences = [f"Input {shape_text(graph.input_shape)}."]
    sentences.append(f"Residual branch: {_listed(graph.whole_branch)}.")
    if graph.join is None:
        return " ".join([*sentences, "It leads to the output alone: no shortcut joins it."])
    sentences.append(f"Shortcut: {_listed(graph.whole_shortcut)}.")
    shapes = f"{shape_text(graph.branch_shape)} and {shape_text(graph.shortcut_shape)}"
    ends = "refused, the shapes do not meet" if graph.refused else "joined"
    sentences.append(f"They arrive as {shapes}, {ends} by {graph.join}.")
    if graph.after:
        sentences.append(f"After it: {_listed(graph.after)}.")
    return " ".join(sentences)


def _listed(steps):
    return "; ".join(_text([step], "convolution", ", ") for step in steps) or "the input itself"


def _also(differences):
    """The differences after the first, as lines of text."""
    if not differences:
        return []
    text = "Also: " + "; ".join(each.sentence for each in differences) + "."
    return textwrap.wrap(text, 125, max_lines=3, placeholder=" …")


def _marked(marks):
    """{place: mark}; the most important difference comes first and stays."""
    found = {}
    for places, mark in marks:
        for place in places:
            found.setdefault(place, mark)
    return found


def _paths(graph, marks, is_alone):
    """The drawing of a graph."""
    shared = len(graph.trunk)
    projects = any(step.kind == CONVOLUTION for step in graph.shortcut)
    trunk = _boxes(graph.trunk, ("branch", "shortcut"), 0, marks, is_alone)
    joined = marks.get(Place("join"))
    parted = graph.join is None
    output = Box("output", SUM, entry=marks.get(Place("after", len(graph.after), True)))
    arrivals = [
        marks.get(Place(path, len(steps), True))
        for path, steps in (("branch", graph.whole_branch), ("shortcut", graph.whole_shortcut))
    ]
    return Paths(
        trunk=(Box("input", INPUT, shape_text(graph.input_shape)), *trunk),
        branch=_boxes(graph.branch, ("branch",), shared, marks, is_alone)
        or (Box("no layer", NEUTRAL),),
        shortcut=_boxes(graph.shortcut, ("shortcut",), shared, marks, is_alone),
        after=(*_boxes(graph.after, ("after",), 0, marks, is_alone), output),
        branch_shape=shape_text(graph.branch_shape) if graph.join == ADDITION else "",
        shortcut_shape=shape_text(graph.shortcut_shape) if graph.join == ADDITION else "",
        shortcut_tone=NEUTRAL if parted else PROJECTION if projects else SHORTCUT,
        names=("residual branch", "shortcut") if is_alone else ("", ""),
        note=_note(graph) if is_alone else "",
        sum_shape=shape_text(graph.branch_shape if parted else graph.join_shape),
        reason=_reason(graph) if graph.refused else None,
        join=None if graph.join in (None, ADDITION) else Box(graph.join, NEUTRAL, mark=joined),
        parted=parted,
        join_mark=None if parted else joined,
        branch_mark=arrivals[0],
        shortcut_mark=joined if parted else arrivals[1],
    )


def _note(graph):
    if graph.join is None:
        return "does not arrive"
    return "" if graph.whole_shortcut else "the input itself,\nunchanged"


def _reason(graph):
    branch, shortcut = (
        TIMES.join(map(str, shape)) for shape in (graph.branch_shape, graph.shortcut_shape)
    )
    return f"Cannot be joined: the residual branch arrives as {branch}, the shortcut as {shortcut}"


def _boxes(steps, paths, first, marks, is_alone):
    """The boxes of some steps; batch normalisation and the ReLU after it share one.

    Args:
        steps: of one path, in order.
        paths: on which of a `Place`'s paths they stand.
        first: number of the first of them on that path.
        marks: {place: mark}.
        is_alone: whether there is room for larger boxes.
    """
    boxes, number = [], first
    for group in _grouped(steps):
        numbers = range(number, number + len(group))
        number = numbers.stop
        boxes.append(
            Box(
                _fitting(_text(group, _noun(paths), "\n"), is_alone),
                _tone(group, paths),
                shape_text(group[-1].output_shape),
                mark=_first(marks, paths, numbers, False),
                entry=_first(marks, paths, numbers[:1], True),
            )
        )
    if len(boxes) > _MOST_BOXES:
        left_out = len(boxes) - _MOST_BOXES + 1
        boxes[4 : 4 + left_out] = [Box(f"… {left_out} more", NEUTRAL)]
    return tuple(boxes)


def _grouped(steps):
    """Steps that stand in one box."""
    groups = []
    for step in steps:
        if step.kind == RELU and groups and [each.kind for each in groups[-1]] == [NORMALISATION]:
            groups[-1].append(step)
        else:
            groups.append([step])
    return groups


def _first(marks, paths, numbers, is_edge):
    places = (Place(path, n, is_edge) for path, n in itertools.product(paths, numbers))
    return next((marks[place] for place in places if place in marks), None)


def _noun(paths):
    return "projection" if paths == ("shortcut",) else "convolution"


def _tone(group, paths):
    if group[0].kind != CONVOLUTION:
        return NEUTRAL
    return PROJECTION if paths == ("shortcut",) else BRANCH


def _text(group, noun, separator):
    """What a box says: what it does, and how it is set."""
    step = group[0]
    if step.kind == CONVOLUTION:
        size = TIMES.join(map(str, step.kernel_size))
        return f"{size} {noun}{separator}{_settings(step)}"
    short = {NORMALISATION: "BN"}
    what = " + ".join(short.get(each.kind, each.kind) for each in group)
    extra = _TRAINING.get(step.training) or next(iter(step.oddities), "")
    return f"{what}{separator}{extra}" if extra else what


def _settings(step):
    filters = "1 filter" if step.filters == 1 else f"{step.filters} filters"
    if step.oddities:
        return f"{filters}, {step.oddities[0]}"
    if step.padding in ("none", "unusual") or (
        step.padding == "same" and step.strides > 1 and (max(step.kernel_size) > 1)
    ):
        return f"strides {step.strides}, padding {step.padding}"
    return f"{filters}, strides {step.strides}"


def _fitting(text, is_alone):
    """The text, its lines cut where a box is too narrow."""
    geometry = LARGE if is_alone else PAIR
    lines = []
    for line in text.split("\n"):
        cut = line
        while text_width(cut, geometry.text_size) > geometry.box_width - 0.16:
            cut = cut.removesuffix("…")[:-1] + "…"
        lines.append(cut)
    return "\n".join(lines)
