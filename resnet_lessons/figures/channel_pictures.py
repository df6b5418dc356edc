"""What flows through a block: pictures of its channels, and how large its two paths are."""

import numpy as np

from resnet_lessons.figures.along_network import block_place, place_name
from resnet_lessons.figures.pictures import draw_image, draw_map, draw_scale, scale_limit
from resnet_lessons.figures.style import (
    MARGIN,
    SMALL_SIZE,
    TEXT_SIZE,
    WIDTH,
    house_style,
    lesson_figure,
    name_rows,
    place_axes,
    text_width,
)
from resnet_lessons.figures.tones import BRANCH, NEUTRAL, SHORTCUT, SUM
from resnet_lessons.network.anatomy import TIMES

MOSAIC_ROWS = (("shortcut", SHORTCUT), ("+ residual\nbranch", BRANCH), ("= sum", SUM))
# Inches.
HEAD = 0.3
TILE_GAP = 0.06
PICTURE_WIDTH = 1.6
ROW_NAME_WIDTH = 1.05
SCALE_WIDTH = 0.95
RATIOS_WIDTH = 0.95


@house_style
def channel_mosaic(shortcut, residual, total, image=None, channels=8):
    """Draws the same channels of a block's shortcut, residual branch and sum below each other.

    Args:
        shortcut, residual, total: (height, width, channels), the last one the sum of the others.
        image: (height, width, 3) or (height, width), what went into the network; 0 to 1 or 0 to
            255. None to leave it out.
        channels: how many channels to draw: those in which the sum varies most, in their order.

    Returns:
        `LessonFigure`; one scale for all channels, centred at zero.

    Raises:
        ValueError: when the shapes differ or `total` is not the sum.
    """
    parts = checked_parts(shortcut, residual, total)
    chosen = liveliest(parts[2], channels)
    limit = scale_limit(part[..., chosen] for part in parts)
    finding = _tweak_finding(parts)
    left = MARGIN + ROW_NAME_WIDTH + (0 if image is None else PICTURE_WIDTH + 0.15)
    tile = min(1.3, (WIDTH - left - SCALE_WIDTH) / len(chosen)) - TILE_GAP
    tile_height = tile * parts[0].shape[0] / parts[0].shape[1]
    rows_height = 3 * (tile_height + TILE_GAP) - TILE_GAP
    picture_height = 0 if image is None else PICTURE_WIDTH * len(image) / len(image[0])
    figure = lesson_figure(finding, HEAD + max(rows_height, picture_height) + MARGIN)
    if image is not None:
        draw_image(figure, (MARGIN, HEAD, PICTURE_WIDTH, picture_height), image)
    for row, part in enumerate(parts):
        place = (left, HEAD + row * (tile_height + TILE_GAP), tile, tile_height)
        write_row_name(figure, place, row)
        drawn = draw_row(figure, place, part, chosen, limit, row)
    scale_left = left + len(chosen) * (tile + TILE_GAP) + 0.1
    draw_scale(figure, scale_left, HEAD, rows_height, drawn)
    figure.alt_text = _mosaic_alt_text(finding, parts, chosen, limit)
    return figure


@house_style
def branch_size(names, shortcut_norms, residual_norms):
    """Draws how large each block's residual branch is beside its shortcut.

    Args:
        names: of the blocks, in their order.
        shortcut_norms, residual_norms: as many norms, of any one kind; above 0 for the shortcut.

    Returns:
        `LessonFigure`.

    Raises:
        ValueError: when there are not as many norms as names, or a norm is none.
    """
    shortcut_norms, residual_norms = _checked_norms(names, shortcut_norms, residual_norms)
    ratios = residual_norms / shortcut_norms
    finding = _size_finding(ratios)
    height = 0.42 * len(names)
    labels = [block_label(name) for name in names]
    left = MARGIN + 0.15 + max(map(text_width, labels))
    figure = lesson_figure(finding, height + 1.0)
    width = WIDTH - left - RATIOS_WIDTH - MARGIN
    axes = place_axes(figure, left, 0.35, width, height)
    places = np.arange(len(names))
    axes.barh(places - 0.18, shortcut_norms, 0.34, color=SHORTCUT.line, label="shortcut")
    axes.barh(places + 0.18, residual_norms, 0.34, color=BRANCH.line, label="residual branch")
    _write_ratios(axes, ratios, 1 + RATIOS_WIDTH / width)
    name_rows(axes, labels)
    axes.set_xlabel("size of the activations (norm, no unit)")
    axes.legend(loc="lower left", bbox_to_anchor=(-0.01, 1.0), ncols=2, handlelength=1.2)
    sizes = "; ".join(
        f"{label}: shortcut {_plain(shortcut)}, branch {_plain(residual)}, {percent(ratio)}"
        for label, shortcut, residual, ratio in zip(
            labels, shortcut_norms, residual_norms, ratios, strict=True
        )
    )
    figure.alt_text = f"{finding}. Size of shortcut and residual branch: {sizes}."
    return figure


