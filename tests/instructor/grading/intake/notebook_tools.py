"""Submissions made from the committed chapters, to be damaged by tests."""

import copy
import json
from functools import cache

from resnet_lessons.course.exercises import CHAPTERS
from resnet_lessons.instructor.grading.grades import Submission
from resnet_lessons.instructor.grading.intake.released import NOTEBOOKS
from resnet_lessons.instructor.grading.intake.repair import prepare

FILES = {1: "01_identity_and_zero_mappings", 2: "02_block_structure", 3: "03_block_layers"}
CHAPTER_2 = list(CHAPTERS[2])
HOLE = "raise NotImplementedError  # replace this line with your answer"


@cache
def _committed(chapter):
    notebook = json.loads((NOTEBOOKS / f"{FILES[chapter]}.ipynb").read_text())
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = []
    return notebook


def released(chapter=2):
    """A chapter as it was handed out, free to be changed."""
    return copy.deepcopy(_committed(chapter))


def solved(chapter=2):
    """A chapter whose holes are filled with something."""
    notebook = released(chapter)
    for cell in notebook["cells"]:
        if is_fill_in(cell):
            cell["source"] = "".join(cell["source"]).replace(HOLE, "return 1")
    return notebook


def is_fill_in(cell):
    """Whether it is a cell to fill in."""
    return bool(cell["metadata"].get("nbgrader", {}).get("solution"))


def place(notebook, grade_id):
    """Index of the cell that carries an id."""
    ids = [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in notebook["cells"]]
    return ids.index(grade_id)


def cell_of(notebook, grade_id):
    """The cell that carries an id."""
    return notebook["cells"][place(notebook, grade_id)]


def code(source, **nbgrader):
    """A new code cell."""
    metadata = {"nbgrader": nbgrader} if nbgrader else {}
    return {
        "cell_type": "code",
        "id": "new",
        "source": source,
        "metadata": metadata,
        "outputs": [],
        "execution_count": None,
    }


def handed_in(notebook, name="02_block_structure.ipynb"):
    """A `Submission` of a notebook, or of bytes."""
    content = notebook if isinstance(notebook, bytes) else json.dumps(notebook).encode()
    return Submission("alice", name, content)


def prepared(notebook, name="02_block_structure.ipynb"):
    """What becomes of it."""
    return prepare(handed_in(notebook, name))


def answers(result):
    """{exercise id: number of the cell that answers it}"""
    numbers = {cell.exercise: cell.number for cell in result.cells if cell.exercise}
    assert len(numbers) == sum(bool(cell.exercise) for cell in result.cells)
    return numbers


def damaged(notebook, *sentences, name="02_block_structure.ipynb"):
    """The result, of which exactly these sentences were told."""
    result = prepared(notebook, name)
    assert result.problem == ""
    assert list(result.repairs) == list(sentences)
    return result
