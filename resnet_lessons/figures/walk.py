"""One block of a network at work on one picture, and where in the network it stands."""

import textwrap
from dataclasses import dataclass

import numpy as np

from resnet_lessons.figures.along_network import block_place, numbers_by_layer, place_name
from resnet_lessons.figures.channel_pictures import (
    HEAD,
    MOSAIC_ROWS,
    ROW_NAME_WIDTH,
    TILE_GAP,
    checked_parts,
    draw_row,
    liveliest,
    percent,
    write_row_name,
)
from resnet_lessons.figures.pictures import draw_image, draw_scale_below, scale_limit
from resnet_lessons.figures.style import (
    MARGIN,
    SMALL_SIZE,
    TEXT_SIZE,
    WIDTH,
    house_style,
    lesson_figure,
    place_axes,
    write_small,
)
from resnet_lessons.figures.tones import NEUTRAL, PROJECTION, SHORTCUT, ink, paper

CHANNELS = 6
PROJECTING_ROWS = (("shortcut:\nprojection", PROJECTION), *MOSAIC_ROWS[1:])
# Inches.
PICTURE = 1.25
TILE = 0.66
ROW = TILE + TILE_GAP
MOSAIC_LEFT = MARGIN + PICTURE + 0.1 + ROW_NAME_WIDTH
STRIP_TOP = HEAD + 3 * ROW + 0.85
STRIP_HEIGHT = 1.1
BINS = 40
# Blocks up to which each has its number written below.
NUMBERED = 24


@dataclass(frozen=True)
class LayerView:
    """What the frames of one picture share in one block layer, so that they can be compared.

    Attributes:
        channels: indices of the channels that are drawn, 1 to 6 of them.
        limit: end of the scale of the activations, above 0.
    """

    channels: tuple[int, ...]
    limit: float


def shared_view(blocks):
    """The view of a block layer: the channels that vary most in its sums, and a scale for all.

    Args:
        blocks: (shortcut, residual, total) of each block for one picture, arrays (height, width,
            channels) of one shape.

    Returns:
        `LayerView`.

    Raises:
        ValueError: when a value is not finite.
    """
    totals = np.concatenate([np.asarray(total) for _, _, total in blocks])
    limit = scale_limit([part for parts in blocks for part in parts])
    return LayerView(tuple(liveliest(totals, CHANNELS).tolist()), limit)


@house_style
def activation_walk(image, label_text, names, index, shortcut, residual, total, ratios, view=None):
    """Draws what one block does to one picture, and how large each block's branch is.

    Args:
        image: (height, width, 3) or (height, width), what went into the network.
        label_text: what it shows, in a few words.
        names: of all blocks in their order, such as "block_layer1_regular_block0".
        index: of the block that is drawn, from 0.
        shortcut, residual, total: (height, width, channels) of that block; the last one is the sum.
        ratios: (blocks,), each block's residual branch divided by its shortcut, for this picture.
        view: `LayerView` of its block layer; None for one that fits this block alone.

    Returns:
        `LessonFigure`, of one size for every block and picture.

    Raises:
        ValueError: when the parts do not add up, the ratios do not fit names or parts, or the view
            does not fit the parts.
    """
    parts = checked_parts(shortcut, residual, total)
    ratios = _checked_ratios(names, index, parts, ratios)
    places = [block_place(name) for name in names]
    rows = PROJECTING_ROWS if places[index][1] == 0 else MOSAIC_ROWS
    alone, view = view is None, _checked_view(view or shared_view([parts]), parts)
    finding = _finding(places[index], ratios[index])
    figure = lesson_figure(finding, STRIP_TOP + STRIP_HEIGHT + 0.65)
    _draw_picture(figure, image, label_text)
    for row, part in enumerate(parts):
        place = (MOSAIC_LEFT, HEAD + row * ROW, TILE, TILE)
        write_row_name(figure, place, row, rows)
        drawn = draw_row(figure, place, part, view.channels, view.limit, row, rows, stretched=True)
    draw_scale_below(figure, MARGIN, HEAD + PICTURE + 0.45, PICTURE, drawn)
    _write_note(drawn.axes, places[index][0], alone)
    _draw_spreads(figure, parts, view.limit, rows)
    _draw_strip(figure, places, index, ratios)
    figure.alt_text = _alt_text(finding, label_text, parts, view, places, ratios, rows)
    return figure


