"""Networks without one of their residual branches: stochastic depth, transformers, and section 5.1's."""

import numpy as np

from resnet_lessons.figures.experiment_axes import draw_seeds, guessing_line, label_right
from resnet_lessons.figures.experiment_runs import (
    NOTHING,
    checked,
    guessing,
    last,
    mean,
    median,
    of_seed,
    percent,
    place_of,
    smoothed,
    so_far,
)
from resnet_lessons.figures.loss_curves import draw_losses
from resnet_lessons.figures.style import MARGIN, WIDTH, house_style, lesson_figure, place_axes
from resnet_lessons.figures.tones import BRANCH, PROJECTION, SHORTCUT, SUM, ink

# The axes "kinds" of `experiments.stochastic_depth` and of `experiments.residual_streams`.
DEPTHS = (("every branch\nalways there", SHORTCUT), ("stochastic\ndepth", SUM))
STREAMS = (("pre-normalisation", SHORTCUT), ("post-normalisation", PROJECTION))
_RESIDUAL = 1
_ROOM = 1.75


@house_style
def stochastic_depth(run, what="cuts"):
    """Draws the test accuracy without one branch, of networks with and without stochastic depth.

    Args:
        run: `experiments.stochastic_depth.StochasticDepth`.
        what: "cuts" for that, "losses" for the training losses.

    Returns:
        `LessonFigure`; seeds are dots or thin lines, their mean is a line.

    Raises:
        ValueError: when the run has no cuts, or `what` is neither.
    """
    checked(run, "stochastic_depth", "survival", "losses", "whole", "dropped")
    if what not in ("cuts", "losses"):
        raise ValueError(f"no {what!r} in this figure; there are cuts, losses")
    finding = so_far(run, _finding(run, DEPTHS) if what == "cuts" else _last_losses(run))
    figure = lesson_figure(finding, 3.5 if what == "losses" else 3.3)
    axes = place_axes(figure, 0.95, 0.1, WIDTH - 0.95 - _ROOM, 2.55)
    if what == "losses":
        curves = [(run.losses[:, kind], *DEPTHS[kind]) for kind in range(len(DEPTHS))]
        draw_losses(axes, curves)
        described = f"Training loss over {run.losses.shape[-1]} steps"
    else:
        described = _described(run.dropped, run.whole, DEPTHS)
        count = run.dropped.shape[-1]
        for kind, (_, tone) in enumerate(DEPTHS):
            _draw_cuts(axes, run.dropped[:, kind], run.whole[:, kind], tone)
        axes.set_xticks(range(count), [str(number + 1) for number in range(count)])
        axes.set_xlabel(
            "residual branch that was cut; dashed: the whole networks, dotted: guessing"
        )
        axes.set_ylabel("test images right (%)")
        label_right(axes, _at_their_ends(run.dropped, DEPTHS))
    figure.alt_text = f"{finding}. {described}."
    return figure


def _draw_cuts(axes, dropped, whole, tone):
    """dropped: (seeds, places), whole: (seeds,)"""
    draw_seeds(axes, np.arange(dropped.shape[-1]), 100 * np.asarray(dropped), tone)
    axes.axhline(100 * mean(whole), color=tone.line, linestyle=(0, (5, 3)), linewidth=1.2)
    guessing_line(axes, 100 * guessing())
    axes.set_ylim(0, 100)
    axes.set_xlim(-0.6, dropped.shape[-1] - 0.4)
    axes.grid(axis="y")


def _at_their_ends(values, kinds):
    ends = [last(mean(values[:, kind])) for kind in range(len(kinds))]
    return [(100 * end, *kind) for end, kind in zip(ends, kinds, strict=True)]


def _finding(run, kinds):
    found = mean(median(run.dropped))
    told = [
        f"{percent(value)} with {_in_one_line(words)}"
        for value, (words, _) in zip(found, kinds, strict=True)
        if np.isfinite(value)
    ]
    return f"One branch cut (the median one), test images right: {', '.join(told) or NOTHING}"


def _last_losses(run):
    ends = [last(mean(smoothed(run.losses[:, kind])[1])) for kind in range(len(DEPTHS))]
    told = [
        f"{end:.2f} with {_in_one_line(words)}"
        for end, (words, _) in zip(ends, DEPTHS, strict=True)
        if np.isfinite(end)
    ]
    return f"Last training loss: {', '.join(told) or NOTHING}"


def _in_one_line(words):
    return words.replace("\n", " ")


def _described(dropped, whole, kinds):
    parts = []
    for kind, (words, _) in enumerate(kinds):
        if np.isfinite(whole[:, kind]).any():
            row = mean(dropped[:, kind])
            told = ", ".join(percent(value) for value in row if np.isfinite(value)) or NOTHING
            parts.append(f"{_in_one_line(words)} {percent(mean(whole[:, kind]))} whole; {told}")
    return f"Test images right without one branch, from the input on: {'. '.join(parts) or NOTHING}"


