"""Which formula an answer followed, by its numbers: for the exercises that ask for one."""

from itertools import chain, combinations

import numpy as np

from resnet_lessons.course.exercises.answers_as_arrays import is_close

_CLOSE = 1e-3
# Through so few numbers a line often passes.
_FEWEST = 3


def formula_of(array, named, others, wanted):
    """A sentence on the formula that gives an array, or None where none is found.

    Args:
        array: what came, of any shape.
        named: the arrays that the answer was given, by their names, all of one shape.
        others: formulas that are no sums of multiples, in words, and what they give.
        wanted: the formula that was asked for, in words.
    """
    given = list(named.values())
    if array.shape != given[0].shape:
        return None
    for words, value in others.items():
        if is_close(array, value):
            return f"Your answer gives {words}; expected {wanted}."
    words = _sum_of_multiples(array, named)
    return words and f"Your answer gives {words}; expected {wanted}."


def _sum_of_multiples(array, named):
    """In words, as in "F(x) − 2 · x", the sum of multiples that an array is; else None."""
    names = [*named, ""]
    columns = np.stack([*(value.ravel() for value in named.values()), np.ones(array.size)], axis=1)
    if array.size < 2 * len(names) or not np.isfinite(array).all():
        return None
    factors, _, rank, _ = np.linalg.lstsq(columns.astype("float64"), array.ravel(), rcond=1e-6)
    if rank < len(names) or not is_close(array.ravel(), columns @ factors):
        return None
    terms = [
        _term(factor, name)
        for factor, name in zip(factors, names, strict=True)
        if abs(factor) > _CLOSE
    ]
    return _joined(terms) if terms else "0 everywhere"


def _term(factor, name):
    """("+" or "−", the term without its sign)"""
    size = f"{abs(factor):.3g}"
    if name:
        size = name if size == "1" else f"{size} · {name}"
    return "−" if factor < 0 else "+", size


def _joined(terms):
    (sign, first), *others = terms
    start = first if sign == "+" else f"−{first}"
    return " ".join([start, *(f"{sign} {term}" for sign, term in others)])


def one_number(array, expected):
    """A sentence where one number came in place of many, else None."""
    if array.size != 1 or expected.size == 1:
        return None
    number = array.ravel()[0]
    for words, value in (("mean", expected.mean()), ("sum", expected.sum())):
        if is_close(number, value):
            return f"You returned one number, the {words} of the expected ones; expected one at each place."
    return "You returned one number; expected one at each place of `x`."


def normalised(array, expected):
    """A sentence where the expected numbers came with their mean taken away and divided by their
    standard deviation along some axes, maybe scaled and shifted in each channel after that; else None.

    Numbers that are only scaled and shifted in each channel are not told from those: nothing is said.
    """
    if array.shape != expected.shape or not np.isfinite(array).all():
        return None
    if _is_scaled_and_shifted(array, expected):
        return None
    axes = range(expected.ndim)
    for along in chain.from_iterable(
        combinations(axes, count) for count in range(1, len(axes) + 1)
    ):
        centred = expected - expected.mean(along, keepdims=True)
        variance = expected.var(along, keepdims=True)
        # Keras adds a small number to the variance.
        for tiny in (0, 1e-6, 1e-5, 1e-3):
            if _is_scaled_and_shifted(array, centred / np.sqrt(variance + tiny)):
                return (
                    "The numbers are normalised: their mean is subtracted, and they are divided by "
                    "their standard deviation."
                )
    return None


def _is_scaled_and_shifted(array, other):
    """Whether each channel of an array is another's, times a number and plus a number."""
    channels = range(array.shape[-1])
    pairs = [(other[..., channel].ravel(), array[..., channel].ravel()) for channel in channels]
    return np.isfinite(other).all() and all(
        one.size > _FEWEST and np.ptp(one) > _CLOSE and line_through(one, two) is not None
        for one, two in pairs
    )


def line_through(numbers, others):
    """(factor, offset) by which some numbers give others, in float64; None where they do not.

    Args:
        numbers, others: arrays of one axis.
    """
    columns = np.stack([numbers, np.ones(numbers.size)], axis=1).astype("float64")
    factors = np.linalg.lstsq(columns, others, rcond=None)[0]
    return factors if is_close(others, columns @ factors) else None


def along_an_axis(array, expected):
    """A sentence where the expected numbers were added up or averaged along one axis, or laid out in
    another shape; else None."""
    if array.shape == expected.shape or array.size == 1:
        return None
    for axis in range(expected.ndim):
        for words, value in (("sum", expected.sum(axis)), ("mean", expected.mean(axis))):
            if array.size == value.size and is_close(array.ravel(), value.ravel()):
                return (
                    f"Your answer gives the {words} of the expected numbers along axis {axis}; expected one "
                    "number at each place of `x`."
                )
    if array.shape == expected.T.shape and is_close(array, expected.T):
        return (
            "The numbers are right, but the axes are in reverse order; expected the shape of `x`."
        )
    if array.size == expected.size and is_close(array.ravel(), expected.ravel()):
        return "The numbers are right, but they have a different shape; expected that of `x`."
    return None


def cut_off(array, expected):
    """A sentence where the expected numbers were cut off at a lower or an upper end, else None."""
    if array.shape != expected.shape or array.size < 2 or not np.isfinite(array).all():
        return None
    low, high = array.min(), array.max()
    is_cut = low < high and not is_close(array, expected)
    if not is_cut or not is_close(array, np.clip(expected, low, high)):
        return None
    ends = [f"below {low:.3g}"] if expected.min() < low - _CLOSE else []
    ends += [f"above {high:.3g}"] if expected.max() > high + _CLOSE else []
    return f"The numbers are right, but those {' and '.join(ends)} were cut off there."
