"""What the figures of the experiments share: seeds as dots, their mean as a line, stopped runs.

Kinds and measures stand on the axes that `experiments` documents. What is NaN was not measured.
"""

import itertools
import math

import numpy as np

from resnet_lessons.data.images import fashion_mnist
from resnet_lessons.figures.along_network import block_place
from resnet_lessons.figures.style import SMALL_SIZE, TEXT_SIZE
from resnet_lessons.figures.tones import NEUTRAL, SHORTCUT, WRONG, divider, dot_opacity

# The axis "kinds" of every run: what it is, and its colour.
KINDS = (("without shortcuts", WRONG), ("with shortcuts", SHORTCUT))
NOTHING = "nothing measured yet"
# Points of matplotlib: the area of a seed's dot.
DOT = 16
# Of a line of text, its own height included.
_LINE_SPACING = 1.45
_POINTS_PER_INCH = 72
# A loss curve is drawn as so many means, so that it is a line and no cloud.
_POINTS_OF_A_CURVE = 25


def checked(run, experiment, *attributes):
    """The run, when it has what a figure draws.

    Args:
        run: result of an experiment.
        experiment: its name in `rl.experiments`.
        attributes: names of what is drawn.

    Raises:
        ValueError: when it lacks one of them; says what to hand over.
    """
    missing = [name for name in attributes if not hasattr(run, name)]
    if missing:
        raise ValueError(
            f"a {type(run).__name__} has no {missing[0]}: draw the result of "
            f"rl.experiments.{experiment}.run(), or run, facts = "
            f"rl.experiments.{experiment}.recorded() and then the run"
        )
    return run


def place_of(value, values, what):
    """The place of a value that was measured.

    Raises:
        ValueError: when it is none of them; `what` names it.
    """
    known = list(values)
    if value not in known:
        raise ValueError(f"no {what} {value!r} in this run; there are {', '.join(map(str, known))}")
    return known.index(value)


def of_seed(values, seed):
    """The rows of one seed, or of all.

    Args:
        values: array (seeds, ...).
        seed: its place from 0 on, or None for all.

    Raises:
        ValueError: when there is no such place.
    """
    values = np.asarray(values, dtype=float)
    if seed is None:
        return values
    if seed not in range(len(values)):
        raise ValueError(f"no seed number {seed!r}; the run has {len(values)}, counted from 0")
    return values[[seed]]


def guessing():
    """The accuracy of guessing garments, all classes being as frequent."""
    return 1 / len(fashion_mnist().class_names)


def mean(values, axis=0):
    """The mean of what was measured, NaN where nothing was."""
    values = np.asarray(values, dtype=float)
    measured = np.isfinite(values)
    total = np.where(measured, values, 0).sum(axis=axis)
    count = measured.sum(axis=axis)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def geometric_mean(values, axis=0):
    """The mean on a logarithmic scale of what was measured and is above zero."""
    values = np.asarray(values, dtype=float)
    return np.exp(mean(np.log(np.where(values > 0, values, np.nan)), axis))


def median(values):
    """The median along the last axis of what was measured, NaN where nothing was."""
    values = np.asarray(values, dtype=float)
    rows = [row[np.isfinite(row)] for row in values.reshape(-1, values.shape[-1])]
    return np.array([np.median(row) if row.size else np.nan for row in rows]).reshape(
        values.shape[:-1]
    )


def extent(values):
    """(lowest, highest) of what was measured, or None."""
    values = np.asarray(values, dtype=float)
    values = values[np.isfinite(values)]
    return (float(values.min()), float(values.max())) if values.size else None


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


def percent(share):
    """A share as text, such as "85%"."""
    return f"{share:.0%}"


def times(ratio):
    """A ratio for people: two digits, such as "1,300" or "7.4"."""
    rounded = float(f"{ratio:.2g}")
    return f"{rounded:,.0f}" if rounded >= 10 else f"{rounded:.1f}"


def compare(values, form):
    """What was found with and without shortcuts, in words.

    Args:
        values: float (kinds,).
        form: from a number to text.
    """
    plain, residual = np.asarray(values, dtype=float)
    if np.isfinite([plain, residual]).all():
        return f"{form(residual)} with shortcuts, {form(plain)} without"
    pairs = zip((plain, residual), KINDS, strict=True)
    return "".join(f"{form(v)} {words}" for v, (words, _) in pairs if np.isfinite(v)) or NOTHING


def so_far(run, finding):
    """A finding, and that its run has not come to its end where it has not."""
    return finding if run.complete else f"{finding} (so far: stopped or running)"


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


def label_right(axes, labels, x=1.02):
    """Writes labels to the right of the axes, each at its height, moved apart where they touch.

    Args:
        axes: with their limits set.
        labels: list of (height in data, text, tone); a height of NaN is left out.
        x: of the labels, as a share of the axes' width.
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
    for share, (_, text, tone) in zip(_apart(shares, rooms), labels, strict=True):
        axes.text(
            x, share, text, transform=axes.transAxes, va="center", color=tone.ink,
            fontsize=SMALL_SIZE,
        )  # fmt: skip


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
    below = {"transform": axes.get_xaxis_transform(), "ha": "center", "va": "top"}
    for layer in sorted({layer for layer, _ in places}):
        own = [number for number, place in enumerate(places) if place[0] == layer]
        axes.annotate(
            f"block layer {layer}", (np.mean(own), 0), xycoords=below["transform"],
            xytext=(0, -2 * TEXT_SIZE), textcoords="offset points", ha="center", va="top",
            fontsize=SMALL_SIZE,
        )  # fmt: skip
        if own[0]:
            axes.axvline(own[0] - 0.5, color=divider(), linewidth=0.8, zorder=0)


def _every(places, texts, most=13):
    """Ticks and their texts, so few that they do not touch."""
    step = math.ceil(len(places) / most)
    return list(places)[::step], list(map(str, texts))[::step]


def guessing_line(axes, height):
    """A dotted line at what guessing gives."""
    axes.axhline(height, color=NEUTRAL.line, linestyle=":", linewidth=1.3, zorder=0)


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
        axes.text(
            x, top, text, transform=axes.transAxes, va="top", color=tone.ink,
            fontsize=SMALL_SIZE, linespacing=1.3,
        )  # fmt: skip
        top -= line * (1.35 + text.count("\n"))


def smoothed(losses):
    """(steps, means) of rows of losses, each mean over a few steps and at their middle.

    Args:
        losses: (seeds, steps); NaN where training has not come.

    Returns:
        arrays (points,) and (seeds, points)
    """
    losses = np.asarray(losses, dtype=float)
    width = max(1, losses.shape[-1] // _POINTS_OF_A_CURVE)
    starts = np.arange(0, losses.shape[-1], width)
    ends = np.minimum(starts + width, losses.shape[-1])
    missing = np.full((len(losses), len(starts) * width - losses.shape[-1]), np.nan)
    rows = np.hstack([losses, missing]).reshape(len(losses), len(starts), width)
    return (starts + ends) / 2, mean(rows, axis=-1)


def last(values):
    """The last number that was measured, or NaN."""
    values = np.asarray(values, dtype=float)
    found = values[np.isfinite(values)]
    return float(found[-1]) if found.size else np.nan