def block_label(name):
    """A block's name in words; any other name as it is."""
    try:
        return place_name(block_place(name))
    except ValueError:
        return name


@house_style
def stride_effect(image, with_stride_1, with_stride_2):
    """Draws one channel of the same convolution with strides 1 and 2, pixel for pixel.

    Args:
        image: (height, width, 3) or (height, width), what went in; 0 to 1 or 0 to 255.
        with_stride_1, with_stride_2: (height, width) of one channel; the second one is smaller.

    Returns:
        `LessonFigure`; a position is drawn equally large in both channels.

    Raises:
        ValueError: when a channel has not two dimensions or the second is not smaller.
    """
    full, strided = (np.asarray(part, dtype=float) for part in (with_stride_1, with_stride_2))
    if full.ndim != 2 or strided.ndim != 2 or strided.size >= full.size:
        raise ValueError(
            f"the channels have shapes {full.shape} and {strided.shape}; "
            "each is (height, width), and strides 2 leave fewer positions"
        )
    limit = scale_limit([full, strided])
    share = _share_text(strided.size / full.size)
    finding = f"Strides 2 keep {share} of the positions: {strided.size:,} of {full.size:,}"
    position = 2.7 / max(full.shape)
    height = position * full.shape[0]
    width = min(2.7, height * len(image[0]) / len(image))
    figure = lesson_figure(finding, max(height, 1.9) + 0.95)
    draw_image(figure, (MARGIN, HEAD, width, width * len(image) / len(image[0])), image)
    left = MARGIN + max(width, 1.2) + 0.3
    note = f"\n{share} of the work\nfor the next convolution"
    for part, name, text in ((full, "strides 1", ""), (strided, "strides 2", note)):
        place = (left, HEAD, position * part.shape[1], position * part.shape[0])
        drawn = draw_map(figure, place, part, limit, NEUTRAL)
        _name_map(drawn.axes, name, part, text, place[3])
        left += max(place[2], 1.8) + 0.3
    draw_scale(figure, left, HEAD, height, drawn)
    figure.alt_text = (
        f"{finding}. The same channel of an image: {full.shape[0]} by {full.shape[1]} positions "
        f"with strides 1, {strided.shape[0]} by {strided.shape[1]} with strides 2, "
        f"on a scale from {_plain(-limit)} to {_plain(limit)}."
    )
    return figure


def checked_parts(*parts):
    shortcut, residual, total = (np.asarray(part, dtype=float) for part in parts)
    if not shortcut.shape == residual.shape == total.shape or shortcut.ndim != 3:
        raise ValueError(
            f"shortcut, residual and total have shapes {shortcut.shape}, {residual.shape} and "
            f"{total.shape}; they need the same shape (height, width, channels)"
        )
    if not np.allclose(shortcut + residual, total, atol=1e-3 * max(1e-30, np.abs(total).max())):
        raise ValueError("total is not the sum of shortcut and residual")
    return shortcut, residual, total


def _checked_norms(names, *norms):
    shortcut_norms, residual_norms = (np.asarray(norm, dtype=float) for norm in norms)
    if not shortcut_norms.shape == residual_norms.shape == (len(names),) or not len(names):
        raise ValueError(
            f"{len(names)} names, shortcut_norms of shape {shortcut_norms.shape}, residual_norms "
            f"of shape {residual_norms.shape}; each block needs a name and both norms"
        )
    if not np.isfinite(residual_norms).all() or not np.isfinite(shortcut_norms).all():
        raise ValueError("a norm is not a finite number")
    if (residual_norms < 0).any() or (shortcut_norms <= 0).any():
        raise ValueError("a norm is negative, or the shortcut's is 0; no ratio can be drawn")
    return shortcut_norms, residual_norms


