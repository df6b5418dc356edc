"""Advice on an error that a process tells of in which a student's code ran: computed here once more.

Such a process may say anything, and what it says may carry a text that it should not know. So its own
advice is not read. Ours is made of its error and of the student's cell, and shown only where each
name and number in it that the error brought is known here already.
"""

import re
from functools import cache

from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.course.keys.call import METHODS, NAMES
from resnet_lessons.instructor.answers import PACKAGE

_LONGEST_ERROR, _LONGEST_CELL, _LONGEST_ADVICE = 400, 100_000, 300
# An error may choose among known names and small numbers: with more of them it could spell something.
_MOST_BORROWED, _MOST_NUMBERS = 4, 6
_NAME = re.compile(r"[^\W\d]\w*")
_NUMBER = re.compile(r"(?<!\w)\d+")
# These two are raised by a method of the network itself.
_FROM_A_METHOD = re.compile(r"it must be a whole number|Argument `name` must be")


def trusted_advice(error, line, cell, advise=None):
    """Our own sentence on an error.

    Args:
        error: its name, a colon and its message, from a process that may say anything.
        line: the text of the student's line, read from the cell; "" where it is unknown.
        cell: the `Cell` that holds the answer.
        advise: what gives advice on facts, `advised_here` if None.

    Returns:
        a sentence or two, or "" where nothing is known or where it might carry something.
    """
    error = error[:_LONGEST_ERROR]
    found = (advise or advised_here)(_facts(error, line, cell))
    words, layers = str(found["words"]), frozenset(found["layers"])
    return words if _is_known(words, error, cell.source[:_LONGEST_CELL], layers) else ""


def advised_here(facts):
    """See `sandbox.inside.advising.advised`; it loads Keras, which grading needs for nothing else."""
    from resnet_lessons.instructor.sandbox.inside.advising import advised

    return advised(facts)


def _facts(error, line, cell):
    """What is known of an error, by the fields of `Raised`."""
    name, _, message = error.partition(": ")
    source = cell.source[:_LONGEST_CELL]
    called = {each for each in re.findall(r"\.(\w+)\(", line) if each in METHODS}
    is_sure = len(called) == 1 and _FROM_A_METHOD.search(message)
    return {
        "name": name,
        "message": message,
        "function": cell.exercise,
        "parameters": _parameters(source, cell.exercise),
        "names": sorted(set(_NAME.findall(source))),
        "set_attributes": sorted(set(re.findall(r"\.(\w+) *=(?!=)", source))),
        "line": line,
        "is_entered": bool(line),
        "called": called.pop() if is_sure else "",
    }


def _parameters(source, name):
    """Names of the parameters in a function's first line, by its text: the cell is not run here."""
    found = re.search(rf"^def {re.escape(name)}\(([^)]{{0,500}})\)", source, re.MULTILINE)
    given = found.group(1).split(",") if found else ()
    return tuple(match.group() for each in given if (match := _NAME.match(each.strip())))


def _is_known(words, error, source, layers):
    """Whether a sentence holds nothing that only the error can have brought into it."""
    borrowed = set(_NAME.findall(error))
    known = set(_NAME.findall(source)) | _public_names()
    passages = re.findall(r"`([^`]*)`", words)
    names = {name for name in _NAME.findall(words) if name in borrowed}
    quoted = {name for name in _NAME.findall(" ".join(passages)) if name in borrowed}
    # Some are computed from those of the error, so every number in the sentence is looked at.
    numbers = _NUMBER.findall(words)
    return (
        len(words) <= _LONGEST_ADVICE
        and names - quoted <= known | _our_words() | layers
        and quoted <= known
        and len(quoted) <= _MOST_BORROWED
        and len(numbers) <= _MOST_NUMBERS
        and all(len(number) == 1 or number in _NUMBER.findall(source) for number in numbers)
        and all(passage in source for passage in passages if _is_copied(passage, error))
    )


def _is_copied(passage, error):
    """Whether more than a name was taken from an error as it stands."""
    return passage in error and not re.fullmatch(r"[\w.]+", passage)


def _public_names():
    """The names of the exercises, and what the network's methods and Keras' layers take."""
    signatures = {name for each in EXERCISES.values() for name in (each.id, *each.signature)}
    return signatures | set(METHODS) | NAMES | {"name"}


@cache
def _our_words():
    """Every word that stands in the tables of advice."""
    tables = (PACKAGE / "checker/advice").glob("*.py")
    texts = " ".join(path.read_text(encoding="utf-8") for path in tables)
    return frozenset(_NAME.findall(texts))
