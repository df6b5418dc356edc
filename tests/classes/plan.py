"""Who hands in what: a class as data, sampled from a seed. Nothing is written here."""

import random
from dataclasses import dataclass

from tests.classes.files import SAVES, UNREADABLE
from tests.classes.forms import FORMS
from tests.classes.notebook import path_of
from tests.classes.oracle import WITHOUT_IMPORTS
from tests.classes.programs import CHAPTERS, exercises_of, names

# Shares of a class; the rest is all right.
SHARES = {"misconception": 0.52, "unfinished": 0.15, "unreadable": 0.10}
FEWEST = 10

DELETED = "deleted"
IMPORTS_DELETED = "imports_deleted"

# Chapters in proportion to the misconceptions of the exercise that has most, so that each finds a
# place; one card for so many.
_MISCONCEPTIONS_A_CARD = 4
_MOST = {
    chapter: max(len(names(each, "misconception")) for each in exercises_of(chapter))
    for chapter in CHAPTERS
}
_CHAPTERS = {
    "misconception": tuple(
        chapter for chapter in CHAPTERS for _ in range(0, _MOST[chapter], _MISCONCEPTIONS_A_CARD)
    )
}
# Elsewhere chapters 4 and 5 come less often: whole networks take the longest to grade.
_USUAL = (1, 1, 2, 2, 3, 3, 4, 5)
_FAULTS = (
    "wrong", "unfinished/hole", "wrong", "broken/syntax_error", DELETED, "wrong", IMPORTS_DELETED,
    "unfinished/begun", "broken/function_renamed", "wrong", "unfinished/nothing_returned",
    "broken/import_fails", "unfinished/undefined_name", "wrong", "broken/indentation",
)  # fmt: skip
_AS_SAVED = 0.4
_HARMLESS = (*FORMS, *(save for save in SAVES if save != "plain"))
# A broken cell is told by its metadata alone.
_HARMLESS_TO_BROKEN_CELLS = ("other_kernelspec", "vs_code", "check_cells_deleted", "one_line")
_RENAMED = {
    1: ("identity homework.ipynb", "Copy of 01_identity_and_zero_mappings.ipynb"),
    2: ("blocks final FINAL.ipynb", "02_block_structure (1).ipynb"),
    3: ("Übung drei.ipynb", "03_block_layers-Copy1.ipynb"),
    4: ("my resnet.ipynb", "04_whole_network_v2.ipynb"),
    5: ("lésions.ipynb", "05_what_residual_learning_buys (copy).ipynb"),
}


@dataclass(frozen=True)
class File:
    """One file that a student hands in.

    Args:
        chapter: whose notebook it was.
        name: of the file.
        programs: (exercise id, key of `oracle.keys` or `DELETED`) pairs.
        form: one of `FORMS`, `SAVES`, `IMPORTS_DELETED`, or "".
        helpers_apart: whether what stands around an answer goes into an added cell.
        unreadable: one of `UNREADABLE`, or "".
    """

    chapter: int
    name: str
    programs: tuple[tuple[str, str], ...]
    form: str = ""
    helpers_apart: bool = False
    unreadable: str = ""


@dataclass(frozen=True)
class Student:
    """A student of the class.

    Args:
        student_id: for example "student_001".
        group: "right", "misconception", "unfinished" or "unreadable".
        files: what is handed in, a `File` for each chapter.
    """

    student_id: str
    group: str
    files: tuple[File, ...]


def plan(count, seed):
    """A class.

    Args:
        count: of students, at least `FEWEST`.
        seed: the same one plans the same class.

    Returns:
        tuple of `Student`, by id

    Raises:
        ValueError: when the class is too small to hold every group and chapter.
    """
    if count < FEWEST:
        raise ValueError(f"a class of {count} cannot hold every chapter; make it {FEWEST} or more")
    chance = random.Random(f"class {seed}")
    ids = [f"student_{number:03d}" for number in range(1, count + 1)]
    chance.shuffle(ids)
    decks = _Decks(chance)
    students = []
    for group, size in _sizes(count).items():
        members, ids = ids[:size], ids[size:]
        students += _GROUPS[group](members, _chapters(group, size, chance), decks, chance)
    return tuple(sorted(students, key=lambda student: student.student_id))


def _sizes(count):
    sizes = {group: max(1, round(count * share)) for group, share in SHARES.items()}
    return {"right": count - sum(sizes.values())} | sizes


def _chapters(group, size, chance):
    """The chapters of each member: one, two or three."""
    firsts = _dealt(_CHAPTERS.get(group, _USUAL), size, chance)
    dealt = [_with_more(first, chance) for first in firsts]
    return _topped_up(dealt, chance) if group == "misconception" else dealt


def _topped_up(dealt, chance):
    """Chapters of members so that every misconception finds a holder, if the class is large enough."""
    if sum(_MOST.values()) > 2 * len(dealt):
        return dealt
    dealt = [list(own) for own in dealt]
    for chapter, most in _MOST.items():
        missing = most - sum(chapter in own for own in dealt)
        free = [own for own in dealt if chapter not in own and len(own) < 3]
        for own in chance.sample(free, max(0, min(missing, len(free)))):
            own.append(chapter)
    return [sorted(own) for own in dealt]


