"""How signal and gradient grow through untrained blocks, beside what was predicted."""

import math

import numpy as np

from resnet_lessons.figures.experiment_axes import draw_seeds, label_right, log_scale
from resnet_lessons.figures.experiment_runs import (
    NOTHING,
    checked,
    geometric_mean,
    last,
    so_far,
    times,
)
from resnet_lessons.figures.style import WIDTH, house_style, lesson_figure, place_axes
from resnet_lessons.figures.tones import NEUTRAL, PROJECTION, SHORTCUT, SUM, WRONG

# Name of a way -> (its words, tone); the names are those of `experiments.signal_size.WAYS`.
_WAYS = {
    "plain": ("no shortcuts", WRONG),
    "residual": ("shortcuts", SHORTCUT),
    "plain_normalised": ("no shortcuts,\nnormalised", PROJECTION),
    "residual_normalised": ("shortcuts,\nnormalised", SUM),
}
# Yang et al. 2019: by so much batch normalisation and ReLU make the mean square of a gradient grow in each
# layer, on its way back.
OF_A_LAYER = math.pi / (math.pi - 1)
# Direction -> {way: from blocks passed to the predicted multiple}.
PREDICTED = {
    "forward": {"residual": lambda n: 2.0**n, "residual_normalised": lambda n: 1.0 + n},
    "backward": {"residual": lambda n: 2.0**n, "plain_normalised": lambda n: OF_A_LAYER ** (2 * n)},
}
_LABELS = {
    "forward": "mean square of the signal\n(× that of the input, log scale)",
    "backward": "mean square of the gradient\n(× that after the last block, log scale)",
}
_ORDER = {
    "forward": "number of blocks so far, from the input on",
    "backward": "blocks before it, from the last one back to the input",
}


@house_style
def signal_size(run, direction="forward"):
    """Draws mean squares from block to block in networks with and without shortcuts and normalisation.

    Args:
        run: `experiments.signal_size.SignalSize`.
        direction: "forward" for the signal, "backward" for the gradient.

    Returns:
        `LessonFigure`; seeds are dots, their mean (of the logarithms) is a line, dashes are predictions.

    Raises:
        ValueError: when the run has no such sizes, or there is no such direction.
    """
    checked(run, "signal_size", "ways", "forward", "backward")
    if direction not in PREDICTED:
        raise ValueError(f"no direction {direction!r}; there are {', '.join(PREDICTED)}")
    values = np.asarray(getattr(run, direction), dtype=float)
    blocks = values.shape[-1] - 1
    found = {name: values[:, place] for place, name in enumerate(run.ways) if name in _WAYS}
    finding = so_far(run, _finding(found, direction, blocks))
    figure = lesson_figure(finding, 3.5)
    axes = place_axes(figure, 1.15, 0.1, WIDTH - 1.15 - 1.65, 2.8)
    log_scale(axes, np.append(values, 2.0**blocks), 3)
    places = np.arange(blocks + 1)
    passed = places if direction == "forward" else blocks - places
    for name, rows in found.items():
        draw_seeds(axes, places, rows, _WAYS[name][1], geometric_mean)
        if name in PREDICTED[direction]:
            dashes = {"color": NEUTRAL.line, "linewidth": 1.2, "linestyle": (0, (4, 3))}
            axes.plot(places, PREDICTED[direction][name](passed), zorder=3, **dashes)
    _finish(axes, direction, blocks, found)
    told = "; ".join(_told(name, rows, direction, blocks) for name, rows in found.items())
    figure.alt_text = f"{finding}. After {blocks} blocks, as a multiple: {told}."
    return figure


def _finish(axes, direction, blocks, found):
    axes.set_xlim(0, blocks)
    axes.grid(axis="y")
    axes.set_xticks(range(0, blocks + 1, max(1, blocks // 4)))
    axes.set_xlabel(f"{_ORDER[direction]}; dashed: predicted")
    axes.set_ylabel(_LABELS[direction])
    if direction == "forward":
        ends = {name: last(geometric_mean(rows)) for name, rows in found.items()}
        label_right(axes, [(ends[name], *_WAYS[name]) for name in found])
        return
    # A gradient goes from the last block to the first, and is read in that order.
    starts = {name: geometric_mean(rows)[0] for name, rows in found.items()}
    label_right(axes, [(starts[name], *_WAYS[name]) for name in found])
    axes.invert_xaxis()


def _end(rows, direction):
    """The multiple after all blocks, on the way forward or back."""
    middle = geometric_mean(rows)
    return middle[-1] if direction == "forward" else middle[0]


def _told(name, rows, direction, blocks):
    end, words = _end(rows, direction), _WAYS[name][0].replace("\n", " ")
    text = f"{words} {times(end) if np.isfinite(end) else NOTHING}"
    if name in PREDICTED[direction] and np.isfinite(end):
        text += f" (predicted {times(PREDICTED[direction][name](blocks))})"
    return text


def _finding(found, direction, blocks):
    if direction == "forward":
        names, subject = ("residual", "residual_normalised"), "signal with shortcuts"
        other = "with batch normalisation in the branches"
    else:
        names = ("plain_normalised", "residual_normalised")
        subject, other = "gradient of a plain network with batch normalisation", "with shortcuts"
    ends = [_end(found[name], direction) if name in found else np.nan for name in names]
    if not np.isfinite(ends).all():
        return f"{blocks} untrained blocks: {NOTHING}"
    return (
        f"{blocks} untrained blocks multiply the {subject} by {times(ends[0])} (in mean square), "
        f"{other} by {times(ends[1])}"
    )