def liveliest(total, count):
    """Indices of the `count` channels that vary most, ascending."""
    if count < 1:
        raise ValueError(f"channels is {count}; draw at least one")
    variation = total.std(axis=(0, 1))
    return np.sort(np.argsort(-variation, kind="stable")[:count])


def _tweak_finding(parts):
    shortcut, residual, _ = (float(np.sqrt(np.mean(part**2))) for part in parts)
    if shortcut == 0:
        return "The shortcut carries nothing: the sum is the residual branch"
    ratio = residual / shortcut
    if ratio < 0.5:
        return f"The residual branch is a tweak: {percent(ratio)} of the shortcut's size"
    return f"The residual branch has {percent(ratio)} of the shortcut's size"


def _size_finding(ratios):
    smaller = int((ratios < 1).sum())
    where = "every block" if smaller == len(ratios) else f"{smaller} of {len(ratios)} blocks"
    median = percent(float(np.median(ratios)))
    return f"The residual branch is smaller than the shortcut in {where} (median {median})"


def percent(ratio):
    """A ratio for people, such as "18%"."""
    return f"{ratio:.0%}"


def _plain(number):
    """A number for people, without an exponent where it is large."""
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}"


def _share_text(share):
    return "a quarter" if round(100 * share) == 25 else percent(share)


def _mosaic_alt_text(finding, parts, chosen, limit):
    height, width, channels = parts[0].shape
    sizes = [float(np.sqrt(np.mean(part**2))) for part in parts]
    return (
        f"{finding}. Pictures of channels {', '.join(map(str, chosen))} of {channels}, each "
        f"{height} by {width}: shortcut (root mean square {_plain(sizes[0])}) plus residual branch "
        f"({_plain(sizes[1])}) equals sum ({_plain(sizes[2])}), on a scale from "
        f"{_plain(-limit)} to {_plain(limit)}."
    )


def _write_ratios(axes, ratios, x):
    """Writes the ratio beside each block, ending at `x` in widths of the axes."""
    right = {"transform": axes.get_yaxis_transform(), "color": BRANCH.ink, "ha": "right"}
    for place, ratio in enumerate(ratios):
        axes.text(x, place, percent(ratio), fontweight="bold", va="center", **right)
    axes.text(x, -0.62, "branch /\nshortcut", fontsize=SMALL_SIZE, va="bottom", **right)


def _name_map(axes, name, part, note, height):
    """Writes the name above a map `height` inches high, and its positions and a note below."""
    axes.set_title(name, fontweight="bold", fontsize=TEXT_SIZE, pad=4, loc="left")
    text = f"{part.shape[0]} {TIMES} {part.shape[1]} =\n{part.size:,} positions{note}"
    axes.text(0, -0.1 / height, text, transform=axes.transAxes, va="top", linespacing=1.3)


def write_row_name(figure, place, row, rows=MOSAIC_ROWS):
    """Writes what a row shows to the left of it, and above the first row what the numbers are."""
    left, top, _, height = place
    name, tone = rows[row]
    axes = place_axes(figure, left - ROW_NAME_WIDTH, top, ROW_NAME_WIDTH - 0.1, height)
    axes.set_axis_off()
    right = {"ha": "right", "linespacing": 1.2}
    axes.text(1, 0.5, name, color=tone.ink, fontweight="bold", va="center", **right)
    if row == 0:
        axes.set_title("channel", fontsize=SMALL_SIZE, pad=4, loc="right")


def draw_row(figure, place, part, chosen, limit, row, rows=MOSAIC_ROWS, stretched=False):
    """Draws the chosen channels of one part side by side, the first of them in `place`."""
    left, top, width, height = place
    for column, channel in enumerate(chosen):
        tile = (left + column * (width + TILE_GAP), top, width, height)
        drawn = draw_map(figure, tile, part[..., channel], limit, rows[row][1], stretched)
        if row == 0:
            drawn.axes.set_title(f"{channel}", fontsize=SMALL_SIZE, pad=4)
    return drawn
