"""What `gradient_norms` is tried with: the norms of a small network, and what they show."""

import numpy as np

from resnet_lessons.course.exercises.answers_as_arrays import is_close, number_of
from resnet_lessons.course.exercises.exercise import Unexpected
from resnet_lessons.course.exercises.gradients_reached import (
    FOUND,
    LOSS_OUTSIDE,
    NETWORK_OUTSIDE,
    NO_PATH,
    PREDICTED,
    watched_tapes,
)
from resnet_lessons.course.exercises.small_network import (
    block_names_in,
    images_for,
    is_same,
    make_small_network,
    state_of,
)


def measure_norms(function, setting, seed):
    """The norms and their order, whether the network is as it was, and why a gradient is missing."""
    values = setting.values
    model, names = make_small_network(seed, **values["network"])
    images = images_for(values["count"], values["side"], seed)
    labels = np.arange(values["count"]) % values["network"]["classes"]
    before = state_of(model, images)
    with watched_tapes(model) as tapes:
        try:
            answer = function(model, images, labels)
        except Exception:
            # The length of None cannot be taken: why it is None says more than that.
            if tapes.missing == FOUND:
                raise
            answer = dict.fromkeys(names, 0.0)
    norms = _norms(answer, names)
    order = np.array([names.index(name) for name in answer], "float32")
    same = is_same(before, state_of(model, images))
    return norms, order, same, np.float32(FOUND if norms.any() else tapes.missing)


def _norms(answer, names):
    """The values of a dictionary as a float32 array, in the order of the names.

    Raises:
        Unexpected: when it is no dictionary, or one of other blocks.
    """
    expected = "a dictionary from each block's name to a number"
    if not isinstance(answer, dict):
        raise Unexpected(f"the answer is a {type(answer).__name__}, expected {expected}")
    for name in names:
        if name not in answer:
            raise Unexpected(f"the dictionary holds no norm of {name}, expected {expected}")
    if len(answer) != len(names):
        raise Unexpected(f"the dictionary holds {len(answer)} norms, expected {len(names)}")
    norms = [number_of(answer[name], "a number for each block") for name in names]
    return np.array(norms, "float32")


@np.errstate(all="ignore")
def about_gradients(setting, arrays, expected):
    if [array.shape for array in arrays] != [array.shape for array in expected]:
        return None
    norms, order, same, missing = arrays
    wanted = expected[0]
    names = block_names_in(setting.values["network"])
    changed = (
        "" if same == 1 else " The network has changed, too: its weights are not what they were."
    )
    if float(missing) in _MISSING:
        return _MISSING[float(missing)] + changed
    if not norms.any():
        return "Every norm is 0." + changed
    told = _about_norms(names, norms, wanted)
    if told is None and (order != expected[1]).any():
        first = names[int(order[0])] if order[0] in expected[1] else "another block"
        told = (
            f"The norms are right, but the dictionary begins with {first}; expected the order of "
            f"the network: {', '.join(names)}."
        )
    return (told + changed) if told else changed.strip() or None


# A factor by which all norms are wrong, in words; with images, a power of their number.
_FACTORS = {
    0.5**0.5: "the root of one half: the squares that were added up are halved, as in "
    "`tf.nn.l2_loss`",
    2**0.5: "the root of two: the squares that were added up are doubled",
    0.5: "one half: the loss or the norm is halved",
    2.0: "two: the loss or the norm is doubled",
}
_POWERS = {
    1: "the number of images: the losses are added up, not averaged",
    -1: "one over the number of images: a mean was divided by that number once more",
    0.5: "the root of the number of images",
    -0.5: "one over the root of the number of images",
}


@np.errstate(all="ignore")
def about_all_gradients(settings, arrays, expected):
    """Which one factor makes the norms wrong in every setting, in a sentence, or None."""
    ratios = []
    for found, wanted in zip(arrays, expected, strict=True):
        if [array.shape for array in found] != [array.shape for array in wanted] or found[
            3
        ] != FOUND:
            return None
        ratio = found[0] / wanted[0]
        if not np.allclose(ratio, ratio[0], rtol=_CLOSE):
            return None
        ratios.append(ratio[0])
    counts = np.array([setting.values["count"] for setting in settings], "float64")
    words = [
        *(words for factor, words in _FACTORS.items() if np.allclose(ratios, factor, _CLOSE)),
        *(words for power, words in _POWERS.items() if np.allclose(ratios, counts**power, _CLOSE)),
    ]
    if len(words) != 1:
        return None
    return f"Each norm is {ratios[0]:.3g} times the right one. That factor is {words[0]}."


def _sums_of_blocks(wanted):
    """What comes where the norms of several blocks are mixed, by words for it."""
    squares = wanted.astype("float64") ** 2
    kept = "what was summed for one block is not set back to zero before the next"
    return {
        f"Each norm holds those of all blocks before it, too: {kept}.": np.sqrt(np.cumsum(squares)),
        f"Each number is the sum of a block's norm and those before it: {kept}.": np.cumsum(wanted),
        "Each number is the sum of a block's square and those before it, without a root: "
        f"{kept}.": np.cumsum(squares),
        "Each norm holds those of all blocks after it, too.": np.sqrt(
            np.cumsum(squares[::-1])[::-1]
        ),
        "Each block has the length of the gradient of all blocks together.": np.full_like(
            squares, np.sqrt(squares.sum())
        ),
        "Each block has the last block's norm.": np.full_like(squares, wanted[-1]),
        "Each block has the first block's norm.": np.full_like(squares, wanted[0]),
        "Each norm is divided by the largest of all.": wanted / wanted.max(),
        "Each norm is divided by the sum of all.": wanted / wanted.sum(),
        "Each number is the logarithm of a norm.": np.log(wanted),
        "Each number is the logarithm to the base of 10 of a norm.": np.log10(wanted),
    }


def _about_norms(names, norms, wanted):
    """A sentence on norms that differ from the right ones, or None where they do not."""
    right = np.isclose(norms, wanted, rtol=_CLOSE, atol=_CLOSE)
    if right.all():
        return None
    if np.allclose(sorted(norms), sorted(wanted), rtol=_CLOSE):
        return "The norms are right, but they are assigned to the wrong blocks."
    for words, value in _sums_of_blocks(wanted).items():
        if is_close(norms, value):
            return words
    ratios = norms / wanted
    if len(norms) > 1 and np.allclose(ratios, ratios[0], rtol=_CLOSE):
        return f"Each norm is {ratios[0]:.3g} times the right one."
    if right.any():
        of_others = [name for name, is_right in zip(names, right, strict=True) if not is_right]
        return f"Not every norm is wrong, only {', '.join(of_others)}."
    if (norms < wanted).all():
        return "Each norm is too small, and not all by the same factor."
    if (norms > wanted).all():
        return "Each norm is too large, and not all by the same factor."
    return "Some norms are too small and some too large."


_CLOSE = 1e-3
_NONE = "The tape gives None for every weight: "
_MISSING = {
    NO_PATH: _NONE + "between the weights and the loss something cannot be differentiated, such as "
    "NumPy, `float`, `argmax` or `stop_gradient`.",
    NETWORK_OUTSIDE: _NONE + "the network was not called inside `with tf.GradientTape()`.",
    PREDICTED: _NONE + "`predict` returns NumPy arrays, which no gradient passes through.",
    LOSS_OUTSIDE: _NONE + "the loss was computed after the `with` block had ended.",
}
