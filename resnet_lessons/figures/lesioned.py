"""What a trained network still knows after a lesion, with and without shortcuts.

Veit et al. 2016, section 4.
"""

import numpy as np

from resnet_lessons.figures.experiment_axes import (
    DOT,
    draw_seeds,
    guessing_line,
    key,
    label_blocks,
    label_right,
)
from resnet_lessons.figures.experiment_runs import (
    KINDS,
    NOTHING,
    checked,
    compare,
    guessing,
    mean,
    percent,
    so_far,
)
from resnet_lessons.figures.style import MARGIN, WIDTH, house_style, lesson_figure, place_axes
from resnet_lessons.figures.tones import NEUTRAL, ink

# Field of the run -> (heading of its panel, what the title says was done).
WHAT = {
    "dropped": ("one block dropped", "One block dropped"),
    "swapped": ("swapped with the next", "Two neighbouring blocks swapped"),
    "repeated": ("one block run twice", "One block run twice"),
}
# Within so much of guessing an accuracy is called no better.
_AS_GUESSING = 0.05
_KEY = 2.0
_LEFT = 0.75


@house_style
def lesions(run, what=None):
    """Draws the test accuracy after each lesion, block by block.

    Args:
        run: `experiments.lesion.Lesions`.
        what: "dropped", "swapped" or "repeated" for that lesion alone, None for all three.

    Returns:
        `LessonFigure`; seeds are dots, their mean is a line. The title has the mean over the blocks
        at which both networks can be lesioned.

    Raises:
        ValueError: when the run has no lesions, or `what` is none of the three.
    """
    checked(run, "lesion", "keeps_shape", "whole", *WHAT)
    if what is not None and what not in WHAT:
        raise ValueError(f"no lesion {what!r}; there are {', '.join(WHAT)}")
    chosen = tuple(WHAT) if what is None else (what,)
    finding = so_far(run, _finding(run, chosen[0]))
    figure = lesson_figure(finding, 3.35)
    gap = 0.25
    panel = (WIDTH - _LEFT - _KEY - MARGIN + gap) / len(chosen)
    for number, name in enumerate(chosen):
        axes = place_axes(figure, _LEFT + number * panel, 0.32, panel - gap, 2.3)
        axes.set_title(WHAT[name][0], loc="left", color=ink())
        impossible = _draw_lesion(axes, run, name)
        if number == 0:
            axes.set_ylabel("test images right (%)")
        else:
            axes.tick_params(axis="y", labelleft=False)
    key(axes, _key(run, impossible), x=1 + 0.15 / (panel - gap))
    described = " ".join(_described(run, name) for name in chosen)
    figure.alt_text = f"{finding}. {described} {_whole(run)}."
    return figure


def _draw_lesion(axes, run, name):
    """Draws one lesion. Returns whether it is impossible somewhere."""
    values = getattr(run, name)
    count = len(run.block_names)
    # A pair of blocks stands between its two.
    x = np.arange(values.shape[-1]) + (0.5 if name == "swapped" else 0)
    possible = _possible(run, name)
    for kind, (_, tone) in enumerate(KINDS):
        draw_seeds(axes, x, 100 * values[:, kind], tone)
        axes.axhline(
            100 * mean(run.whole[:, kind]), color=tone.line, linestyle=(0, (5, 3)), linewidth=1.2
        )
        crosses = x[~possible[kind]] + 0.25 * (kind - 0.5) * (~possible).all(axis=0).any()
        axes.scatter(
            crosses, np.full(len(crosses), 3.0), 2 * DOT, marker="x", color=tone.line, gid="cross"
        )
    guessing_line(axes, 100 * guessing())
    label_blocks(axes, run.block_names[:count])
    axes.set_ylim(0, 100)
    axes.grid(axis="y")
    return not possible.all()


def _possible(run, name):
    """Bool (kinds, places): a plain network cannot do without a block that changes the shape."""
    keeps = np.asarray(run.keeps_shape, dtype=bool)
    if name == "swapped":
        keeps = keeps[:-1] & keeps[1:]
    return np.array([keeps, np.ones_like(keeps) if name == "dropped" else keeps])


