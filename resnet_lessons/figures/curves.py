"""Losses along training: deep networks against shallow ones, and a network that grows."""

import numpy as np

from resnet_lessons.figures.style import (
    MARGIN,
    SMALL_SIZE,
    WIDTH,
    house_style,
    lesson_figure,
    place_axes,
)
from resnet_lessons.figures.tones import NEUTRAL, SHORTCUT, WRONG

KINDS = (("plain", "without shortcuts", WRONG), ("residual", "with shortcuts", SHORTCUT))
# Steps over which a loss is averaged before it is drawn.
SMOOTHED = 20


@house_style
def degradation_curves(runs, shallow, deep, kinds=("plain", "residual")):
    """Draws the training losses of a shallow and a deep network, one panel a kind.

    Args:
        runs: dict of arrays, `{kind}_{layers}_loss` (steps,) and, a number each,
            `{kind}_{layers}_training_accuracy`.
        shallow, deep: weight layers of the two networks.
        kinds: "plain", "residual" or both.

    Returns:
        `LessonFigure`.

    Raises:
        ValueError: when no kind is given.
    """
    if not kinds:
        raise ValueError('no kind to draw: name "plain", "residual" or both')
    accuracy = {
        (kind, depth): float(runs[f"{kind}_{depth}_training_accuracy"])
        for kind in kinds
        for depth in (shallow, deep)
    }
    finding = _degradation_finding(accuracy, shallow, deep, kinds)
    figure = lesson_figure(finding, 3.45)
    width = (WIDTH - 2 * MARGIN) / len(kinds)
    smooth = {(kind, depth): _smoothed(runs[f"{kind}_{depth}_loss"]) for kind, depth in accuracy}
    top = 1.08 * max(curve[1].max() for curve in smooth.values())
    chosen = [each for each in KINDS if each[0] in kinds]
    for number, (kind, words, tone) in enumerate(chosen):
        room = 1.35
        axes = place_axes(figure, MARGIN + 0.6 + number * width, 0.35, width - room - 0.75, 2.45)
        axes.set_title(words, loc="left", color=tone.ink)
        ends = [smooth[kind, depth][1][-1] for depth in (shallow, deep)]
        heights = _apart(ends, 0.18 * top)
        for depth, height, dashes in zip((shallow, deep), heights, ("--", "-"), strict=True):
            steps, loss = smooth[kind, depth]
            axes.plot(steps, loss, color=tone.line, linestyle=dashes, linewidth=2)
            text = f"{depth} layers\n{accuracy[kind, depth]:.0%} right"
            axes.annotate(
                text, (1.04, height), xycoords=("axes fraction", "data"), va="center",
                color=tone.ink, fontsize=SMALL_SIZE,
            )  # fmt: skip
        axes.set_ylim(0, top)
        axes.set_xlim(0, len(runs[f"{kind}_{deep}_loss"]))
        axes.grid(axis="y")
        axes.set_xlabel("training step (64 images each)")
        if number == 0:
            axes.set_ylabel("training loss (no unit)")
    facts = "; ".join(
        f"{depth} layers {dict((k, w) for k, w, _ in KINDS)[kind]}: {value:.1%} of the training "
        f"images right, last loss {smooth[kind, depth][1][-1]:.2f}"
        for (kind, depth), value in accuracy.items()
    )
    figure.alt_text = f"{_one_line(finding)}. Training loss against steps. {facts}."
    return figure


def _degradation_finding(accuracy, shallow, deep, kinds):
    falls = {kind: accuracy[kind, shallow] - accuracy[kind, deep] for kind in kinds}
    if "residual" not in kinds:
        worse = "worse" if falls["plain"] > 0 else "no worse"
        return (
            f"The deeper plain network is {worse} on its own training images: "
            f"{accuracy['plain', deep]:.0%} right, against {accuracy['plain', shallow]:.0%}"
        )
    if "plain" in kinds and falls["plain"] > 0 >= falls["residual"]:
        return (
            f"From {shallow} to {deep} layers the plain network loses "
            f"{100 * falls['plain']:.0f} points on its training images; "
            f"with shortcuts it gains {-100 * falls['residual']:.0f}"
        )
    changes = ", ".join(
        f"{words} {-100 * falls[kind]:+.0f} points" for kind, words, _ in KINDS if kind in kinds
    )
    return f"From {shallow} to {deep} layers on the training images: {changes}"


