"""What `gradient_norms` is tried with: the norms of a small network, and what they show."""

import numpy as np

from resnet_lessons.course.exercises.answers_as_arrays import number_of
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
    return np.array([number_of(answer[name], "a number for each block") for name in names])


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


def _about_norms(names, norms, wanted):
    """A sentence on norms that differ from the right ones, or None where they do not."""
    right = np.isclose(norms, wanted, rtol=_CLOSE, atol=_CLOSE)
    if right.all():
        return None
    if np.allclose(sorted(norms), sorted(wanted), rtol=_CLOSE):
        return "The norms are right, but they are given to other blocks."
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
    PREDICTED: _NONE + "`predict` returns NumPy arrays, which no gradient passes.",
    LOSS_OUTSIDE: _NONE + "the loss was computed after the `with` block had ended.",
}
