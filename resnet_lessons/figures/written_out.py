"""A trained residual network as a sum: what each branch adds, and what comes back through it.

He et al. 2016, section 2, equations 4 and 5.
"""

import numpy as np

from resnet_lessons.figures.experiment_axes import draw_seeds, label_blocks, label_right, log_scale
from resnet_lessons.figures.experiment_runs import (
    NOTHING,
    checked,
    geometric_mean,
    last,
    of_seed,
    so_far,
)
from resnet_lessons.figures.style import MARGIN, WIDTH, house_style, lesson_figure, place_axes
from resnet_lessons.figures.tones import BRANCH, SHORTCUT, ink

# (heading, field of what is on the shortcut, its words, field of the branches, their words)
_PANELS = (
    ("forward: the signal", "features", "on the\nshortcut", "branches", "added by\nthe branch"),
    (
        "backward: the gradient",
        "gradients",
        "on the\nshortcut",
        "branch_gradients",
        "back through\nthe branch",
    ),
)
_BETWEEN = 1.4


@house_style
def residual_sum(run, seed=None):
    """Draws what each shortcut carries and what each branch adds, forwards and backwards.

    Args:
        run: `experiments.residual_sum.ResidualSum`.
        seed: place of the network in the run, None for all.

    Returns:
        `LessonFigure`; networks are dots, their mean (of the logarithms) is a line.

    Raises:
        ValueError: when the run has no such norms, or no such network.
    """
    checked(run, "residual_sum", "features", "branches", "gradients", "branch_gradients")
    gaps = [of_seed(getattr(run, name), seed) for name in ("feature_gap", "gradient_gap")]
    finding = so_far(run, _finding(gaps))
    figure = lesson_figure(finding, 3.3)
    panel = (WIDTH - 0.85 - _BETWEEN - 1.25 - MARGIN) / 2
    told = []
    for number, (heading, *fields) in enumerate(_PANELS):
        axes = place_axes(figure, 0.85 + number * (panel + _BETWEEN), 0.32, panel, 2.35)
        axes.set_title(heading, loc="left", color=ink())
        told.append(f"{heading.capitalize()}: {_drawn(axes, run, fields, seed)}")
        if number == 0:
            axes.set_ylabel("norm (log scale)")
    figure.alt_text = f"{finding}. {'. '.join(told)}."
    return figure


def _drawn(axes, run, fields, seed):
    """Draws one panel; returns what it shows in words."""
    of_shortcut, shortcut_words, of_branch, branch_words = fields
    on_shortcut = of_seed(getattr(run, of_shortcut), seed)
    # A shortcut carries what enters its block: from the left forwards, from the right backwards.
    entering = slice(1, None) if of_shortcut == "gradients" else slice(None, -1)
    rows = [
        (on_shortcut[:, entering], shortcut_words, SHORTCUT),
        (of_seed(getattr(run, of_branch), seed), branch_words, BRANCH),
    ]
    log_scale(axes, np.concatenate([values.ravel() for values, _, _ in rows]), 2)
    for values, _, tone in rows:
        draw_seeds(axes, np.arange(values.shape[-1]), values, tone, geometric_mean)
    label_blocks(axes, [str(number + 1) for number in range(rows[0][0].shape[-1])])
    axes.grid(axis="y")
    label_right(axes, [(last(geometric_mean(row[0])), *row[1:]) for row in rows])
    return "; ".join(f"{' '.join(words.split())}, {_ends(values)}" for values, words, _ in rows)


def _ends(values):
    found = geometric_mean(values)
    found = found[np.isfinite(found)]
    return f"{found[0]:.2g} at block 1 to {found[-1]:.2g} at the last" if found.size else NOTHING


def _finding(gaps):
    worst = [np.max(gap[np.isfinite(gap)], initial=-1) for gap in gaps]
    if min(worst) < 0:
        return f"A network as a sum of its branches: {NOTHING}"
    return (
        "Input plus all branches is the output, and the gradient adds up in the same way, "
        f"to {_parts(max(worst))}"
    )


def _parts(share):
    """A small share in words, rounded upwards."""
    if share <= 0:
        return "the last digit"
    parts = f"{np.ceil(share * 1e7):,.0f}"
    return f"{parts} {'part' if parts == '1' else 'parts'} in 10 million"
