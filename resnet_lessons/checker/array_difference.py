"""Where an array differs from the one that was expected, in words."""

import numpy as np

from resnet_lessons.course.keys import TOLERANCE

# Of the largest number: a difference below that may be a constant of another framework.
_LITTLE = 0.03


def array_difference(which, array, other, as_lists):
    """What was seen and what was expected where one array differs from another, else None.

    Args:
        which: begins the text with the array's name, where it needs one.
        array, other: what came out, and what should have.
        as_lists: whether a few whole numbers are shown as they are.
    """
    if array.shape != other.shape:
        return f"{which}shape {sizes(array.shape)}", f"{which}shape {sizes(other.shape)}"
    wrong = ~np.isclose(array, other, rtol=TOLERANCE, atol=TOLERANCE)
    if not wrong.any():
        return None
    if array.ndim == 0:
        return f"{which}{array:g}", f"{which}{other:g}"
    if as_lists and _is_short_list(array) and _is_short_list(other):
        return f"{which}{_listed(array)}", f"{which}{_listed(other)}"
    place = tuple(int(index) for index in np.argwhere(wrong)[0])
    return (
        f"{which}the shape is right; {wrong.mean():.0%} of the numbers differ{_how_far(array, other)}, "
        f"the first at {place}: {_number(array[place])}",
        f"{_number(other[place])} there",
    )


def _how_far(array, other):
    """How far apart two arrays are, where that is so little that it is worth saying."""
    farthest, size = np.abs(array - other).max(), np.abs(other).max()
    return f" by at most {farthest / size:.1%}" if 0 < farthest < _LITTLE * size else ""


def _is_short_list(array):
    """Whether an array is a few whole numbers, which are best shown as they are."""
    return array.size <= 16 and bool(np.all(array == np.rint(array)))


def _listed(array):
    return str(array.astype(int).tolist())


def _number(value):
    return f"{value:.3f}" if abs(value) < 1e6 else f"{value:.3g}"


def sizes(shape):
    """A shape as "2 × 3"; that of a single number in words."""
    return " × ".join(map(str, shape)) if shape else "of a single number"
