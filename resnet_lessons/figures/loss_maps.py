"""The loss around two trained networks as maps of one scale.

Li et al. 2018, section 4, figures 1 and 5.
"""

import math

import numpy as np
from matplotlib.colors import BoundaryNorm, ListedColormap

from resnet_lessons.experiments.flatness import LOW, flat_region
from resnet_lessons.figures.experiment_axes import key
from resnet_lessons.figures.experiment_runs import (
    KINDS,
    checked,
    compare,
    extent,
    guessing,
    of_seed,
    percent,
    so_far,
)
from resnet_lessons.figures.style import (
    MARGIN,
    SMALL_SIZE,
    WIDTH,
    house_style,
    lesson_figure,
    place_axes,
)
from resnet_lessons.figures.tones import NEUTRAL, diverging, ink

WHAT = ("loss", "accuracy")
# Above this share of all losses the map is of one colour.
_CAPPED = 0.95
# Of a map, in inches.
_SIDE = 3.0
_HALF = 50.0
# At most so many numbers beside the bar of colours.
_TICKS = 12


@house_style
def loss_surfaces(run, seed=0, what="loss"):
    """Draws the training loss on a plane around a plain and a residual network.

    Args:
        run: `experiments.loss_surface.LossSurface`.
        seed: place of the seed, from 0 on.
        what: "loss" or "accuracy".

    Returns:
        `LessonFigure`; the trained network is a cross in the middle of each map.

    Raises:
        ValueError: when the run has no loss surface, no such seed, or `what` is neither.
    """
    checked(run, "loss_surface", "coordinates", "losses", "accuracies")
    if what not in WHAT:
        raise ValueError(f"no map of {what!r}; there are {' and '.join(WHAT)}")
    losses = of_seed(run.losses, seed)[0]
    values = losses if what == "loss" else 100 * of_seed(run.accuracies, seed)[0]
    finding = _finding(losses) if what == "loss" else _right_finding(values)
    finding = so_far(run, finding)
    figure = lesson_figure(finding, 3.85)
    scale = _Scale(values, what)
    for kind, (words, tone) in enumerate(KINDS):
        axes = place_axes(figure, 0.95 + kind * (_SIDE + 0.2), 0.35, _SIDE, _SIDE)
        axes.set_title(words, loc="left", color=tone.ink)
        _draw_map(axes, run.coordinates, values[kind], scale)
        if what == "loss":
            _draw_flat(axes, run.coordinates, values[kind])
        axes.set_xlabel("along the second direction")
        if kind == 0:
            axes.set_ylabel("along the first direction\n(1: each filter moved by its norm)")
        else:
            axes.tick_params(axis="y", labelleft=False)
    _draw_scale(figure, axes, scale)
    missing = "" if np.isfinite(values).all() else " Not all points were measured."
    figure.alt_text = f"{finding}. {_described(losses)}{missing}"
    return figure


class _Scale:
    """The bands of both maps, their colours, and the one line.

    Args:
        values: float (kinds, points, points).
        what: one of `WHAT`.
    """

    def __init__(self, values, what):
        self.open = what == "loss"
        if self.open:
            self.label = "training loss\n(no unit, log scale)"
            self.levels = _levels(values)
            self.line = -np.log(guessing())
            self.line_words = f"line: guessing, {self.line:.2f}\ndashes: network + {LOW:g}"
        else:
            self.label = "training images\nright (%)"
            self.levels = np.arange(0, 101, 10)
            self.line, self.line_words = _HALF, "line: half of the\nimages right"
        # From the paper's colour, which is the best, to the strongest.
        colors = diverging()(np.linspace(0.5, 0.95, len(self.levels) - 1))
        self.colors = ListedColormap(colors if self.open else colors[::-1])
        self.norm = BoundaryNorm(self.levels, len(colors))


def _levels(values):
    """1, 2 and 5 times the powers of ten that the losses reach, but for the highest."""
    values = values[np.isfinite(values) & (values > 0)]
    low, high = (values.min(), np.quantile(values, _CAPPED)) if values.size else (0.1, 10)
    powers = range(int(np.floor(np.log10(low))), int(np.ceil(np.log10(high))) + 1)
    steps = np.array([digit * 10.0**power for power in powers for digit in (1, 2, 5)])
    first = max(0, np.searchsorted(steps, low, side="right") - 1)
    last = max(first + 1, np.searchsorted(steps, high))
    return steps[first : last + 1]


