"""A trained network that is given more blocks: at once, and after it was trained further.

He et al. 2015, section 1.
"""

import numpy as np

from resnet_lessons.figures.experiment_axes import DOT, LOWER_RATE
from resnet_lessons.figures.experiment_runs import (
    NOTHING,
    checked,
    guessing,
    mean,
    of_seed,
    percent,
    so_far,
)
from resnet_lessons.figures.loss_curves import draw_losses
from resnet_lessons.figures.style import (
    MARGIN,
    WIDTH,
    house_style,
    lesson_figure,
    name_rows,
    place_axes,
    write_small,
)
from resnet_lessons.figures.tones import NEUTRAL, SHORTCUT, WRONG, dot_opacity, ink

# The axis "kinds" of `experiments.growth`: words of the figure, of the alt text, and the colour.
_KINDS = (
    ("new blocks\nwith shortcuts", SHORTCUT),
    ("new blocks\nwithout shortcuts", WRONG),
    ("no new\nblocks", NEUTRAL),
)
# Place of the training accuracy on the axis "measures".
_TRAINING_ACCURACY = 1


@house_style
def grown_network(runs):
    """Draws a network of twenty blocks before it grows, after, and once it is trained further.

    Args:
        runs: dict of arrays, from `recorded_races.load("growth")` or `rl.growth`: `grown_start`,
            `grown_end`, `plain_start`, `plain_end`, and `alone_end` of the twenty blocks that
            trained further without new ones, each (training loss, training accuracy, test
            accuracy); and `grown_difference`. "scales" and "accuracy_by_scale" are drawn if there.

    Returns:
        `LessonFigure`.
    """
    before, after = runs["grown_start"], runs["grown_end"]
    wiped, end, alone = runs["plain_start"], runs["plain_end"], runs["alone_end"]
    finding = _growth_finding(float(runs["grown_difference"]), after, alone)
    figure = lesson_figure(finding, 3.35)
    with_scales = "scales" in runs
    left = MARGIN + 1.75
    width = (5.2 if with_scales else WIDTH - MARGIN) - left - 0.35
    axes = place_axes(figure, left, 0.15, width, 2.5)
    rows = [
        ("with shortcuts:\njust grown", before[1], SHORTCUT),
        ("trained further", after[1], SHORTCUT),
        ("the 20 blocks alone,\ntrained further", alone[1], NEUTRAL),
        ("without shortcuts:\njust grown", wiped[1], WRONG),
        ("trained further", end[1], WRONG),
    ]
    for place, (_, value, tone) in enumerate(rows):
        axes.barh(place, 100 * value, 0.62, color=tone.line)
        axes.text(100 * value + 2, place, f"{value:.1%}", va="center", color=tone.ink)
    name_rows(axes, [name for name, _, _ in rows])
    axes.set_xlim(0, 100 + 20 * 100 / (100 * width / 3))
    axes.set_xticks([0, 25, 50, 75, 100])
    axes.set_xlabel("training images right (%)")
    if with_scales:
        _draw_scales(figure, runs["scales"], runs["accuracy_by_scale"])
    values = "; ".join(f"{' '.join(name.split())} {value:.1%}" for name, value, _ in rows)
    scales = ""
    if with_scales:
        scales = "".join(
            f" New branches with their random weights times {scale:g}: {value:.1%} of the test "
            "images right."
            for scale, value in zip(runs["scales"], runs["accuracy_by_scale"], strict=True)
        )
    figure.alt_text = f"{finding}. Training images right: {values}.{scales}"
    return figure


def _growth_finding(difference, after, alone):
    same = "identical" if difference == 0 else f"at most {difference:.1g} apart"
    return (
        f"Just grown, the predictions are {same}; trained further, {after[1]:.1%} are right, "
        f"and {alone[1]:.1%} with the 20 blocks alone"
    )


def _draw_scales(figure, scales, accuracy):
    axes = place_axes(figure, 6.15, 0.35, WIDTH - MARGIN - 6.25, 2.3)
    axes.plot(scales, 100 * np.asarray(accuracy), "o-", color=NEUTRAL.line, linewidth=2)
    axes.set_ylim(0, 100)
    axes.set_xlim(-0.05, 1.08)
    axes.grid(axis="y")
    axes.set_title("not quite zero?", loc="left", color=NEUTRAL.ink)
    axes.set_xlabel("scale of the random weights")
    axes.set_ylabel("test images right (%)")


