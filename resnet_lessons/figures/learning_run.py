"""How a network learnt: its loss step by step, its accuracy epoch by epoch."""

import numpy as np

from resnet_lessons.figures.experiment_axes import LOWER_RATE, label_right, name_steps
from resnet_lessons.figures.experiment_runs import extent, last
from resnet_lessons.figures.style import (
    MARGIN,
    SMALL_SIZE,
    WIDTH,
    house_style,
    lesson_figure,
    place_axes,
)
from resnet_lessons.figures.tones import BRANCH, NEUTRAL, SHORTCUT
from resnet_lessons.figures.trained import network_name, of_a_run

# Steps over which the loss is averaged for the thick line.
SMOOTHED = 20
# Inches.
PANEL_TOP, PANEL_HEIGHT = 0.35, 2.35
LEFT = 0.85
LOSS_WIDTH = 3.5
ACCURACY_LEFT = LEFT + LOSS_WIDTH + 0.95
ROOM = 1.05


@of_a_run
@house_style
def learning_curves(run, running=False):
    """Draws the loss of each step and the accuracy of each epoch.

    The training images are counted over the steps of an epoch, the test images after its last one.

    Args:
        run: `TrainedRun`, also one that was stopped or has not begun.
        running: whether it still learns, for the title.

    Returns:
        `LessonFigure`.
    """
    losses = np.asarray(run.losses, dtype=float)
    training, test = (
        100 * np.asarray(each, dtype=float) for each in (run.training_accuracy, run.test_accuracy)
    )
    finding = _finding(run, training, test, running)
    figure = lesson_figure(finding, PANEL_TOP + PANEL_HEIGHT + 1.0)
    axes = place_axes(figure, LEFT, PANEL_TOP, LOSS_WIDTH, PANEL_HEIGHT)
    _draw_loss(axes, losses, run, running)
    width = WIDTH - ACCURACY_LEFT - MARGIN - ROOM
    axes = place_axes(figure, ACCURACY_LEFT, PANEL_TOP, width, PANEL_HEIGHT)
    _draw_accuracy(axes, training, test, run.epochs)
    figure.alt_text = _alt_text(finding, losses, training, test)
    return figure


def _finding(run, training, test, running):
    finished = run.complete and np.isfinite(last(test))
    name = network_name(run, first=not finished)
    short = "shortened " if getattr(run, "shortened", False) else ""
    whole, done = f"{run.epochs} {short}epochs", int(np.isfinite(training).sum())
    right = f"right on {last(test):.1f}% of the test garments"
    if finished:
        return f"After {whole} {name} is {right}"
    if running:
        return f"{name} learns, {done} of {whole} done{_then(test, right)}"
    return f"{name} stopped after {done} of {whole}{_then(test, right)}"


def _then(test, right):
    return f": {right}" if np.isfinite(last(test)) else ""


def _draw_loss(axes, losses, run, running):
    steps = np.arange(1, len(losses) + 1)
    measured = np.isfinite(losses)
    axes.plot(steps, losses, color=BRANCH.line, linewidth=0.8, alpha=0.45)
    if measured.any():
        x, means = _averaged(losses[measured])
        axes.plot(x, means, color=BRANCH.line, linewidth=2.4)
        # The first steps are far above the rest; the thick line is to fill the panel.
        axes.set_ylim(0, 1.1 * max(means.max(), float(np.percentile(losses[measured], 98))))
    else:
        # The loss of guessing (cross-entropy of equal probabilities).
        axes.set_ylim(0, 1.1 * np.log(len(run.class_names)))
    end = int(measured.sum())
    axes.set_xlim(0, max(len(losses), 1))
    if not run.complete and 0 < end < len(losses):
        axes.axvline(end, color=NEUTRAL.line, linestyle=(0, (4, 3)), linewidth=1)
        words = f"so far {end} of {len(losses)} steps" if running else f"stopped at step {end}"
        late = end > len(losses) / 2
        beside = {"xytext": (-5 if late else 5, 0), "textcoords": "offset points", "va": "top"}
        beside |= {"ha": "right" if late else "left", "fontsize": SMALL_SIZE}
        place = {"xy": (end, 0.97), "xycoords": ("data", "axes fraction")}
        axes.annotate(words, color=NEUTRAL.ink, **place, **beside)
    axes.grid(axis="y")
    axes.set_title(f"thin: each step, thick: mean of {SMOOTHED}", fontsize=SMALL_SIZE, loc="left")
    name_steps(axes, "training step (64 images each)", LOWER_RATE, narrow=True)
    axes.set_ylabel("training loss (no unit)")


def _averaged(losses):
    """(steps, means) of the losses of so many neighbours; fewer where there are not as many."""
    width = min(SMOOTHED, len(losses))
    means = np.convolve(losses, np.full(width, 1 / width), "valid")
    return np.arange(len(means)) + (width + 1) / 2, means


def _draw_accuracy(axes, training, test, epochs):
    places = np.arange(1, epochs + 1)
    found = extent([*training, *test])
    axes.set_ylim(max(0.0, 10 * np.floor((found[0] - 2) / 10)) if found else 0, 100)
    axes.set_xlim(0.7, epochs + 0.3)
    labels = []
    for words, values, tone, marker in (
        ("training", training, BRANCH, "s"),
        ("test", test, SHORTCUT, "o"),
    ):
        axes.plot(places, values, color=tone.line, marker=marker, markersize=5, linewidth=2)
        labels.append((last(values), f"{words}\n{last(values):.1f}%", tone))
    label_right(axes, labels)
    if not found:
        words = {"ha": "center", "color": NEUTRAL.ink, "transform": axes.transAxes}
        axes.text(0.5, 0.5, "no epoch has ended yet", **words)
    axes.locator_params(axis="x", integer=True, min_n_ticks=1)
    axes.grid(axis="y")
    axes.set_title("images named correctly", fontsize=SMALL_SIZE, loc="left")
    axes.set_xlabel("epoch (once through the training images)")
    axes.set_ylabel("accuracy (%)")


def _alt_text(finding, losses, training, test):
    measured = losses[np.isfinite(losses)]
    text = f"{finding}. Left, the training loss of {len(measured):,} steps"
    if measured.size:
        means = _averaged(measured)[1]
        text += f", averaged from {means[0]:.2f} to {means[-1]:.2f}"
    pairs = [
        f"in epoch {number} {_percent(one)} of the training images, after it {_percent(other)} of "
        "the test images"
        for number, (one, other) in enumerate(zip(training, test, strict=True), start=1)
        if np.isfinite([one, other]).any()
    ]
    return f"{text}. Right, the accuracy: {'; '.join(pairs) or 'no epoch has ended yet'}."


def _percent(value):
    return f"{value:.1f}%" if np.isfinite(value) else "an unknown share"
