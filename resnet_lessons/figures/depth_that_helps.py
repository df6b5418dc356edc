"""Networks of three depths that were trained for long: deeper against shallower, with and without shortcuts.

He et al. 2015, section 4.2 and figure 6.
"""

import numpy as np

from resnet_lessons.figures.experiment_axes import draw_seeds, label_right, log_scale
from resnet_lessons.figures.experiment_runs import (
    KINDS,
    NOTHING,
    checked,
    extent,
    last,
    mean,
    so_far,
)
from resnet_lessons.figures.loss_curves import round_ticks
from resnet_lessons.figures.style import (
    MARGIN,
    SMALL_SIZE,
    WIDTH,
    house_style,
    lesson_figure,
    place_axes,
)
from resnet_lessons.figures.tones import NEUTRAL, dot_opacity, ink

_RESIDUAL = 1
# The optimiser of `training.long_run.Recipe`; a test compares the words with it.
RECIPE = "SGD with momentum 0.9 in steps of 128 images,\nweight decay 0.001"
# Learning rates, and from which share of the epochs on each of them holds.
RATES = ((0.1, 0.0), (0.01, 0.5), (0.001, 0.75))
# Thickest for the deepest.
_WIDTHS = (1.2, 2.0, 3.0)


@house_style
def depth_that_helps(run):
    """Draws the training loss of each epoch, and the test error of the trained networks by depth.

    Args:
        run: `experiments.long_results.DepthThatHelps`.

    Returns:
        `LessonFigure`; seeds are dots, their mean is a line. The errors with shortcuts are drawn a second
        time, on a scale of their own, because beside those without they look like one flat line.

    Raises:
        ValueError: when the run has no such losses.
    """
    checked(run, "depth_that_helps", "depths", "losses", "test_accuracies")
    errors = 100 * (1 - np.asarray(run.test_accuracies)[..., -1])
    finding = so_far(run, _finding(run.depths, errors[:, _RESIDUAL]))
    figure = lesson_figure(finding, 4.75)
    axes = place_axes(figure, 0.8, 0.35, 3.2, 3.3)
    axes.set_title("mean training loss of each epoch", loc="left", color=ink())
    _draw_losses(axes, run)
    left, width = 6.15, WIDTH - 6.15 - 1.25 - MARGIN
    axes = place_axes(figure, left, 0.35, width, 1.35)
    axes.set_title("test images wrong at the end", loc="left", color=ink())
    _draw_errors(axes, run.depths, errors)
    axes = place_axes(figure, left, 2.55, width, 1.35)
    axes.set_title("with shortcuts, magnified", loc="left", color=ink())
    _draw_magnified(axes, run.depths, errors[:, _RESIDUAL])
    figure.alt_text = f"{finding}. {_described(run, errors)}"
    return figure


def _draw_losses(axes, run):
    epochs = np.arange(1, run.losses.shape[-1] + 1)
    log_scale(axes, run.losses, 1.1)
    low, high = axes.get_ylim()
    # Room for the rates above the curves.
    axes.set_ylim(low, high * (high / low) ** 0.15)
    axes.set_xlim(0.7, epochs[-1] + 0.3)
    labels = []
    for kind, (_, tone) in enumerate(KINDS):
        for place, depth in enumerate(run.depths):
            losses = mean(run.losses[:, kind, place])
            width = _WIDTHS[min(place, len(_WIDTHS) - 1)]
            axes.plot(epochs, losses, color=tone.line, linewidth=width)
            words = "with" if kind == _RESIDUAL else "without"
            labels.append((last(losses), f"{depth} layers {words}", tone))
    label_right(axes, labels, x=1.1, led=True)
    _draw_rates(axes, epochs[-1])
    axes.set_yticks(*round_ticks(*axes.get_ylim()))
    axes.set_yticks([], minor=True)
    axes.set_ylabel("cross-entropy (log scale)")
    axes.set_xlabel(f"epoch (once through the images); the thicker, the deeper\n{RECIPE}")
    axes.grid(axis="y")


