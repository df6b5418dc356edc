"""What a network does when one block's residual branch counts for less, or more, than it learnt."""

from dataclasses import dataclass

import keras
import numpy as np
from keras import ops

from resnet_lessons.network.activations import in_batches
from resnet_lessons.network.named_points import block_names, has_shortcut

# Large enough to keep two cores busy, small enough for any machine's memory.
_IMAGES_AT_ONCE = 500


@dataclass(frozen=True, eq=False)
class ScaledBranch:
    """One block's residual branch at several scales.

    Attributes:
        block_name: of the block.
        has_shortcut: whether the branch was scaled and added to the shortcut; a block without one,
            as in the plain network, is scaled as a whole.
        scales: float64 (scales,), 1 for the network as it was trained.
        accuracies: float64 (scales,), share of all images that are named rightly, 0 to 1.
        losses: float64 (scales,), mean cross-entropy over all images.
        probabilities: float32 (scales, shown, classes), of the images shown.
        outputs: float32 (scales, shown, height, width, channels), what the block passes on.
    """

    block_name: str
    has_shortcut: bool
    scales: np.ndarray
    accuracies: np.ndarray
    losses: np.ndarray
    probabilities: np.ndarray
    outputs: np.ndarray


def scaled_branch(model, block_name, scales, images, labels, report=None, shown=(0,)):
    """Scales one block's residual branch and looks at everything behind it.

    The network is run up to the block once, and the rest of it once for each scale.

    Args:
        model: from images to logits, with named points; see `named_points.py`.
        block_name: such as "block_layer1_regular_block0"; `named_points.block_names` lists them.
        scales: sequence of numbers.
        images: float array (count, height, width, channels), values as the model was trained on.
        labels: integer array (count,).
        report: called with (steps done, steps in all, what comes next), or None.
        shown: indices of the images whose probabilities and block's outputs are returned.

    Returns:
        `ScaledBranch`

    Raises:
        ValueError: when the model has no such block, or something passes the block by.
    """
    report = report or (lambda done, total, what: None)
    scales, steps = np.array(scales, "float64"), len(scales) + 1
    report(0, steps, f"up to {block_name}")
    front, rest = _split(model, block_name)
    terms = [
        keras.tree.flatten(front([batch], training=False))
        for batch in in_batches(images, _IMAGES_AT_ONCE)
    ]
    rows = []
    for number, scale in enumerate(scales, start=1):
        report(number, steps, f"scale {scale:g}")
        outputs = [_added(term, float(scale)) for term in terms]
        logits = _array([rest(part, training=False) for part in outputs])
        rows.append((*_judged(logits, labels, shown), _array(outputs)[list(shown)]))
    report(steps, steps, "done")
    accuracies, losses, probabilities, outputs = map(np.array, zip(*rows, strict=True))
    found = (scales, accuracies, losses, probabilities, outputs)
    return ScaledBranch(block_name, has_shortcut(model, block_name), *found)


def _split(model, block_name):
    """The network up to a block's terms, and from the block's output to the logits.

    Returns:
        two `keras.Model`s; the first has two outputs, shortcut and residual branch, or one
    """
    if block_name not in block_names(model):
        known = ", ".join(block_names(model)) or "no block at all"
        raise ValueError(f"the network has no block {block_name!r}; it has {known}")
    points = ("shortcut", "residual") if has_shortcut(model, block_name) else ("output",)
    terms = [model.get_layer(f"{block_name}_{point}").output for point in points]
    output = model.get_layer(f"{block_name}_output").output
    try:
        return keras.Model(model.inputs, terms), keras.Model(output, model.outputs[0])
    except ValueError as error:
        raise ValueError(
            f"something passes the block {block_name} by, so the rest cannot be run alone"
        ) from error


def _added(terms, scale):
    """Shortcut plus scaled branch; a block without a shortcut has one term."""
    *shortcut, scaled = terms
    return sum(shortcut, scale * scaled)


def _judged(logits, labels, shown):
    """(accuracy, mean cross-entropy, probabilities of the images shown)"""
    loss = keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True)
    accuracy = np.mean(logits.argmax(-1) == labels)
    return accuracy, float(ops.mean(loss)), ops.convert_to_numpy(ops.softmax(logits[list(shown)]))


def _array(tensors):
    return np.concatenate([ops.convert_to_numpy(tensor) for tensor in tensors])
