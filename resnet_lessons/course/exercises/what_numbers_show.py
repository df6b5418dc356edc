"""What the numbers of a wrong pre-activation or of a wrong block show, beside those expected.

Arrays have channels last. Each function returns a sentence, or None where nothing stands out.
"""

import math

import numpy as np

from resnet_lessons.course.exercises.answers_as_arrays import is_close
from resnet_lessons.course.exercises.formulas import line_through

_CLOSE = 1e-3
_FEWEST = 4
# Larger numbers leave nothing of smaller ones in a sum.
_LARGEST = 1e3
_erf = np.vectorize(math.erf)

# Functions in ReLU's place, of a positive number: there ReLU changes nothing.
_ACTIVATIONS = {
    "a sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "tanh": np.tanh,
    "softplus": lambda x: np.log1p(np.exp(x)),
    "swish (also called SiLU)": lambda x: x / (1 + np.exp(-x)),
    "GELU": lambda x: x * (1 + _erf(x / math.sqrt(2))) / 2,
    "SELU": lambda x: 1.0507 * x,
    "hard swish": lambda x: x * np.minimum(x + 3, 6) / 6,
    "a function that makes positive numbers 0": np.zeros_like,
    "the negative of ReLU": np.negative,
}


@np.errstate(all="ignore")
def of_a_pre_activation(array, expected):
    """What follows the normalisation in ReLU's place, or what the normalisation did otherwise."""
    if array.shape != expected.shape or not (expected > 0).any():
        return None
    is_positive = expected > 0
    kept, wanted = array[is_positive], expected[is_positive].astype("float64")
    if is_close(kept, wanted):
        return _where_zero_is_expected(array[~is_positive])
    for name, function in _ACTIVATIONS.items():
        if is_close(kept, function(wanted)):
            return f"The normalisation is right, but {name} follows it in place of ReLU."
    ceiling = kept.max()
    if ceiling > 0 and is_close(kept, np.minimum(wanted, ceiling)):
        return (
            f"The normalisation is right, but no number is larger than {ceiling:g}: a ReLU with a "
            "ceiling, such as ReLU6, or a clipping follows it."
        )
    return _scaled_and_shifted(array, expected)


def _where_zero_is_expected(array):
    """Positive numbers are right; of the others a ReLU would make 0."""
    if not array.size or is_close(array, 0):
        return None
    if array.min() < 0:
        return (
            "Positive numbers are right, but where 0 is expected there are numbers down to "
            f"{array.min():.3g}: a function that lets negative ones through, such as LeakyReLU or "
            "ELU, follows the normalisation in place of ReLU."
        )
    return (
        "Positive numbers are right, but where 0 is expected there are positive ones too: what is "
        "negative must become 0."
    )


def _scaled_and_shifted(array, expected):
    """Whether each channel is the expected one with another scale and offset."""
    fitted = 0
    for channel in range(expected.shape[-1]):
        one, other = array[..., channel], expected[..., channel]
        both = (one > 0) & (other > 0)
        if both.sum() < _FEWEST:
            continue
        line = line_through(other[both], one[both])
        if line is None or not _CLOSE < line[0] < _LARGEST:
            return None
        fitted += 1
    if not fitted:
        return None
    return (
        "Within a channel the numbers are the expected ones, scaled and shifted: what is "
        "subtracted and divided by, or the scale and the offset, is not what batch "
        "normalisation uses."
    )


@np.errstate(all="ignore")
def of_a_tensor(array, expected, name):
    """Whether a tensor is a multiple of what is expected, or off by one number in each channel."""
    if array.shape != expected.shape or not expected.any() or is_close(array, expected):
        return None
    factor = float((array * expected).sum() / (expected * expected).sum())
    if is_close(array, factor * expected):
        return f"{name} is {factor:.3g} times what is expected." if abs(factor) > _CLOSE else None
    off = (array - expected).reshape(-1, expected.shape[-1])
    is_constant = np.ptp(off, axis=0).max() < _CLOSE and np.abs(off).max() < _LARGEST
    if len(off) >= _FEWEST and is_constant:
        return (
            f"In each channel every number of {name[0].lower()}{name[1:]} is off by the same "
            "amount, as if a bias were left out, or something were added that does not belong "
            "there."
        )
    return None
