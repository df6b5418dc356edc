"""Networks whose blocks start differently: how they train, and what they reach."""

import numpy as np

from resnet_lessons.figures.experiment_axes import draw_row
from resnet_lessons.figures.experiment_runs import (
    NOTHING,
    checked,
    guessing,
    last,
    mean,
    percent,
    place_of,
    smoothed,
    so_far,
)
from resnet_lessons.figures.loss_curves import figure_of_losses
from resnet_lessons.figures.style import (
    MARGIN,
    WIDTH,
    house_style,
    lesson_figure,
    name_rows,
    place_axes,
    text_width,
)
from resnet_lessons.figures.tones import (
    BRANCH,
    NEUTRAL,
    PROJECTION,
    SHORTCUT,
    SUM,
    WRONG,
)

# Name of a start -> (its words, tone); the names are those of `experiments.block_starts.STARTS`, and a test
# compares the words.
_STARTS = {
    "usual": ("batch normalisation, γ = 1", SHORTCUT),
    "zero_gamma": ("batch normalisation, γ = 0", SUM),
    "unnormalised": ("no normalisation", WRONG),
    "skip_init": ("no normalisation, SkipInit", PROJECTION),
    "fixup": ("no normalisation, Fixup", BRANCH),
}
_USUAL = "usual"


@house_style
def block_starts(run):
    """Draws the test accuracy that networks reach from every start.

    Args:
        run: `experiments.block_starts.BlockStarts`.

    Returns:
        `LessonFigure`; seeds are dots, their mean is a stroke.

    Raises:
        ValueError: when the run has no starts.
    """
    checked(run, "block_starts", "starts", "test_accuracy")
    found = np.asarray(run.test_accuracy, dtype=float)
    means = mean(found)
    finding = so_far(run, _finding(run.starts, means))
    words = [_words(name) for name in run.starts]
    left, height = MARGIN + 0.2 + max(map(text_width, words)), 0.36 * len(words) + 0.1
    figure = lesson_figure(finding, height + 0.7)
    axes = place_axes(figure, left, 0.05, WIDTH - left - 0.6, height)
    for place, name in enumerate(run.starts):
        tone, row = _tone(name), 100 * found[:, place]
        draw_row(axes, place, row, tone)
        text = f"{100 * means[place]:.0f}" if np.isfinite(means[place]) else "not measured"
        right = {"transform": axes.get_yaxis_transform(), "va": "center", "ha": "left"}
        axes.text(1.02, place, text if len(text) < 4 else "–", color=tone.ink, **right)
    axes.axvline(100 * guessing(), color=NEUTRAL.line, linestyle=":", linewidth=1.3, zorder=0)
    name_rows(axes, words)
    axes.set_xlim(0, 100)
    axes.set_xlabel(
        "test images right (%): one dot for each seed, stroke: their mean, dotted: guessing"
    )
    axes.grid(axis="x")
    told = "; ".join(
        f"{text} {percent(value) if np.isfinite(value) else NOTHING}"
        for text, value in zip(words, means, strict=True)
    )
    figure.alt_text = f"{finding}. Test images right, mean over the seeds: {told}."
    return figure


@house_style
def start_losses(run, start):
    """Draws the training losses from one start beside those from the usual one.

    Args:
        run: `experiments.block_starts.BlockStarts`.
        start: one of `run.starts`.

    Returns:
        `LessonFigure`.

    Raises:
        ValueError: when the run has no such losses, or not of this start.
    """
    checked(run, "block_starts", "starts", "losses")
    known = list(run.starts)
    place_of(start, known, "start")
    names = [name for name in dict.fromkeys((_USUAL, start)) if name in known]
    curves = [
        (run.losses[:, known.index(name)], _words(name).replace(", ", ",\n"), _tone(name))
        for name in names
    ]
    ends = [
        (name, last(mean(smoothed(curve[0])[1]))) for name, curve in zip(names, curves, strict=True)
    ]
    told = ", ".join(
        f"{end:.2f} ({_words(name)})" if np.isfinite(end) else f"{_words(name)} {NOTHING}"
        for name, end in ends
    )
    finding = so_far(run, f"Last training loss: {told}")
    figure = figure_of_losses(finding, curves)
    steps = np.shape(run.losses)[-1]
    figure.alt_text = f"{finding}. Training loss over {steps} steps, Adam from 0.003 to 0."
    return figure


def _words(name):
    return _STARTS[name][0] if name in _STARTS else str(name)


def _tone(name):
    return _STARTS[name][1] if name in _STARTS else NEUTRAL


def _finding(starts, means):
    found = {name: value for name, value in zip(starts, means, strict=True) if np.isfinite(value)}
    if _USUAL not in found or len(found) < 2:
        return f"Different starts: {NOTHING}"
    best = max(found, key=found.get)
    text = f"Best: {_words(best)}, {percent(found[best])} of the test images right"
    if best != _USUAL:
        text += f"; the usual start {percent(found[_USUAL])}"
    if "unnormalised" in found:
        text += f"; without normalisation the usual start reaches {percent(found['unnormalised'])}"
    return text
