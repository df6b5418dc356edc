"""A whole network from image to logits, and which of its parts holds the parameters."""

from dataclasses import dataclass

from resnet_lessons.figures.costs_of_blocks import amount
from resnet_lessons.figures.strokes import (
    Box,
    draw_arrow,
    draw_box,
    draw_edge_label,
    draw_line,
    draw_rectangle,
    draw_text,
)
from resnet_lessons.figures.style import (
    MARGIN,
    SMALL_SIZE,
    TEXT_SIZE,
    WIDTH,
    drawing_axes,
    house_style,
    lesson_figure,
    name_rows,
    place_axes,
    text_width,
    with_capital,
)
from resnet_lessons.figures.tones import BRANCH, INPUT, NEUTRAL, PROJECTION, SHORTCUT, Tone, ink
from resnet_lessons.network.anatomy import TIMES, shape_text
from resnet_lessons.network.depths import CLASSES, STEM_CONVOLUTION, STEM_FILTERS, STEM_POOLING

# Inches.
BOX_WIDTH = 5.5
BOX_HEIGHT = 0.36
GAP = 0.27
HEAD = 0.32
SQUARE = 0.19
# For a share and an amount after a bar.
ROOM = 1.75
MIDDLE = MARGIN + BOX_WIDTH / 2
BRACKET = MARGIN + BOX_WIDTH + 0.14
NAME, PARAMETERS, SHARE = BRACKET + 0.16, WIDTH - 0.95, WIDTH - MARGIN

QUANTITIES = ("parameters", "multiply_adds")


@dataclass(frozen=True)
class NetworkBox:
    """A box of the drawing.

    Attributes:
        text: in the box.
        tone: of the box and of the edge that leaves it.
        leaves: what leaves it, in words.
        part: number of the network's part to which it belongs, or None for the image.
        projections: of a block layer, whether each block projects; otherwise empty.
    """

    text: str
    tone: Tone
    leaves: str
    part: int | None = None
    projections: tuple[bool, ...] = ()


@house_style
def whole_network(network):
    """Draws a network from the image to the logits, with the shape on every edge.

    Args:
        network: `NetworkAnatomy`.

    Returns:
        `LessonFigure`; the parameters of stem, block layers and head beside the boxes.
    """
    rows = _rows(network)
    finding = (
        f"{network.name} is a stem, four block layers and a head: "
        f"{amount(network.parameters)} parameters"
    )
    height = HEAD + len(rows) * (BOX_HEIGHT + GAP)
    figure = lesson_figure(finding, height + 0.62)
    axes = drawing_axes(figure)
    for number, row in enumerate(rows):
        _draw_row(axes, _top(number), row, last=row is rows[-1])
    _write_parts(axes, network, rows)
    _draw_key(axes, height + 0.36)
    figure.alt_text = f"{finding}. {_describe(network, rows)}"
    return figure


@house_style
def parameter_shares(network):
    """Draws the share of a network's parameters and of its multiply–adds in each part.

    Args:
        network: `NetworkAnatomy`.

    Returns:
        `LessonFigure`; the parts are the stem, the four block layers and the head.
    """
    finding = _shares_finding(network)
    names = ["head (dense)" if part.name == "head" else part.name for part in network.parts]
    height = 0.38 * len(names)
    left = MARGIN + 0.15 + max(map(text_width, names))
    panel = (WIDTH - left - MARGIN) / 2
    figure = lesson_figure(finding, height + 0.8)
    panels = (
        ("parameters", "share of the parameters (%)", BRANCH),
        ("multiply_adds", "share of the multiply–adds (%)", SHORTCUT),
    )
    for number, (quantity, label, tone) in enumerate(panels):
        axes = place_axes(figure, left + number * panel, 0.1, panel - 0.25, height)
        _draw_shares(axes, network, quantity, panel - 0.25, tone)
        name_rows(axes, names, written=number == 0)
        axes.set_xlabel(label)
    described = "; ".join(
        f"{part.name} {part.parameters:,} parameters ({_percent(_share(network, part, 'parameters'))}) "
        f"and {_percent(_share(network, part, 'multiply_adds'))} of the multiply–adds"
        for part in network.parts
    )
    figure.alt_text = f"{finding}. For {CLASSES:,} classes: {described}."
    return figure