def _checked_ratios(names, index, parts, ratios):
    ratios = np.asarray(ratios, dtype=float)
    if ratios.shape != (len(names),) or not len(names):
        raise ValueError(f"ratios have shape {ratios.shape}; there are {len(names)} blocks")
    if not (np.isfinite(ratios).all() and (ratios >= 0).all()):
        raise ValueError("a ratio is negative or not a finite number")
    if not 0 <= index < len(names):
        raise ValueError(f"index is {index}; the blocks are 0 to {len(names) - 1}")
    shortcut, residual = _size(parts[0]), _size(parts[1])
    if not np.isclose(residual, ratios[index] * shortcut, rtol=0.01):
        raise ValueError(
            f"the ratio of block {index} is {ratios[index]:.3g}, but its residual branch has size "
            f"{residual:.3g} and its shortcut {shortcut:.3g}"
        )
    return ratios


def _checked_view(view, parts):
    count = parts[0].shape[2]
    if not 1 <= len(view.channels) <= CHANNELS or not set(view.channels) <= set(range(count)):
        raise ValueError(
            f"the view's channels are {view.channels}; name 1 to 6 of 0 to {count - 1}"
        )
    if not 0 < view.limit < np.inf:
        raise ValueError(f"the view's limit is {view.limit}; a scale ends above 0")
    return view


def _size(part):
    """Root mean square."""
    return float(np.sqrt(np.mean(np.square(part))))


def _finding(place, ratio):
    where = place_name(place).capitalize() + (" (it projects)" if place[1] == 0 else "")
    share = f"{percent(ratio)} of the shortcut's size"
    if ratio < 0.5:
        return f"{where}: the branch is a tweak, {share}"
    if ratio > 1:
        return f"{where}: the branch outweighs the shortcut ({percent(ratio)})"
    return f"{where}: the branch has {share}"


def _draw_picture(figure, image, label_text):
    axes = draw_image(figure, (MARGIN, HEAD, PICTURE, PICTURE), image)
    settings = {"xycoords": "axes fraction", "va": "top", "fontweight": "bold"}
    text = textwrap.shorten(label_text, 17, placeholder=" …")
    axes.annotate(text, (0, -0.05), fontsize=TEXT_SIZE, **settings)


def _write_note(axes, layer, alone):
    """Below the last picture: what can be compared from block to block, and how."""
    text = "colours stretched around 0 (square root); size: root mean square of a row"
    if not alone:
        text = f"the same channels and colours in all of block layer {layer};\n{text}"
    settings = {"fontsize": SMALL_SIZE, "color": NEUTRAL.ink, "linespacing": 1.3}
    below = {"xycoords": "axes fraction", "textcoords": "offset points", "ha": "right", "va": "top"}
    axes.annotate(text, (1, 0), (0, -8), **below, **settings)


