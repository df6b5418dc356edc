"""What a student hands in: nothing is lost quietly, and the grader reads the file as the notebook."""

import json
import os
import sys
from pathlib import Path
from types import ModuleType

import pytest

import resnet_lessons as rl
from resnet_lessons.display import Message
from resnet_lessons.instructor.grading.grades import Submission
from resnet_lessons.instructor.grading.intake import submissions
from resnet_lessons.instructor.grading.intake.conversions import KEPT
from resnet_lessons.instructor.grading.intake.repair import prepare
from resnet_lessons.instructor.grading.observing.digests import submission_digest
from resnet_lessons.student import notebook_cells
from resnet_lessons.student.hand_in_file import handed_in, is_made_of_answers, of_answers
from tests.support.notebook_shell import notebook_shell
from tests.support.saved_notebook import ANSWER, FILE, HOLE, as_json, write

CALL = "import resnet_lessons as rl\nrl.hand_in()"
WRITTEN = "00_start_here_hand_in.ipynb"
OTHER = ANSWER.replace("2 * channels", "3 * channels")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def shell(monkeypatch, tmp_path):
    with notebook_shell(monkeypatch, tmp_path) as made:
        yield made


def keep(answers_folder, text=ANSWER, name="warm_up"):
    answers_folder.mkdir(exist_ok=True)
    (answers_folder / f"{name}.py").write_text(text)


def run(shell, *cells):
    """What the last of some cells shows."""
    return [shell.run_cell(text, store_history=True).result for text in cells][-1]


# What is unsaved is never lost quietly -------------------------------------------------------------


def test_nothing_is_written_before_the_call_itself_is_saved(shell):
    write(("warm_up", ANSWER))
    said = run(shell, ANSWER, CALL)
    assert isinstance(said, Message) and not Path(WRITTEN).exists()
    assert said.text.startswith(
        f"Nothing was written yet, because {FILE} as last saved lacks the cell that you have just run. "
        "Save the notebook (Ctrl + S"
    )
    write(("warm_up", ANSWER), CALL)
    assert run(shell, CALL).path == Path.cwd() / WRITTEN


def test_an_answer_that_ran_and_was_not_saved_is_named(shell):
    write(("warm_up", OTHER), CALL)
    said = run(shell, OTHER, ANSWER, CALL).text
    assert "as last saved lacks `warm_up` as you ran it last." in said
    assert "`rl.hand_in(as_saved=True)`" in said
    write(("warm_up", ANSWER), CALL)
    assert run(shell, CALL).states == {"warm_up": "· has passed no check"}


def test_on_demand_the_file_goes_as_it_was_saved_and_says_what_it_lacks(shell):
    asked = CALL.replace("()", "(as_saved=True)")
    write(("warm_up", OTHER), asked)
    given = run(shell, ANSWER, asked)
    assert "It lacks `warm_up` as you ran it last, as you asked for." in given.notes
    assert "".join(json.loads(given.path.read_text())["cells"][0]["source"]) == OTHER


def test_what_has_nothing_to_lose_holds_up_nobody(shell):
    write(("warm_up", OTHER), "x = 1", CALL)
    # The cell as it was handed out, a scratch cell that was deleted, another layout.
    cells = (HOLE, "y = 2", f"# Mine.\n{OTHER.replace('3 *', '3  *')}", CALL)
    assert run(shell, *cells).path.exists()


def test_outside_of_a_notebook_its_file_counts(answers_folder):
    keep(answers_folder)
    write(("warm_up", ANSWER))
    assert rl.hand_in().states == {"warm_up": "✓ passed"}


# What is told ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "kept", "state", "note"),
    [
        (ANSWER, True, "✓ passed", ""),
        (OTHER, True, "✗ not what passed", "is not the answer that passed"),
        (HOLE, True, "✗ passed, and not in it", "`rl.restore_answers()` writes your kept answer"),
        (HOLE, False, "○ to do", ""),
        (ANSWER, False, "· has passed no check", ""),
    ],
)
def test_how_an_answer_stands(answers_folder, cell, kept, state, note):
    if kept:
        keep(answers_folder)
    write(("warm_up", cell))
    given = rl.hand_in()
    assert given.states == {"warm_up": state}
    assert len(given.notes) == 1 + bool(note) and note in given.notes[0]
    assert state in repr(given) and "<code>warm_up</code>" in given._repr_html_()
    assert repr(given).startswith(f"Upload this file: {WRITTEN}. It holds {state == '✓ passed':d} ")