@house_style
def growth_by_seed(run, seed=None):
    """Draws the training accuracy just after a network grew and once it is trained further.

    Args:
        run: `experiments.growth.Growth`.
        seed: place of the one seed to draw, from 0 on; None for all.

    Returns:
        `LessonFigure`; seeds are dots, their mean is a line, and the losses are beside it.

    Raises:
        ValueError: when the run has no growth, or no such seed.
    """
    checked(run, "growth", "start", "end", "differences", "losses")
    values = np.stack(
        [of_seed(found, seed)[..., _TRAINING_ACCURACY] for found in (run.start, run.end)], axis=-1
    )
    losses, moved = of_seed(run.losses, seed), of_seed(run.differences, seed)
    finding = so_far(run, _finding(mean(values), moved[:, 0]))
    figure = lesson_figure(finding, 3.75)
    measured = [kind for kind in range(len(_KINDS)) if np.isfinite(values[:, kind]).any()]
    axes = place_axes(figure, 0.9, 0.55, 4.1, 2.25)
    for number, kind in enumerate(measured):
        _draw_kind(axes, 3 * number, 100 * values[:, kind], kind)
    _finish(axes, measured)
    axes = place_axes(figure, 5.75, 0.55, WIDTH - 5.75 - MARGIN - 1.4, 2.25)
    axes.set_title("training further", loc="left", color=ink())
    curves = [(losses[:, kind], *_KINDS[kind]) for kind in measured]
    if curves:
        draw_losses(axes, curves, LOWER_RATE, narrow=True)
    axes.set_ylabel("training loss (log scale)")
    figure.alt_text = f"{finding}. {_described(mean(values))}"
    return figure


def _draw_kind(axes, left, values, kind):
    """values: float (seeds, 2), before and after, in %."""
    words, tone = _KINDS[kind]
    x = np.array([left, left + 1])
    # Between the numbers only: it would cross them.
    axes.plot(x, [100 * guessing()] * 2, ":", color=NEUTRAL.line, linewidth=1.3, zorder=0)
    for row in values:
        axes.plot(x, row, color=tone.line, linewidth=0.8, alpha=0.6)
        axes.scatter(x, row, DOT, color=tone.line, alpha=dot_opacity(), linewidths=0)
    middle = mean(values)
    axes.plot(x, middle, color=tone.line, linewidth=2.5)
    for place, value, side in zip(x, middle, (-1, 1), strict=True):
        if np.isfinite(value):
            beside = {"ha": "right" if side < 0 else "left", "va": "bottom", "color": tone.ink}
            axes.text(place + 0.12 * side, value, f"{value:.0f}", **beside)
    above = {"transform": axes.get_xaxis_transform(), "ha": "center", "va": "bottom"}
    write_small(axes, left + 0.5, 1.03, words, tone, **above)


def _finish(axes, measured):
    axes.set_ylim(0, 100)
    axes.set_xlim(-0.8, 3 * max(len(measured), 1) - 1.2)
    places = [3 * number + side for number in range(len(measured)) for side in (0, 1)]
    axes.set_xticks(places, ["just\ngrown", "trained\nfurther"] * len(measured))
    axes.tick_params(axis="x", length=0)
    axes.set_ylabel("training images right (%)\n(dotted: guessing)")
    axes.grid(axis="y")


def _finding(values, moved):
    """values: float (kinds, 2); moved: float (seeds,), of the largest logit."""
    parts = []
    moved = moved[np.isfinite(moved)]
    if moved.size:
        same = (
            "no prediction changes"
            if not moved.any()
            else f"logits move by up to {moved.max():.1g}"
        )
        parts.append(f"with shortcuts {same}")
    before, after = values[1]
    if np.isfinite(before):
        then = f" and {percent(after)} once trained further" if np.isfinite(after) else ""
        parts.append(f"without, {percent(before)} of the training images are still right{then}")
    return f"New blocks: {'; '.join(parts) or NOTHING}"


def _described(values):
    parts = []
    for (words, _), (before, after) in zip(_KINDS, values, strict=True):
        if np.isfinite(before):
            then = percent(after) if np.isfinite(after) else NOTHING
            parts.append(
                f"{' '.join(words.split())}: {before:.1%} just grown, {then} trained further"
            )
    return f"Training images right, mean over the seeds: {'; '.join(parts) or NOTHING}."