def _rows(network):
    """The boxes from the image to the logits; part 0 is the stem, the last part the head."""
    stem = (
        _square(STEM_CONVOLUTION[0], "convolution"),
        f"{STEM_FILTERS} filters",
        f"strides {STEM_CONVOLUTION[1]}",
    )
    pooling = (_square(STEM_POOLING[0], "max-pooling"), f"strides {STEM_POOLING[1]}")
    layers = []
    for layer in network.block_layers:
        leaves = shape_text(layer.output_shape)
        box = NetworkBox(_layer_text(layer), SHORTCUT, leaves, layer.index, layer.projections)
        layers.append(box)
    channels, head = network.block_layers[-1].output_shape[2], len(network.parts) - 1
    return [
        NetworkBox("image", INPUT, shape_text(network.image_shape)),
        NetworkBox(", ".join(stem), NEUTRAL, shape_text(network.stem_shape), 0),
        NetworkBox(", ".join(pooling), NEUTRAL, shape_text(network.pooled_shape), 0),
        *layers,
        NetworkBox("BN + ReLU, then the mean of each channel", NEUTRAL, f"{channels:,}", head),
        NetworkBox("dense layer", NEUTRAL, f"{CLASSES:,} logits, one for each class", head),
    ]


def _square(side, name):
    return f"{side}{TIMES}{side} {name}"


def _layer_text(layer):
    count, filters = len(layer.blocks), layer.blocks[0].branch[1].filters
    return f"block layer {layer.index}: {count} blocks, {filters} filters"


def _top(number):
    """Upper edge of a row's box, in inches."""
    return HEAD + number * (BOX_HEIGHT + GAP)


def _draw_row(axes, top, row, last):
    middle = top + BOX_HEIGHT / 2
    width = 1.2 if row.part is None else BOX_WIDTH
    text = "" if row.projections else row.text
    box = Box(text, row.tone)
    draw_box(axes, MIDDLE, middle, width, BOX_HEIGHT, box, TEXT_SIZE)
    if row.projections:
        _draw_blocks(axes, middle, row)
    bottom = top + BOX_HEIGHT
    tone = NEUTRAL if row.part is None else row.tone
    draw_arrow(axes, [(MIDDLE, bottom), (MIDDLE, bottom + GAP)], tone)
    if last:
        place = (MIDDLE + 0.12, bottom + GAP / 2)
        bold = {"color": ink(), "ha": "left", "fontweight": "bold"}
        draw_text(axes, *place, row.leaves, "edge label", **bold)
    else:
        draw_edge_label(axes, MIDDLE + 0.02, bottom + GAP / 2, row.leaves, tone)


def _draw_blocks(axes, middle, row):
    """A block layer's name and a square for each of its blocks, inside its box."""
    left = MARGIN + 0.14
    words = {"ha": "left", "fontsize": TEXT_SIZE, "color": row.tone.ink}
    draw_text(axes, left, middle, row.text, "box text", **words)
    start = left + 2.72
    pitch = min(0.25, (MARGIN + BOX_WIDTH - 0.1 - start) / len(row.projections))
    for number, projects in enumerate(row.projections):
        tone = PROJECTION if projects else SHORTCUT
        corner = (start + number * pitch, middle - SQUARE / 2)
        place = (*corner, 0.8 * pitch, SQUARE)
        flat = {"facecolor": tone.line, "linewidth": 0, "gid": "square"}
        draw_rectangle(axes, place, zorder=4, **flat)


