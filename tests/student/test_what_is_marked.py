"""Kept answers beside notebooks: what would be marked is told, and kept answers can be written back."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

import resnet_lessons as rl
from resnet_lessons.student import notebook_cells
from resnet_lessons.student.notebook_cells import RanCell, read_notebook
from resnet_lessons.student.what_is_marked import (
    ANOTHER,
    AS_KEPT,
    EMPTY,
    MISSING,
    InNotebook,
    state_in,
)
from tests.support.saved_notebook import ANSWER, FILE, HOLE
from tests.support.saved_notebook import write as notebook

KEPT = "import math\n\n" + ANSWER


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch, answers_folder):
    """A folder with one kept answer, in which the student works."""
    monkeypatch.chdir(tmp_path)
    answers_folder.mkdir()
    (answers_folder / "warm_up.py").write_text(KEPT)
    return tmp_path


# What would be marked ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cells, state",
    [
        ([("warm_up", ANSWER)], AS_KEPT),
        ([("warm_up", "# Mine.\n" + ANSWER.replace("2 * channels", "2  * channels"))], AS_KEPT),
        ([("warm_up", "%%time\n" + ANSWER)], AS_KEPT),
        ([("warm_up", "if True:\n    " + ANSWER.replace("\n", "\n    "))], AS_KEPT),
        ([("warm_up", HOLE), ANSWER], AS_KEPT),
        ([("warm_up", HOLE)], EMPTY),
        ([("warm_up", "")], EMPTY),
        ([("warm_up", HOLE), "%%writefile mine.py\n" + ANSWER], EMPTY),
        ([("warm_up", ANSWER.replace("2 *", "3 *"))], ANOTHER),
        ([("warm_up", ANSWER.replace("2 *", "3 *")), ANSWER], ANOTHER),
        ([("warm_up", "def warm_up(:")], ANOTHER),
        (["x = 1"], MISSING),
    ],
)
def test_a_kept_answer_in_a_notebook(cells, state):
    assert state_in(read_notebook(notebook(*cells)), "warm_up", KEPT) == state


def test_an_answer_that_is_kept_under_another_name_is_found():
    mine = ANSWER.replace("warm_up", "mine")
    saved = read_notebook(notebook(("warm_up", mine)))
    assert state_in(saved, "warm_up", f"{mine}warm_up = mine\n") == AS_KEPT
    assert state_in(saved, "warm_up", "warm_up = warm_up\n") == ANOTHER


def test_progress_says_which_kept_answers_would_earn_nothing():
    notebook(("warm_up", HOLE))
    notes = rl.progress().notes
    assert len(notes) == 1
    assert notes[0].startswith(f"`warm_up` would earn nothing: its cell is empty in {FILE} as last")
    assert "`rl.restore_answers()`" in notes[0] and notes[0] in repr(rl.progress())
    assert "The grader marks your notebooks" in rl.progress()._repr_html_()
    notebook(("warm_up", ANSWER.replace("2 *", "3 *")))
    assert "is not the answer that passed" in rl.progress().notes[0]
    notebook(("warm_up", ANSWER))
    assert rl.progress().notes == () and rl.progress().passed == ("warm_up",)


def test_what_is_not_saved_yet_is_told_as_that():
    note = InNotebook("warm_up", EMPTY, FILE, has_run=True).sentence
    assert note == f"`warm_up` is not yet in {FILE} as last saved. Save it before you hand it in."


def test_what_was_changed_or_not_saved_is_told_as_either():
    note = InNotebook("warm_up", ANOTHER, FILE, has_run=True).sentence
    assert (
        "Save the notebook before you hand it in; if you have changed the cell since, check it"
        in note
    )


def test_the_notebook_of_this_kernel_is_named_by_the_program_that_shows_it(monkeypatch, tmp_path):
    here, other = notebook("x = 1"), notebook("x = 1", file="other.ipynb")
    assert notebook_cells.saved_notebook([RanCell("x = 1", "x = 1")]) is None
    monkeypatch.setenv("JPY_SESSION_NAME", f"some/folder/{here}")
    assert notebook_cells.saved_notebook([]).path == tmp_path / here
    namespace = {"__vsc_ipynb_file__": str(tmp_path / other)}
    monkeypatch.setattr(notebook_cells, "shell", lambda: SimpleNamespace(user_ns=namespace))
    assert notebook_cells.saved_notebook([]).path == tmp_path / other
    namespace["__vsc_ipynb_file__"] = str(tmp_path / "gone.ipynb")
    monkeypatch.setenv("JPY_SESSION_NAME", "not a notebook")
    assert notebook_cells.saved_notebook([]) is None


def test_the_notebook_of_this_kernel_is_told_by_the_cells_that_ran():
    notebook("import this", "x = 1")
    notebook("import this", "y = 1  ", file="other.ipynb")
    ran = [RanCell(text, text) for text in ("import this", "y = 1", "z = 1")]
    assert notebook_cells.saved_notebook(ran).path.name == "other.ipynb"
    assert notebook_cells.saved_notebook(ran[:1]) is None


def test_without_notebooks_or_outside_of_one_nothing_is_said(folder):
    assert rl.progress().notes == ()
    Path("other.ipynb").write_text("{")
    Path("more.ipynb").write_text('{"cells": [{"cell_type": "code", "metadata": 3, "source": 3}]}')
    Path("a_folder.ipynb").mkdir()
    assert rl.progress().notes == ()


def test_a_notebook_of_another_chapter_says_nothing_of_this_one():
    notebook(("regular_block", "def regular_block(): pass"), file="02_block_structure.ipynb")
    assert rl.progress().notes == ()


def test_the_check_of_an_empty_cell_tells_of_the_kept_answer():
    def warm_up(height, width, channels):
        raise NotImplementedError

    said = dict(rl.check("warm_up", warm_up).details)["What is marked"]
    assert "which is empty" in said and "`rl.restore_answers()`" in said

    def warm_up(height, width, channels):
        return height, width, channels

    said = dict(rl.check("warm_up", warm_up).details)["What is marked"]
    assert "as it is when you hand the notebook in" in said
    # A trial under another name is nobody's answer.
    assert "What is marked" not in dict(rl.check("warm_up", lambda *sizes: sizes).details)


# Writing back ------------------------------------------------------------------------------------


def test_an_empty_cell_gets_the_kept_answer_and_all_else_stays():
    path = notebook("x = 1", ("warm_up", HOLE), ("warm_up_check", 'rl.check("warm_up", warm_up)'))
    before = path.read_bytes()
    said = rl.restore_answers(FILE).text
    assert f"{FILE}: wrote back `warm_up`." in said and "Reload Notebook from Disk" in said
    assert Path("backups/00_start_here-1.ipynb").read_bytes() == before
    expected = json.loads(before)
    expected["cells"][1] |= {
        "source": KEPT.strip("\n").splitlines(keepends=True),
        "outputs": [],
        "execution_count": None,
    }
    assert json.loads(path.read_bytes()) == expected
    assert state_in(read_notebook(path), "warm_up", KEPT) == AS_KEPT
    assert rl.progress().notes == ()
    # Once more there is nothing to do, and nothing is done.
    after = path.read_bytes()
    assert "nothing to write back" in rl.restore_answers(FILE).text
    assert path.read_bytes() == after and len(list(Path("backups").iterdir())) == 1


def test_own_work_is_never_overwritten():
    path = notebook(("warm_up", ANSWER.replace("2 *", "3 *")))
    before = path.read_bytes()
    said = rl.restore_answers().text
    assert said == (
        f"{FILE}: nothing to write back, because no cell of a kept answer is empty. The cell of `warm_up` "
        "holds something else that you wrote, so it stays as it is."
    )
    assert path.read_bytes() == before and not Path("backups").exists()


def test_every_notebook_of_the_folder_and_every_backup_have_their_place(answers_folder):
    (answers_folder / "regular_block.py").write_text("def regular_block(self):\n    return 1\n")
    blocks = ("regular_block", "raise NotImplementedError  # replace this line with your answer")
    notebook(("warm_up", HOLE))
    notebook(blocks, file="02_block_structure.ipynb")
    assert len(rl.restore_answers().text.split("\n")) == 2
    notebook(("warm_up", HOLE))
    assert "backups/00_start_here-2.ipynb" in rl.restore_answers().text
    assert sorted(path.name for path in Path("backups").iterdir()) == [
        "00_start_here-1.ipynb",
        "00_start_here-2.ipynb",
        "02_block_structure-1.ipynb",
    ]


def test_a_cell_that_is_gone_is_made_anew_at_the_end(answers_folder):
    (answers_folder / "regular_block.py").write_text("def regular_block(self):\n    return 1\n")
    path = notebook(("pre_activation", "def pre_activation(): pass"), file="02_x.ipynb")
    assert "wrote back `regular_block`" in rl.restore_answers("02_x.ipynb").text
    cell = json.loads(path.read_bytes())["cells"][-1]
    assert cell["metadata"]["nbgrader"]["grade_id"] == "regular_block"
    assert "".join(cell["source"]) == "def regular_block(self):\n    return 1"
    assert (cell["cell_type"], cell["id"]) == ("code", "restored-regular_block")


@pytest.mark.parametrize(
    "given, words",
    [
        ("no_such.ipynb", "no_such.ipynb is not a notebook that can be read"),
        (3, 'Name the notebook\'s file: `rl.restore_answers("02_block_structure.ipynb")`.'),
        (None, "No notebook of the lessons lies in this folder"),
    ],
)
def test_what_cannot_be_done_is_said(given, words):
    assert words in rl.restore_answers(given).text


def test_a_notebook_that_cannot_be_written_stays_as_it_is(monkeypatch):
    path = notebook(("warm_up", HOLE))
    before = path.read_bytes()
    Path("backups").write_text("a file in the place of the folder")
    assert f"{FILE} was not changed: " in rl.restore_answers().text
    assert path.read_bytes() == before


def test_without_kept_answers_there_is_nothing_to_write_back(answers_folder):
    (answers_folder / "warm_up.py").write_text("def warm_up(:")
    notebook(("warm_up", HOLE))
    assert "no answer is kept" in rl.restore_answers().text


def test_where_the_place_keeps_the_notebook_the_answers_are_shown_to_be_copied(monkeypatch):
    monkeypatch.setenv("KAGGLE_KERNEL_RUN_TYPE", "Interactive")
    said = rl.restore_answers().text
    assert said.startswith("Kaggle keeps the notebook's file to itself") and ANSWER.strip() in said