def _comparable(run, name):
    """Float (seeds, kinds, places): what was measured where both kinds can be lesioned, else NaN."""
    return np.where(_possible(run, name).all(axis=0), getattr(run, name), np.nan)


def _key(run, impossible):
    whole = mean(run.whole)
    rows = [(f"● {words}", tone) for words, tone in reversed(KINDS)]
    if len(run.seeds) > 1:
        rows.append(("one dot for each seed,\nline: their mean", NEUTRAL))
    pair = " and ".join(percent(value) for value in whole[::-1] if np.isfinite(value))
    rows.append((f"dashed: the whole\nnetworks, {pair or 'not measured'}", NEUTRAL))
    rows.append((f"dotted: guessing, {percent(guessing())}", NEUTRAL))
    if impossible:
        rows.append(("✕ impossible: the\nblock changes the shape", NEUTRAL))
    return rows


def _finding(run, name):
    found = mean(mean(_comparable(run, name), axis=-1))
    words = f"{WHAT[name][1]}, test images still right on average: {compare(found, percent)}"
    if np.isfinite(found[0]) and abs(found[0] - guessing()) <= _AS_GUESSING < found[1] - found[0]:
        words += ", close to guessing"
    return words


def _described(run, name):
    values = mean(getattr(run, name))
    parts = []
    for (words, _), row in zip(KINDS, values, strict=True):
        told = ", ".join("none" if np.isnan(value) else percent(value) for value in row)
        parts.append(f"{words} {told}")
    places = "pair by pair" if name == "swapped" else "block by block"
    return f"{WHAT[name][0].capitalize()}, {places}: {'; '.join(parts)}."


def _whole(run):
    return f"The whole networks: {compare(mean(run.whole), percent)}"


@house_style
def lesions_together(run):
    """Draws the test accuracy by the number of blocks that are dropped together.

    Args:
        run: `experiments.lesion.Lesions`; place n of `dropped_together` is n + 1 blocks.

    Returns:
        `LessonFigure`; seeds are dots, their mean is a line.

    Raises:
        ValueError: when the run has no lesions.
    """
    checked(run, "lesion", "whole", "dropped_together")
    values = np.concatenate([run.whole[..., None], run.dropped_together], axis=-1)
    x = np.arange(values.shape[-1])
    finding = so_far(run, _finding_together(mean(values)))
    figure = lesson_figure(finding, 3.2)
    axes = place_axes(figure, _LEFT, 0.1, WIDTH - _LEFT - 2.2, 2.5)
    for kind, (_, tone) in enumerate(KINDS):
        draw_seeds(axes, x, 100 * values[:, kind], tone)
    guessing_line(axes, 100 * guessing())
    axes.set_ylim(0, 100)
    axes.set_xlim(-0.2, x[-1] + 0.2)
    axes.set_xticks(x)
    axes.grid(axis="y")
    axes.set_xlabel("blocks dropped together: mean of every way to choose them")
    axes.set_ylabel("test images right (%)")
    ends = [100 * value for value in mean(values)[:, -1]]
    labels = [(end, *kind) for end, kind in zip(ends, KINDS, strict=True)]
    label_right(axes, [*labels, (100 * guessing(), "dotted: guessing", NEUTRAL)])
    told = "; ".join(
        f"{words} " + (", ".join(percent(value) for value in row if np.isfinite(value)) or NOTHING)
        for (words, _), row in zip(KINDS, mean(values), strict=True)
    )
    figure.alt_text = f"{finding}. Test images right with 0, 1, 2, ... blocks dropped: {told}."
    return figure


def _finding_together(values):
    """values: float (kinds, blocks dropped)."""
    cost = 100 * (values[:, :1] - values[:, 1:])
    first, every = (compare(cost[:, place], lambda points: f"{points:.0f}") for place in (0, -1))
    text = f"Points of test accuracy lost on average when one block is dropped: {first}"
    return text if every == NOTHING else f"{text}; {cost.shape[1]} blocks: {every}"
