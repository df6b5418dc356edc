"""Who handed something in, under an id of their own; and names that are safe to show."""

import re
import unicodedata
from dataclasses import dataclass

LONGEST = 100
_MOST_NAMED = 3
_HIDDEN_CATEGORIES = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


@dataclass(frozen=True, order=True)
class Student:
    """Who handed something in, as the names tell; hostile text.

    Args:
        name: of the person or the folder.
        number: that the platform gave, or "".
        is_lasting: whether the number is the person's in every assignment (Canvas), so that it
            always belongs to the id. Moodle numbers each assignment anew: there it stands in the
            id only where two students share a name.
        platform: that gave the name, or "".
    """

    name: str
    number: str = ""
    is_lasting: bool = False
    platform: str = ""


def student_ids(students):
    """A printable id for each student, no two alike.

    Returns:
        {`Student`: id of at most 100 characters}
    """
    students = sorted(set(students))
    numbers = {}
    for student in students:
        numbers.setdefault(printable(student.name), set()).add(student.number)
    wanted = {}
    for student in students:
        shared = len(numbers[printable(student.name)]) > 1
        numbered = student.number and (student.is_lasting or shared)
        wanted[student] = f"{student.name}_{student.number}" if numbered else student.name
    return distinct(wanted)


def distinct(texts):
    """Each text made printable, those that become equal told apart by a number.

    Args:
        texts: {key: hostile text}

    Returns:
        {key: printable text}
    """
    names = DistinctNames()
    # A name that needs no change keeps it, whatever others try to look like it.
    keys = sorted(texts, key=lambda key: (printable(texts[key]) != texts[key], key))
    return {key: names.new(texts[key]) for key in keys}


class DistinctNames:
    """Hostile texts made printable, no two alike: those that become equal are told apart by a number."""

    def __init__(self):
        self._taken = set()

    def new(self, text):
        """The printable text, or one that begins like it if that is taken."""
        wanted = name = printable(text)
        number = 1
        while name in self._taken:
            number += 1
            ending = f" ({number})"
            name = wanted[: LONGEST - len(ending)] + ending
        self._taken.add(name)
        return name


def some_of(names):
    """The first of some hostile names, printable, in words."""
    more = " and others" if len(names) > _MOST_NAMED else ""
    return ", ".join(map(printable, names[:_MOST_NAMED])) + more


def printable(text, longest=LONGEST):
    """A hostile text on one line, without characters that hide, reorder or end things."""
    shown = "".join(map(_shown, text[: 4 * longest]))
    shown = unicodedata.normalize("NFC", re.sub(" +", " ", shown)).strip()
    return shown[:longest].strip() or "unnamed"


def _shown(character):
    category = unicodedata.category(character)
    if category == "Zs":
        return " "
    return "·" if category in _HIDDEN_CATEGORIES else character