@house_style
def residual_stream(run, kind):
    """Draws one kind of transformer: what it loses with a branch, and how large its stream is.

    Args:
        run: `experiments.residual_streams.ResidualStreams`.
        kind: "pre-normalisation" or "post-normalisation".

    Returns:
        `LessonFigure`; seeds are dots, their mean is a line.

    Raises:
        ValueError: when the run has no streams, or there is no such kind.
    """
    checked(run, "residual_streams", "branch_names", "whole", "dropped", "streams", "added")
    place = place_of(kind, [words for words, _ in STREAMS], "kind")
    tone, dropped = STREAMS[place][1], run.dropped[:, [place]]
    finding = so_far(run, f"{kind.capitalize()}. {_finding_of(dropped, run.whole[:, place])}")
    figure = lesson_figure(finding, 3.3)
    panel = (WIDTH - 0.75 - 0.95 - 1.2) / 2
    left = place_axes(figure, 0.75, 0.32, panel, 2.35)
    left.set_title("one branch cut", loc="left", color=ink())
    _draw_cuts(left, dropped[:, 0], run.whole[:, place], tone)
    left.set_ylabel("test images right (%)")
    right = place_axes(figure, 0.75 + panel + 0.85, 0.32, panel, 2.35)
    right.set_title("how large the stream is", loc="left", color=ink())
    streams, added = run.streams[:, place], run.added[:, place]
    draw_seeds(right, np.arange(streams.shape[-1] - 1), streams[:, :-1], tone)
    draw_seeds(right, np.arange(added.shape[-1]), added, BRANCH)
    right.set_xlim(-0.6, added.shape[-1] - 0.4)
    right.set_ylim(bottom=0)
    right.grid(axis="y")
    right.set_ylabel("root mean square")
    rows = (
        (streams[:, :-1], "the stream\nbefore the sum", tone),
        (added, "what the\nbranch adds", BRANCH),
    )
    label_right(right, [(last(mean(values)), words, shade) for values, words, shade in rows])
    for axes in (left, right):
        _name_branches(axes, run.branch_names)
    sizes = "; ".join(f"{_in_one_line(words)} {_ends(values)}" for values, words, _ in rows)
    told = _described(dropped, run.whole[:, [place]], [STREAMS[place]])
    figure.alt_text = f"{finding}. {told}. Root mean square: {sizes}."
    return figure


def _ends(values):
    found = mean(values)
    found = found[np.isfinite(found)]
    return (
        f"{found[0]:.2g} at the first branch, {found[-1]:.2g} at the last"
        if found.size
        else NOTHING
    )


def _finding_of(dropped, whole):
    found = mean(dropped)[0]
    if not np.isfinite(found).any():
        return f"One branch cut: {NOTHING}"
    low, high = (percent(value) for value in (np.nanmin(found), np.nanmax(found)))
    return (
        f"One branch cut leaves {low} to {high} of the test images right, of {percent(mean(whole))}"
    )


def _name_branches(axes, names):
    """A for attention, M for an MLP."""
    axes.set_xticks(range(len(names)), [str(name)[0].upper() for name in names])
    axes.tick_params(axis="x", length=0)
    axes.set_xlabel("A: attention, M: MLP")


@house_style
def streams_beside_blocks(run, lesions):
    """Draws what one branch less does to a residual network of section 5.1 and to two transformers.

    Args:
        run: `experiments.residual_streams.ResidualStreams`.
        lesions: `experiments.lesion.Lesions`.

    Returns:
        `LessonFigure`; seeds are dots, their mean is a line.

    Raises:
        ValueError: when one of the runs is none.
    """
    checked(run, "residual_streams", "branch_names", "whole", "dropped")
    checked(lesions, "lesion", "whole", "dropped")
    panels = [
        (
            "ResNet of section 5.1",
            of_seed(lesions.dropped, None)[:, _RESIDUAL],
            lesions.whole[:, _RESIDUAL],
            SUM,
        )
    ]
    panels += [
        (f"transformer, {words}", run.dropped[:, kind], run.whole[:, kind], tone)
        for kind, (words, tone) in enumerate(STREAMS)
    ]
    finding = so_far(run, _beside(panels))
    figure = lesson_figure(finding, 3.3)
    panel = (WIDTH - 0.75 - MARGIN - 2 * 0.2) / 3
    for number, (heading, dropped, whole, tone) in enumerate(panels):
        axes = place_axes(figure, 0.75 + number * (panel + 0.2), 0.32, panel, 2.35)
        axes.set_title(heading, loc="left", color=tone.ink)
        _draw_cuts(axes, dropped, whole, tone)
        if number == 0:
            axes.set_ylabel("test images right (%)")
            axes.set_xticks(
                range(dropped.shape[-1]), [str(n + 1) for n in range(dropped.shape[-1])]
            )
            axes.set_xlabel("block that was cut; dashed: whole")
        else:
            axes.tick_params(axis="y", labelleft=False)
            _name_branches(axes, run.branch_names)
    told = ". ".join(
        f"{heading}: {', '.join(percent(value) for value in mean(dropped) if np.isfinite(value)) or NOTHING}"
        for heading, dropped, _, _ in panels
    )
    figure.alt_text = f"{finding}. Test images right without one branch, from the input on. {told}."
    return figure


def _beside(panels):
    lost = [mean(whole) - mean(median(dropped[:, None]))[0] for _, dropped, whole, _ in panels]
    if not np.isfinite(lost).all():
        return f"Cuts in three kinds of networks: {NOTHING}"
    points = [f"{100 * value:.0f}" for value in lost]
    return (
        f"A median cut costs the ResNet {points[0]} points of accuracy, the transformer "
        f"{points[1]} with pre-normalisation, {points[2]} with post-normalisation"
    )
