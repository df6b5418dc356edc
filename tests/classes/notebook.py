"""A student's notebook: the committed student edition with the student's cells in it."""

import copy
import functools
import json

from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.grading.intake.released import NOTEBOOKS
from tests.classes.programs import NEXT_CELL

# How the import cell begins.
_WAITS = "rl.ready()\n"
# Marks of this package in a cell; `clean` takes them out again.
EXERCISE, ROLE = "_exercise", "_role"


def path_of(chapter):
    """The committed student edition of a chapter."""
    (path,) = NOTEBOOKS.glob(f"{chapter:02d}_*.ipynb")
    return path


@functools.cache
def _committed(chapter):
    return json.loads(path_of(chapter).read_text(encoding="utf-8"))


def imports(chapter):
    """The text of a chapter's import cell, which waits for TensorFlow first."""
    cells = [each for each in _committed(chapter)["cells"] if each["cell_type"] == "code"]
    texts = ["".join(cell["source"]) for cell in cells]
    (text,) = [text for text in texts if text.startswith(_WAITS)]
    return text


def written(chapter, answers):
    """A chapter's notebook with answers in it and no outputs.

    Args:
        chapter: its number.
        answers: {exercise id: text}; what stands above a `NEXT_CELL` goes into added cells. None
            deletes the cell.

    Returns:
        dict of nbformat 4, its cells marked by `EXERCISE` and `ROLE` ("imports", "helper",
        "fill-in" or "check")
    """
    notebook = copy.deepcopy(_committed(chapter))
    cells = []
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}
        cells += _with_answer(_marked(cell, chapter), answers)
    notebook["cells"] = cells
    return notebook


def _marked(cell, chapter):
    grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
    exercise_id = grade_id.removesuffix("_check")
    if exercise_id in EXERCISES:
        role = "check" if grade_id != exercise_id else "fill-in"
        return cell | {EXERCISE: exercise_id, ROLE: role}
    if cell["source"] == imports(chapter):
        return cell | {ROLE: "imports"}
    return cell


def _with_answer(cell, answers):
    if cell.get(ROLE) != "fill-in":
        return [cell]
    text = answers[cell[EXERCISE]]
    if text is None:
        return []
    *helpers, function = text.split(NEXT_CELL)
    added = [added_cell(each) | {EXERCISE: cell[EXERCISE], ROLE: "helper"} for each in helpers]
    return [*added, cell | {"source": function.rstrip("\n")}]


def added_cell(source):
    """A code cell that was not in the student edition."""
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {},
        "outputs": [],
        "source": source.rstrip("\n"),
    }


def cells_of(notebook, *wanted):
    """The cells of a notebook of some roles."""
    return [cell for cell in notebook["cells"] if cell.get(ROLE) in wanted]


def clean(notebook):
    """The notebook as Jupyter would save it: no marks, an id for each cell."""
    cells = [
        {name: value for name, value in cell.items() if name not in (EXERCISE, ROLE)}
        for cell in notebook["cells"]
    ]
    if notebook["nbformat_minor"] >= 5:
        cells = [cell | {"id": f"c{number}"} for number, cell in enumerate(cells)]
    return notebook | {"cells": cells}