def _write_parts(axes, network, rows):
    """What each part holds, to the right of its boxes, under a head; below them the sum."""
    bold = {"fontweight": "bold", "color": ink(), "va": "center_baseline"}
    columns = (
        (NAME, "part", "left"),
        (PARAMETERS, "parameters", "right"),
        (SHARE, "share", "right"),
    )
    for x, text, alignment in columns:
        draw_text(axes, x, HEAD / 2, text, "heading", ha=alignment, **bold)
    for number, part in enumerate(network.parts):
        own = [place for place, row in enumerate(rows) if row.part == number]
        first, last = _top(own[0]), _top(own[-1]) + BOX_HEIGHT
        draw_line(axes, [(BRACKET, first), (BRACKET, last)], NEUTRAL.line, linewidth=2.5)
        share = _percent(part.parameters / network.parameters)
        _write_numbers(axes, (first + last) / 2, part.name, part.parameters, share)
    y = _top(len(rows) - 1) + BOX_HEIGHT + GAP
    draw_line(axes, [(NAME, y - 0.13), (SHARE, y - 0.13)], NEUTRAL.line, linewidth=1)
    _write_numbers(axes, y + 0.06, "in all", network.parameters, "", **bold)


def _write_numbers(axes, y, name, parameters, share, **settings):
    settings = {"fontsize": TEXT_SIZE, "color": ink(), "va": "center_baseline", **settings}
    draw_text(axes, NAME, y, name, "part", ha="left", **settings)
    draw_text(axes, PARAMETERS, y, f"{parameters:,}", "parameters", ha="right", **settings)
    draw_text(axes, SHARE, y, share, "share", ha="right", **settings)


def _draw_key(axes, y):
    x = MARGIN
    for name, tone in (("a block that projects", PROJECTION), ("an identity shortcut", SHORTCUT)):
        place = (x, y - 0.07, 0.14, 0.14)
        draw_rectangle(axes, place, facecolor=tone.line, linewidth=0, gid="key")
        draw_text(axes, x + 0.22, y, name, "key", color=ink(), ha="left")
        x += 0.55 + text_width(name, SMALL_SIZE)
    edges = f"on the edges: height {TIMES} width {TIMES} channels"
    draw_text(axes, x, y, edges, "key", color=NEUTRAL.ink, ha="left")


def _describe(network, rows):
    shapes = "; ".join(f"{row.text}: {row.leaves}" for row in rows)
    parts = "; ".join(f"{part.name} {part.parameters:,}" for part in network.parts)
    return f"What leaves each part: {shapes}. Parameters: {parts}."


def _shares_finding(network):
    largest = max(network.parts, key=lambda part: part.parameters)
    holds = f"{_share(network, largest, 'parameters'):.0%}"
    works = f"{_share(network, largest, 'multiply_adds'):.0%}"
    name = with_capital(largest.name)
    return f"{name} holds {holds} of {network.name}'s parameters, for {works} of its multiply–adds"


def _share(network, part, quantity):
    """Of a network's parameters or multiply-adds, 0 to 1."""
    return getattr(part, quantity) / getattr(network, quantity)


def _percent(share):
    return "< 0.1%" if 0 < share < 0.0005 else f"{share:.1%}"


def _draw_shares(axes, network, quantity, width, tone):
    """Draws one bar a part on axes `width` inches wide; all such axes have one scale."""
    largest = max(_share(network, part, each) for part in network.parts for each in QUANTITIES)
    end = 100 * largest * width / (width - ROOM)
    for place, part in enumerate(network.parts):
        share = _share(network, part, quantity)
        axes.barh(place, 100 * share, 0.62, color=tone.line)
        x, words = 100 * share + 0.08 * end / width, _percent(share)
        axes.text(x, place, words, va="center_baseline", fontweight="bold", color=tone.ink)
        x += (text_width(words, bold=True) + 0.12) * end / width
        counted = {"va": "center_baseline", "color": NEUTRAL.ink, "fontsize": SMALL_SIZE}
        axes.text(x, place, amount(getattr(part, quantity)), **counted)
    axes.set_xlim(0, end)
    axes.set_xticks([tick for tick in (0, 25, 50, 75, 100) if tick < end])
