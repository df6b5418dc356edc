"""Half of each shortcut dropped: as in He et al. 2016, section 3.1, and as Keras' dropout does it."""

import numpy as np

from resnet_lessons.figures.experiment_axes import draw_seeds, label_right, log_scale
from resnet_lessons.figures.experiment_runs import (
    NOTHING,
    checked,
    geometric_mean,
    last,
    mean,
    percent,
    smoothed,
    so_far,
    times,
)
from resnet_lessons.figures.loss_curves import draw_losses
from resnet_lessons.figures.style import WIDTH, house_style, lesson_figure, place_axes
from resnet_lessons.figures.tones import BRANCH, NEUTRAL, SHORTCUT, WRONG, ink

# Variant of `experiments.shortcut_variants` -> its words here, and its colour.
_SHOWN = {
    "original": ("nothing\ndropped", SHORTCUT),
    "dropout": ("half dropped", BRANCH),
    "dropout_doubled": ("half dropped,\nhalf doubled", WRONG),
    "no_shortcut": ("no shortcut", NEUTRAL),
}


@house_style
def dropped_shortcuts(run):
    """Draws the size of the signal along the network before training, and the losses of training.

    Args:
        run: `experiments.shortcut_variants.ShortcutVariants`; variants that it lacks are left out.

    Returns:
        `LessonFigure`; thin lines or dots are seeds, thick lines their mean.

    Raises:
        ValueError: when the run has no signals, or none of these variants.
    """
    checked(run, "shortcut_variants", "variants", "signals", "losses", "test_accuracy")
    known = list(run.variants)
    places = {name: known.index(name) for name in _SHOWN if name in known}
    if not places:
        raise ValueError(f"the run has none of {', '.join(_SHOWN)}")
    signals = {name: np.asarray(run.signals[:, place]) for name, place in places.items()}
    errors = {name: mean(1 - run.test_accuracy[:, place]) for name, place in places.items()}
    losses = {name: last(mean(smoothed(run.losses[:, place])[1])) for name, place in places.items()}
    losses = {name: loss for name, loss in losses.items() if np.isfinite(loss)}
    finding = so_far(run, _finding(signals, losses))
    figure = lesson_figure(finding, 3.7)
    _draw_signals(place_axes(figure, 0.85, 0.35, 2.85, 2.35), signals)
    axes = place_axes(figure, 5.6, 0.35, WIDTH - 5.6 - 1.25, 2.35)
    axes.set_title("training loss", loc="left", color=ink())
    draw_losses(
        axes, [(run.losses[:, place], *_SHOWN[name]) for name, place in places.items()], narrow=True
    )
    axes.set_ylabel("cross-entropy (log scale)")
    figure.alt_text = f"{finding}. {_described(signals, errors)}"
    return figure


def _draw_signals(axes, signals):
    axes.set_title("signal before training", loc="left", color=ink())
    log_scale(axes, np.concatenate(list(signals.values())), 1.5)
    blocks = np.arange(next(iter(signals.values())).shape[-1])
    axes.set_xlim(-0.5, blocks[-1] + 0.5)
    for name, values in signals.items():
        draw_seeds(axes, blocks, values, _SHOWN[name][1], geometric_mean)
    axes.set_xlabel("number of blocks so far")
    axes.set_ylabel("root mean square (log scale)")
    axes.grid(axis="y")
    ends = [(geometric_mean(values)[-1], *_SHOWN[name]) for name, values in signals.items()]
    label_right(axes, ends)


def _finding(signals, losses):
    """losses: {variant: the last training loss}, of those that were measured."""
    parts = []
    if "dropout" in losses:
        parts.append(f"the last training loss is {losses['dropout']:.1f}")
        if "no_shortcut" in losses:
            parts[0] += f", and {losses['no_shortcut']:.1f} with no shortcut"
    if "dropout_doubled" in losses:
        first, end = geometric_mean(signals["dropout_doubled"])[[0, -1]]
        parts.append(
            f"where the other half is doubled, the signal grows {times(end / first)}-fold, and "
            f"the loss ends at {losses['dropout_doubled']:.0f}"
        )
    return f"Half of each shortcut dropped: {'; '.join(parts) or NOTHING}"


def _described(signals, errors):
    parts = []
    for name, values in signals.items():
        first, end = geometric_mean(values)[[0, -1]]
        if not np.isfinite(end):
            continue
        error = percent(errors[name]) if np.isfinite(errors[name]) else NOTHING
        words = " ".join(_SHOWN[name][0].split())
        parts.append(f"{words}: signal from {first:.2g} to {end:.2g}, test error {error}")
    return (
        f"Root mean square before training and test error after it: {'; '.join(parts) or NOTHING}."
    )
