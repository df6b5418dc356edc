"""Numbers that a plain function returned, as arrays; what is none raises `Unexpected` in words."""

from itertools import islice
from numbers import Real

import numpy as np

from resnet_lessons.course.exercises.exercise import Unexpected

_MOST_ITEMS = 1000
# Far beyond every right answer, and still a whole number in float32.
_LARGEST = 10**6


def whole(value, largest=_LARGEST):
    """A whole number as a float32 scalar.

    Args:
        value: what was returned.
        largest: beyond every right answer.

    Raises:
        Unexpected: for anything else, 2.5 and True included.
    """
    number = value.numpy() if hasattr(value, "numpy") else value
    if isinstance(number, (np.ndarray, np.generic)) and number.ndim == 0:
        number = number.item()
    _refuse_nothing(number)
    if isinstance(number, bool) or not isinstance(number, Real):
        raise Unexpected(f"the answer holds {_kind(number)}, expected a whole number")
    if not -largest < number < largest:
        raise Unexpected(f"the answer holds a number beyond {largest:,}")
    if number != int(number):
        raise Unexpected(f"the answer holds {float(number):g}, expected a whole number")
    return np.float32(number)


def numbers(values, expected):
    """The items of a list, a tuple or anything else that can be gone through again, as a list.

    Args:
        values: what was returned.
        expected: what was asked for, in words.

    Raises:
        Unexpected: for a number, a text, a dictionary, what cannot be gone through, and what can be
            gone through only once.
    """
    _refuse_nothing(values)
    if hasattr(values, "__next__"):
        raise Unexpected(
            f"the answer is a {type(values).__name__}, whose items can be gone through only once, "
            f"expected {expected}. `list(…)` makes a list of it."
        )
    if isinstance(values, (str, bytes, dict, Real)) or not hasattr(values, "__iter__"):
        raise Unexpected(f"the answer is {_kind(values)}, expected {expected}")
    return list(islice(iter(values), _MOST_ITEMS))


def _refuse_nothing(value):
    if value is None:
        raise Unexpected("the answer is nothing (None). Does it end in a `return` line?")


def _kind(value):
    if isinstance(value, Real) and not isinstance(value, bool):
        return f"the number {float(value):g}"
    names = {
        str: "a string",
        bool: "True or False",
        list: "a list",
        tuple: "a tuple",
        dict: "a dictionary",
    }
    return names.get(type(value), f"a value of type {type(value).__name__}")
