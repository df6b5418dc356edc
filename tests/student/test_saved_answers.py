"""Answers in one file: saved, taken back, and whatever else such a file may hold."""

import json
import os
import sys
from pathlib import Path
from types import ModuleType

import pytest

import resnet_lessons as rl
from resnet_lessons.course.questions import questions
from resnet_lessons.instructor.grading.intake import submissions
from resnet_lessons.instructor.grading.intake.conversions import KEPT
from resnet_lessons.instructor.grading.intake.repair import prepare
from resnet_lessons.student import guesses, passed_answers
from tests.support.saved_notebook import ANSWER, write

FILE = "my_answers.json"
OTHER = ANSWER.replace("2 * channels", "3 * channels")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Where a student works."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path


def keep(folder, text=ANSWER, name="warm_up"):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.py").write_text(text)


@pytest.fixture
def elsewhere(answers_folder, tmp_path, monkeypatch):
    """Moves the student to another machine, without any answer; returns the new folder of answers."""

    def move():
        new = tmp_path / "another" / "my_answers"
        monkeypatch.setenv("RESNET_LESSONS_ANSWERS", str(new))
        passed_answers._in_memory.clear()
        return new

    return move


def test_what_was_saved_comes_back_on_another_machine(answers_folder, elsewhere):
    keep(answers_folder)
    question = questions()["numbers_left"]
    assert guesses.keep(question, 1) == ""
    said = rl.save_answers().text
    assert said.startswith(f"1 answer is in {Path.cwd() / FILE}. In JupyterLab, right-click it")
    new = elsewhere()
    assert rl.progress().passed == ()
    said = rl.load_answers().text
    assert said.startswith(f"`warm_up` came from {FILE}, and lies in {new} now. Your network uses")
    assert rl.progress().passed == ("warm_up",) and guesses.kept(question) == 1
    assert (new / "warm_up.py").read_text() == ANSWER
    assert rl.load_answers().text == f"{FILE} holds no answer that is missing in {new}."


def test_a_file_that_was_handed_in_gives_its_answers_back(answers_folder, elsewhere):
    keep(answers_folder)
    given = rl.hand_in(write(("warm_up", ANSWER)))
    new = elsewhere()
    assert "`warm_up` came from" in rl.load_answers(given.path).text
    assert (new / "warm_up.py").read_text() == ANSWER


@pytest.mark.parametrize("named", ["old/my_answers", "old"])
def test_answers_of_another_folder_are_copied(answers_folder, named):
    keep(Path("old/my_answers"))
    assert "`warm_up` came from old" in rl.load_answers(named).text
    assert (answers_folder / "warm_up.py").read_text() == ANSWER


def test_another_answer_that_is_kept_here_stays_until_it_is_to_be_replaced(answers_folder):
    keep(Path("old"))
    keep(answers_folder, OTHER)
    said = rl.load_answers("old").text
    assert "Here is another answer to `warm_up`, which stays." in said
    assert (answers_folder / "warm_up.py").read_text() == OTHER
    assert "`warm_up` came from old" in rl.load_answers("old", replace=True).text
    assert (answers_folder / "warm_up.py").read_text() == ANSWER


# What cannot be done, and files of any kind ------------------------------------------------------


def of(answers, **more):
    return json.dumps({"resnet_lessons_answers": 1, "answers": answers, **more}).encode()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is damaged, or no file of answers. Is it the file my_answers.json"),
        (of({"warm_up": ANSWER})[:-9], "is damaged, or no file of answers."),
        (b"\xff\xfe" + bytes(range(256)), "is damaged, or no file of answers."),
        (b"[" * 1_000_000, "is damaged, or no file of answers."),
        (b'{"a":' * 200_000, "is damaged, or no file of answers."),
        (b"1" * 10_000, "is damaged, or no file of answers."),
        (b" " * 6_000_000, "is larger than 5 MB."),
        (b"[]", "holds no answers of the lessons."),
        (b'{"cells": [], "metadata": {}}', "holds no answers of the lessons."),
        (b'{"metadata": {"resnet_lessons": {"made_of": 1, "version": []}}}', "holds no answers"),
        (of({}) .replace(b": 1,", b": true,"), "holds no answers of the lessons."),
        (of({}) .replace(b": 1,", b": 2,"), "was written by a later version of the lessons"),
        (of({}), "holds no answer to an exercise of these lessons."),
        (of([]), "holds no answer to an exercise of these lessons."),
        (of({"warm_up": 3}), "Left out, because it is no answer to an exercise: 1."),
        (of({"warm_up": "x" * 300_000}), "no answer to an exercise: 1."),
        (of({"warm_up": "def warm_up(:"}), "no answer to an exercise: 1."),
        (of({"warm_up": "x = " + "(" * 5_000}), "no answer to an exercise: 1."),
        (of({"warm_up": "s = '\ud800'"}), "no answer to an exercise: 1."),
        (of({"warm_up": "s = '\0'"}), "no answer to an exercise: 1."),
        (of({"../../../x": ANSWER, "/x": ANSWER, "x\0": ANSWER}), "no answer to an exercise: 3."),
    ],
)  # fmt: skip
def test_a_file_of_another_kind_says_so_and_changes_nothing(folder, answers_folder, content, words):
    Path(FILE).write_bytes(content)
    assert words in rl.load_answers().text
    assert not answers_folder.exists()
    assert sorted(path.name for path in folder.rglob("*")) == [FILE, "work"]


