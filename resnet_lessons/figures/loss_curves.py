"""Losses along training, all seeds of several networks: thin lines, their mean thick."""

import numpy as np

from resnet_lessons.figures.experiment_axes import RATE, label_right, log_scale, name_steps
from resnet_lessons.figures.experiment_runs import (
    KINDS,
    NOTHING,
    checked,
    last,
    mean,
    place_of,
    smoothed,
    so_far,
)
from resnet_lessons.figures.style import (
    WIDTH,
    house_style,
    lesson_figure,
    place_axes,
    text_width,
    with_capital,
)
from resnet_lessons.figures.tones import NEUTRAL, SHORTCUT
from resnet_lessons.figures.variants import tone_of, variant_words

_ORIGINAL = "original"
# First digits of the ticks: few of them where the losses are of many sizes.
_DIGITS = (
    (1,),
    (1, 2, 5),
    (1, 1.5, 2, 3, 5, 7),
    (1, 1.2, 1.4, 1.6, 1.8, 2, 2.5, 3, 4, 5, 6, 7, 8, 9),
)


def draw_losses(axes, curves, rate=RATE, narrow=False):
    """Draws loss curves on a logarithmic axis, named at their ends.

    Args:
        axes: matplotlib axes.
        curves: list of (losses (seeds, steps), words, tone).
        rate, narrow: of the steps, see `name_steps`.
    """
    smooth = [smoothed(losses) for losses, _, _ in curves]
    everything = np.concatenate([rows.ravel() for _, rows in smooth])
    log_scale(axes, everything, 1.15)
    for (x, rows), (_, _, tone) in zip(smooth, curves, strict=True):
        if len(rows) > 1:
            for row in rows:
                axes.plot(x, row, color=tone.line, linewidth=0.8, alpha=0.6)
        # What is drawn for comparison may lie on another curve.
        dashes = (0, (3, 2)) if tone is NEUTRAL else "-"
        axes.plot(x, _middle(rows), color=tone.line, linewidth=2.2, linestyle=dashes)
    ends = [last(_middle(rows)) for _, rows in smooth]
    steps = max(np.shape(losses)[-1] for losses, _, _ in curves)
    axes.set_xlim(0, steps)
    axes.grid(axis="y")
    axes.set_yticks(*round_ticks(*axes.get_ylim()))
    axes.set_yticks([], minor=True)
    seeds = "" if narrow or len(curves[0][0]) == 1 else "; thin: one seed, thick: their mean"
    name_steps(axes, f"training step (64 images each){seeds}", rate, narrow=narrow)
    axes.set_ylabel("training loss (no unit, log scale)")
    label_right(axes, [(end, *curve[1:]) for end, curve in zip(ends, curves, strict=True)])


def _middle(rows):
    """Mean of the seeds where all that have begun are measured: a mean of fewer would jump."""
    begun = rows[np.isfinite(rows).any(axis=-1)]
    whole = np.isfinite(begun).all(axis=0)
    # Of a run that was stopped while its first seed trained, what there is.
    whole = whole if whole.any() else np.isfinite(begun).any(axis=0)
    return np.where(whole, mean(rows), np.nan)


def round_ticks(low, high):
    """Round numbers between two losses, three or more where there are."""
    powers = 10.0 ** np.arange(np.floor(np.log10(low)), np.ceil(np.log10(high)) + 1)
    for digits in _DIGITS:
        ticks = np.outer(powers, digits).ravel()
        ticks = ticks[(ticks >= low) & (ticks <= high)]
        if len(ticks) >= 3:
            break
    return ticks, [f"{tick:g}" for tick in ticks]


@house_style
def depth_losses(run, depth):
    """Draws the training losses of networks of one depth, with and without shortcuts.

    Args:
        run: `experiments.degradation.Degradation`.
        depth: weight layers, one of the run's.

    Returns:
        `LessonFigure`.

    Raises:
        ValueError: when the run has no such losses, or not of this depth.
    """
    checked(run, "degradation", "depths", "losses")
    place = place_of(depth, run.depths, "depth")
    curves = [(run.losses[:, kind, place], *KINDS[kind]) for kind in range(len(KINDS))]
    told = ", ".join(f"{_last(losses)} {words}" for losses, words, _ in reversed(curves))
    return _drawn(run, curves, f"{depth} layers, last training loss: {told}")


@house_style
def variant_losses(run, variant):
    """Draws the training losses of one variant of the shortcut beside those of the original.

    Args:
        run: `experiments.shortcut_variants.ShortcutVariants`.
        variant: one of `run.variants`.

    Returns:
        `LessonFigure`.

    Raises:
        ValueError: when the run has no such losses, or not of this variant.
    """
    checked(run, "shortcut_variants", "variants", "losses")
    known = list(run.variants)
    place_of(variant, known, "variant")
    chosen = [name for name in (_ORIGINAL, variant) if name in known]
    curves = [
        (run.losses[:, known.index(name)], _in_two(variant_words(name)), _tone(name, variant))
        for name in dict.fromkeys(chosen)
    ]
    words = variant_words(variant)
    finding = f"{with_capital(words)}: last training loss {_last(curves[-1][0])}"
    if len(curves) > 1:
        finding += f"; the original's {_last(curves[0][0])}"
    return _drawn(run, curves, finding)


def _tone(name, variant):
    return SHORTCUT if name == _ORIGINAL and variant != _ORIGINAL else tone_of(name)


def _drawn(run, curves, finding):
    """The figure of some curves; see `draw_losses`."""
    finding = so_far(run, finding)
    figure = figure_of_losses(finding, curves)
    steps = np.shape(curves[0][0])[-1]
    told = "; ".join(
        f"{' '.join(words.split())}: from {_first(losses)} to {_last(losses)}"
        for losses, words, _ in curves
    )
    figure.alt_text = f"{finding}. Training loss over {steps} steps. {told}."
    return figure


def figure_of_losses(finding, curves):
    """A `LessonFigure` of some curves under a finding, without alt text; see `draw_losses`."""
    figure = lesson_figure(finding, 3.4)
    lines = [line for _, words, _ in curves for line in words.split("\n")]
    room = 0.35 + max(map(text_width, lines))
    draw_losses(place_axes(figure, 0.95, 0.1, WIDTH - 0.95 - room, 2.5), curves)
    return figure


def _first(losses):
    return _loss(_middle(smoothed(losses)[1])[0])


def _last(losses):
    """The last loss in words, with its step where training has not come to its end."""
    steps, rows = smoothed(losses)
    middle = _middle(rows)
    text = _loss(last(middle))
    measured = np.flatnonzero(np.isfinite(middle))
    if measured.size and measured[-1] < len(middle) - 1:
        return f"{text} (step {steps[measured[-1]]:.0f})"
    return text


def _loss(value):
    return f"{value:.2f}" if np.isfinite(value) else NOTHING


def _in_two(words):
    """Words on two lines, broken where they are about as long."""
    places = [number for number, letter in enumerate(words) if letter == " "]
    if not places:
        return words
    middle = min(places, key=lambda place: abs(place - len(words) / 2))
    return f"{words[:middle]}\n{words[middle + 1 :]}"
