"""One network as a map of its blocks, and one of them opened."""

from resnet_lessons.figures.block_diagram import small_paths
from resnet_lessons.figures.costs_of_blocks import amount
from resnet_lessons.figures.flow import draw_paths
from resnet_lessons.figures.geometry import SMALL
from resnet_lessons.figures.networks_by_depth import weight_layer_sum
from resnet_lessons.figures.strokes import Box, draw_box, draw_frame, draw_rectangle, draw_text
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
from resnet_lessons.figures.tones import INPUT, NEUTRAL, PROJECTION, SHORTCUT, ink
from resnet_lessons.network.anatomy import TIMES, shape_text
from resnet_lessons.network.receptive_field import views

# Inches.
MAP_WIDTH = 5.3
END_HEIGHT = 0.3
ROW_HEIGHT = 0.78
SQUARE = 0.21
PITCH = 0.25
# Squares in a line: the longest block layer, of 36 blocks, takes two.
IN_A_LINE = 18
ROWS_TOP = 0.05 + END_HEIGHT + 0.12
FACTS_TOP = ROWS_TOP + 4 * ROW_HEIGHT + END_HEIGHT + 0.55
LINE = 0.2
PICTURE = 0.85
PANEL_HEADING = 0.56
DRAWING_HEIGHT = 4.99


@house_style
def network_map(network, layer, block):
    """Draws every block of a network, and one of them opened to its two paths.

    Args:
        network: `NetworkAnatomy`.
        layer: number of the block layer, from 1.
        block: number of the block in it, from 0.

    Returns:
        `LessonFigure`, of one size for every network and block.

    Raises:
        ValueError: when the network has no such block.
    """
    chosen = _chosen(network, layer, block)
    finding = _finding(network, layer, block)
    figure = lesson_figure(finding, PANEL_HEADING + DRAWING_HEIGHT + 0.2)
    axes = drawing_axes(figure)
    _draw_map(axes, network, layer, block)
    view = _view(network, layer, block)
    _write_facts(axes, network, (layer, block), chosen)
    _draw_view(axes, MARGIN + MAP_WIDTH - PICTURE, FACTS_TOP - 0.03, view)
    _draw_opened(axes, layer, block, network.sizes[layer - 1], chosen)
    rank = _rank(block, network.sizes[layer - 1])
    figure.alt_text = _alt_text(finding, network, rank, chosen, view)
    return figure


def _chosen(network, layer, block):
    if not 1 <= layer <= len(network.sizes):
        raise ValueError(f"layer is {layer}; {network.name} has block layers 1 to 4")
    count = network.sizes[layer - 1]
    if not 0 <= block < count:
        raise ValueError(f"block is {block}; block layer {layer} has blocks 0 to {count - 1}")
    return network.block_layers[layer - 1].blocks[block]


def _view(network, layer, block):
    place = f"block layer {layer}, block {block}"
    return next(view for view in views(network) if view.place == place)


def _tone(block):
    return PROJECTION if block.projects else SHORTCUT


def _finding(network, layer, block):
    here = network.sizes[layer - 1] * network.convolutions_per_block
    return (
        f"Block layer {layer} holds {here} of {network.name}'s {network.num_layers} weight layers; "
        f"block {block} is open"
    )


def _draw_map(axes, network, layer, block):
    pooled = f"max-pooling, hands on {shape_text(network.pooled_shape)}"
    stem = f"stem: 1 weight layer (7{TIMES}7 convolution), {pooled}"
    _draw_end(axes, 0.05, stem)
    for number, block_layer in enumerate(network.block_layers):
        here = block if block_layer.index == layer else None
        top = ROWS_TOP + number * ROW_HEIGHT
        _draw_layer(axes, top, block_layer, here, network.convolutions_per_block)
    bottom = ROWS_TOP + 4 * ROW_HEIGHT
    _draw_end(
        axes, bottom, "head: pre-activation, channel means, 1 weight layer (dense, 1,000 classes)"
    )
    _draw_key(axes, bottom + END_HEIGHT + 0.18)


def _draw_end(axes, top, text):
    middle = (MARGIN + MAP_WIDTH / 2, top + END_HEIGHT / 2)
    draw_box(axes, *middle, MAP_WIDTH, END_HEIGHT, Box(text, NEUTRAL), SMALL_SIZE)


def _draw_layer(axes, top, block_layer, chosen, per_block):
    count = len(block_layer.blocks)
    layers = f"{count} · {per_block} = {count * per_block} weight layers"
    text = f"block layer {block_layer.index}: {count} blocks, {layers}"
    left = {"ha": "left", "color": ink()}
    weight = "normal" if chosen is None else "bold"
    draw_text(axes, MARGIN, top + 0.08, text, "layer", fontweight=weight, **left)
    shape = f"hands on {shape_text(block_layer.output_shape)}"
    right = {"ha": "right", "color": NEUTRAL.ink}
    draw_text(axes, MARGIN + MAP_WIDTH, top + 0.08, shape, "shape", **right)
    for number, block in enumerate(block_layer.blocks):
        row, column = divmod(number, IN_A_LINE)
        corner = (MARGIN + 0.05 + column * PITCH, top + 0.21 + row * PITCH)
        tone, here = _tone(block), number == chosen
        settings = {"facecolor": tone.fill, "edgecolor": tone.line, "linewidth": 1, "zorder": 2}
        if here:
            settings = {"facecolor": tone.line, "edgecolor": ink(), "linewidth": 2.5, "zorder": 3}
        draw_rectangle(axes, (*corner, SQUARE, SQUARE), gid="square", **settings)