@house_style
def grown_network(runs):
    """Draws how a network of twenty blocks does before it grows, after, and once it has trained on.

    Args:
        runs: dict of arrays, from `recorded_races.load("growth")` or `rl.growth`: `grown_start`,
            `grown_end`, `plain_start`, `plain_end`, each (training loss, training accuracy, test
            accuracy), and `grown_difference`. "scales" and "accuracy_by_scale" are drawn if there.

    Returns:
        `LessonFigure`.
    """
    before, after = runs["grown_start"], runs["grown_end"]
    wiped, end = runs["plain_start"], runs["plain_end"]
    finding = _growth_finding(float(runs["grown_difference"]), before, after)
    figure = lesson_figure(finding, 2.95)
    with_scales = "scales" in runs
    left = MARGIN + 1.75
    width = (5.2 if with_scales else WIDTH - MARGIN) - left - 0.35
    axes = place_axes(figure, left, 0.15, width, 2.1)
    rows = [
        ("with shortcuts:\njust grown", before[1], SHORTCUT),
        ("trained on", after[1], SHORTCUT),
        ("without shortcuts:\njust grown", wiped[1], WRONG),
        ("trained on", end[1], WRONG),
    ]
    for place, (_, value, tone) in enumerate(rows):
        axes.barh(place, 100 * value, 0.62, color=tone.line)
        axes.text(100 * value + 2, place, f"{100 * value:.1f} %", va="center", color=tone.ink)
    axes.set_yticks(range(4), [name for name, _, _ in rows])
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(3.5, -0.5)
    axes.set_xlim(0, 100 + 20 * 100 / (100 * width / 3))
    axes.set_xticks([0, 25, 50, 75, 100])
    axes.set_xlabel("training images right (%)")
    if with_scales:
        _draw_scales(figure, runs["scales"], runs["accuracy_by_scale"])
    values = "; ".join(f"{' '.join(name.split())} {100 * value:.1f} %" for name, value, _ in rows)
    scales = ""
    if with_scales:
        scales = "".join(
            f" New branches at {scale:g} of their random weights: {100 * value:.1f} % of the test "
            "images right."
            for scale, value in zip(runs["scales"], runs["accuracy_by_scale"], strict=True)
        )
    figure.alt_text = f"{_one_line(finding)}. Training images right: {values}.{scales}"
    return figure


def _growth_finding(difference, before, after):
    same = "identical" if difference == 0 else f"at most {difference:.1g} apart"
    change = 100 * (after[1] - before[1])
    then = f"{abs(change):.1f} points {'better' if change > 0 else 'worse'}"
    return f"Just grown, the predictions are {same}; trained on, it is {then}"


def _draw_scales(figure, scales, accuracy):
    axes = place_axes(figure, 6.15, 0.35, WIDTH - MARGIN - 6.25, 1.9)
    axes.plot(scales, 100 * np.asarray(accuracy), "o-", color=NEUTRAL.line, linewidth=2)
    axes.set_ylim(0, 100)
    axes.set_xlim(-0.05, 1.08)
    axes.grid(axis="y")
    axes.set_title("not quite zero?", loc="left", color=NEUTRAL.ink)
    axes.set_xlabel("share of the random weights left")
    axes.set_ylabel("test images right (%)")


def _smoothed(loss):
    """(steps, means over `SMOOTHED` steps), each at the middle of its steps."""
    loss = np.asarray(loss, dtype=float)
    width = min(SMOOTHED, len(loss))
    count = len(loss) // width
    means = loss[: count * width].reshape(count, width).mean(axis=1)
    return (np.arange(count) + 0.5) * width, means


def _apart(heights, distance):
    """Heights for two labels, moved apart where they would touch."""
    one, other = heights
    missing = distance - abs(one - other)
    if missing <= 0:
        return heights
    sign = 1 if one > other else -1
    one, other = one + sign * missing / 2, other - sign * missing / 2
    below = max(0.0, distance / 2 - min(one, other))
    return one + below, other + below


def _one_line(text):
    return " ".join(text.split())
