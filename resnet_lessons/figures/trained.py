"""What the figures of a trained network share: whose it is, and what it says of the test images."""

import functools

import numpy as np

from resnet_lessons.figures.style import with_capital

_NEEDED = ("losses", "test_logits", "test_labels", "class_names", "num_layers")


def of_a_run(draw):
    """Decorates a figure function whose first argument comes from `rl.learn`.

    In place of a run `rl.learn` may return a message; it is passed on as it is, so that a notebook
    shows its sentence once more. Anything else is a ValueError that says what to draw.
    """

    @functools.wraps(draw)
    def wrapper(run, *arguments, **keywords):
        missing = [name for name in _NEEDED if not hasattr(run, name)]
        if missing and isinstance(getattr(run, "text", None), str):
            return run
        if missing:
            raise ValueError(
                f"a {type(run).__name__} has no {missing[0]}: draw what rl.learn() returns"
            )
        return draw(run, *arguments, **keywords)

    return wrapper


def network_name(run, first=False):
    """Such as "your ResNet-18"; with a capital letter where it begins a sentence."""
    words = f"{'your' if run.whose == 'yours' else run.whose} ResNet-{run.num_layers}"
    return with_capital(words) if first else words


def answers(run):
    """What a network says of each test image.

    Args:
        run: `TrainedRun`.

    Returns:
        (probabilities, labels, places): float (images, classes), int (images,) and the images'
        places in the test set; images whose logits are not all finite are left out.

    Raises:
        ValueError: when logits, labels and classes do not fit each other.
    """
    logits, labels = np.asarray(run.test_logits, dtype=float), np.asarray(run.test_labels)
    if logits.shape != (len(labels), len(run.class_names)):
        raise ValueError(
            f"test_logits have shape {logits.shape}; there are {len(labels)} labels and "
            f"{len(run.class_names)} classes"
        )
    places = np.flatnonzero(np.isfinite(logits).all(axis=-1))
    logits = logits[places]
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True), labels[places], places
