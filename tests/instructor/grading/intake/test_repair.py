"""Whatever happened to a notebook, it is rebuilt from the ids of its exercises."""

import pytest

from resnet_lessons.course.exercises import CHAPTERS, EXERCISES
from resnet_lessons.instructor.grading.grades import Cell, Prepared, Submission
from resnet_lessons.instructor.grading.intake.released import is_untouched, released_notebooks
from resnet_lessons.instructor.grading.intake.repair import NO_EXERCISE, prepare
from tests.instructor.grading.intake.notebook_tools import (
    CHAPTER_2,
    FILES,
    answers,
    cell_of,
    code,
    damaged,
    place,
    prepared,
    released,
    solved,
)


@pytest.mark.parametrize("chapter", FILES)
def test_an_undamaged_notebook(chapter):
    result = damaged(solved(chapter), name=f"{FILES[chapter]}.ipynb")
    assert result.chapters == (chapter,)
    assert list(answers(result)) == [
        exercise.id for exercise in EXERCISES.values() if exercise.chapter == chapter
    ]
    for cell in result.cells:
        assert cell.released == (not cell.exercise)
        assert not cell.source.startswith("rl.check(")
        assert not is_untouched(cell, released_notebooks()) or not cell.exercise


@pytest.mark.parametrize("chapter", FILES)
def test_an_untouched_notebook(chapter):
    result = damaged(released(chapter), name=f"{FILES[chapter]}.ipynb")
    assert all(cell.released for cell in result.cells)
    untouched = [cell.exercise for cell in result.cells if is_untouched(cell, released_notebooks())]
    assert untouched == list(answers(result))


def test_a_problem_of_the_file_is_handed_on():
    assert prepare(Submission("a", "x.ipynb", problem="is a link")) == Prepared(problem="is a link")


def test_cells_keep_their_number_and_text():
    notebook = solved()
    result = prepared(notebook)
    for cell in result.cells:
        assert cell.source == "".join(notebook["cells"][cell.number - 1]["source"])


def test_a_released_cell_is_as_long_as_it_was_handed_out():
    """Spaces that nobody sees would go along in every process."""
    notebook = solved()
    usual = prepared(notebook).cells
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code" and "nbgrader" not in cell["metadata"]:
            cell["source"] = ["\n\n", *cell["source"], "\N{EM SPACE}" * 9_000]
    assert prepared(notebook).cells == usual


def test_so_is_one_that_is_handed_in_as_an_answer():
    notebook = released()
    (first,) = [
        cell for cell in notebook["cells"] if "".join(cell["source"]).endswith("rl.setup()")
    ]
    usual = "".join(first["source"])
    first |= code(f"{usual}\x0c", grade_id="pre_activation")
    place_of_hole = place(notebook, "pre_activation_check") - 1
    del notebook["cells"][place_of_hole]
    answer = prepared(notebook).answer("pre_activation")
    assert (answer.source, answer.released) == (usual, True)


def test_cells_of_the_student_are_kept_with_their_magics():
    notebook = solved()
    notebook["cells"].insert(3, code("%%time\n!ls\n%matplotlib inline\nhelper = 1"))
    (own,) = [cell for cell in damaged(notebook).cells if not cell.released and not cell.exercise]
    assert own == Cell(4, "%%time\n!ls\n%matplotlib inline\nhelper = 1")


def test_sources_as_lists_and_with_carriage_returns():
    notebook = solved()
    for cell in notebook["cells"]:
        text = "".join(cell["source"])
        cell["source"] = [line + "\r\n" for line in text.split("\n")[:-1]] + [text.split("\n")[-1]]
    assert damaged(notebook).cells == prepared(solved()).cells


def test_a_cell_that_is_far_too_long_is_left_out():
    notebook = solved()
    notebook["cells"].append(code("x = 1\n" * 40_000))
    number = len(notebook["cells"])
    result = damaged(notebook, f"Cell {number} holds more than 200 kB and was left out.")
    assert number not in [cell.number for cell in result.cells]


def test_far_too_many_cells():
    notebook = solved()
    notebook["cells"] += [code("1")] * 2000
    assert prepared(notebook).problem == (
        "holds more than 2,000 cells. Hand in the chapter's alone"
    )


def test_a_cell_copied_from_another_chapter_does_not_make_it_that_chapter():
    notebook = solved(3)
    notebook["cells"].insert(5, cell_of(solved(2), "pre_activation"))
    notebook["cells"].insert(6, code("def add_shortcut(a, b):\n    return a + b"))
    result = prepared(notebook, "03_block_layers.ipynb")
    assert result.chapters == (3,)
    assert list(answers(result)) == list(CHAPTERS[3])
    assert {6, 7} <= {cell.number for cell in result.cells}
    told = (
        "Cell 6 holds `pre_activation` of chapter 2, to which this notebook does not belong; it was "
        "not graded here."
    )
    assert told in result.repairs


def test_two_chapters_in_one_notebook():
    notebook = solved(2)
    notebook["cells"] += solved(3)["cells"]
    result = prepared(notebook)
    assert result.chapters == (2, 3)
    assert sorted(answers(result)) == sorted(CHAPTERS[2] + CHAPTERS[3])


def test_a_notebook_without_any_exercise_is_told_by_its_name_or_its_cells():
    notebook = solved()
    notebook["cells"] = [cell for cell in notebook["cells"] if "nbgrader" not in cell["metadata"]]
    result = prepared(notebook, "mine.ipynb")
    assert result.chapters == (2,)
    names = ", ".join(f"`{name}`" for name in CHAPTER_2)
    assert f"The cells of {names} are missing: not started." in result.repairs
    for name in ("02_block_structure.ipynb", "ps/02_x.ipynb"):
        assert prepared({"cells": []}, name).chapters == (2,)
    for name in ("x.ipynb", "99_x.ipynb", "1.ipynb"):
        assert prepared({"cells": []}, name).problem == NO_EXERCISE
