"""Two networks learn to copy their input, one without shortcuts and one with them."""

import numpy as np

from resnet_lessons.figures.experiment_axes import RATE, name_steps
from resnet_lessons.figures.experiment_runs import RACED_KINDS
from resnet_lessons.figures.pictures import draw_image
from resnet_lessons.figures.style import (
    MARGIN,
    SMALL_SIZE,
    house_style,
    lesson_figure,
    place_axes,
    with_capital,
)
from resnet_lessons.figures.tones import NEUTRAL

# Below it a loss is drawn as this: a logarithmic axis has no zero.
SMALLEST = 1e-12
# A copy is almost perfect below this share of the error of a grey picture, and far from it above
# ten times as much.
ALMOST_PERFECT = 1e-3
SIDE = 1.5


@house_style
def identity_race(race, loss_limits=None, setting=""):
    """Draws how fast blocks without and with shortcuts learn to copy, and their copies of an image.

    Args:
        race: from `races.copy_race`: "image", "plain_loss", "residual_loss", "plain_copy",
            "residual_copy"; a loss or a copy that is not a finite number is said to be none.
        loss_limits: (lowest, highest) of the loss's axis, from `race_limits`, to compare several
            races; None to fit this one.
        setting: of this race, in words, such as "4 blocks, initial weights times 2".

    Returns:
        `LessonFigure`, always of one size; the loss has a logarithmic axis.

    Raises:
        ValueError: when the limits are not two numbers above 0, ascending.
    """
    if loss_limits is not None and not 0 < loss_limits[0] < loss_limits[1] < np.inf:
        raise ValueError(f"loss_limits are {loss_limits}; name two numbers above 0, ascending")
    errors = {kind: _squared_error(race, kind) for kind in RACED_KINDS}
    blank = float(np.mean(np.square(race["image"])))
    finding = _finding(errors, blank, race)
    figure = lesson_figure(finding, 3.1)
    _draw_losses(figure, race, loss_limits)
    _draw_copies(figure, race, errors, setting)
    where = f" {with_capital(setting)}." if setting else ""
    figure.alt_text = (
        f"{finding}.{where} Mean squared error of each copy of an image that neither has seen: "
        f"without shortcuts {_error(errors['plain'])}, with {_error(errors['residual'])}. Loss in "
        f"the first step: {_error(race['plain_loss'][0])} and {_error(race['residual_loss'][0])}."
    )
    return figure


def race_limits(races):
    """Limits of the loss's axis that hold every finite loss of several races.

    Args:
        races: iterable of what `races.copy_race` returns.

    Returns:
        (lowest, highest), powers of ten.

    Raises:
        ValueError: when no loss is a finite number.
    """
    losses = np.concatenate([race[f"{kind}_loss"] for race in races for kind in RACED_KINDS])
    losses = losses[np.isfinite(losses)]
    if not losses.size:
        raise ValueError("no loss is a finite number; there is no axis for them")
    lowest, highest = np.log10(np.maximum([losses.min(), losses.max()], SMALLEST))
    return float(10 ** np.floor(lowest)), float(10 ** (np.floor(highest) + 1))


def _squared_error(race, kind):
    with np.errstate(over="ignore", invalid="ignore"):
        return float(np.mean(np.square(race[f"{kind}_copy"] - race["image"])))


def _lost_at(loss):
    """The first step, from 1, whose loss is not a finite number, or None."""
    lost = np.flatnonzero(~np.isfinite(loss))
    return int(lost[0]) + 1 if lost.size else None


def _finding(errors, blank, race):
    steps = len(race["plain_loss"])
    lost = [words for kind, (words, _) in RACED_KINDS.items() if not np.isfinite(errors[kind])]
    if lost:
        step = min(
            filter(None, (_lost_at(race[f"{kind}_loss"]) for kind in RACED_KINDS)), default=0
        )
        when = f" in step {step}" if step else ""
        return f"Training breaks down {' and '.join(lost)}: the loss is no longer a number{when}"
    ratio = errors["plain"] / max(errors["residual"], SMALLEST)
    if min(errors.values()) > blank:
        return f"After {steps} steps neither copies: a grey picture would be less wrong"
    almost = ALMOST_PERFECT * blank
    if errors["residual"] < almost < errors["plain"] / 10:
        return "With shortcuts the copy is almost perfect; without them it is not"
    if ratio > 1.5:
        return f"The copy without shortcuts is {_times(ratio)} times as wrong as the one with them"
    if ratio < 1 / 1.5:
        return f"The copy with shortcuts is {_times(1 / ratio)} times as wrong as the plain one"
    return f"After {steps} steps both copies are about as good"


def _draw_losses(figure, race, loss_limits):
    axes = place_axes(figure, MARGIN + 0.75, 0.15, 3.1, 2.15)
    for kind, (words, tone) in RACED_KINDS.items():
        loss = np.asarray(race[f"{kind}_loss"], dtype=float)
        shown = np.where(np.isfinite(loss), np.maximum(loss, SMALLEST), np.nan)
        axes.semilogy(np.arange(1, len(loss) + 1), shown, color=tone.line, linewidth=2, label=words)
        lost = _lost_at(loss)
        if lost and lost > 1:
            axes.plot(lost - 1, shown[lost - 2], "X", color=tone.line, markersize=9, clip_on=False)
    name_steps(axes, "training step (16 patches each)", RATE, falls=False)
    axes.set_ylabel("squared error (no unit)")
    axes.grid(axis="y")
    axes.set_xlim(1, len(race["plain_loss"]))
    if loss_limits is not None:
        axes.set_ylim(loss_limits)
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=2, borderaxespad=0.1)


def _draw_copies(figure, race, errors, setting):
    left = MARGIN + 4.2
    low, high = np.percentile(race["image"], (0.5, 99.5))
    pictures = [("image", "to be copied", NEUTRAL)]
    pictures += [(f"{kind}_copy", words, tone) for kind, (words, tone) in RACED_KINDS.items()]
    for name, words, tone in pictures:
        finite = np.isfinite(race[name])
        # What is no number is drawn in the middle of the scale.
        shown = np.where(finite, np.clip((race[name] - low) / (high - low), 0, 1), 0.5)
        axes = draw_image(figure, (left, 0.45, SIDE, SIDE), shown, words, tone, SMALL_SIZE)
        below = {"xycoords": "axes fraction", "va": "top", "fontsize": SMALL_SIZE}
        if name != "image":
            error = f"error {_error(errors[name.removesuffix('_copy')])}"
            axes.annotate(error, (0, -0.06), color=tone.ink, **below)
        elif setting:
            axes.annotate(setting, (0, -0.24), color=NEUTRAL.ink, **below)
        left += SIDE + 0.15


def _error(value):
    value = float(value)
    if not np.isfinite(value):
        return "no number"
    if 1e-4 <= value < 1e4:
        return f"{value:.2g}" if value < 100 else f"{value:,.0f}"
    return f"{value:.0e}".replace("e-0", "e-").replace("e+0", "e").replace("e+", "e")


def _times(ratio):
    return f"{ratio:,.0f}" if ratio >= 9.5 else f"{ratio:.1f}"