def _draw_key(axes, y):
    x = MARGIN
    for name, tone in (("a block that projects", PROJECTION), ("an identity shortcut", SHORTCUT)):
        place = (x, y - 0.06, 0.12, 0.12)
        draw_rectangle(axes, place, facecolor=tone.fill, edgecolor=tone.line)
        draw_text(axes, x + 0.19, y, name, "key", color=ink(), ha="left")
        x += 0.5 + text_width(name, SMALL_SIZE)
    draw_rectangle(axes, (x, y - 0.06, 0.12, 0.12), fill=False, edgecolor=ink(), linewidth=2)
    draw_text(axes, x + 0.19, y, "the one opened", "key", color=ink(), ha="left")


def _write_facts(axes, network, place, chosen):
    """What the opened block is and costs, and what the whole network costs."""
    block = (
        f"block layer {place[0]}, block {place[1]}",
        f"in {shape_text(chosen.input_shape)}",
        f"out {shape_text(chosen.output_shape)}",
        f"{chosen.parameters:,} parameters",
        f"{_share(chosen, network)} of all parameters",
        f"{amount(chosen.multiply_adds)} multiply-adds",
    )
    whole = (
        network.name,
        f"{sum(network.sizes)} blocks, weight layers:",
        weight_layer_sum(network),
        f"{network.parameters:,} parameters",
        f"{_billions(network)} multiply-adds",
    )
    for x, lines, tone in ((MARGIN, block, _tone(chosen)), (MARGIN + 2.12, whole, NEUTRAL)):
        for number, line in enumerate(lines):
            settings = {"fontweight": "bold", "color": tone.ink} if number == 0 else {}
            y = FACTS_TOP + 0.1 + number * LINE
            draw_text(axes, x, y, line, "fact", ha="left", va="baseline", **settings)


def _share(block, network):
    return f"{block.parameters / network.parameters:.1%}"


def _billions(network):
    return f"{network.multiply_adds / 1e9:.2f} billion"


def _draw_view(axes, left, top, view):
    """The picture as a square, and in it what the middle of the block sees."""
    inch = PICTURE / view.image_size
    first, last = max(view.first, 0), min(view.last, view.image_size - 1)
    side = (last - first + 1) * inch
    settings = {"facecolor": NEUTRAL.fill, "edgecolor": NEUTRAL.line, "gid": "picture"}
    draw_rectangle(axes, (left, top, PICTURE, PICTURE), **settings)
    settings = {"facecolor": INPUT.fill, "edgecolor": INPUT.line, "gid": "window", "linewidth": 1.5}
    place = (left + first * inch, top + first * inch, side, side)
    draw_rectangle(axes, place, zorder=2, **settings)
    sees = "sees all" if view.covers_picture else f"sees {_square(view.width)} of"
    text = f"{sees}\n{_square(view.image_size)} pixels"
    below = {"va": "top", "color": INPUT.ink}
    draw_text(axes, left + PICTURE / 2, top + PICTURE + 0.06, text, "view", **below)


def _square(side):
    return shape_text((side, side))


def _draw_opened(axes, layer, block, count, chosen):
    left = MARGIN + MAP_WIDTH + 0.3
    width = WIDTH - 0.1 - left
    place = (left, 0.05, width, PANEL_HEADING + DRAWING_HEIGHT + 0.05)
    draw_frame(axes, place, _tone(chosen), "panel", "none")
    title = f"block layer {layer}, block {block}: {chosen.kind}"
    bold = {"fontsize": TEXT_SIZE, "fontweight": "bold", "color": _tone(chosen).ink}
    draw_text(axes, left + width / 2, 0.22, title, "title", **bold)
    shortcut = "its shortcut projects" if chosen.projects else "an identity shortcut"
    place = f"{_rank(block, count)}; {shortcut}"
    draw_text(axes, left + width / 2, 0.44, place, "place", color=_tone(chosen).ink)
    paths = small_paths(chosen)
    geometry = SMALL.stretched(paths, DRAWING_HEIGHT)
    draw_paths(axes, left + width / 2, 0.05 + PANEL_HEADING, paths, geometry)


def _rank(block, count):
    """Where a block stands among the blocks of its layer."""
    ranks = {0: "first", 1: "second"}
    if block == count - 1:
        ranks[block] = f"{ranks[block]} and last" if block in ranks else "last"
    return f"the {ranks[block]} of {count}" if block in ranks else f"one of {count}"


def _alt_text(finding, network, rank, chosen, view):
    shortcut = "a projection" if chosen.projects else "an identity shortcut"
    sees = (
        f"a window of {_square(view.width)} pixels, which covers the picture of "
        f"{_square(view.image_size)}"
        if view.covers_picture
        else f"{_square(view.width)} of {_square(view.image_size)} pixels"
    )
    sizes = ", ".join(map(str, network.sizes))
    return (
        f"{finding}. It is {rank}. The {chosen.kind} block has {shortcut}, goes from "
        f"{shape_text(chosen.input_shape)} to {shape_text(chosen.output_shape)}, holds "
        f"{chosen.parameters:,} parameters ({_share(chosen, network)} of all) and needs "
        f"{amount(chosen.multiply_adds)} multiply-adds; "
        f"its middle sees {sees}. {network.name} has {sizes} blocks in its four block layers, "
        f"{network.parameters:,} parameters and {_billions(network)} multiply-adds."
    )