def _with_more(first, chance):
    more = chance.choices((0, 1, 2), weights=(50, 35, 15))[0]
    others = chance.sample([chapter for chapter in CHAPTERS if chapter != first], more)
    return sorted([first, *others])


def _dealt(cards, count, chance):
    """Cards from shuffled packs, so that each comes once before any comes twice."""
    dealt = []
    while len(dealt) < count:
        dealt += chance.sample(list(cards), len(cards))
    return dealt[:count]


class _Decks:
    """One pack of cards for each thing that is dealt to the class."""

    def __init__(self, chance):
        self._chance, self._packs = chance, {}

    def deal(self, name, cards):
        """The next card of a pack, shuffled anew when it is used up."""
        pack = self._packs.setdefault(name, [])
        if not pack:
            pack += self._chance.sample(list(cards), len(cards))
        return pack.pop()

    def program(self, kind, exercise_id):
        """The next program of a kind."""
        return self.deal((kind, exercise_id), names(exercise_id, kind))


def _right(members, chapters, decks, chance):
    return [
        Student(member, "right", tuple(_right_file(chapter, decks, chance) for chapter in own))
        for member, own in zip(members, chapters, strict=True)
    ]


def _right_file(chapter, decks, chance):
    return _file(chapter, _right_programs(chapter, decks), decks, chance)


def _right_programs(chapter, decks):
    return {each: decks.program("right", each) for each in exercises_of(chapter)}


def _file(chapter, programs, decks, chance, forms=_HARMLESS):
    name = path_of(chapter).name
    if chance.random() < 0.1:
        name = chance.choice(_RENAMED[chapter])
    form = "" if chance.random() < _AS_SAVED else decks.deal(("form", forms), forms)
    return File(chapter, name, tuple(programs.items()), form, chance.random() < 0.3)


def _misconceived(members, chapters, decks, chance):
    """Every misconception once, if the class is large enough; what is left over is right."""
    programs = {
        (member, chapter): _right_programs(chapter, decks)
        for member, own in zip(members, chapters, strict=True)
        for chapter in own
    }
    for chapter in CHAPTERS:
        holders = [key for key in programs if key[1] == chapter]
        for exercise_id in exercises_of(chapter):
            for key in chance.sample(holders, len(holders))[
                : len(names(exercise_id, "misconception"))
            ]:
                programs[key][exercise_id] = decks.program("misconception", exercise_id)
    for member, own in zip(members, chapters, strict=True):
        held = [key for chapter in own for key in programs[member, chapter].values()]
        if not any(key.startswith("misconception/") for key in held):
            exercise_id = chance.choice(exercises_of(own[0]))
            programs[member, own[0]][exercise_id] = decks.program("misconception", exercise_id)
    return [
        Student(
            member,
            "misconception",
            tuple(_file(chapter, programs[member, chapter], decks, chance) for chapter in own),
        )
        for member, own in zip(members, chapters, strict=True)
    ]


def _unfinished(members, chapters, decks, chance):
    """The first file holds the fault, the others are right."""
    faults = _dealt(_FAULTS, len(members), chance)
    return [
        Student(
            member,
            "unfinished",
            (
                _faulty_file(fault, own[0], decks, chance),
                *(_right_file(chapter, decks, chance) for chapter in own[1:]),
            ),
        )
        for member, own, fault in zip(members, chapters, faults, strict=True)
    ]


def _faulty_file(fault, chapter, decks, chance):
    exercises = exercises_of(chapter)
    if fault == IMPORTS_DELETED:
        programs = tuple((each, WITHOUT_IMPORTS) for each in exercises)
        return File(chapter, path_of(chapter).name, programs, IMPORTS_DELETED)
    programs = _right_programs(chapter, decks)
    for exercise_id in chance.sample(exercises, chance.randint(1, len(exercises))):
        programs[exercise_id] = decks.program("wrong", exercise_id) if fault == "wrong" else fault
    harmless = _HARMLESS if fault == "wrong" else _HARMLESS_TO_BROKEN_CELLS
    return _file(chapter, programs, decks, chance, harmless)


def _unreadable(members, chapters, decks, chance):
    """The first file cannot be read, the others are right."""
    students = []
    for member, (first, *others) in zip(members, chapters, strict=True):
        name = "homework.ipynb" if chance.random() < 0.25 else path_of(first).name
        programs = tuple(_right_programs(first, decks).items())
        kind = decks.deal("unreadable", UNREADABLE)
        files = [File(first, name, programs, unreadable=kind)]
        files += [_right_file(chapter, decks, chance) for chapter in others]
        students.append(Student(member, "unreadable", tuple(files)))
    return students


_GROUPS = {
    "right": _right,
    "misconception": _misconceived,
    "unfinished": _unfinished,
    "unreadable": _unreadable,
}
