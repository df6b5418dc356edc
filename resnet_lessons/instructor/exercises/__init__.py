"""What only the instructor has of each exercise: a folder of its name, which no bundle holds.

Its `__init__.py` says how the answer is edited into each wrong variant (`EDITS`) and how hidden
settings are sampled (`HIDDEN_SETTINGS`); `right.py` and `wrong.py` hold whole programs.
"""

from importlib import import_module
from importlib.util import find_spec

from resnet_lessons.instructor.answers import answer, without_markers


class EditError(ValueError):
    """An edit does not fit its answer."""


def edits(exercise_id):
    """{misconception id: ((text of the answer, what is written instead), …)} of an exercise."""
    return _of(exercise_id, "EDITS", {})


def hidden_settings(exercise_id):
    """A function from a generator to a setting, for each hidden setting to be sampled.

    The last of a method has its channels first: there the probe also traces the network.
    """
    return _of(exercise_id, "HIDDEN_SETTINGS", ())


def _of(exercise_id, name, nothing):
    module = f"{__name__}.{exercise_id}"
    return getattr(import_module(module), name, nothing) if find_spec(module) else nothing


def variants(exercise_id):
    """The wrong variants of an exercise.

    Returns:
        {misconception id: text of the function that has it}

    Raises:
        EditError: when an edit no longer fits the answer.
    """
    right = without_markers(answer(exercise_id))
    return {
        misconception: edited(right, pairs) for misconception, pairs in edits(exercise_id).items()
    }


def edited(text, pairs):
    """A text in which each of some pairs (text, what stands there instead) was exchanged, in order.

    Raises:
        EditError: when they are no pairs of texts, or the first of a pair does not stand there once.
    """
    if isinstance(pairs, str) or not all(map(_is_pair, pairs)):
        raise EditError("it is no list of pairs of texts")
    for old, new in pairs:
        if text.count(old) != 1:
            raise EditError(f"{old!r} stands {text.count(old)} times in the answer, not once")
        text = text.replace(old, new)
    return text


def _is_pair(pair):
    return isinstance(pair, (tuple, list)) and list(map(type, pair)) == [str, str]
