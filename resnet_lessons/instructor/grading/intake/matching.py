"""Which cell answers which exercise. Texts are searched, never parsed: a hostile one can end the
process that builds its syntax tree."""

import re
from dataclasses import dataclass

from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.grading.intake.raw_notebook import RawCell
from resnet_lessons.instructor.grading.intake.released import is_hole

_CHECK = "_check"
_CALL = r"""(?:\w+ ?= ?)?(?:\w+\.)?check\( ?["']\w+["'] ?, ?[\w.]+ ?,? ?\)"""
# nbgrader's edition shows the result, then gives its points.
_ONLY_CHECKS = re.compile(rf"(?:(?:{_CALL}|display\(\w+\)|\w+\.points)(?: ?;)? ?)++")
_LONGEST_CHECK = 2_000
_WIDEST_MARGIN = 40
_COMMENTS = re.compile(r"(?m)(?<!\S)#.*$")

# How sure it is that a cell is the answer: the first kind that is found counts, and of its kind the
# last cell.
NAMED, BY_DEFINITION, BESIDE_ANOTHER, NAMED_ONLY, NAMED_HOLE, OTHER_HOLE = range(6)


@dataclass(frozen=True)
class Candidate:
    """A cell that may answer an exercise.

    Args:
        cell: as handed in.
        exercise: id.
        kind: NAMED (it carries the id and defines it), BY_DEFINITION (it defines it),
            BESIDE_ANOTHER (it defines it in the cell of another exercise), NAMED_ONLY (it carries
            the id), NAMED_HOLE and OTHER_HOLE (nobody wrote anything into it).
    """

    cell: RawCell
    exercise: str
    kind: int

    @property
    def is_hole(self):
        """Whether nobody wrote an answer into it."""
        return self.kind in (NAMED_HOLE, OTHER_HOLE)

    @property
    def _order(self):
        # The last that was written counts; of cells that nobody touched, the one in its old place.
        number = self.cell.number if self.is_hole else -self.cell.number
        return self.kind, self.cell.kind != "code", number


def matched(cells, released):
    """The cells that may answer each exercise, the one that counts first.

    Args:
        cells: `RawCell`s.
        released: `Released`.

    Returns:
        {exercise id: list of `Candidate`}, exercises without any left out.
    """
    found = {}
    for cell in cells:
        for candidate in _candidates(cell, released):
            found.setdefault(candidate.exercise, []).append(candidate)
    return {
        name: sorted(found[name], key=lambda one: one._order) for name in EXERCISES if name in found
    }


def _candidates(cell, released):
    defined = definitions(cell.source)
    named = cell.grade_id if cell.grade_id in EXERCISES else ""
    if is_check(cell) or (cell.kind != "code" and not named and "```" in cell.source):
        return
    for exercise in defined:
        empty = is_hole(cell.source, exercise, released)
        if exercise == named:
            yield Candidate(cell, exercise, NAMED_HOLE if empty else NAMED)
        elif empty:
            yield Candidate(cell, exercise, OTHER_HOLE)
        else:
            kind = BESIDE_ANOTHER if named in defined else BY_DEFINITION
            yield Candidate(cell, exercise, kind)
    if named and not defined:
        empty = is_hole(cell.source, named, released)
        yield Candidate(cell, named, NAMED_HOLE if empty else NAMED_ONLY)


def definitions(source):
    """Ids of the exercises that a text defines at its margin, in the order of the text."""
    # IPython runs a cell that is indented as a whole.
    first = next((line for line in source.split("\n") if line.strip()), "")
    margin = first[: len(first) - len(first.lstrip(" \t"))]
    margin = margin if len(margin) <= _WIDEST_MARGIN else ""
    pattern = (
        rf"^{margin}(?:(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)[ \t]*[(:]"
        rf"|(\w+)[ \t]*(?::[^=\n]+)?=(?!=))"
    )
    names = (match.group(1) or match.group(2) for match in re.finditer(pattern, source, re.M))
    return tuple(dict.fromkeys(name for name in names if name in EXERCISES))


def is_check(cell):
    """Whether a cell only checks an answer: by its id, or because nothing else stands in it."""
    if definitions(cell.source):
        return False
    return checked_id(cell) in EXERCISES or _holds_checks_only(cell.source)


def checked_id(cell):
    """The exercise whose check a cell is by its id, "" if none."""
    name = cell.grade_id
    return name.removesuffix(_CHECK) if name.endswith(_CHECK) else ""


def _holds_checks_only(source):
    if len(source) > _LONGEST_CHECK or "check" not in source:
        return False
    return bool(_ONLY_CHECKS.fullmatch(" ".join(_COMMENTS.sub("", source).split())))


def called_checks(source):
    """Names of the exercises whose check a text calls with the answer of that name."""
    return re.findall(r"""check\(\s*["'](\w+)["']\s*,\s*\1\b""", source)
