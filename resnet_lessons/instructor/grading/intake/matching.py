"""Which cell answers which exercise. Texts are searched, never parsed: a hostile one can end the
process that builds its syntax tree."""

import re
from dataclasses import dataclass

from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.grading.intake.possessive import repeated
from resnet_lessons.instructor.grading.intake.raw_notebook import RawCell
from resnet_lessons.instructor.grading.intake.released import is_hole

_CHECK = "_check"
_CALL = r"""(?:\w+ ?= ?)?(?:\w+\.)?check\( ?["']\w+["'] ?, ?[\w.]+ ?,? ?\)"""
# nbgrader's edition shows the result, then gives its points.
_ONLY_CHECKS = re.compile(repeated(rf"(?:{_CALL}|display\(\w+\)|\w+\.points)(?: ?;)? ?", least=1))
_LONGEST_CHECK = 2_000
_WIDEST_MARGIN = 40
_COMMENTS = re.compile(r"(?m)(?<!\S)#.*$")
_HANDED_IN = re.compile(
    r"""check\(\s*["'](\w+)["']\s*,\s*(?:function\s*=\s*)?(\w+)\s*(?:,\s*)?\)"""
)
# Cell magics whose body is Python that the notebook runs. The text below any other is for another
# program or a file, and defines nothing here.
_RUN_AS_PYTHON = {"time", "timeit", "capture", "prun", "memit"}
_MAGIC = re.compile(r"\s*%%(\w+)")

# How sure it is that a cell is the answer: the first kind that is found counts, and of its kind the
# last cell.
(
    HANDED_TO_CHECK, NAMED, BY_DEFINITION, BESIDE_ANOTHER, NAMED_ONLY, FURTHER_IN, NAMED_HOLE,
    OTHER_HOLE,
) = range(8)  # fmt: skip


@dataclass(frozen=True)
class Candidate:
    """A cell that may answer an exercise.

    Args:
        cell: as handed in.
        exercise: id.
        kind: HANDED_TO_CHECK (it defines a function of another name, with which the check is
            called), NAMED (it carries the id and defines it), BY_DEFINITION (it defines it),
            BESIDE_ANOTHER (it defines it in the cell of another exercise), NAMED_ONLY (it carries
            the id), FURTHER_IN (it defines it under an `if` or the like), NAMED_HOLE and OTHER_HOLE
            (nobody wrote anything into it).
        called: the name of its function, where that is not the exercise's; "" otherwise.
    """

    cell: RawCell
    exercise: str
    kind: int
    called: str = ""

    @property
    def is_hole(self):
        """Whether nobody wrote an answer into it."""
        return self.kind in (NAMED_HOLE, OTHER_HOLE)

    @property
    def source(self):
        """The text that defines the answer under the exercise's name."""
        if not self.called:
            return self.cell.source
        return f"{self.cell.source}\n\n{_margin(self.cell.source)}{self.exercise} = {self.called}\n"

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
    for candidate in _handed_to_checks(cells, found, released):
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
    elif cell.kind == "code" and not defined:
        for exercise in _defined_further_in(cell.source):
            yield Candidate(cell, exercise, FURTHER_IN)


def _defined_further_in(source):
    """Exercises that a text without any at its margin defines under an `if`, a `try` or the like."""
    if not is_python(source) or re.search(r"^[ \t]*class\b", source, re.M):
        return ()
    names = re.findall(r"^[ \t]+def[ \t]+(\w+)[ \t]*\(", source, re.M)
    return tuple(dict.fromkeys(name for name in names if name in EXERCISES))


def _handed_to_checks(cells, found, released):
    """Candidates whose function has another name, with which the check of the exercise is called.

    It counts where the exercise's own check cell is called with it, and where nothing else answers
    the exercise.
    """
    own = [cell for cell in cells if cell.kind == "code" and not released.holds(cell.source)]
    calls = [
        (checked_id(cell) == asked, asked, name)
        for cell in own
        for asked, name in _HANDED_IN.findall(cell.source)
        if asked in EXERCISES
    ]
    # The call in the exercise's own check cell counts first, and of others the last.
    names = {
        asked: name
        for is_in_its_cell, asked, name in sorted(calls, key=lambda call: call[0])
        if is_in_its_cell or all(one.is_hole for one in found.get(asked, ()))
    }
    wanted = {name for asked, name in names.items() if name != asked}
    if not wanted:
        return
    defining = {name: cell for cell in own for name in bound(cell.source) if name in wanted}
    for asked, name in names.items():
        if name != asked and name in defining:
            yield Candidate(defining[name], asked, HANDED_TO_CHECK, name)


def is_python(source):
    """Whether a cell's text is run as Python, and does not go to another program or a file."""
    magic = _MAGIC.match(source)
    return magic is None or magic.group(1) in _RUN_AS_PYTHON


def definitions(source):
    """Ids of the exercises that a text defines at its margin, in the order of the text."""
    return tuple(name for name in bound(source) if name in EXERCISES)


def bound(source):
    """Names that a text defines or assigns at its margin, in the order of the text."""
    if not is_python(source):
        return ()
    pattern = (
        rf"^{_margin(source)}(?:(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)[ \t]*[(:]"
        rf"|(\w+)[ \t]*(?::[^=\n]+)?=(?!=))"
    )
    names = (match.group(1) or match.group(2) for match in re.finditer(pattern, source, re.M))
    return tuple(dict.fromkeys(names))


def _margin(source):
    """What every line of a text is indented by: IPython runs a cell that is indented as a whole."""
    first = next((line for line in source.split("\n") if line.strip()), "")
    margin = first[: len(first) - len(first.lstrip(" \t"))]
    return margin if len(margin) <= _WIDEST_MARGIN else ""


def is_check(cell):
    """Whether a cell only checks an answer: by its id, or because nothing else stands in it."""
    if definitions(cell.source):
        return False
    return checked_id(cell) in EXERCISES or _holds_checks_only(cell.source)


def is_nothing_but_check(cell):
    """Whether a cell holds nothing that could matter to an answer."""
    return not definitions(cell.source) and _holds_checks_only(cell.source)


def checks(cell, exercise_id):
    """Whether a cell checks the answer to an exercise."""
    return checked_id(cell) == exercise_id or any(
        asked == exercise_id for asked, _ in _HANDED_IN.findall(cell.source)
    )


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
