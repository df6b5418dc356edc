"""How the new blocks of a grown network are connected, and which can learn: for `grow`.

An answer may add its branches in any way that starts as the identity: with a last layer of zeros, a
gate or a normalisation whose scale starts at zero. So the sums are told by what passes them, and not
by the numbers that come out.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from resnet_lessons.course.exercises.answers_as_arrays import is_alike, weight_values
from resnet_lessons.course.exercises.gradients_reached import learning_flags
from resnet_lessons.course.exercises.random_tensors import normal

# What a block's branch does to the features that it was fed, as seen by what comes next.
ADDS_NOTHING, ADDS, ADDS_TO_BODY, REPLACES, UNKNOWN = range(5)
# In place of how many times one array is another.
NO_MULTIPLE = -100
# Zeros are divided by this.
_LEAST = 1e-9
_HEAD = "head"


@dataclass(frozen=True)
class Walk:
    """The way of the features through the new blocks; the arrays are float32.

    Attributes:
        order: numbers of the extra blocks, as the features pass them.
        starts_at_body: 1 if the first of them reads what the body gives, else 0.
        sums: for each of them `ADDS` or another of the constants above.
        shares: for each of them how many times what comes next is what it was fed, or `NO_MULTIPLE`.
    """

    order: np.ndarray
    starts_at_body: np.float32
    sums: np.ndarray
    shares: np.ndarray


def new_block_ends(head, made):
    """The layers where each branch begins and ends, and the one where the head begins, by names.

    Args:
        head: `keras.Model`.
        made: (branch, its last layer) for each extra block.
    """
    ends = {_HEAD: _first_layer(head)}
    for number, (branch, last) in enumerate(made):
        ends[(number, "start")], ends[(number, "end")] = _first_layer(branch), last
    return ends


def _first_layer(model):
    return next(layer for layer in model.layers if layer.weights)


def walk(calls, features):
    """The `Walk` that the calls of those layers show.

    Args:
        calls: (name, input, output) of each, in order.
        features: what the body gives.
    """
    steps, following = [], []
    for name, inputs, outputs in calls:
        if name == _HEAD or name[1] == "start":
            following.append(inputs)
        if name != _HEAD and name[1] == "start":
            steps.append([name[0], inputs, None])
        elif name != _HEAD and steps:
            steps[-1][2] = outputs
    # For each block what it is fed, what its branch adds, and what comes next.
    blocks = [
        (fed, added, after)
        for (_, fed, added), after in zip(steps, [*following[1:], None], strict=False)
    ]
    starts = steps[0][1] if steps else None
    return Walk(
        np.array([number for number, _, _ in steps], "float32"),
        np.float32(starts is None or is_alike(starts, features)),
        np.array([_kind_of_sum(*block, features) for block in blocks], "float32"),
        np.array([_share(fed, after) for fed, _, after in blocks], "float32"),
    )


def _share(fed, after):
    """How many times `fed` another array is, or `NO_MULTIPLE`."""
    if after is None or fed.shape != after.shape:
        return NO_MULTIPLE
    if is_alike(fed, after):
        return 1
    factor = float((fed * after).sum() / max((fed * fed).sum(), _LEAST))
    return factor if is_alike(factor * fed, after) else NO_MULTIPLE


def _kind_of_sum(fed, added, after, features):
    """Which of the constants a block shows by what it was fed, added, and what came after."""
    if after is None or added is None or not fed.shape == added.shape == after.shape:
        return UNKNOWN
    if is_alike(fed, after):
        return ADDS_NOTHING
    if _is_made_of(after - fed, added):
        return ADDS
    if features.shape == after.shape and _is_made_of(after - features, added):
        return ADDS_TO_BODY
    return REPLACES if _is_made_of(after, added) else UNKNOWN


def _is_made_of(difference, branch):
    """Whether an array is a branch's output, maybe scaled, shifted or mixed across its channels."""
    channels = branch.shape[-1]
    columns = branch.reshape(-1, channels).astype("float64")
    columns = np.concatenate([columns, np.ones((len(columns), 1))], axis=1)
    wanted = difference.reshape(-1, channels)
    factors, *_ = np.linalg.lstsq(columns, wanted, rcond=None)
    return bool(factors[:-1].any()) and is_alike(columns @ factors, wanted)


def wake(network, known, seed):
    """Gives what an answer created, and what starts at zero, such as a gate, a value to learn.

    Args:
        network: the grown `keras.Model`.
        known: weights that the answer was given.
        seed: of the values.
    """
    given = set(map(id, known))
    for number, weight in enumerate(network.trainable_weights):
        if id(weight) not in given and not np.array(weight).any():
            weight.assign(normal(weight.shape, [*seed, 10, number]))


def parts_that_learn(network, parts, images, seed):
    """For body and head together, and for each extra block, 1 if all of it can learn, else 0.

    Args:
        network: the grown `keras.Model`.
        parts: trainable weights of the body, the head and each extra block, as they were given.
        images: for the network.
        seed: of the gradient's direction.
    """
    body, head, *blocks = parts
    weights = network.trainable_weights
    flags = learning_flags(network, weights, images, seed)
    learning = {id(weight): weight for weight, flag in zip(weights, flags, strict=True) if flag}
    found = [all(id(weight) in learning for weight in block) for block in blocks]
    of_blocks = {id(weight) for block in blocks for weight in block}
    others = Counter(tuple(w.shape) for key, w in learning.items() if key not in of_blocks)
    # By shape, since a copy of the body does as well.
    needed = Counter(tuple(weight.shape) for weight in body + head)
    return np.array([needed <= others, *found], "float32")


def held_weights(network, *models):
    """For each model 1 if a network holds all its weights, by their values, else 0."""
    values = weight_values(network)
    return np.array([weight_values(model) <= values for model in models], "float32")


def about_held(held):
    """A sentence on a network without the weights of the body or the head, from `held_weights`."""
    which = [name for name, is_held in zip(("body", "head"), held, strict=True) if not is_held]
    return (
        f"The grown network does not hold the weights of the given {' and '.join(which)}. A copy that "
        "`clone_model` makes, or a layer made anew, starts with random weights: what was learnt is "
        "lost."
    )


def about_order(found, count):
    """A sentence where the new blocks are not extra_blocks[0], extra_blocks[1] and so on."""
    for number in range(count):
        if found.count(number) > 1:
            return (
                f"extra_blocks[{number}] occurs {found.count(number)} times in the grown network."
            )
        if number not in found:
            return (
                f"extra_blocks[{number}] itself is not part of the grown network; a copy of it, or "
                "a branch that does not lead to the logits, does not count."
            )
    for number, other in enumerate(found):
        if other != number:
            return (
                f"New block {number + 1}, counted from the body, holds extra_blocks[{int(other)}]; "
                f"expected extra_blocks[{number}]."
            )
    return None
