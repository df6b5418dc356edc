"""What the student edition holds, so that a submission can be held against it."""

import json
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.answers import PACKAGE, answer, with_holes
from resnet_lessons.instructor.grading.intake.possessive import repeated
from resnet_lessons.student.notebook_cells import normalised

NOTEBOOKS = PACKAGE.parent / "notebooks"
_LONGEST_HOLE = 20_000
# Read from left to right, so that a hash in a string or quotes in a comment mislead nobody. Escapes
# count outside strings too: else a text of many escaped quotes would be searched again from each.
TOKENS = re.compile(
    r"""("{3}|'{3})""" + repeated(r"\\.|(?!\1)[^\\]") + r"\1"
    r"""|\#[^\n]*|\\."""
    r'|"' + repeated(r'\\.|[^"\\\n]') + r'"'
    r"|'" + repeated(r"\\.|[^'\\\n]") + "'",
    re.S,
)


@dataclass(frozen=True)
class ReleasedChapter:
    """A chapter of the student edition.

    Args:
        number: of the chapter.
        stem: its file's name without the ending.
        sources: normalised text of its code cells.
        fill_ins: {exercise id: text of the cell to fill in}, in the order of the cells.
        points: {exercise id: points its check cell gives}.
        kernelspec: as nbformat has it.
    """

    number: int
    stem: str
    sources: frozenset[str]
    fill_ins: dict[str, str] = field(default_factory=dict)
    points: dict[str, float] = field(default_factory=dict)
    kernelspec: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Released:
    """The student edition.

    Args:
        chapters: {number: `ReleasedChapter`}
    """

    chapters: dict[int, ReleasedChapter] = field(default_factory=dict)

    def holds(self, source):
        """Whether a code cell of that text stands in any chapter, word for word."""
        text = normalised(source)
        return any(text in chapter.sources for chapter in self.chapters.values())

    def fill_in(self, exercise_id):
        """The text of the cell to fill in, as it was handed out; "" if nobody knows."""
        for chapter in self.chapters.values():
            if exercise_id in chapter.fill_ins:
                return chapter.fill_ins[exercise_id]
        try:
            return with_holes(answer(exercise_id))
        except KeyError:
            return ""

    @cached_property
    def telling(self):
        """{chapter: texts of the code cells that stand in this chapter alone}"""
        often = Counter(text for one in self.chapters.values() for text in one.sources)
        return {
            number: frozenset(text for text in one.sources if often[text] == 1)
            for number, one in self.chapters.items()
        }


@lru_cache(maxsize=1)
def released_notebooks(folder=NOTEBOOKS):
    """The `Released` edition of the committed notebooks; empty where there are none."""
    chapters = {}
    for path in sorted(folder.glob("[0-9][0-9]_*.ipynb")):
        chapter = released_chapter(path.stem, json.loads(path.read_text(encoding="utf-8")))
        chapters[chapter.number] = chapter
    return Released(chapters)


def released_chapter(stem, notebook):
    """One chapter.

    Args:
        stem: name of its file, which starts with the chapter's number.
        notebook: as JSON gives it.
    """
    sources, fill_ins, points = set(), {}, {}
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            continue
        source = "".join(cell["source"])
        sources.add(normalised(source))
        about = cell["metadata"].get("nbgrader", {})
        name = about.get("grade_id", "")
        if name in EXERCISES:
            fill_ins[name] = source
        elif about.get("grade"):
            points[name.removesuffix("_check")] = about["points"]
    kernelspec = notebook["metadata"].get("kernelspec", {})
    return ReleasedChapter(int(stem[:2]), stem, frozenset(sources), fill_ins, points, kernelspec)


def without_points(released, exercise_ids):
    """The edition without the points of some exercises, of which other ones may have been handed out."""
    chapters = {
        number: replace(
            chapter,
            points={name: chapter.points[name] for name in chapter.points.keys() - exercise_ids},
        )
        for number, chapter in released.chapters.items()
    }
    return replace(released, chapters=chapters)


def is_untouched(cell, released):
    """Whether nobody wrote an answer into a cell.

    Args:
        cell: a `Cell`; where it answers no exercise it is held against every one.
        released: `Released`.
    """
    exercises = [cell.exercise] if cell.exercise else EXERCISES
    return any(is_hole(cell.source, exercise_id, released) for exercise_id in exercises)


def is_hole(source, exercise_id, released):
    """Whether a text is an exercise's cell as it was handed out, or empty, docstring and comments
    aside."""
    if len(source) > _LONGEST_HOLE:
        return False
    skeleton = _skeleton(source)
    return not skeleton or skeleton == _skeleton(released.fill_in(exercise_id))


@lru_cache(maxsize=256)
def _skeleton(source):
    code = TOKENS.sub(lambda match: "" if _is_said(match) else match.group(), source)
    return " ".join(code.split())


def _is_said(match):
    return bool(match.group(1)) or match.group().startswith("#")
