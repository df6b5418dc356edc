"""A block layer as a chain of blocks: what each does, and what travels between them."""

from resnet_lessons.figures.strokes import (
    Box,
    draw_arrow,
    draw_box,
    draw_frame,
    draw_line,
    draw_plus,
    draw_text,
)
from resnet_lessons.figures.style import (
    HEADING_SIZE,
    MARGIN,
    SMALL_SIZE,
    WIDTH,
    drawing_axes,
    house_style,
    lesson_figure,
)
from resnet_lessons.figures.tones import BRANCH, NEUTRAL, PROJECTION, SHORTCUT, SUM
from resnet_lessons.network.anatomy import TIMES, shape_text

# Inches.
EDGE = 1.02
DOTS = 0.4
WIDEST_BLOCK = 1.75
LINE = 0.19
PLUS = 0.11
SHORTCUT_Y = 0.62
BRANCH_Y = 1.42
BOTTOM = 1.98
MOST_BLOCKS = 3


@house_style
def block_layer_chain(layer, name=""):
    """Draws the blocks of a block layer in a row, projecting ones in a colour of their own.

    Args:
        layer: `BlockLayerAnatomy`; of a long one the first two and the last block are drawn.
        name: of its network, for the title.

    Returns:
        `LessonFigure`.
    """
    finding = _finding(layer, name)
    figure = lesson_figure(finding, BOTTOM + MARGIN)
    axes = drawing_axes(figure)
    drawn = _drawn_blocks(len(layer.blocks))
    dots = DOTS if len(drawn) < len(layer.blocks) else 0
    room = WIDTH - 2 * MARGIN - EDGE * (len(drawn) + 1) - dots
    width = min(WIDEST_BLOCK, room / len(drawn))
    x = _draw_edge(axes, MARGIN, layer.input_shape)
    for place, number in enumerate(drawn):
        if place and number > drawn[place - 1] + 1:
            x = _draw_dots(axes, x, number - drawn[place - 1] - 1)
        _draw_block(axes, x, width, number, layer.blocks[number])
        x = _draw_edge(axes, x + width, layer.blocks[number].output_shape)
    figure.alt_text = (
        f"{finding}. {' '.join(map(_describe, range(len(layer.blocks)), layer.blocks))}"
    )
    return figure


def _drawn_blocks(count):
    return list(range(count)) if count <= MOST_BLOCKS else [0, 1, count - 1]


def _draw_edge(axes, x, shape):
    """An arrow with its shape above; returns where it ends."""
    draw_arrow(axes, [(x + 0.03, BRANCH_Y), (x + EDGE, BRANCH_Y)], NEUTRAL)
    draw_text(axes, x + EDGE / 2, BRANCH_Y - 0.14, shape_text(shape), "edge label")
    return x + EDGE


def _draw_dots(axes, x, count):
    middle = x + DOTS / 2
    draw_text(axes, middle, BRANCH_Y - 0.2, f"+ {count}", "dots", fontweight="bold")
    draw_text(axes, middle, BRANCH_Y, "· · ·", "dots", fontsize=HEADING_SIZE, fontweight="bold")
    return x + DOTS


def _draw_block(axes, x, width, number, block):
    tone = PROJECTION if block.projects else SHORTCUT
    draw_frame(axes, (x, 0.01, width, BOTTOM - 0.01), tone, "block", tone.fill, zorder=1)
    heading = f"block {number}" + (": projects" if block.projects else "")
    bold = {"fontweight": "bold", "fontsize": HEADING_SIZE - 1}
    draw_text(axes, x + width / 2, 0.16, heading, "heading", color=tone.ink, **bold)
    fork, plus = x + 0.08, x + width - PLUS - 0.06
    middle = (fork + plus - PLUS) / 2 + 0.02
    box_width = plus - PLUS - fork - 0.28
    draw_line(axes, [(x, BRANCH_Y), (fork, BRANCH_Y)], NEUTRAL.line)
    corner = [(fork, BRANCH_Y), (fork, SHORTCUT_Y), (plus, SHORTCUT_Y), (plus, BRANCH_Y - PLUS)]
    draw_arrow(axes, corner, tone)
    draw_arrow(axes, [(fork, BRANCH_Y), (plus - PLUS, BRANCH_Y)], BRANCH)
    draw_plus(axes, plus, BRANCH_Y, PLUS, SUM)
    draw_line(axes, [(plus + PLUS, BRANCH_Y), (x + width + 0.05, BRANCH_Y)], NEUTRAL.line)
    if block.projects:
        place = (middle, SHORTCUT_Y, box_width)
        _draw_convolutions(axes, place, block.shortcut, PROJECTION, 0.1)
    else:
        draw_text(axes, middle, SHORTCUT_Y - 0.13, "identity", "shortcut", color=tone.ink)
    _draw_convolutions(axes, (middle, BRANCH_Y, box_width), block.branch, BRANCH, 0.12)


def _draw_convolutions(axes, place, steps, tone, room):
    """One box around the convolutions of a path; place: (x, y, width) of its middle."""
    x, y, width = place
    lines = _lines(steps)
    box = Box("\n".join(lines), tone)
    draw_box(axes, x, y, width, LINE * len(lines) + room, box, SMALL_SIZE)


def _lines(steps):
    """The convolutions of a path, one a line; strides on a line of their own."""
    lines = []
    for step in steps:
        if step.filters:
            lines.append(f"{step.kernel_size}{TIMES}{step.kernel_size}, {step.filters}")
            lines += [f"strides {step.strides}"] if step.strides > 1 else []
    return lines


def _finding(layer, name):
    of_network = f" of {name}" if name else ""
    which = [number for number, projects in enumerate(layer.projections) if projects]
    blocks = f"block {which[0]} projects" if len(which) == 1 else f"{len(which)} blocks project"
    shrinks = layer.output_shape[0] < layer.input_shape[0]
    change = " and halves the side" if shrinks else ", although no side shrinks"
    return f"Block layer {layer.index}{of_network}: only {blocks}{change}"


def _describe(number, block):
    branch = ", then ".join(step.label for step in block.branch if step.filters)
    shortcut = "projects its shortcut" if block.projects else "has an identity shortcut"
    return (
        f"Block {number}: {shape_text(block.input_shape)} to {shape_text(block.output_shape)}, "
        f"{branch}; it {shortcut}."
    )
