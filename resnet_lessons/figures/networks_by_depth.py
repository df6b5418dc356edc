"""The map of the networks: every depth a row, every block a square."""

import math

from resnet_lessons.figures.strokes import draw_rectangle, draw_text
from resnet_lessons.figures.style import (
    MARGIN,
    SMALL_SIZE,
    TEXT_SIZE,
    WIDTH,
    drawing_axes,
    house_style,
    lesson_figure,
    text_width,
)
from resnet_lessons.figures.tones import NEUTRAL, PROJECTION, SHORTCUT, ink
from resnet_lessons.network.anatomy import TIMES

# Inches.
NAME_WIDTH = 1.15
SUM_WIDTH = 1.95
SQUARE = 0.1
PITCH = 0.125
ROW_GAP = 0.24
HEAD = 0.55
KEY = 0.5
# Squares in a line; a longer block layer goes on in the next.
IN_A_LINE = 9


@house_style
def depth_map(networks, sums=True):
    """Draws the blocks of several networks, and how their weight layers add up.

    Args:
        networks: a sequence of `NetworkAnatomy`, at least one.
        sums: False for the number of blocks in place of the sum of weight layers.

    Returns:
        `LessonFigure`.

    Raises:
        ValueError: when there are none.
    """
    if not networks:
        raise ValueError("there is no network to draw")
    finding = _finding(networks)
    heights = [_lines(max(network.sizes)) * PITCH + ROW_GAP for network in networks]
    figure = lesson_figure(finding, HEAD + sum(heights) + KEY + 0.1)
    axes = drawing_axes(figure)
    _draw_heads(axes, networks[0], sums)
    top = HEAD
    for network, height in zip(networks, heights, strict=True):
        total = weight_layer_sum(network) if sums else str(sum(network.sizes))
        _draw_network(axes, top, network, total)
        top += height
    _draw_key(axes, top)
    figure.alt_text = f"{finding}. {' '.join(_describe(network, sums) for network in networks)}"
    return figure


def weight_layer_sum(network):
    """How the weight layers add up, such as "1 + 2 · 8 + 1 = 18"."""
    blocks, per_block = sum(network.sizes), network.convolutions_per_block
    return f"1 + {per_block} · {blocks} + 1 = {1 + per_block * blocks + 1}"


def _lines(blocks):
    return math.ceil(blocks / IN_A_LINE)


def _column(number):
    """Left end of a block layer's column, in inches."""
    width = (WIDTH - 2 * MARGIN - NAME_WIDTH - SUM_WIDTH) / 4
    return MARGIN + NAME_WIDTH + number * width


def _draw_heads(axes, network, sums):
    left = {"ha": "left", "va": "top", "fontsize": SMALL_SIZE}
    for number, layer in enumerate(network.block_layers):
        side = layer.output_shape[0]
        text = f"block layer {layer.index}\nside {side}"
        draw_text(axes, _column(number), 0.03, text, "head", color=ink(), **left)
    text = "weight layers: stem\n+ blocks + dense" if sums else "blocks\nin all"
    draw_text(axes, WIDTH - MARGIN - SUM_WIDTH + 0.1, 0.03, text, "head", color=ink(), **left)


def _draw_network(axes, top, network, total):
    middle = top + SQUARE / 2
    name = {"ha": "left", "fontsize": TEXT_SIZE, "fontweight": "bold"}
    draw_text(axes, MARGIN, middle, network.name, "name", color=ink(), **name)
    for number, layer in enumerate(network.block_layers):
        left = _column(number)
        for block, projects in enumerate(layer.projections):
            x = left + block % IN_A_LINE * PITCH
            y = top + block // IN_A_LINE * PITCH
            color = PROJECTION.line if projects else SHORTCUT.line
            flat = {"facecolor": color, "linewidth": 0, "gid": "square"}
            draw_rectangle(axes, (x, y, SQUARE, SQUARE), **flat)
        count = len(layer.projections)
        end = left + min(count, IN_A_LINE) * PITCH + 0.05
        draw_text(axes, end, middle, str(count), "count", color=NEUTRAL.ink, ha="left")
    left = {"ha": "left", "fontsize": TEXT_SIZE}
    draw_text(axes, WIDTH - MARGIN - SUM_WIDTH + 0.1, middle, total, "sum", color=ink(), **left)


def _draw_key(axes, y):
    x = MARGIN
    for name, tone in (
        ("a block that projects", PROJECTION),
        ("a block with an identity shortcut", SHORTCUT),
    ):
        place = (x, y - SQUARE / 2, SQUARE, SQUARE)
        draw_rectangle(axes, place, facecolor=tone.line, linewidth=0)
        draw_text(axes, x + 0.17, y, name, "key", color=ink(), ha="left")
        x += 0.5 + text_width(name, SMALL_SIZE)
    text = "A regular block holds two convolutions, a bottleneck block (from ResNet-50 on) three."
    draw_text(axes, MARGIN, y + 0.24, text, "key", color=NEUTRAL.ink, ha="left")


def _finding(networks):
    blocks = [sum(network.sizes) for network in networks]
    projections = {
        sum(sum(layer.projections) for layer in network.block_layers) for network in networks
    }
    if len(networks) == 1 or len(projections) > 1:
        return f"{networks[0].name} has {blocks[0]} blocks in {len(networks[0].sizes)} block layers"
    few, many = min(blocks), max(blocks)
    return (
        f"From {few} blocks to {many}, and always {projections.pop()} that project: "
        "the first of each block layer"
    )


def _describe(network, sums):
    sizes = ", ".join(map(str, network.sizes))
    counted = weight_layer_sum(network).replace("·", TIMES) + " weight layers"
    total = counted if sums else f"{sum(network.sizes)} in all"
    return f"{network.name}: {network.kind} blocks, {sizes} in the four block layers; {total}."
