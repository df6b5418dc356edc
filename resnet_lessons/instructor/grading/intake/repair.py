"""Rebuilds a submission from the ids of the exercises, whatever happened to the notebook.

Nothing of it is run, and no text of a student is parsed as Python here.
"""

import re
from dataclasses import replace

from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.grading.grades import Cell, Prepared
from resnet_lessons.instructor.grading.intake.arrangement import arranged
from resnet_lessons.instructor.grading.intake.conversions import KEPT
from resnet_lessons.instructor.grading.intake.damage import Rebuilt, repairs
from resnet_lessons.instructor.grading.intake.entries import failed_at
from resnet_lessons.instructor.grading.intake.matching import (
    NAMED,
    is_nothing_but_check,
    matched,
)
from resnet_lessons.instructor.grading.intake.raw_notebook import (
    MOST_CELLS,
    NotANotebook,
    numbered,
    read,
)
from resnet_lessons.instructor.grading.intake.released import released_notebooks
from resnet_lessons.instructor.hosted_notebooks import is_install_cell
from resnet_lessons.student.hand_in_file import is_made_of_answers
from resnet_lessons.student.notebook_cells import normalised

LONGEST_CELL = 200_000
# Nobody reads more of one notebook.
MOST_REPAIRS = 60
# So many cells of a chapter that stand in no other show that a notebook is of that chapter.
_TELLING = 2
NO_EXERCISE = "holds no exercise of the lessons. Hand in the notebook of a chapter"


def prepare(submission, released=None):
    """A submission rebuilt: its answers found, its damage told.

    Args:
        submission: `Submission`.
        released: `Released`, the committed student edition if None.

    Returns:
        `Prepared`; one with a problem where nothing could be made of it, and then with the chapter
        that its name tells. Never raises for what a student handed in.
    """
    released = released_notebooks() if released is None else released
    try:
        return _prepared(submission, released)
    except NotANotebook as error:
        problem = str(error)
    # What nobody foresaw is this file's alone.
    except Exception as error:
        problem = failed_at(submission.student_id, submission.name, error)
    chapter = _chapter_of_name(submission.name, released)
    chapters = () if chapter is None else (chapter,)
    return Prepared(chapters=chapters, repairs=submission.notes, problem=problem)


def _prepared(submission, released):
    if submission.problem:
        raise NotANotebook(submission.problem)
    notebook = read(submission.content)
    notebook = replace(notebook, size=notebook.size + submission.left_out)
    if len(notebook.cells) > MOST_CELLS:
        raise NotANotebook(f"holds more than {MOST_CELLS:,} cells. Hand in the chapter's alone")
    cells = [cell for cell in notebook.cells if len(cell.source) <= LONGEST_CELL]
    found = matched(cells, released)
    chapters = _chapters(found, cells, submission.name, released)
    is_converted = submission.is_converted or is_made_of_answers(notebook.metadata)
    if is_converted:
        # Kept answers carry their ids; with them, each chapter is meant.
        named = [name for name in found if found[name][0].kind == NAMED]
        chapters = tuple(sorted({EXERCISES[name].chapter for name in named})) or chapters
    if not chapters:
        raise NotANotebook(NO_EXERCISE)
    kept = {name: found[name][0] for name in found if EXERCISES[name].chapter in chapters}
    rebuilt = Rebuilt(notebook, submission.name, chapters, found, kept, is_converted)
    notes = (*submission.notes, *([] if is_converted == submission.is_converted else [KEPT]))
    sentences = [*notes, *_left_out(notebook.cells), *repairs(rebuilt, released)]
    origin = submission.student_id, submission.name
    rebuilt_cells = _rebuilt(cells, found, kept, released)
    return Prepared(rebuilt_cells, chapters, tuple(sentences[:MOST_REPAIRS]), origin=origin)


def _left_out(cells):
    too_long = [cell.number for cell in cells if len(cell.source) > LONGEST_CELL]
    size = f"{LONGEST_CELL // 1000} kB"
    return [f"{numbered(too_long)} holds more than {size} and was left out."] if too_long else []


def _rebuilt(cells, found, kept, released):
    """The code cells that may have to run, each answer in its place."""
    answers, left_out = {}, set()
    for name, candidates in found.items():
        if name in kept:
            answers.setdefault(kept[name].cell.number, []).append(name)
        left_out |= {one.cell.number for one in candidates if one.is_hole or _is_later(one, kept)}
    rebuilt = []
    for cell in cells:
        is_released = released.holds(cell.source)
        if cell.number in answers:
            rebuilt += [
                Cell(cell.number, _text(kept[name].source, is_released), name, is_released)
                for name in answers[cell.number]
            ]
        elif cell.kind == "code" and cell.number not in left_out and not _is_of_no_use(cell):
            text = _text(cell.source, is_released)
            rebuilt += [Cell(cell.number, text, "", is_released)] if text.strip() else []
    return arranged(rebuilt, cells)


def _is_of_no_use(cell):
    """Whether a cell holds nothing that could matter to an answer: checks, or what installs the lessons."""
    return is_nothing_but_check(cell) or is_install_cell(normalised(cell.source))


def _text(source, is_released):
    """What is run: of a released cell what was released, since what nobody sees in it could be long,
    and goes along in every process."""
    return normalised(source) if is_released else source


def _is_later(candidate, kept):
    """Whether a cell would bind the name of an answer again after the cell that counts."""
    counts = kept.get(candidate.exercise)
    return counts is not None and candidate.cell.number > counts.cell.number


def _chapters(found, cells, file_name, released):
    """The chapters that a notebook answers.

    A cell copied from another chapter, with its metadata, does not make it a notebook of that one:
    a chapter counts by cells that stand in it alone or by more than half of its exercises.
    """
    texts = {normalised(cell.source) for cell in cells}
    telling = {number: len(of_chapter & texts) for number, of_chapter in released.telling.items()}
    if not found:
        number = _chapter_of_name(file_name, released)
        if number is not None:
            return (number,)
        return tuple(chapter for chapter in telling if telling[chapter] > _TELLING)
    asked = _counted(EXERCISES)
    answered = _counted(found)
    clear = [
        chapter
        for chapter, number in answered.items()
        if telling.get(chapter, 0) >= _TELLING or (number * 2 > asked[chapter] > 1)
    ]
    most = max(answered.values())
    return tuple(sorted(clear or [one for one, number in answered.items() if number == most]))


def _counted(exercise_ids):
    counts = {}
    for name in exercise_ids:
        chapter = EXERCISES[name].chapter
        counts[chapter] = counts.get(chapter, 0) + 1
    return counts


def _chapter_of_name(file_name, released):
    base = file_name.rpartition("/")[2].lower()
    for chapter in released.chapters.values():
        if chapter.stem.lower() in base:
            return chapter.number
    match = re.match(r"([0-9]{2})_", base)
    number = int(match.group(1)) if match else None
    return number if number in _counted(EXERCISES) else None