def test_of_a_file_only_what_is_an_answer_is_kept(folder, answers_folder):
    guessed = {"numbers_left": [1], "no_such": 1, "../x": {}}
    answers = {"warm_up": ANSWER, "../evil": "raise SystemExit", "grow": None}
    Path(FILE).write_bytes(of(answers, guesses=guessed))
    assert "no answer to an exercise: 2." in rl.load_answers().text
    assert [path.name for path in answers_folder.rglob("*")] == ["warm_up.py"]
    assert not list(folder.rglob("*evil*"))


def test_nothing_of_a_file_runs_while_it_is_loaded(answers_folder):
    Path(FILE).write_bytes(of({"warm_up": f"open('ran', 'w')\n{ANSWER}"}))
    assert "`warm_up` came from" in rl.load_answers().text
    assert not Path("ran").exists()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (None, "There is no file my_answers.json in this folder. Upload it, or name another"),
        ("no_such.json", "no_such.json is not there. Is its name spelt as in the folder?"),
        (3, 'Name the file or folder: `rl.load_answers("my_answers.json")`.'),
        (".", ". holds no answer to an exercise of these lessons."),
    ],
)
def test_what_is_not_there_is_said(given, words):
    assert words in rl.load_answers(given).text


def test_without_an_answer_there_is_nothing_to_save():
    assert rl.save_answers().text == "There is nothing to save yet: no answer has passed."
    assert not Path(FILE).exists()


def test_a_folder_that_only_can_be_read_says_so(answers_folder, monkeypatch):
    def refused(*arguments):
        raise OSError(30, "Read-only file system")

    keep(answers_folder)
    keep(Path("old"), OTHER)
    monkeypatch.setattr(os, "replace", refused)
    assert "my_answers.json cannot be written (Read-only file system)" in rl.save_answers().text
    said = rl.load_answers("old", replace=True).text
    assert "cannot be read or written (Read-only file system)" in said
    assert (answers_folder / "warm_up.py").read_text() == ANSWER


def test_on_colab_files_go_through_the_browser(answers_folder, elsewhere, monkeypatch):
    made, files, downloaded = ModuleType("google.colab"), ModuleType("files"), []
    files.download = lambda path: downloaded.append(Path(path).read_bytes())
    files.upload = lambda: {"my_answers (1).json": downloaded[0], "notes.txt": b"x"}
    made.files = files
    monkeypatch.setitem(sys.modules, "google", ModuleType("google"))
    monkeypatch.setitem(sys.modules, "google.colab", made)
    keep(answers_folder)
    assert "Your browser downloads it." in rl.save_answers().text
    Path(FILE).unlink()
    new = elsewhere()
    assert "`warm_up` came from The file that you uploaded" in rl.load_answers().text
    assert (new / "warm_up.py").read_text() == ANSWER
    files.upload = lambda: {}
    assert "There is no file my_answers.json" in rl.load_answers().text


# Handed in by mistake, or because there is nothing else --------------------------------------------


def handed_in(folder, content, name="alice/my_answers.json"):
    path = folder / "class" / name
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    (found,) = submissions.find(folder / "class")
    assert found.student_id == "alice"
    return found


@pytest.mark.parametrize("name", ["alice/my_answers.json", "alice.json", "alice/my_answers.txt"])
def test_the_grader_takes_saved_answers_as_it_takes_the_folder(folder, answers_folder, name):
    keep(answers_folder)
    keep(answers_folder, "def lesion(*_):\n    return 1\n", "lesion")
    rl.save_answers()
    found = prepare(handed_in(folder, Path(FILE).read_bytes(), name))
    assert {cell.exercise: cell.source for cell in found.cells} == {
        path.stem: path.read_text() for path in answers_folder.glob("*.py")
    }
    assert found.chapters == (0, 5) and found.repairs[0] == KEPT


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (of({"warm_up": ANSWER})[:-9], "is damaged: the answers that were saved in it cannot be read"),
        (b'{"resnet_lessons_answers": ' + b"[" * 500_000, "is damaged: the answers that were saved"),
        (b'{"resnet_lessons_answers": 1' + b" " * 2_000_000, "is larger than 1 MB"),
        (of({"../x": ANSWER, "warm_up": 3}), "holds no answer to an exercise. Hand in the notebook"),
        (of(3), "holds no answer to an exercise."),
    ],
)  # fmt: skip
def test_the_grader_explains_what_is_wrong_with_such_a_file(folder, content, problem):
    assert problem in handed_in(folder, content).problem


def test_a_lone_surrogate_stops_nobody(folder):
    found = prepare(handed_in(folder, of({"warm_up": ANSWER + "# \ud800"})))
    assert found.problem == "" and found.cells[0].exercise == "warm_up"
