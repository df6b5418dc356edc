"""How large the gradient is in each block, with and without shortcuts.

He et al. 2016, section 2, equation 5.
"""

import numpy as np

from resnet_lessons.figures.experiment_axes import draw_seeds, label_blocks, label_right, log_scale
from resnet_lessons.figures.experiment_runs import (
    KINDS,
    NOTHING,
    checked,
    compare,
    extent,
    geometric_mean,
    last,
    place_of,
    so_far,
    times,
)
from resnet_lessons.figures.style import MARGIN, WIDTH, house_style, lesson_figure, place_axes
from resnet_lessons.figures.tones import ink

_FIELDS = (
    ("of_features", "gradient of what a block passes on"),
    ("of_weights", "gradient of a block's weights"),
)


@house_style
def gradient_norms(plain, residual):
    """Draws the norm of the gradient in each block of two networks of the same blocks.

    Args:
        plain, residual: {block name: norm of the gradient by its weights}, in the order of the
            network; from the answer `gradient_norms`.

    Returns:
        `LessonFigure`; on its logarithmic axis a norm of zero has no place and is left out.

    Raises:
        ValueError: when the blocks differ, or a norm is no number from zero on.
    """
    names, values = _norms(plain, residual)
    ratios = [_ratio(row[None]) for row in values]
    finding = _finding(ratios, "Every gradient is zero")
    figure = lesson_figure(finding, 3.5)
    axes = place_axes(figure, 0.95, 0.1, WIDTH - 0.95 - 1.7, 2.6)
    log_scale(axes, values, 2)
    for row, (_, tone) in zip(values, KINDS, strict=True):
        draw_seeds(axes, np.arange(len(names)), row[None], tone, geometric_mean)
    label_blocks(axes, names)
    axes.set_ylabel("norm of the gradient (log scale)")
    axes.grid(axis="y")
    label_right(axes, [(last(r), *kind) for r, kind in zip(_shown(values), KINDS, strict=True)])
    told = "; ".join(
        f"{words} " + ", ".join(f"{value:.2g}" for value in row)
        for (words, _), row in zip(KINDS, values, strict=True)
    )
    figure.alt_text = f"{finding}. Norm in each block, from the input on: {told}."
    return figure


def _norms(plain, residual):
    """(names, float (kinds, blocks)) of two dicts."""
    for kind, norms in zip(KINDS, (plain, residual), strict=True):
        if not isinstance(norms, dict) or not norms:
            raise ValueError(
                f"gradient_norms draws two dicts {{block name: norm}}; the one of the network "
                f"{kind[0]} is {type(norms).__name__ if norms else 'empty'}"
            )
    if list(plain) != list(residual):
        differing = sorted(set(plain) ^ set(residual))
        which = f": {differing[0]} is in one only" if differing else ", in a different order"
        raise ValueError(f"the two networks have different blocks{which}")
    values = np.array(
        [[_number(name, norms[name]) for name in plain] for norms in (plain, residual)]
    )
    return list(plain), values


def _number(name, norm):
    try:
        number = float(norm)
    except (TypeError, ValueError):
        number = np.nan
    if not (np.isfinite(number) and number >= 0):
        raise ValueError(f"the norm of {name} is {norm!r}; a norm is a number from zero on")
    return number


@house_style
def block_gradients(run, depth=None):
    """Draws the norm of the gradient in each block of untrained networks.

    Args:
        run: `experiments.gradients.Gradients`.
        depth: weight layers of the networks, one of the run's; None for the deepest.

    Returns:
        `LessonFigure`; seeds are dots, their mean (of the logarithms) is a line.

    Raises:
        ValueError: when the run has no gradients, or not of this depth.
    """
    checked(run, "gradients", "depths", "blocks", "of_weights", "of_features")
    depth = max(run.depths) if depth is None else depth
    place = place_of(depth, run.depths, "depth")
    count = int(run.blocks[place])
    found = {name: getattr(run, name)[:, :, place, :count] for name, _ in _FIELDS}
    # Equation 5 is about what a block passes on.
    ratios = [_ratio(found["of_features"][:, kind]) for kind in range(len(KINDS))]
    finding = f"{depth} layers before training: {_finding(ratios, NOTHING, 'the gradient')}"
    finding = so_far(run, finding)
    figure = lesson_figure(finding, 3.4)
    right = 1.35
    panel = (WIDTH - 0.85 - right - MARGIN) / 2
    for number, (name, heading) in enumerate(_FIELDS):
        axes = place_axes(figure, 0.85 + number * (panel + 0.25), 0.35, panel - 0.5, 2.4)
        axes.set_title(heading, loc="left", color=ink())
        _draw_blocks(axes, found[name], with_words=number == 1)
        if number == 0:
            axes.set_ylabel("norm of the gradient (log scale)")
    figure.alt_text = f"{finding}. {_described(found)}."
    return figure


def _draw_blocks(axes, values, with_words):
    """values: float (seeds, kinds, blocks)."""
    log_scale(axes, values, 2)
    for kind, (_, tone) in enumerate(KINDS):
        draw_seeds(axes, np.arange(values.shape[-1]), values[:, kind], tone, geometric_mean)
    label_blocks(axes, [str(number + 1) for number in range(values.shape[-1])])
    axes.grid(axis="y")
    if with_words:
        ends = [last(geometric_mean(values[:, kind])) for kind in range(len(KINDS))]
        label_right(axes, [(end, *kind) for end, kind in zip(ends, KINDS, strict=True)])


def _described(found):
    parts = []
    for name, heading in _FIELDS:
        for kind, (words, _) in enumerate(KINDS):
            norms = geometric_mean(found[name][:, kind])
            if np.isfinite(norms).all():
                parts.append(
                    f"{heading}, {words}: {norms[0]:.2g} in the first, {norms[-1]:.2g} last"
                )
    return "; ".join(parts) or "No gradient was measured"


def _shown(values):
    return np.where(values > 0, values, np.nan)


def _ratio(values):
    """Largest norm over the smallest, a mean over the rows; NaN where there is none."""
    rows = [extent(_shown(row)) for row in values]
    return float(geometric_mean([row[1] / row[0] if row else np.nan for row in rows]))


def _finding(ratios, none, subject="The gradient"):
    if not np.isfinite(ratios).any():
        return none
    return f"{subject} differs from block to block by a factor of {compare(ratios, times)}"
