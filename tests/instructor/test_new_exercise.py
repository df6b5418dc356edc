"""`resnet-lessons new-exercise`: what it refuses, and that it writes over nothing.

That what it writes runs is tested in `test_adding_an_exercise.py`.
"""

import ast
import shutil

import pytest

from resnet_lessons import cli
from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor import new_exercise, notebook_sources
from resnet_lessons.instructor.answers import PACKAGE
from resnet_lessons.instructor.exercises import fill_ins


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A copy of the folders that the command writes to, in place of the project's."""
    package, sources = tmp_path / "resnet_lessons", tmp_path / "notebooks" / "source"
    for folder in ("course/answers", "course/exercises", "instructor/exercises"):
        shutil.copytree(PACKAGE / folder, package / folder)
    shutil.copytree(notebook_sources.SOURCES, sources)
    monkeypatch.setattr(new_exercise, "PACKAGE", package)
    monkeypatch.setattr(new_exercise, "SOURCES", sources)
    monkeypatch.setattr(notebook_sources, "SOURCES", sources)
    return tmp_path


def everything(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def listed(project):
    text = (project / "resnet_lessons/course/exercises/__init__.py").read_text()
    return {number: ast.literal_eval(ids) for number, ids in new_exercise._lists(text).items()}


def test_it_is_listed_and_asked_at_the_end_of_its_chapter(project, capsys):
    before = listed(project)
    # One line becomes several where it would be too long, and stays so.
    for name in ("of_a_new_kind", "of_another_new_kind"):
        assert cli.main(["new-exercise", name, "--chapter", "1"]) == 0
    added = ("of_a_new_kind", "of_another_new_kind")
    assert listed(project) == before | {1: (*before[1], *added)}
    source = project / "notebooks/source/01_identity_and_zero_mappings.py"
    assert notebook_sources.asked_in(source)[-2:] == list(added)
    assert "make keys EXERCISE=of_another_new_kind" in capsys.readouterr().out
    cells = source.read_text()
    assert cells.startswith((PACKAGE.parent / source.relative_to(project)).read_text())


def test_without_a_chapter_it_is_the_last(project):
    assert cli.main(["new-exercise", "of_a_new_kind"]) == 0
    assert listed(project)[5][-1] == "of_a_new_kind"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("warm_up", "is taken: there is an exercise of this name already"),
        ("scope", "is taken: resnet_lessons/course/answers/model.py defines it"),
        (
            "layer_chain",
            "is taken: there is resnet_lessons/course/exercises/layer_chain.py already",
        ),
        ("sampling", "is taken: there is resnet_lessons/instructor/exercises/sampling.py already"),
        ("counting", "is taken: there is resnet_lessons/course/answers/counting.py already"),
        ("lambda", "Python has the word already"),
        ("sum", "Python has the word already"),
        ("np", "the chapters import it"),
        ("2_blocks", "lower-case letters, digits and underscores"),
        ("Two_blocks", "lower-case letters, digits and underscores"),
        ("two-blocks", "lower-case letters, digits and underscores"),
        ("two blocks", "lower-case letters, digits and underscores"),
        ("../two_blocks", "lower-case letters, digits and underscores"),
        ("_hidden", "lower-case letters, digits and underscores"),
        ("größe", "lower-case letters, digits and underscores"),
        ("", "lower-case letters, digits and underscores"),
        ("b" * 61, "at most 60 characters"),
    ],
)
def test_a_name_that_cannot_be_is_refused(project, capsys, name, said):
    before = everything(project)
    assert cli.main(["new-exercise", name]) == 1
    assert said in capsys.readouterr().err
    assert everything(project) == before


def test_an_unknown_chapter_is_answered_with_the_known_ones(project, capsys):
    before = everything(project)
    assert cli.main(["new-exercise", "of_a_new_kind", "--chapter", "9"]) == 1
    assert "There is no chapter 9; the chapters are 0, 1, 2, 3, 4, 5, 6." in capsys.readouterr().err
    assert everything(project) == before


def test_nothing_is_written_over(project, capsys):
    assert cli.main(["new-exercise", "of_a_new_kind"]) == 0
    before = everything(project)
    assert cli.main(["new-exercise", "of_a_new_kind"]) == 1
    assert "is taken" in capsys.readouterr().err
    assert everything(project) == before


def test_a_folder_that_is_there_already_is_in_the_way(project, capsys):
    folder = project / "resnet_lessons/instructor/exercises/of_a_new_kind"
    folder.mkdir()
    before = everything(project)
    assert cli.main(["new-exercise", "of_a_new_kind"]) == 1
    assert "there is resnet_lessons/instructor/exercises/of_a_new_kind already" in (
        capsys.readouterr().err
    )
    assert everything(project) == before


def test_outside_a_clone_it_says_so(project, capsys):
    shutil.rmtree(project / "notebooks")
    assert cli.main(["new-exercise", "of_a_new_kind"]) == 1
    assert "in a clone of the project" in capsys.readouterr().err


def test_what_is_left_is_counted_and_the_next_is_named(project, monkeypatch):
    cli.main(["new-exercise", "of_a_new_kind", "--chapter", "0"])
    monkeypatch.setattr(fill_ins, "PACKAGE", project / "resnet_lessons")
    answer = "course/answers/of_a_new_kind.py"
    monkeypatch.setattr(fill_ins, "ANSWER_FILES", (answer,))
    for path in (project / "resnet_lessons").rglob("*of_a_new_kind*"):
        if path.is_file():
            path.write_text(path.read_text().replace("FILL IN", "Done"))
    (said,) = fill_ins.left_to_fill_in("of_a_new_kind")
    where = (
        "instructor/exercises/of_a_new_kind/__init__.py, line 7: for each misconception the text"
    )
    assert said.startswith(f"of_a_new_kind has 8 places left to fill in; the next is {where}")
    # In a chapter whose text is not written the others are asked too.
    elsewhere = [name for name, exercise in EXERCISES.items() if exercise.chapter != 0]
    assert all(fill_ins.left_to_fill_in(name) == [] for name in elsewhere)
