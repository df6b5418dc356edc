"""Deeper networks against shallow ones, with and without shortcuts: their losses, and their errors.

He et al. 2015, section 4.1 and figure 1.
"""

import numpy as np

from resnet_lessons.figures.experiment_axes import RATE, draw_seeds, guessing_line, label_right
from resnet_lessons.figures.experiment_runs import (
    KINDS,
    NOTHING,
    RACED_KINDS,
    checked,
    compare,
    guessing,
    mean,
    percent,
    so_far,
)
from resnet_lessons.figures.style import (
    MARGIN,
    SMALL_SIZE,
    WIDTH,
    house_style,
    lesson_figure,
    place_axes,
    write_small,
)
from resnet_lessons.figures.tones import NEUTRAL, ink

_PANELS = (
    ("training_accuracy", "training images"),
    ("test_accuracy", "test images"),
)
# Steps over which a loss is averaged before it is drawn.
_SMOOTHED = 20


@house_style
def degradation_curves(runs, shallow, deep, kinds=("plain", "residual")):
    """Draws the training losses of a shallow and a deep network, one panel for each kind.

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
    figure = lesson_figure(finding, 4.05)
    width = (WIDTH - 2 * MARGIN) / len(kinds)
    smooth = {(kind, depth): _smoothed(runs[f"{kind}_{depth}_loss"]) for kind, depth in accuracy}
    top = 1.08 * max(curve[1].max() for curve in smooth.values())
    for number, kind in enumerate(kind for kind in RACED_KINDS if kind in kinds):
        room = 1.35
        axes = place_axes(figure, MARGIN + 0.6 + number * width, 0.35, width - room - 0.75, 2.45)
        _draw_two_depths(axes, kind, (shallow, deep), smooth, accuracy, top)
        steps = len(runs[f"{kind}_{deep}_loss"])
        axes.set_xlim(0, steps)
        axes.tick_params(axis="x", labelbottom=False)
        below = place_axes(figure, MARGIN + 0.6 + number * width, 2.95, width - room - 0.75, 0.45)
        _draw_schedule(below, steps)
        if number == 0:
            axes.set_ylabel("training loss (no unit)")
    facts = "; ".join(
        f"{depth} layers {RACED_KINDS[kind][0]}: {value:.1%} of the training "
        f"images right, last loss {smooth[kind, depth][1][-1]:.2f}"
        for (kind, depth), value in accuracy.items()
    )
    schedule = f"Adam's learning rate, below, falls from {RATE:g} to zero along a cosine"
    figure.alt_text = f"{finding}. Training loss against steps. {facts}. {schedule}."
    return figure


def _draw_two_depths(axes, kind, depths, smooth, accuracy, top):
    """Two losses of one kind up to `top`, each with the accuracy it ends at."""
    words, tone = RACED_KINDS[kind]
    axes.set_title(words, loc="left", color=tone.ink)
    ends = [smooth[kind, depth][1][-1] for depth in depths]
    heights = _apart(ends, 0.18 * top)
    beside = {"xycoords": ("axes fraction", "data"), "va": "center", "fontsize": SMALL_SIZE}
    for depth, height, dashes in zip(depths, heights, ("--", "-"), strict=True):
        axes.plot(*smooth[kind, depth], color=tone.line, linestyle=dashes, linewidth=2)
        text = f"{depth} layers\n{accuracy[kind, depth]:.0%} right"
        axes.annotate(text, (1.04, height), color=tone.ink, **beside)
    axes.set_ylim(0, top)
    axes.grid(axis="y")


def _draw_schedule(axes, steps):
    """Adam's learning rate at each step: where it nears zero, every loss grows level."""
    step = np.linspace(0, steps, 100)
    rate = RATE * (1 + np.cos(np.pi * step / steps)) / 2
    axes.fill_between(step, rate, color=NEUTRAL.fill, linewidth=0)
    axes.plot(step, rate, color=NEUTRAL.line, linewidth=1.5)
    axes.set_xlim(0, steps)
    axes.set_ylim(0, 1.15 * RATE)
    axes.set_yticks([0, RATE], ["0", f"{RATE:g}"])
    write_small(axes, 1.04, 0.5, "learning rate", NEUTRAL, va="center")
    axes.set_xlabel("training step of Adam (64 images each)")


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
        f"{words} {-100 * falls[kind]:+.0f} points"
        for kind, (words, _) in RACED_KINDS.items()
        if kind in kinds
    )
    return f"From {shallow} to {deep} layers on the training images: {changes}"


def _smoothed(loss):
    """(steps, means over `_SMOOTHED` steps), each at the middle of its steps."""
    loss = np.asarray(loss, dtype=float)
    width = min(_SMOOTHED, len(loss))
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
    if abs(points) < 1:
        return "stays within a point"
    return f"{'rises' if points > 0 else 'falls'} by {size} point{'s' if size > 1 else ''}"


def _described(depths, errors):
    parts = []
    for name, heading in _PANELS:
        for (words, _), row in zip(KINDS, mean(errors[name]), strict=True):
            told = ", ".join(percent(value) if np.isfinite(value) else NOTHING for value in row)
            parts.append(f"{heading}, {words} {told}")
    return f"Mean error at {', '.join(map(str, depths))} layers: {'; '.join(parts)}."