def _draw_spreads(figure, parts, limit, rows):
    """Beside each row of pictures, how its values are spread, all channels together."""
    left = MOSAIC_LEFT + CHANNELS * ROW + 0.2
    edges = np.linspace(-limit, limit, BINS + 1)
    shares = [np.histogram(np.clip(part, -limit, limit), edges)[0] / part.size for part in parts]
    top = 1.1 * max(map(np.max, shares))
    for row, (part, share, (_, tone)) in enumerate(zip(parts, shares, rows, strict=True)):
        axes = place_axes(figure, left, HEAD + row * ROW, WIDTH - MARGIN - left, TILE)
        axes.stairs(share, edges, fill=True, color=tone.fill)
        axes.stairs(share, edges, color=tone.line, linewidth=1.5)
        axes.set_xlim(-limit, limit)
        axes.set_ylim(0, top)
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        write_small(axes, 1, 1, f"size {_size(part):.2f}", tone, va="top", ha="right")
        axes.locator_params(axis="x", nbins=5)
        if row < 2:
            axes.set_xticklabels([])
    figure.axes[-3].set_title("spread of all values", fontsize=SMALL_SIZE, pad=4, loc="left")
    axes.set_xlabel("activation (no unit)", fontsize=SMALL_SIZE)


def _draw_strip(figure, places, index, ratios):
    axes = place_axes(figure, 1.05, STRIP_TOP, WIDTH - MARGIN - 1.05, STRIP_HEIGHT)
    for number, (place, ratio) in enumerate(zip(places, ratios, strict=True)):
        tone = PROJECTION if place[1] == 0 else SHORTCUT
        here = number == index
        color, edge = (tone.line, ink()) if here else (tone.fill, tone.line)
        axes.bar(number, ratio, 0.72, facecolor=color, edgecolor=edge, linewidth=2 if here else 1)
    top = _round_top(ratios)
    above = {"ha": "center", "va": "bottom", "fontweight": "bold"}
    above["bbox"] = {"facecolor": paper(), "edgecolor": "none", "pad": 0.5}
    axes.text(index, ratios[index] + 0.04 * top, f"{ratios[index]:.2f}", **above)
    axes.axhline(1, color=NEUTRAL.line, linestyle=(0, (4, 3)), linewidth=1, zorder=0)
    axes.set_ylim(0, top)
    axes.set_xlim(-0.6, len(places) - 0.4)
    axes.set_ylabel("branch /\nshortcut")
    axes.locator_params(axis="y", nbins=4)
    axes.tick_params(axis="x", length=0)
    numbered = len(places) <= NUMBERED
    axes.set_xticks(range(len(places)) if numbered else [])
    axes.set_xticklabels([str(block) for _, block in places] if numbered else [])
    below = {"xycoords": ("data", "axes fraction"), "textcoords": "offset points"}
    below |= {"ha": "center", "va": "top", "fontsize": SMALL_SIZE}
    for layer, numbers in numbers_by_layer(places).items():
        axes.annotate(f"block layer {layer}: block", (np.mean(numbers), 0), (0, -18), **below)
    _draw_key(axes)


def _round_top(ratios):
    """End of the axis: in steps of a half, so that it seldom changes from picture to picture."""
    return max(1.5, np.ceil(2 * 1.15 * ratios.max()) / 2)


def _draw_key(axes):
    for x, words, tone in (
        (1, "■ a block that projects", PROJECTION),
        (0.78, "■ an identity shortcut", SHORTCUT),
        (0.57, "dashed: as large as the shortcut", NEUTRAL),
    ):
        write_small(axes, x, 1.03, words, tone, ha="right", va="bottom")


def _alt_text(finding, label_text, parts, view, places, ratios, rows):
    height, width, channels = parts[0].shape
    sizes = [_size(part) for part in parts]
    first = "projection on the shortcut" if rows is PROJECTING_ROWS else "shortcut"
    along = "; ".join(
        f"{place_name(place)} {ratio:.2f}" for place, ratio in zip(places, ratios, strict=True)
    )
    return (
        f"{finding}. Picture: {label_text}. Channels {', '.join(map(str, view.channels))} of "
        f"{channels}, each {height} by {width}, on a scale from {-view.limit:.3g} to "
        f"{view.limit:.3g}. {first.capitalize()} (root mean square {sizes[0]:.2f}) plus "
        f"residual branch ({sizes[1]:.2f}) equals sum ({sizes[2]:.2f}). "
        f"Residual branch divided by shortcut along the network: {along}."
    )
