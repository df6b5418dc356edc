"""Training and test error by depth, with and without shortcuts.

He et al. 2015, section 4.1 and figure 1.
"""

import numpy as np

from resnet_lessons.figures.measured import (
    KINDS,
    NOTHING,
    checked,
    compare,
    draw_seeds,
    guessing,
    guessing_line,
    label_right,
    mean,
    percent,
    so_far,
)
from resnet_lessons.figures.style import MARGIN, WIDTH, house_style, lesson_figure, place_axes
from resnet_lessons.figures.tones import NEUTRAL, ink

_PANELS = (
    ("training_accuracy", "training images"),
    ("test_accuracy", "test images"),
)


@house_style
def degradation_by_depth(run):
    """Draws the training and the test error of networks of several depths.

    Args:
        run: `experiments.degradation.Degradation`.

    Returns:
        `LessonFigure`; seeds are dots, their mean is a line.

    Raises:
        ValueError: when the run has no errors by depth.
    """
    checked(run, "degradation", "depths", "training_accuracy", "test_accuracy")
    depths = np.asarray(run.depths)
    order = np.argsort(depths)
    errors = {name: 1 - np.asarray(getattr(run, name))[..., order] for name, _ in _PANELS}
    finding = so_far(run, _finding(depths[order], mean(errors["training_accuracy"])))
    figure = lesson_figure(finding, 3.45)
    right = 1.35
    panel = (WIDTH - 0.8 - right - MARGIN) / 2
    for number, (name, heading) in enumerate(_PANELS):
        axes = place_axes(figure, 0.8 + number * (panel + 0.1), 0.35, panel - 0.2, 2.4)
        axes.set_title(heading, loc="left", color=ink())
        for kind, (_, tone) in enumerate(KINDS):
            draw_seeds(axes, depths[order], 100 * errors[name][:, kind], tone)
        guessing_line(axes, 100 * (1 - guessing()))
        _scale(axes, depths[order])
        if number == 0:
            axes.set_ylabel("error (%)")
        else:
            axes.tick_params(axis="y", labelleft=False)
    ends = 100 * mean(errors["test_accuracy"])[:, -1]
    labels = [(end, *kind) for end, kind in zip(ends, KINDS, strict=True)]
    label_right(axes, [*labels, (100 * (1 - guessing()), "dotted: guessing", NEUTRAL)])
    figure.alt_text = f"{finding}. {_described(depths[order], errors)}"
    return figure


def _scale(axes, depths):
    axes.set_ylim(0, 100)
    reach = max(1.0, 0.06 * (depths[-1] - depths[0]))
    axes.set_xlim(depths[0] - reach, depths[-1] + reach)
    axes.set_xticks(depths)
    axes.set_xlabel("weight layers")
    axes.grid(axis="y")


def _finding(depths, errors):
    """errors: float (kinds, depths), the means of the training error."""
    if len(depths) == 1:
        return f"Training error at {depths[0]} layers: {compare(errors[:, 0], percent)}"
    change = 100 * (errors[:, -1] - errors[:, 0])
    first = f"From {depths[0]} to {depths[-1]} layers the training error"
    if np.isnan(change).any():
        return f"{first}: {compare(change, lambda points: f'{points:+.0f} points')}"
    plain, residual = (_moves(points) for points in change)
    return f"{first} {plain} without shortcuts; with shortcuts it {residual}"


def _moves(points):
    size = round(abs(points))
    if size == 0:
        return "stays within a point"
    return f"{'rises' if points > 0 else 'falls'} by {size} point{'s' if size > 1 else ''}"


def _described(depths, errors):
    parts = []
    for name, heading in _PANELS:
        for (words, _), row in zip(KINDS, mean(errors[name]), strict=True):
            told = ", ".join(percent(value) if np.isfinite(value) else NOTHING for value in row)
            parts.append(f"{heading}, {words} {told}")
    return f"Mean error at {', '.join(map(str, depths))} layers: {'; '.join(parts)}."