def test_every_exercise_of_the_chapter_is_listed():
    write(("regular_block", HOLE.replace("warm_up", "regular_block")), file="02_blocks.ipynb")
    states = rl.hand_in().states
    assert list(states)[:2] == ["pre_activation", "pre_activation_with_shortcut"]
    assert set(states.values()) == {"○ to do"}


def test_what_a_fresh_notebook_does_not_have_is_told(shell, answers_folder):
    using = ANSWER.replace("height // 2", "half(height)")
    cells = ["def half(number):\n    return number // 2", using]
    write(("warm_up", using), CALL)
    keep(answers_folder, "\n".join(cells))
    given = run(shell, *cells, CALL)
    assert given.states == {"warm_up": "✓ passed"}
    assert given.notes[0].startswith("`warm_up`: The notebook as last saved")
    assert "no cell that defines `half`" in given.notes[0]


# The file ----------------------------------------------------------------------------------------


def test_it_is_the_notebook_with_the_answers_in_its_metadata(answers_folder):
    keep(answers_folder)
    before = json.loads(write(("warm_up", ANSWER), "x = 1").read_text())
    written = json.loads(rl.hand_in().path.read_text())
    ours = written["metadata"].pop("resnet_lessons")
    assert written == before
    assert ours == {"version": 1, "made_of": "notebook", "answers": {"warm_up": ANSWER}}


def test_large_outputs_stay_behind():
    notebook = as_json(("warm_up", ANSWER), metadata={"widgets": {"state": "w" * 100}})
    notebook["cells"][0]["outputs"] = [{"output_type": "stream", "text": "o" * 3_000_000}]
    Path(FILE).write_text(json.dumps(notebook))
    given = rl.hand_in()
    assert given.path.stat().st_size < 10_000
    assert "outputs are left out, because they are large." in " ".join(given.notes)
    written = json.loads(given.path.read_text())
    assert [cell["source"] for cell in written["cells"]] == [
        cell["source"] for cell in notebook["cells"]
    ]
    assert "widgets" not in written["metadata"]


def test_the_copy_is_nobodys_place_of_work(monkeypatch):
    write(("warm_up", ANSWER))
    rl.hand_in()
    assert [one.path.name for one in notebook_cells.saved_notebooks()] == [FILE]
    monkeypatch.setenv("JPY_SESSION_NAME", WRITTEN)
    assert "is a copy that was written to be handed in" in rl.hand_in().text


# What cannot be done -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("no_such.ipynb", "no_such.ipynb is not a notebook that can be read."),
        ("../../etc/passwd", "is not a notebook that can be read."),
        (3, "Name the notebook's file: `rl.hand_in("),
        (None, "There is nothing to hand in: no notebook of the lessons lies in this folder"),
        ("other.ipynb", "other.ipynb holds no exercise of the lessons."),
        ("deep.ipynb", "deep.ipynb is not a notebook that can be read."),
        ("list.ipynb", "list.ipynb is not a notebook that can be read."),
    ],
)
def test_what_cannot_be_handed_in_says_why(given, words):
    write("x = 1", file="other.ipynb")
    Path("deep.ipynb").write_text('{"cells": ' + "[" * 100_000)
    Path("list.ipynb").write_text('["cells"]')
    assert words in rl.hand_in(given).text


def test_of_several_notebooks_one_is_to_be_named():
    write(("warm_up", ANSWER))
    write(("warm_up", HOLE), file="more.ipynb")
    assert "Here are `00_start_here.ipynb` and `more.ipynb`. Name one" in rl.hand_in().text
    assert rl.hand_in("more.ipynb").states == {"warm_up": "○ to do"}


@pytest.mark.skipif(os.geteuid() == 0, reason="whoever is root may write everywhere")
def test_a_folder_that_only_can_be_read(folder):
    write(("warm_up", ANSWER))
    folder.chmod(0o500)
    try:
        said = rl.hand_in().text
    finally:
        folder.chmod(0o700)
    assert "cannot be written (Permission denied)" in said and "upload 00_start_here.ipynb" in said


def test_a_file_that_cannot_be_written_says_so_and_leaves_nothing(monkeypatch):
    def refused(*arguments):
        raise OSError(30, "Read-only file system")

    write(("warm_up", ANSWER))
    monkeypatch.setattr(os, "replace", refused)
    said = rl.hand_in().text
    assert "cannot be written (Read-only file system), so nothing was written." in said
    assert f"You may as well upload {FILE} itself." in said
    assert [path.name for path in Path.cwd().glob("*.*")] == [FILE]


# On a place that keeps the notebook to itself ----------------------------------------------------


