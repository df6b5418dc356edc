"""The kernels of several blocks, each as large as it has weights."""

from resnet_lessons.display import joined
from resnet_lessons.figures.costs_of_blocks import amount
from resnet_lessons.figures.strokes import draw_rectangle, draw_text
from resnet_lessons.figures.style import (
    HEADING_SIZE,
    MARGIN,
    SMALL_SIZE,
    WIDTH,
    drawing_axes,
    house_style,
    lesson_figure,
    text_width,
)
from resnet_lessons.figures.tones import BRANCH, BRANCH_LIGHT, NEUTRAL, ink
from resnet_lessons.network.anatomy import TIMES

# Inches: of the longest side of a kernel, between two of a block, and above them.
_LONGEST = 1.5
_GAP = 0.12
_HEADING = 0.75
# Below it a kernel's size stands beneath it, with those of its block.
_ROOMY = 0.6


@house_style
def kernel_areas(anatomies):
    """Draws the kernels of several blocks side by side; an area is a number of weights.

    A kernel of k × k is k times the channels that it reads wide, and k times the channels that it
    writes high.

    Args:
        anatomies: a sequence of `BlockAnatomy`, at least one; their convolutions are drawn.

    Returns:
        `LessonFigure`.

    Raises:
        ValueError: when there are no anatomies.
    """
    if not anatomies:
        raise ValueError("kernel_areas draws at least one block")
    kernels = [_kernels(anatomy) for anatomy in anatomies]
    unit = _LONGEST / max(max(width, height) for each in kernels for width, height, _ in each)
    tallest = max(height for each in kernels for _, height, _ in each) * unit
    finding = _finding(anatomies)
    figure = lesson_figure(finding, _HEADING + tallest + 0.75)
    axes = drawing_axes(figure)
    widths = [
        max(
            unit * sum(width for width, _, _ in each) + _GAP * (len(each) - 1),
            text_width(_name(anatomy), HEADING_SIZE, bold=True),
        )
        for anatomy, each in zip(anatomies, kernels, strict=True)
    ]
    spare = (WIDTH - 2 * MARGIN - sum(widths)) / max(1, len(anatomies) - 1)
    left = MARGIN
    for anatomy, each, width in zip(anatomies, kernels, widths, strict=True):
        _draw_block(axes, left, anatomy, each, unit, tallest)
        left += width + spare
    figure.alt_text = f"{finding}. {' '.join(map(_described, anatomies))}"
    return figure


def _kernels(anatomy):
    """(width, height, step) of each convolution of the branch, in numbers of values."""
    channels, found = anatomy.input_shape[2], []
    for step in anatomy.branch:
        if step.kind == "convolution":
            found.append((step.kernel_size * channels, step.kernel_size * step.filters, step))
            channels = step.filters
    return found


def _draw_block(axes, left, anatomy, kernels, unit, tallest):
    text = {"ha": "left", "va": "baseline"}
    bold = {"fontsize": HEADING_SIZE, "fontweight": "bold", "color": ink()}
    draw_text(axes, left, 0.15, _name(anatomy), "block", **text, **bold)
    counted = f"{amount(anatomy.parameters)} parameters"
    draw_text(axes, left, 0.4, counted, "count", color=NEUTRAL.ink, **text)
    for width, height, step in kernels:
        wide, high = unit * width, unit * height
        tone = BRANCH if step.kernel_size > 1 else BRANCH_LIGHT
        place = (left, _HEADING + tallest - high, wide, high)
        line = {"edgecolor": tone.line, "facecolor": tone.fill, "linewidth": 1.5}
        draw_rectangle(axes, place, gid="kernel", **line)
        words = f"{step.kernel_size}{TIMES}{step.kernel_size}"
        below = {"fontsize": SMALL_SIZE, "color": ink(), "ha": "center"}
        y = _HEADING + tallest + 0.2
        if min(wide, high) >= _ROOMY:
            y = place[1] + high / 2
            words = f"{words}\n{width // step.kernel_size} → {step.filters}"
        draw_text(axes, left + wide / 2, y, words, "kernel size", va="center", **below)
        left += wide + _GAP


def _name(anatomy):
    return f"{anatomy.kind}, {anatomy.input_shape[2]} channels"


def _finding(anatomies):
    """The largest block beside those that do the same, and beside the cheapest."""
    largest = max(anatomies, key=lambda each: each.parameters)
    same = [
        each
        for each in anatomies
        if each is not largest and each.input_shape == largest.input_shape
    ]
    if not same:
        return joined([f"{_name(each)}: {amount(each.parameters)}" for each in anatomies])
    times = largest.parameters / same[0].parameters
    channels = largest.input_shape[2]
    alike = next(
        (
            each
            for each in anatomies
            if each.input_shape != largest.input_shape
            and abs(each.parameters / same[0].parameters - 1) < 0.1
        ),
        None,
    )
    beside = f", about as many as a {alike.kind} one of {alike.input_shape[2]}" if alike else ""
    return (
        f"At {channels} channels the {same[0].kind} block has {times:.0f} times fewer parameters"
        f"{beside}"
    )


def _described(anatomy):
    kernels = "; ".join(
        f"{step.kernel_size} by {step.kernel_size}, {width // step.kernel_size} to {step.filters} "
        f"channels"
        for width, _, step in _kernels(anatomy)
    )
    return f"{_name(anatomy)}, {amount(anatomy.parameters)} parameters, kernels: {kernels}."
