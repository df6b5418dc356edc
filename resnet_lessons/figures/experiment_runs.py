"""What the figures of the experiments read from a run: its seeds, their mean, and findings in words.

Kinds and measures stand on the axes that `experiments` documents. What is NaN was not measured.
"""

import numpy as np

from resnet_lessons.data.images import fashion_mnist
from resnet_lessons.figures.tones import SHORTCUT, WRONG

# The axis "kinds" of every run: what it is, and its colour.
KINDS = (("without shortcuts", WRONG), ("with shortcuts", SHORTCUT))
# The same under the names that the arrays of the recorded races bear.
RACED_KINDS = dict(zip(("plain", "residual"), KINDS, strict=True))
NOTHING = "nothing measured yet"
# A loss curve is drawn as so many means, so that it is a line and no cloud.
_MEANS_OF_A_CURVE = 25


def checked(run, experiment, *attributes):
    """The run, when it has what a figure draws.

    Args:
        run: result of an experiment.
        experiment: its name in `rl.experiments`.
        attributes: names of what is drawn.

    Raises:
        ValueError: when it lacks one of them; says what to hand over.
    """
    missing = [name for name in attributes if not hasattr(run, name)]
    if missing:
        raise ValueError(
            f"a {type(run).__name__} has no {missing[0]}: draw the result of "
            f"rl.experiments.{experiment}.run(), or run, facts = "
            f"rl.experiments.{experiment}.recorded() and then the run"
        )
    return run


def place_of(value, values, what):
    """The place of a value that was measured.

    Raises:
        ValueError: when it is none of them; `what` names it.
    """
    known = list(values)
    if value not in known:
        raise ValueError(f"no {what} {value!r} in this run; there are {', '.join(map(str, known))}")
    return known.index(value)


def of_seed(values, seed):
    """The rows of one seed, or of all.

    Args:
        values: array (seeds, ...).
        seed: its place from 0 on, or None for all.

    Raises:
        ValueError: when there is no such place.
    """
    values = np.asarray(values, dtype=float)
    if seed is None:
        return values
    if seed not in range(len(values)):
        raise ValueError(f"no seed number {seed!r}; the run has {len(values)}, counted from 0")
    return values[[seed]]


def guessing():
    """The accuracy of guessing garments, all classes being as frequent."""
    return 1 / len(fashion_mnist().class_names)


def mean(values, axis=0):
    """The mean of what was measured, NaN where nothing was."""
    values = np.asarray(values, dtype=float)
    measured = np.isfinite(values)
    total = np.where(measured, values, 0).sum(axis=axis)
    count = measured.sum(axis=axis)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def geometric_mean(values, axis=0):
    """The mean on a logarithmic scale of what was measured and is above zero."""
    values = np.asarray(values, dtype=float)
    return np.exp(mean(np.log(np.where(values > 0, values, np.nan)), axis))


def median(values):
    """The median along the last axis of what was measured, NaN where nothing was."""
    values = np.asarray(values, dtype=float)
    rows = [row[np.isfinite(row)] for row in values.reshape(-1, values.shape[-1])]
    return np.array([np.median(row) if row.size else np.nan for row in rows]).reshape(
        values.shape[:-1]
    )


def extent(values):
    """(lowest, highest) of what was measured, or None."""
    values = np.asarray(values, dtype=float)
    values = values[np.isfinite(values)]
    return (float(values.min()), float(values.max())) if values.size else None


def last(values):
    """The last number that was measured, or NaN."""
    values = np.asarray(values, dtype=float)
    found = values[np.isfinite(values)]
    return float(found[-1]) if found.size else np.nan


def smoothed(losses):
    """(steps, means) of rows of losses, each mean over a few steps and at their middle.

    Args:
        losses: (seeds, steps); NaN where training has not come.

    Returns:
        arrays (points,) and (seeds, points)
    """
    losses = np.asarray(losses, dtype=float)
    width = max(1, losses.shape[-1] // _MEANS_OF_A_CURVE)
    starts = np.arange(0, losses.shape[-1], width)
    ends = np.minimum(starts + width, losses.shape[-1])
    missing = np.full((len(losses), len(starts) * width - losses.shape[-1]), np.nan)
    rows = np.hstack([losses, missing]).reshape(len(losses), len(starts), width)
    return (starts + ends) / 2, mean(rows, axis=-1)


def percent(share):
    """A share as text, such as "85%"."""
    return f"{share:.0%}"


def times(ratio):
    """A ratio for people: two digits, such as "1,300" or "7.4"."""
    rounded = float(f"{ratio:.2g}")
    return f"{rounded:,.0f}" if rounded >= 10 else f"{rounded:.1f}"


def compare(values, form):
    """What was found with and without shortcuts, in words.

    Args:
        values: float (kinds,).
        form: from a number to text.
    """
    plain, residual = np.asarray(values, dtype=float)
    if np.isfinite([plain, residual]).all():
        return f"{form(residual)} with shortcuts, {form(plain)} without"
    pairs = zip((plain, residual), KINDS, strict=True)
    return "".join(f"{form(v)} {words}" for v, (words, _) in pairs if np.isfinite(v)) or NOTHING


def so_far(run, finding):
    """A finding, and that its run has not come to its end where it has not."""
    return finding if run.complete else f"{finding} (so far: stopped or running)"