@pytest.fixture
def colab(monkeypatch):
    """A stand-in for Colab: its browser shows a notebook, and downloads what it is given."""

    def reply(kind, request="", timeout_sec=5):
        assert kind == "get_ipynb"
        return made.shown

    made = ModuleType("google.colab")
    made.shown, made.downloaded = None, []
    made._message, made.files = ModuleType("_message"), ModuleType("files")
    made._message.blocking_request, made.files.download = reply, made.downloaded.append
    monkeypatch.setitem(sys.modules, "google", ModuleType("google"))
    monkeypatch.setitem(sys.modules, "google.colab", made)
    return made


def test_on_colab_the_notebook_of_the_browser_is_handed_in(colab, folder, answers_folder):
    keep(answers_folder)
    about = {"colab": {"name": "../My copy.ipynb"}}
    colab.shown = {"ipynb": as_json(("warm_up", ANSWER), metadata=about)}
    given = rl.hand_in()
    assert given.states == {"warm_up": "✓ passed"}
    assert given.path == folder / "My copy_hand_in.ipynb"
    assert colab.downloaded == [str(given.path)]
    assert "Your browser downloads it" in given.notes[-1]


@pytest.mark.parametrize("shown", [None, {}, {"ipynb": 3}, {"ipynb": {"cells": [3]}}])
def test_where_no_notebook_is_to_be_had_the_answers_are_handed_in(colab, answers_folder, shown):
    colab.shown = shown
    keep(answers_folder)
    given = rl.hand_in()
    assert given.path.name == "answers_hand_in.ipynb"
    assert "upload it too" in given.notes[0]
    assert is_made_of_answers(json.loads(given.path.read_text())["metadata"])


# What the grader makes of it ---------------------------------------------------------------------


def prepared(path):
    return prepare(Submission("alice", path.name, path.read_bytes()))


@pytest.mark.parametrize(
    "cells",
    [
        [("warm_up", ANSWER)],
        [("warm_up", OTHER), "import math", ANSWER],
        [("warm_up", HOLE)],
        [("warm_up", "def warm_up(:"), ("warm_up_check", 'rl.check("warm_up", warm_up)')],
        ["%%time\n" + ANSWER, ("warm_up_check", 'rl.check("warm_up", mine)')],
        [("warm_up", ANSWER + "s = '\ud800'")],
    ],
)
def test_the_grader_judges_it_as_the_notebook_itself(answers_folder, cells):
    keep(answers_folder)
    path = write(*cells)
    itself, handed_in = prepared(path), prepared(rl.hand_in(path).path)
    assert handed_in.problem == "" and handed_in.cells
    # Everything that decides about a mark is under this digest.
    assert submission_digest(handed_in) == submission_digest(itself)
    assert (handed_in.chapters, handed_in.repairs) == (itself.chapters, itself.repairs)


def test_the_grader_takes_a_folder_of_them(folder, answers_folder):
    keep(answers_folder)
    path = rl.hand_in(write(("warm_up", ANSWER))).path
    (folder / "class" / "alice").mkdir(parents=True)
    path.rename(folder / "class" / "alice" / path.name)
    (found,) = submissions.find(folder / "class")
    assert (found.student_id, found.name, found.problem) == ("alice", WRITTEN, "")


def test_answers_alone_count_in_every_chapter_as_kept_answers_do():
    answers = {
        "warm_up": ANSWER,
        "regular_block": "def regular_block(self):\n    return 1",
        "lesion": "def lesion(*_):\n    return 2",
    }
    found = prepare(Submission("alice", "answers_hand_in.ipynb", of_answers(answers)))
    assert found.chapters == (0, 2, 5) and found.repairs[0] == KEPT
    assert {cell.exercise: cell.source for cell in found.cells} == answers


@pytest.mark.parametrize(
    "ours",
    [3, [], {"made_of": ["answers"]}, {"answers": {"../../x": 3}}, {"made_of": {"answers": 1}}],
)
def test_hostile_metadata_change_nothing(ours):
    path = write(("warm_up", ANSWER))
    hostile = write(("warm_up", ANSWER), file="00_x.ipynb", metadata={"resnet_lessons": ours})
    assert submission_digest(prepared(hostile)) == submission_digest(prepared(path))
    assert prepared(hostile).chapters == (0,)


def test_metadata_of_any_form_are_looked_at():
    for metadata in (None, 3, [], {}, {"resnet_lessons": None}, {"resnet_lessons": "made_of"}):
        assert not handed_in(metadata) and not is_made_of_answers(metadata)
