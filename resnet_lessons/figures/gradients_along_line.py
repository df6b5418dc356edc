"""Gradients along a line of inputs: do neighbours have anything in common?

Balduzzi et al. 2017, section 2, figures 1 and 2.
"""

import numpy as np

from resnet_lessons.figures.experiment_axes import draw_seeds, label_right
from resnet_lessons.figures.experiment_runs import (
    KINDS,
    checked,
    compare,
    extent,
    mean,
    place_of,
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
from resnet_lessons.figures.tones import NEUTRAL

# Share of the line that is drawn, in its middle.
_SHOWN = 0.3


@house_style
def shattered_gradients(run, depth=24):
    """Draws the gradient along the line for both kinds, and its correlation with its neighbours.

    Args:
        run: `experiments.shattering.Shattering`.
        depth: layers of the networks, one of the run's.

    Returns:
        `LessonFigure`; the line of the first seed that was measured, the correlations of all.

    Raises:
        ValueError: when the run has no such gradients, or not of this depth.
    """
    checked(run, "shattering", "depths", "inputs", "gradients", "autocorrelations")
    place = place_of(depth, run.depths, "depth")
    correlations = run.autocorrelations[:, :, place]
    near = mean(correlations[..., 1])
    finding = so_far(
        run,
        f"{depth} layers, correlation of the gradients at neighbouring inputs: "
        f"{compare(near, _correlation)}",
    )
    figure = lesson_figure(finding, 4.6)
    _draw_lines(figure, run.inputs, _rows(run, place))
    _draw_correlations(figure, run.inputs, correlations)
    lags = [lag for lag in (1, 5, 10) if lag < correlations.shape[-1]]
    told = "; ".join(
        f"{lag} {'input' if lag == 1 else 'inputs'} apart "
        + compare(mean(correlations[..., lag]), _correlation)
        for lag in lags
    )
    figure.alt_text = f"{finding}. Correlation of the gradient with the one {told}."
    return figure


@house_style
def learnt_agreement(agreement, steps):
    """Draws how far the gradients at neighbouring inputs agree before a network learns, and after.

    Args:
        agreement: float (kinds, seeds, 2): their correlation before the first step and after the
            last; networks without shortcuts come first.
        steps: how many steps the networks have taken.

    Returns:
        `LessonFigure`; seeds are thin lines, their mean is a thick one.

    Raises:
        ValueError: when the correlations have another shape.
    """
    agreement = np.asarray(agreement, dtype=float)
    if agreement.ndim != 3 or agreement.shape[::2] != (2, 2):
        raise ValueError(f"agreement is (kinds, seeds, 2) with two kinds, not {agreement.shape}")
    middle = mean(agreement, axis=1)
    plain, residual = (" to ".join(map(_correlation, row)) for row in middle)
    finding = (
        f"In {steps} steps the correlation of the gradients at neighbouring inputs goes from "
        f"{residual} with shortcuts, from {plain} without"
    )
    figure = lesson_figure(finding, 3.3)
    axes = place_axes(figure, 0.9, 0.2, WIDTH - 0.9 - MARGIN - 1.5, 2.5)
    for kind, (_, tone) in enumerate(KINDS):
        for row in agreement[kind]:
            axes.plot([0, 1], row, color=tone.line, linewidth=0.8, alpha=0.6)
        draw_seeds(axes, [0, 1], agreement[kind], tone)
    axes.axhline(0, color=NEUTRAL.line, linewidth=0.8, zorder=0)
    axes.set_ylim(min(0.0, np.min(agreement)) - 0.08, 1.05)
    axes.set_xlim(-0.08, 1.08)
    axes.set_xticks([0, 1], ["before the first step", f"after {steps} steps"])
    axes.set_xlabel("thin: one seed, thick: their mean")
    axes.set_ylabel("correlation with the next input's")
    label_right(axes, [(m[1], n, t) for m, (n, t) in zip(middle, KINDS, strict=True)])
    figure.alt_text = f"{finding}. Means over {agreement.shape[1]} seeds."
    return figure


def _correlation(value):
    # No minus in front of nothing.
    return f"{round(float(value), 2) + 0.0:.2f}".replace("-", "−")


def _rows(run, place):
    """(words, tone, gradient along the line or None) of each panel, from above.

    A few layers without shortcuts come first: beside them one sees what depth does to the others.
    """
    few = int(np.argmin(run.depths))
    (plain, plain_tone), (residual, residual_tone) = KINDS
    panels = [(f"{run.depths[place]} layers, {residual}", residual_tone, 1, place)]
    panels.append((f"{run.depths[place]} layers, {plain}", plain_tone, 0, place))
    if few != place:
        panels.insert(0, (f"{run.depths[few]} layers, {plain}", NEUTRAL, 0, few))
    return [(words, tone, _first(run.gradients[:, kind, at])) for words, tone, kind, at in panels]


def _first(gradients):
    """The first seed's that was measured, in its own standard deviations; None if there is none."""
    rows = [row for row in gradients if np.isfinite(row).all() and row.std() > 0]
    return (rows[0] - rows[0].mean()) / rows[0].std() if rows else None


def _draw_lines(figure, inputs, rows):
    """One panel in each row, over the middle of the line, where single inputs can be told apart."""
    width = 4.3
    height = (3.72 - 0.38 * (len(rows) - 1)) / len(rows)
    reach = max([1.1 * np.abs(row).max() for _, _, row in rows if row is not None], default=1)
    for number, (words, tone, row) in enumerate(rows):
        axes = place_axes(figure, 0.8, 0.3 + number * (height + 0.38), width, height)
        axes.set_title(words, loc="left", color=tone.ink)
        if row is None:
            axes.text(0, 0.5, "not measured", transform=axes.get_xaxis_transform(), ha="center")
        else:
            dots = {"color": tone.line, "linewidth": 1.2, "marker": "o", "markersize": 2.5}
            axes.plot(inputs, row, **dots)
        axes.set_xlim(_SHOWN * inputs[0], _SHOWN * inputs[-1])
        axes.set_ylim(-reach, reach)
        axes.locator_params(axis="y", nbins=4, integer=True)
        if number < len(rows) - 1:
            axes.tick_params(axis="x", labelbottom=False)
        else:
            axes.set_xlabel("number that goes in; each dot is one")
        if number == len(rows) // 2:
            axes.set_ylabel("gradient (standard deviations)")


def _draw_correlations(figure, inputs, correlations):
    left = 5.95
    axes = place_axes(figure, left, 0.3, WIDTH - left - MARGIN - 1.25, 3.72)
    axes.set_title("correlation with a neighbour", loc="left", color=NEUTRAL.ink)
    lags = np.arange(correlations.shape[-1])
    for kind, (_, tone) in enumerate(KINDS):
        draw_seeds(axes, lags, correlations[:, kind], tone)
    axes.axhline(0, color=NEUTRAL.line, linewidth=0.8, zorder=0)
    low = min(0.0, (extent(correlations) or (0, 1))[0])
    axes.set_ylim(low - 0.08, 1.05)
    axes.set_xlim(-0.3, lags[-1] + 0.3)
    step = float(inputs[1] - inputs[0])
    axes.set_xlabel(f"inputs apart ({step:.2g} each)")
    axes.tick_params(axis="y", labelsize=SMALL_SIZE)
    ends = mean(correlations)[:, -1]
    words = [name.replace(" ", "\n") for name, _ in KINDS]
    label_right(axes, [(e, w, k[1]) for e, w, k in zip(ends, words, KINDS, strict=True)], x=1.04)
