"""How the figures of the experiments draw: seeds as dots, their mean as a line, words beside the axes."""

import itertools
import math

import numpy as np

from resnet_lessons.figures.along_network import block_place, draw_layer_ends, numbers_by_layer
from resnet_lessons.figures.experiment_runs import extent, mean
from resnet_lessons.figures.style import SMALL_SIZE, TEXT_SIZE, write_small
from resnet_lessons.figures.tones import NEUTRAL, dot_opacity

# Points of matplotlib: the area of a seed's dot.
DOT = 16
# Adam's learning rate when a network starts to train, and when a trained one trains on or a whole
# ResNet-18 learns; a test compares them with the runs' own.
RATE, LOWER_RATE = 0.003, 0.001
# Of a line of text, its own height included.
_LINE_SPACING = 1.45
_POINTS_PER_INCH = 72


def log_scale(axes, values, room):
    """Makes the axis upwards logarithmic, from the lowest value over zero to the highest.

    Args:
        axes: still without drawings: their limits are not found anew.
        values: array; NaN is not measured.
        room: factor above the highest and below the lowest.
    """
    values = np.asarray(values, dtype=float)
    low, high = extent(np.where(values > 0, values, np.nan)) or (0.1, 1)
    axes.set_yscale("log")
    axes.set_ylim(low / room, high * room)


def draw_seeds(axes, x, values, tone, middle=mean, width=2):
    """Draws a dot for each seed and the mean as a line.

    Args:
        axes: matplotlib axes.
        x: (places,).
        values: (seeds, places).
        tone: `Tone`.
        middle: from the values to the line.
        width: of the line in points; 0 for none.
    """
    if len(values) > 1 or not width:
        for row in values:
            axes.scatter(x, row, DOT, color=tone.line, alpha=dot_opacity(), linewidths=0)
    if width:
        marker = {"marker": "o", "markersize": 4} if len(values) == 1 else {}
        axes.plot(x, middle(values), color=tone.line, linewidth=width, **marker)


def draw_row(axes, place, values, tone):
    """Draws what the seeds found on one row, as dots, and their mean as a stroke.

    Args:
        axes: whose rows are numbered.
        place: of the row.
        values: (seeds,); NaN where nothing was measured.
        tone: `Tone`.

    Returns:
        the mean, NaN where nothing was measured
    """
    dots = {"color": tone.line, "alpha": dot_opacity(), "linewidths": 0}
    axes.scatter(values, np.full(len(values), place), 1.6 * DOT, **dots)
    middle = mean(values)
    if np.isfinite(middle):
        axes.plot([middle] * 2, [place - 0.33, place + 0.33], color=tone.line, linewidth=3)
    return middle


def name_steps(axes, steps, rate, *, falls=True, narrow=False):
    """Writes below a loss curve what its steps are and which optimiser takes them.

    Args:
        axes: matplotlib axes.
        steps: words, such as "training step (64 images each)".
        rate: Adam's learning rate at the start.
        falls: whether it falls to 0 along a cosine; else it stays.
        narrow: whether the words about the optimiser take two lines.
    """
    schedule = "falling to 0 along a cosine" if falls else "throughout"
    between = "\n" if narrow else " "
    axes.set_xlabel(f"{steps}\nAdam, learning rate {rate:g}{between}{schedule}")


def guessing_line(axes, height):
    """A dotted line at what guessing gives."""
    axes.axhline(height, color=NEUTRAL.line, linestyle=":", linewidth=1.3, zorder=0)


def label_right(axes, labels, x=1.02, led=False):
    """Writes labels to the right of the axes, each at its height, moved apart where they touch.

    Args:
        axes: with their limits set.
        labels: list of (height in data, text, tone); a height of NaN is left out.
        x: of the labels, as a share of the axes' width.
        led: whether a thin line leads from the edge of the axes at that height to each label.
    """
    labels = [label for label in labels if np.isfinite(label[0])]
    if not labels:
        return
    inches = axes.get_position().height * axes.figure.get_size_inches()[1]
    line = SMALL_SIZE * _LINE_SPACING / _POINTS_PER_INCH / inches
    to_share = axes.transData + axes.transAxes.inverted()
    left = axes.get_xlim()[0]
    shares = [float(to_share.transform((left, height))[1]) for height, _, _ in labels]
    rooms = [line * (1 + text.count("\n")) for _, text, _ in labels]
    for share, height, (_, text, tone) in zip(_apart(shares, rooms), shares, labels, strict=True):
        write_small(axes, x, share, text, tone, va="center")
        if led:
            thin = {"color": tone.line, "linewidth": 0.8, "clip_on": False}
            axes.plot([1, x - 0.015], [height, share], transform=axes.transAxes, **thin)


def _apart(heights, rooms):
    """Heights of labels that need so much room each, moved as little as it takes."""
    order = np.argsort(heights)
    placed = np.array(heights, dtype=float)
    for below, above in itertools.pairwise(order):
        least = placed[below] + (rooms[below] + rooms[above]) / 2
        placed[above] = max(placed[above], least)
    placed -= np.mean(placed - heights)
    # None below the axes, where their own labels stand.
    return placed + max(0.0, rooms[order[0]] / 2 - placed[order[0]])


def label_blocks(axes, names):
    """Numbers the blocks below the axes, and the block layers where the names tell them."""
    try:
        places = [block_place(name) for name in names]
    except ValueError:
        places = None
    blocks = range(len(names))
    axes.set_xlim(-0.6, len(names) - 0.4)
    axes.tick_params(axis="x", length=0)
    if places is None:
        axes.set_xticks(*_every(blocks, [number + 1 for number in blocks]))
        axes.set_xlabel("block, from the input on")
        return
    axes.set_xticks(blocks, [str(block) for _, block in places])
    below = {"xytext": (0, -2 * TEXT_SIZE), "textcoords": "offset points", "va": "top"}
    below |= {"xycoords": axes.get_xaxis_transform(), "ha": "center", "fontsize": SMALL_SIZE}
    for layer, numbers in numbers_by_layer(places).items():
        axes.annotate(f"block layer {layer}", (np.mean(numbers), 0), **below)
    draw_layer_ends(axes, places)


def _every(places, texts, most=13):
    """Ticks and their texts, so few that they do not touch."""
    step = math.ceil(len(places) / most)
    return list(places)[::step], list(map(str, texts))[::step]


def key(axes, lines, x=1.04, top=1.0):
    """Writes what the marks mean to the right of the axes, one text a line.

    Args:
        axes: matplotlib axes.
        lines: list of (text, tone).
        x, top: of the first line, as shares of the axes.
    """
    inches = axes.get_position().height * axes.figure.get_size_inches()[1]
    line = SMALL_SIZE * _LINE_SPACING / _POINTS_PER_INCH / inches
    for text, tone in lines:
        write_small(axes, x, top, text, tone, va="top", linespacing=1.3)
        top -= line * (1.35 + text.count("\n"))
