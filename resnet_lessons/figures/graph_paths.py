"""A block read from a program as the boxes and edges of its drawing, and in sentences."""

import itertools
from dataclasses import dataclass, field

from resnet_lessons.checker.block_graph.graph import (
    ADDITION,
    CONVOLUTION,
    NORMALISATION,
    RELU,
    Place,
)
from resnet_lessons.figures.flow import Paths
from resnet_lessons.figures.geometry import LARGE, PAIR
from resnet_lessons.figures.strokes import Box
from resnet_lessons.figures.style import text_width
from resnet_lessons.figures.tones import BRANCH, INPUT, NEUTRAL, PROJECTION, SHORTCUT, SUM
from resnet_lessons.network.anatomy import TIMES, shape_text

_MOST_BOXES = 7
_TRAINING = {
    "inverted": "training=not is_training",
    "always on": "training=True, always",
    "always off": "training=False, always",
    "missing": "no training flag",
    "unusual": "a different training flag",
    "flag": "training=is_training",
}
_SHORT = {NORMALISATION: "BN"}


@dataclass(frozen=True)
class Marking:
    """What stands out in the drawing of a graph.

    Attributes:
        marks: {place: `DrawnMark`}.
        details: (place, "padding" or "training") of what the box there spells out.
    """

    marks: dict = field(default_factory=dict)
    details: frozenset = frozenset()


def paths_of(graph, marking, is_alone):
    """The drawing of a `BlockGraph`: `Paths`.

    Args:
        graph, marking: what to draw, and what stands out in it.
        is_alone: whether there is room for larger boxes and for names.
    """
    marks, (branches, shortcuts, _) = marking.marks, graph.terms
    shared = len(graph.trunk)
    projects = any(step.kind == CONVOLUTION for step in graph.shortcut)

    def boxes(steps, paths, first=0):
        return _boxes(steps, paths, first, marking, is_alone)

    joined = marks.get(Place("join"))
    parted = graph.join is None
    output = Box("output", SUM, entry=marks.get(Place("after", len(graph.after), True)))
    arrivals = [
        marks.get(Place(path, len(steps), True))
        for path, steps in (("branch", graph.whole_branch), ("shortcut", graph.whole_shortcut))
    ]
    return Paths(
        trunk=(
            Box("input", INPUT, shape_text(graph.input_shape)),
            *boxes(graph.trunk, ("branch", "shortcut")),
        ),
        branch=boxes(graph.branch, ("branch",), shared) or (Box("no layer", NEUTRAL),),
        shortcut=boxes(graph.shortcut, ("shortcut",), shared),
        after=(*boxes(graph.after, ("after",)), output),
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
        branch_times=branches,
        shortcut_times=shortcuts,
    )


def _note(graph):
    if graph.join is None:
        return "does not arrive"
    return "" if graph.whole_shortcut else "the input itself,\nunchanged"


def _reason(graph):
    if graph.branch_shape == graph.shortcut_shape:
        return "The call that should join the two paths stops with an error"
    branch, shortcut = (
        TIMES.join(map(str, shape)) for shape in (graph.branch_shape, graph.shortcut_shape)
    )
    return f"Cannot be joined: the residual branch arrives as {branch}, the shortcut as {shortcut}"


def _boxes(steps, paths, first, marking, is_alone):
    """The boxes of some steps; batch normalisation and the ReLU after it share one.

    Args:
        steps: of one path, in order.
        paths: on which of a `Place`'s paths they stand.
        first: number of the first of them on that path.
        marking: `Marking`.
        is_alone: whether there is room for larger boxes.
    """
    boxes, number = [], first
    for group in _grouped(steps):
        numbers = range(number, number + len(group))
        number = numbers.stop
        details = {
            detail
            for place, detail in marking.details
            if place.path in paths and place.number in numbers
        }
        boxes.append(
            Box(
                _fitting(_text(group, _noun(paths), "\n", details), is_alone),
                _tone(group, paths),
                shape_text(group[-1].output_shape),
                mark=_first(marking.marks, paths, numbers, False),
                entry=_first(marking.marks, paths, numbers[:1], True),
            )
        )
    if len(boxes) > _MOST_BOXES:
        left_out = len(boxes) - _MOST_BOXES + 1
        hidden = boxes[4 : 4 + left_out]
        marks = [mark for box in hidden for mark in (box.mark, box.entry) if mark]
        boxes[4 : 4 + left_out] = [
            Box(
                f"… {left_out} more",
                NEUTRAL,
                hidden[-1].shape,
                mark=marks[0] if marks else None,
                entry=hidden[0].entry,
            )
        ]
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


def _text(group, noun, separator, details=()):
    """What a box says: what it does, and how it is set.

    Args:
        group: steps that share the box.
        noun: for a convolution.
        separator: of the lines.
        details: "padding" or "training" to say them even where they are as usual.
    """
    step = group[0]
    if step.kind == CONVOLUTION:
        size = TIMES.join(map(str, step.kernel_size))
        filters = "1 filter" if step.filters == 1 else f"{step.filters} filters"
        lines = [f"{size} {noun}", f"{filters}, strides {step.strides}", _extra(step, details)]
    else:
        is_usual = step.training == "flag" and "training" not in details
        training = "" if is_usual else _TRAINING.get(step.training, "")
        what = " + ".join(_SHORT.get(each.kind, each.kind) for each in group)
        lines = [what, training or next(iter(step.oddities), "")]
    return separator.join(filter(None, lines))


def _extra(step, details):
    """What of a convolution is not as usual, and its padding where that matters."""
    is_strided = step.strides > 1 and max(step.kernel_size) > 1
    is_unusual = step.padding in ("none", "unusual") or (step.padding == "same" and is_strided)
    padding = [f"padding: {step.padding}"] if is_unusual or "padding" in details else []
    return ", ".join([*padding, *step.oddities[:1]])


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


def describe(graph):
    """A block in sentences: the alt text of its drawing."""
    sentences = [f"Input {shape_text(graph.input_shape)}."]
    sentences.append(f"Residual branch: {_listed(graph.whole_branch)}.")
    if graph.join is None:
        return " ".join([*sentences, "It leads to the output alone: no shortcut joins it."])
    sentences.append(f"Shortcut: {_listed(graph.whole_shortcut)}.")
    shapes = f"{shape_text(graph.branch_shape)} and {shape_text(graph.shortcut_shape)}"
    ends = f"joined by {graph.join}"
    if graph.refused and graph.branch_shape != graph.shortcut_shape:
        ends = f"refused by {graph.join}, because the shapes differ"
    elif graph.refused:
        ends = f"but the call of {graph.join} stops with an error"
    sentences.append(f"They arrive as {shapes}, {ends}.")
    if graph.after:
        sentences.append(f"After it: {_listed(graph.after)}.")
    return " ".join(sentences)


def _listed(steps):
    return "; ".join(_text([step], "convolution", ", ") for step in steps) or "the input itself"
