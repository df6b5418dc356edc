"""Whose file it is, from the names that a learning platform gives; and names that are safe to show."""

import re
import unicodedata
from dataclasses import dataclass

LONGEST = 100
_MOODLE = re.compile(
    r"(?P<name>.+?)_(?P<number>\d{1,20})_assignsubmission_[a-z]+(?:_(?P<file>.*))?", re.S
)
_CANVAS = re.compile(
    r"(?P<name>[^_]+(?:_[^_\d][^_]*)*?)(?:_LATE)?_(?P<number>\d{1,20})_\d{1,20}_(?P<file>.+)", re.S
)
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
    """

    name: str
    number: str = ""
    is_lasting: bool = False


def owner(parts, is_folder):
    """The student of a path, and the path inside what that student handed in.

    Args:
        parts: of the path, students' folders first.
        is_folder: whether the path is one.

    Returns:
        (`Student`, parts); the student is None for a loose file whose name tells nothing.
    """
    first, rest = parts[0][:1000], parts[1:]
    canvas = _CANVAS.fullmatch(first)
    # A student of Canvas may call a file as Moodle calls a folder.
    is_of_canvas = canvas and not canvas["file"].startswith("assignsubmission_")
    if not is_of_canvas and (match := _MOODLE.fullmatch(first)):
        file = (match["file"],) if match["file"] and not rest and not is_folder else ()
        return Student(match["name"], match["number"]), file + rest
    if rest or is_folder:
        return Student(first), rest
    if canvas:
        return Student(canvas["name"], canvas["number"], is_lasting=True), (canvas["file"],)
    stem, dot, extension = first.rpartition(".")
    if dot and stem and extension.lower() in ("ipynb", "zip"):
        return Student(stem), parts
    return None, parts


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
    found, taken = {}, set()
    # A name that needs no change keeps it, whatever others try to look like it.
    for key in sorted(texts, key=lambda key: (printable(texts[key]) != texts[key], key)):
        name, number = printable(texts[key]), 1
        while name in taken:
            number += 1
            ending = f" ({number})"
            name = printable(texts[key])[: LONGEST - len(ending)] + ending
        found[key] = name
        taken.add(name)
    return found


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