def _draw_map(axes, coordinates, values, scale):
    plane = np.ma.masked_invalid(values)
    colors = {"cmap": scale.colors, "norm": scale.norm}
    if np.isfinite(values).all():
        # The last band has no upper end.
        plane = np.clip(plane, scale.levels[0], scale.levels[-1])
        axes.contourf(coordinates, coordinates, plane, scale.levels, **colors)
    elif np.isfinite(values).any():
        # Contours of a few points would be none.
        axes.pcolormesh(coordinates, coordinates, plane, shading="nearest", **colors)
    else:
        axes.text(0, 0.3, "not measured", ha="center")
    low, high = extent(values) or (scale.line, scale.line)
    if low < scale.line < high:
        axes.contour(coordinates, coordinates, plane, [scale.line], colors=[ink()], linewidths=1.6)
    axes.plot(0, 0, "+", markersize=11, markeredgewidth=2, color=ink(), gid="plus")
    ends = coordinates[0], coordinates[-1]
    ticks = np.linspace(*ends, 5)
    texts = [f"{tick:g}".replace("-", "−") for tick in np.round(ticks, 3) + 0.0]
    axes.set(xlim=ends, ylim=ends)
    axes.set_xticks(ticks, texts)
    axes.set_yticks(ticks, texts)


def _draw_flat(axes, coordinates, plane):
    """The edge of what is low, which is another loss for each network."""
    if not _has_middle(plane):
        return
    level = plane[len(plane) // 2, len(plane) // 2] + LOW
    low, high = extent(plane)
    if low < level < high:
        masked = np.ma.masked_invalid(plane)
        dashes = {"linewidths": 1.2, "linestyles": "--"}
        axes.contour(coordinates, coordinates, masked, [level], colors=[ink()], **dashes)


def _draw_scale(figure, axes, scale):
    """A bar of the bands and what the marks mean, right of the maps."""
    bar = place_axes(figure, WIDTH - MARGIN - 1.75, 0.35, 0.18, 1.9)
    bands = np.arange(len(scale.levels))
    bar.pcolormesh([0, 1], bands, scale.levels[:-1, None] * 1.0, cmap=scale.colors, norm=scale.norm)
    bar.yaxis.tick_right()
    texts = [f"{level:g}" for level in scale.levels]
    if scale.open:
        texts[-1] = "more"
    step = math.ceil(len(bands) / _TICKS)
    shown = slice((len(bands) - 1) % step, None, step)
    bar.set_yticks(bands[shown], texts[shown], fontsize=SMALL_SIZE)
    bar.set_xticks([])
    right = {"x": 1 + 0.3 / _SIDE}
    texts = [scale.label, "+ the trained network", scale.line_words]
    words = [(text, NEUTRAL) for text in texts]
    key(axes, words, top=0.32, **right)


def _finding(losses):
    shares = [flat_region(plane).mean() if _has_middle(plane) else np.nan for plane in losses]
    return (
        f"Share of the plane where the loss stays within {LOW:g} of the trained network's: "
        f"{compare(shares, lambda share: f'{share:.1%}')}"
    )


def _has_middle(plane):
    middle = len(plane) // 2
    return np.isfinite(plane[middle, middle])


def _right_finding(values):
    """values: float (kinds, points, points), in %."""
    measured = np.isfinite(values).all(axis=(1, 2))
    shares = np.where(measured, (values > _HALF).mean(axis=(1, 2)), np.nan)
    return f"Share of the plane with half of the images right: {compare(shares, percent)}"


def _described(losses):
    parts, middle = [], losses.shape[-1] // 2
    for (words, _), plane in zip(KINDS, losses, strict=True):
        found = plane[np.isfinite(plane)]
        if found.size:
            inside = np.mean(found < -np.log(guessing()))
            own = plane[middle, middle]
            own = f"{own:.2f}" if np.isfinite(own) else "not measured"
            parts.append(
                f"{words} the loss is {own} in the middle, at most "
                f"{found.max():,.3g}, and below that of guessing on {inside:.0%} of the plane"
            )
    return "Maps of the loss on a plane around each network: " + ("; ".join(parts) or "none") + "."
