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
    gradients, correlations = run.gradients[:, :, place], run.autocorrelations[:, :, place]
    near = mean(correlations[..., 1])
    finding = so_far(
        run,
        f"{depth} layers, correlation of the gradients at neighbouring inputs: "
        f"{compare(near, _correlation)}",
    )
    figure = lesson_figure(finding, 3.6)
    _draw_lines(figure, run.inputs, gradients)
    _draw_correlations(figure, run.inputs, correlations)
    lags = [lag for lag in (1, 5, 10) if lag < correlations.shape[-1]]
    told = "; ".join(
        f"{lag} {'input' if lag == 1 else 'inputs'} apart "
        + compare(mean(correlations[..., lag]), _correlation)
        for lag in lags
    )
    figure.alt_text = f"{finding}. Correlation of the gradient with the one {told}."
    return figure


def _correlation(value):
    # No minus in front of nothing.
    return f"{round(float(value), 2) + 0.0:.2f}".replace("-", "−")


def _draw_lines(figure, inputs, gradients):
    """gradients: (seeds, kinds, points); one panel a kind, each in its own standard deviations."""
    width, height = 4.3, 1.22
    reach = 0.0
    panels = []
    for number, (words, tone) in enumerate(reversed(KINDS)):
        kind = len(KINDS) - 1 - number
        axes = place_axes(figure, 0.8, 0.3 + number * (height + 0.38), width, height)
        axes.set_title(words, loc="left", color=tone.ink)
        rows = [row for row in gradients[:, kind] if np.isfinite(row).all() and row.std() > 0]
        if rows:
            row = (rows[0] - rows[0].mean()) / rows[0].std()
            axes.plot(inputs, row, color=tone.line, linewidth=1.2)
            reach = max(reach, 1.1 * np.abs(row).max())
        else:
            axes.text(0, 0.5, "not measured", transform=axes.get_xaxis_transform(), ha="center")
        axes.set_xlim(inputs[0], inputs[-1])
        axes.locator_params(axis="y", nbins=4, integer=True)
        if number == 0:
            axes.tick_params(axis="x", labelbottom=False)
            axes.set_ylabel("gradient\n(standard deviations)", y=-0.15)
        else:
            axes.set_xlabel("number that goes in")
        panels.append(axes)
    for axes in panels:
        axes.set_ylim(-reach or -1, reach or 1)


def _draw_correlations(figure, inputs, correlations):
    left = 5.95
    axes = place_axes(figure, left, 0.3, WIDTH - left - MARGIN - 1.25, 2.82)
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
