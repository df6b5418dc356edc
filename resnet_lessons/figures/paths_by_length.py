"""Paths through a residual network: how many of each length, and what they carry.

Veit et al. 2016, sections 3 and 5, figure 6.
"""

import numpy as np

from resnet_lessons.figures.experiment_axes import draw_seeds, log_scale
from resnet_lessons.figures.experiment_runs import (
    checked,
    extent,
    geometric_mean,
    mean,
    of_seed,
    place_of,
    so_far,
)
from resnet_lessons.figures.style import (
    MARGIN,
    WIDTH,
    house_style,
    lesson_figure,
    place_axes,
    write_small,
)
from resnet_lessons.figures.tones import BRANCH, NEUTRAL, SHORTCUT, SUM, ink, paper

# Percentiles of the paths of one length: eight of ten lie between them.
_BAND = (10, 90)


@house_style
def path_lengths(run, seed=None, length=None):
    """Draws the number of paths by length, the gradient along one, and what all of them carry.

    Args:
        run: `experiments.path_lengths.PathLengths`.
        seed: place of the one seed to draw, from 0 on; None for all.
        length: of the paths that are marked in each panel and told in the title; None for none.

    Returns:
        `LessonFigure`; of single paths a band, of what all carry a dot for each seed.

    Raises:
        ValueError: when the run has no path lengths, or no such seed or length.
    """
    checked(run, "path_lengths", "lengths", "number_of_paths", "gradients")
    paths = of_seed(run.gradients, seed)
    gradients = mean(paths, axis=-1)
    shares = _shares(run.number_of_paths, gradients)
    lengths, numbers = np.asarray(run.lengths), np.asarray(run.number_of_paths, dtype=float)
    average = (lengths * numbers).sum() / numbers.sum()
    weighted = float(mean((shares * lengths).sum(axis=-1)))
    if length is None:
        finding = so_far(run, _finding(weighted, average, lengths[-1]))
    else:
        marked = place_of(length, run.lengths, "length")
        finding = so_far(run, _finding_of(length, numbers[marked], mean(shares)[marked], numbers))
    figure = lesson_figure(finding, 3.2)
    panel = (WIDTH - 0.1 - MARGIN) / 3
    headings = ("how many paths", "× gradient along one path", "= what all of them carry")
    tones = (NEUTRAL, BRANCH, SUM)
    panels = [
        place_axes(figure, 0.85 + number * panel, 0.35, panel - 0.8, 2.2) for number in range(3)
    ]
    for axes, heading, tone in zip(panels, headings, tones, strict=True):
        axes.set_title(heading, loc="left", color=tone.ink)
        axes.set_xlabel("residual branches on the path")
        axes.set_xlim(-0.7, lengths[-1] + 0.7)
    _draw_numbers(panels[0], lengths, numbers)
    _draw_gradients(panels[1], lengths, paths)
    _draw_shares(panels[2], lengths, shares, average, weighted)
    if length is not None:
        heights = (numbers / 1000, mean(gradients), 100 * mean(shares))
        for axes, values in zip(panels, heights, strict=True):
            if np.isfinite(values[marked]):
                dot = {"color": ink(), "edgecolor": paper(), "linewidth": 1.5, "zorder": 6}
                axes.scatter(length, values[marked], 75, **dot)
    figure.alt_text = f"{finding}. {_described(lengths, numbers, gradients, shares)}"
    return figure


def _shares(numbers, gradients):
    """Float (seeds, lengths): as `PathLengths.shares`, NaN for a seed that lacks a length."""
    carried = numbers * gradients
    return carried / carried.sum(axis=-1, keepdims=True)


def _draw_numbers(axes, lengths, numbers):
    axes.bar(lengths, numbers / 1000, 0.8, color=NEUTRAL.line)
    axes.set_ylabel("paths (thousands)")


def _draw_gradients(axes, lengths, paths):
    """paths: float (seeds, lengths, samples): a band from the weak ones to the strong ones."""
    each = np.moveaxis(paths, 1, 0).reshape(len(lengths), -1)
    measured = [row[np.isfinite(row)] for row in each]
    low, high = np.array(
        [np.percentile(row, _BAND) if row.size else (np.nan, np.nan) for row in measured]
    ).T
    middle = mean(each, axis=-1)
    log_scale(axes, np.concatenate([low, high, middle]), 3)
    axes.fill_between(lengths, low, high, color=BRANCH.fill, linewidth=0)
    axes.plot(lengths, middle, color=BRANCH.line, linewidth=2, marker="o", markersize=3)
    axes.set_ylabel("gradient's norm (log scale)")
    write_small(axes, 1, 1.0, "line: mean\nband: 8 of 10 paths", BRANCH, ha="right", va="top")
    axes.grid(axis="y")


def _draw_shares(axes, lengths, shares, average, weighted):
    axes.fill_between(lengths, 0, 100 * mean(shares), color=SUM.fill, linewidth=0)
    draw_seeds(axes, lengths, 100 * shares, SUM)
    high = 100 * (extent(shares) or (0, 1))[1]
    axes.set_ylim(0, 1.35 * high)
    axes.set_ylabel("share of the summed norms (%)")
    for place, text, tone, top in (
        (weighted, "mean weighted by it", SHORTCUT, 1.0),
        (average, "mean path", NEUTRAL, 0.91),
    ):
        if np.isfinite(place):
            axes.plot([place] * 2, [0, 1.05 * high], "--", color=tone.line, linewidth=1.5)
            words = f"{text}: {round(place, 1):g}"
            write_small(axes, 1, top, words, tone, ha="right", va="top")


def _finding(weighted, average, blocks):
    if not np.isfinite(weighted):
        return "Gradients along paths: not yet one of each length"
    if weighted < average:
        return (
            f"The gradient comes along short paths: through {weighted:.1f} of {blocks} branches on "
            f"average, where the mean path has {average:g}"
        )
    return (
        f"The gradient does not come along short paths: through {weighted:.1f} of {blocks} branches "
        f"on average, where the mean path has {average:g}"
    )


def _finding_of(length, number, share, numbers):
    """What the paths of one length are, and what they carry."""
    branches = "no branch" if length == 0 else f"{length} {'branch' if length == 1 else 'branches'}"
    paths = "1 path goes through" if number == 1 else f"{number:,.0f} paths go through"
    of_all = number / numbers.sum()
    carry = "not measured" if not np.isfinite(share) else f"{_percent(share)} of the summed norms"
    return f"{paths} {branches}: {_percent(of_all)} of all paths, {carry}"


def _percent(share):
    return "less than 0.1%" if share < 0.001 else f"{share:.1%}"


def _described(lengths, numbers, gradients, shares):
    norms, carried = geometric_mean(gradients), mean(shares)
    parts = [
        f"{length} branches: {number:,.0f} paths, norm {norm:.1g}, {share:.1%} of the summed norms"
        for length, number, norm, share in zip(lengths, numbers, norms, carried, strict=True)
        if np.isfinite(norm) and np.isfinite(share) and share >= 0.01
    ]
    mode = lengths[int(np.argmax(numbers))]
    return (
        f"Most paths go through {mode} branches. "
        + "; ".join(parts or ["No length carries anything"])
        + "."
    )