def _draw_rates(axes, epochs):
    """Where the learning rate falls, and what it is."""
    top = {"transform": axes.get_xaxis_transform(), "va": "top", "fontsize": SMALL_SIZE}
    for rate, share in RATES:
        begin = share * epochs + 0.5
        if share:
            axes.axvline(begin, color=NEUTRAL.line, linestyle=":", linewidth=1.2, zorder=0)
        words = f"rate {rate:g}" if not share else f"{rate:g}"
        axes.text(max(begin, 0.7) + 0.1, 1.0, words, color=NEUTRAL.ink, ha="left", **top)


def _draw_errors(axes, depths, errors):
    x = np.arange(len(depths))
    for kind, (_, tone) in enumerate(KINDS):
        draw_seeds(axes, x, errors[:, kind], tone)
    measured = errors[np.isfinite(errors)]
    axes.set_ylim(0, 1.15 * measured.max() if measured.size else 100)
    _name_depths(axes, depths)
    ends = [(last(mean(errors[:, kind])), *KINDS[kind]) for kind in range(len(KINDS))]
    label_right(axes, ends)


def _draw_magnified(axes, depths, errors):
    """errors: float (seeds, depths), with shortcuts, in %."""
    x, tone = np.arange(len(depths)), KINDS[_RESIDUAL][1]
    low, high = extent(errors) or (0, 100)
    room = 0.12 * (high - low) or 1
    axes.set_ylim(low - room, high + room)
    draw_seeds(axes, x, errors, tone)
    if len(errors) > 1:
        # Which dots are of one seed, so that one sees on how many of them the deeper network is ahead.
        axes.plot(x, errors.T, color=tone.line, alpha=dot_opacity(), linewidth=0.8)
    _name_depths(axes, depths)
    axes.set_xlabel("weight layers; dots, joined thinly: seeds,\nthick line: their mean")


def _name_depths(axes, depths):
    axes.set_xlim(-0.3, len(depths) - 0.7)
    axes.set_xticks(range(len(depths)), [str(depth) for depth in depths])
    axes.set_ylabel("error (%)")
    axes.grid(axis="y")


def _finding(depths, errors):
    """errors: float (seeds, depths), with shortcuts, in %."""
    comparisons = [
        f"than {depth} {_on(errors[:, place], errors[:, -1])}"
        for place, depth in enumerate(depths[:-1])
        if _both(errors[:, place], errors[:, -1]).any()
    ]
    if not comparisons:
        return f"Networks of {depths[0]} and {depths[-1]} layers with shortcuts: {NOTHING}"
    wrong = [
        f"{error:.1f}% with {depth}"
        for depth, error in zip(depths, mean(errors), strict=True)
        if np.isfinite(error)
    ]
    return (
        f"With shortcuts, {depths[-1]} layers err less often {' and '.join(comparisons)}. "
        f"Wrong on average: {', '.join(wrong)} layers"
    )


def _both(shallow, deep):
    return np.isfinite(shallow) & np.isfinite(deep)


def _on(shallow, deep):
    """On how many of the seeds that have both errors the deep network has the smaller one."""
    both = _both(shallow, deep)
    better, count = int((deep < shallow)[both].sum()), int(both.sum())
    if count == 1:
        return "on one seed" if better else "on no seed"
    return f"on each of {count} seeds" if better == count else f"on {better} of {count} seeds"


def _described(run, errors):
    parts = []
    for kind, (words, _) in enumerate(KINDS):
        for place, depth in enumerate(run.depths):
            loss, error = last(mean(run.losses[:, kind, place])), last(mean(errors[:, kind, place]))
            if np.isfinite(error):
                parts.append(f"{depth} layers {words}: last loss {loss:.3f}, error {error:.1f}%")
    return f"Means over the seeds: {'; '.join(parts) or NOTHING}."
