"""What changes along a network: its shapes, and how much its blocks add."""

import re

import numpy as np

from resnet_lessons.figures.style import (
    MARGIN,
    WIDTH,
    house_style,
    lesson_figure,
    name_rows,
    place_axes,
    text_width,
    write_small,
)
from resnet_lessons.figures.tones import (
    BRANCH,
    NEUTRAL,
    PROJECTION,
    SHORTCUT,
    divider,
    dot_opacity,
    ink,
)
from resnet_lessons.network.anatomy import TIMES, shape_text

_BLOCK = re.compile(r"block_layer(\d+)_\w+?(\d+)")


@house_style
def shape_steps(network):
    """Draws side and channels of what leaves each part of a network.

    Args:
        network: `NetworkAnatomy`.

    Returns:
        `LessonFigure`.
    """
    names, shapes = zip(*network.shapes, strict=True)
    finding = _shape_finding(network)
    height = 0.36 * len(names)
    left = MARGIN + 0.15 + max(map(text_width, names))
    panel = (WIDTH - left - MARGIN) / 2
    figure = lesson_figure(finding, height + 0.8)
    panels = (
        ("side (positions)", [shape[0] for shape in shapes], SHORTCUT),
        ("channels at each position", [shape[2] for shape in shapes], BRANCH),
    )
    for number, (label, values, tone) in enumerate(panels):
        axes = place_axes(figure, left + number * panel, 0.1, panel - 0.3, height)
        axes.barh(range(len(names)), values, 0.62, color=tone.line)
        for place, value in enumerate(values):
            bold = {"va": "center", "fontweight": "bold", "color": tone.ink}
            axes.text(value + 0.015 * max(values), place, f"{value:,}", **bold)
        axes.set_xlim(0, 1.17 * max(values))
        name_rows(axes, names, written=number == 0)
        axes.set_xlabel(label)
        axes.locator_params(axis="x", nbins=5)
    described = "; ".join(f"{name} {shape_text(shape)}" for name, shape in network.shapes)
    figure.alt_text = f"{finding}. Height, width and channels: {described}."
    return figure


@house_style
def branch_profile(names, ratios):
    """Draws how much each block adds along a network, picture by picture.

    Args:
        names: of the blocks in their order, such as "block_layer1_regular_block0".
        ratios: (blocks, pictures), the residual branch's size divided by the shortcut's.

    Returns:
        `LessonFigure`; the first block of each block layer, which projects, in another colour.

    Raises:
        ValueError: when there are not as many rows as names, or a ratio is none.
    """
    ratios = np.asarray(ratios, dtype=float)
    if ratios.ndim != 2 or len(ratios) != len(names) or not len(names):
        raise ValueError(f"ratios have shape {ratios.shape}; there are {len(names)} blocks")
    if not (np.isfinite(ratios).all() and (ratios >= 0).all()):
        raise ValueError("a ratio is negative or not a finite number")
    places = [block_place(name) for name in names]
    medians = np.median(ratios, axis=1)
    finding = _profile_finding(places, medians)
    figure = lesson_figure(finding, 3.55)
    axes = place_axes(figure, 0.95, 0.2, WIDTH - 0.95 - 2.0, 2.65)
    for number, (place, row) in enumerate(zip(places, ratios, strict=True)):
        tone = PROJECTION if place[1] == 0 else SHORTCUT
        spread = number + np.linspace(-0.24, 0.24, len(row))
        axes.scatter(spread, row, 7, color=tone.line, alpha=dot_opacity(), linewidths=0)
        axes.plot([number - 0.33, number + 0.33], [medians[number]] * 2, color=ink(), linewidth=2)
    _label_blocks(axes, places)
    axes.axhline(1, color=NEUTRAL.line, linestyle=(0, (4, 3)), linewidth=1, zorder=0)
    axes.set_ylim(0, 1.08 * max(ratios.max(), 1.0))
    axes.set_ylabel("residual branch divided by\nshortcut (ratio of norms)")
    _write_side(axes)
    described = "; ".join(
        f"{place_name(place)} {median:.2f}" for place, median in zip(places, medians, strict=True)
    )
    figure.alt_text = f"{finding}. Median over {ratios.shape[1]} pictures: {described}."
    return figure


def block_place(name):
    """(block layer, block) of a block's name.

    Raises:
        ValueError: when it is none.
    """
    found = _BLOCK.match(name)
    if not found:
        raise ValueError(f"{name!r} is not the name of a block")
    return int(found.group(1)), int(found.group(2))


def place_name(place):
    """A (block layer, block) in words."""
    return f"block layer {place[0]}, block {place[1]}"


def numbers_by_layer(places):
    """{block layer: numbers of its blocks in the whole network} of (block layer, block)s in order."""
    layers = {}
    for number, (layer, _) in enumerate(places):
        layers.setdefault(layer, []).append(number)
    return layers


def draw_layer_ends(axes, places):
    """Draws a line between each two block layers, where blocks stand beside each other."""
    for first, *_ in list(numbers_by_layer(places).values())[1:]:
        axes.axvline(first - 0.5, color=divider(), linewidth=0.8, zorder=0)


def _label_blocks(axes, places):
    axes.set_xticks(range(len(places)), [str(block) for _, block in places])
    axes.tick_params(axis="x", length=0)
    axes.set_xlim(-0.6, len(places) - 0.4)
    below = {"transform": axes.get_xaxis_transform(), "ha": "center", "va": "top"}
    for layer, numbers in numbers_by_layer(places).items():
        axes.text(np.mean(numbers), -0.12, f"block layer {layer}", fontweight="bold", **below)
    draw_layer_ends(axes, places)


def _write_side(axes):
    """What the marks mean, to the right of the axes."""
    for y, text, tone in (
        (1.0, "● a block that projects", PROJECTION),
        (0.9, "● an identity shortcut", SHORTCUT),
        (0.6, "dashed: the branch is\nas large as the shortcut", NEUTRAL),
    ):
        write_small(axes, 1.02, y, text, tone, va="top", linespacing=1.35)
    words, settings = "one dot for each picture,\nline: their median", {"color": ink(), "va": "top"}
    write_small(axes, 1.02, 0.8, words, NEUTRAL, linespacing=1.35, **settings)


def _shape_finding(network):
    first, last = network.block_layers[0].output_shape, network.block_layers[-1].output_shape
    times = len(network.block_layers) - 1
    return (
        f"{network.name}: between its block layers the side is halved {_times(times)} "
        f"({first[0]} to {last[0]}), and the channels are doubled as often ({first[2]} to {last[2]})"
    )


def _times(number):
    return {1: "once", 2: "twice"}.get(number, f"{number} {TIMES}" if number > 3 else "three times")


def _profile_finding(places, medians):
    first = [median for (_, block), median in zip(places, medians, strict=True) if block == 0]
    others = [median for (_, block), median in zip(places, medians, strict=True) if block]
    if not first or not others:
        return f"What a block adds: {np.median(medians):.2f} times what its shortcut carries"
    if min(first) > 1 > max(others):
        return (
            "Blocks that project add more than their shortcut carries, the others less (medians "
            f"{min(first):.2f} to {max(first):.2f} and {min(others):.2f} to {max(others):.2f})"
        )
    return (
        f"Blocks that project add {np.median(first):.2f} times what their shortcut carries, "
        f"the others {np.median(others):.2f} times"
    )
