"""The notebooks that formgrader opens: the student's text as code, our words as output, no more."""

import itertools
import json
import os
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest

from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.grading.for_nbgrader import autograded, autograded_notebook
from resnet_lessons.instructor.grading.for_nbgrader.autograded import write
from resnet_lessons.instructor.grading.for_nbgrader.gradebook import COURSE, fitting_id
from resnet_lessons.instructor.grading.grades import Cell, Mark, Prepared
from resnet_lessons.instructor.grading.intake.released import NOTEBOOKS, released_notebooks
from resnet_lessons.instructor.grading.marks import assembly
from resnet_lessons.instructor.grading.whole_class import Options, grade
from tests.instructor.grading import samples
from tests.instructor.grading.for_nbgrader.autograded_tools import (
    ANSWER,
    SCRIPT,
    STEM,
    graded_class,
    prepared,
)
from tests.instructor.grading.for_nbgrader.gradebook_tools import CHAPTER_2

BLOCK = EXERCISES["regular_block"]


def written(tmp_path, handed_in, student="ada"):
    """The notebook of one student, which nbformat accepts."""
    assert write(*graded_class(handed_in), tmp_path) == []
    path = tmp_path / "autograded" / fitting_id(student) / STEM / f"{STEM}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    return notebook


def cell_of(notebook, grade_id):
    return next(
        cell
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id
    )


def contents(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_an_answer_is_followed_by_what_our_grader_said(tmp_path):
    file = prepared({"regular_block": ANSWER}, ["import keras"])
    notebook = written(tmp_path, {"ada": [(file, {"regular_block": 0.25})]})
    names = [cell.metadata.get("nbgrader", {}).get("grade_id", "") for cell in notebook.cells]
    expected = [("", each.id, f"{each.id}_check") for each in CHAPTER_2]
    assert names == [*itertools.chain(*expected), "", ""]
    answer, check = cell_of(notebook, "regular_block"), cell_of(notebook, "regular_block_check")
    assert (answer.source, answer.outputs) == (ANSWER, [])
    assert [output.text for output in check.outputs] == ["regular_block: failed, 1 of 4 points"]
    assert check.outputs[0].output_type == "stream"
    assert notebook.cells[-1].source == "import keras"
    header = notebook.cells[names.index("regular_block") - 1]
    assert header.source == f"### `regular_block`\n\n{BLOCK.title}."
    missing = notebook.cells[names.index("bottleneck_block") - 1]
    assert missing.source.endswith("No answer was found.")
    assert cell_of(notebook, "bottleneck_block").source == ""


def test_graded_cells_are_marked_as_in_the_released_notebook(tmp_path):
    notebook = written(tmp_path, {"ada": [(prepared({}), {})]})
    released = nbformat.read(NOTEBOOKS / f"{STEM}.ipynb", as_version=4)
    for exercise in CHAPTER_2:
        for name in (exercise.id, f"{exercise.id}_check"):
            ours, theirs = cell_of(notebook, name), cell_of(released, name)
            assert ours.metadata.nbgrader == theirs.metadata.nbgrader
        assert ours.source == theirs.source
    assert notebook.metadata.kernelspec == released.metadata.kernelspec


def test_the_output_tells_diagnosis_and_details_and_not_the_note(tmp_path):
    details = (("What was seen", f"{SCRIPT}\n\x1b[31m\u202ered"), ("Look at", "2.5"))
    told = Mark("regular_block", "failed", 0.5, "stride_on_second_convolution", details, "secret")
    graded, files, found = graded_class({"ada": [(prepared({}), {})]})
    found[0]["regular_block"] = told
    students = assembly.graded_students(files, found, [2])
    write(replace(graded, students=students), files, found, tmp_path)
    notebook = nbformat.read(tmp_path / "autograded" / "ada" / STEM / f"{STEM}.ipynb", as_version=4)
    assert cell_of(notebook, "regular_block_check").outputs[0].text.split("\n") == [
        "regular_block: failed, 2 of 4 points",
        "Diagnosis: stride_on_second_convolution",
        f"What was seen: {SCRIPT}",
        "\\x1b[31m\\u202ered",
        "Look at: 2.5",
    ]


def test_a_students_text_is_code_and_nothing_else(tmp_path):
    file = prepared({"regular_block": ANSWER}, [SCRIPT, "%%html\n<b>x</b>", "x = '\udcff\x00'"])
    notebook = written(tmp_path, {SCRIPT: [(file, {})]}, SCRIPT)
    hostile = [cell for cell in notebook.cells if "script>" in json.dumps(cell)]
    assert [cell.cell_type for cell in hostile] == ["code", "code"]
    assert all("script>" not in json.dumps(cell.outputs) for cell in hostile)
    outputs = [cell.outputs for cell in notebook.cells if cell.get("outputs")]
    assert len(outputs) == len(CHAPTER_2)
    assert notebook.cells[-1].source == "x = '\\udcff\\x00'"


def test_formgraders_exporter_escapes_the_students_text(tmp_path):
    from nbconvert.exporters import HTMLExporter

    file = prepared({"regular_block": ANSWER}, ["%%html\n<img src=x onerror=alert(1)>"])
    notebook = written(tmp_path, {"ada": [(file, {})]})
    page, _ = HTMLExporter(template_name="classic").from_notebook_node(notebook)
    assert "<script>alert(1)" not in page and "<img src=x" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 1


def test_the_file_whose_marks_count_most_is_shown(tmp_path):
    draft = prepared({"pre_activation": "draft = 1", "regular_block": "draft = 2"}, ["draft = 3"])
    final = prepared({"pre_activation": "final = 1", "regular_block": "final = 2"}, ["final = 3"])
    shares = {"pre_activation": 1.0}, {"pre_activation": 0.5, "regular_block": 1.0}
    notebook = written(tmp_path, {"ada": list(zip((draft, final), shares, strict=True))})
    assert cell_of(notebook, "regular_block").source == "final = 2"
    assert notebook.cells[-1].source == "final = 3"
    # The mark that counts is the draft's, and so is the answer above it.
    assert cell_of(notebook, "pre_activation").source == "draft = 1"
    assert "passed" in cell_of(notebook, "pre_activation_check").outputs[0].text
    assert "another of the student's files" in notebook.cells[0].source
    assert not any("draft = 3" in cell.source for cell in notebook.cells)


def test_cells_as_handed_out_and_answers_of_other_chapters_are_left_out(tmp_path):
    file = prepared({"regular_block": ANSWER, "block_layer": "other = 1"}, ["mine = 1"])
    released = Cell(9, "import resnet_lessons as rl", "", released=True)
    file = replace(file, cells=(*file.cells, released), chapters=(2, 3))
    notebook = written(tmp_path, {"ada": [(file, {})]})
    sources = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    assert "mine = 1" in sources and ANSWER in sources
    assert "other = 1" not in sources and released.source not in sources


def test_very_much_text_is_cut(tmp_path, monkeypatch):
    monkeypatch.setattr(autograded_notebook, "MOST_TEXT", 25)
    file = prepared({"regular_block": "x" * 1000}, ["y" * 10, "z" * 10, "w" * 10, "v"])
    notebook = written(tmp_path, {"ada": [(file, {})]})
    assert cell_of(notebook, "regular_block").source == "x" * 1000
    assert [cell.source for cell in notebook.cells[-2:]] == ["y" * 10, "z" * 10]
    assert notebook.cells[-3].source.endswith("2 more are left out here.")


def test_a_file_that_cannot_be_read_and_one_that_is_missing_still_open(tmp_path):
    broken = Prepared(chapters=(2,), problem="is not JSON")
    handed_in = {"ada": [(broken, {})], "bob": [(prepared({}, chapters=(3,)), {})]}
    notebook = written(tmp_path, handed_in)
    assert "unreadable, 0 of 4 points" in cell_of(notebook, "regular_block_check").outputs[0].text
    notebook = written(tmp_path, handed_in, "bob")
    assert "not started" in cell_of(notebook, "regular_block_check").outputs[0].text


def test_each_chapter_has_a_notebook_and_a_folder_that_formgrader_lists(tmp_path):
    everything = tuple(EXERCISES.values())
    write(*graded_class({"ada": [(prepared({}), {})]}, everything), tmp_path)
    stems = {one.stem for one in released_notebooks().chapters.values()}
    graded = {stem for stem in stems if int(stem[:2]) in {one.chapter for one in everything}}
    assert {path.name for path in (tmp_path / "source").iterdir()} == graded
    assert {path.stem for path in (tmp_path / "autograded" / "ada").glob("*/*.ipynb")} == graded


def test_a_chapter_that_is_not_released_is_left_out(tmp_path):
    unknown = (replace(CHAPTER_2[0], chapter=77),)
    graded = samples.graded(graded_class({"ada": [(prepared({}), {})]})[0].students, unknown)
    assert write(graded, [], [], tmp_path) == []
    assert not list(tmp_path.rglob("*.ipynb"))


def test_hostile_names_stay_in_their_folder(tmp_path):
    names = (*samples.HOSTILE_NAMES, "/etc/x", "a\\..\\b", "名" * 100, "<img src=x onerror=1>")
    handed_in = {name: [(prepared({"regular_block": ANSWER}), {})] for name in names}
    report = tmp_path / "report"
    assert write(*graded_class(handed_in), report) == []
    assert [path.name for path in tmp_path.iterdir()] == ["report"]
    assert {path.name for path in report.iterdir()} == {
        "autograded",
        "source",
        "nbgrader_config.py",
    }
    folders = {path.name for path in (report / "autograded").iterdir()}
    assert folders == set(map(fitting_id, names))
    assert len(list(report.rglob("*.ipynb"))) == len(names) == len(folders)


def test_nobody_takes_the_folder_of_another_by_a_name_that_was_made_to_fit():
    victim = "Doe: Jane"
    taken = fitting_id(victim)
    assert taken != victim and fitting_id(taken) not in (taken, victim)


def test_the_same_class_gives_the_same_bytes_and_what_changed_is_changed(tmp_path):
    first = graded_class({"ada": [(prepared({"regular_block": ANSWER}), {})]})
    for _ in range(2):
        assert write(*first, tmp_path / "a") == []
    write(*first, tmp_path / "b")
    before = contents(tmp_path / "a")
    assert before == contents(tmp_path / "b")
    assert str(tmp_path).encode() not in b"".join(before.values())
    write(*graded_class({"ada": [(prepared({"regular_block": "new"}), {})]}), tmp_path / "a")
    after = contents(tmp_path / "a")
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {f"autograded/ada/{STEM}/{STEM}.ipynb"}


def test_what_somebody_else_wrote_stays_and_is_named(tmp_path):
    course = graded_class({"ada": [(prepared({}), {})], "bob": [(prepared({}), {})]})
    write(*course, tmp_path)
    theirs = tmp_path / "autograded" / "ada" / STEM / f"{STEM}.ipynb"
    theirs.write_text('{"cells": []}')
    config = tmp_path / "nbgrader_config.py"
    config.write_text("c = get_config()\n")
    notes = theirs.with_name("notes.txt")
    notes.write_text("mine")
    remarks = write(*course, tmp_path)
    assert Counter("stays as it is" in remark for remark in remarks) == {True: 2}
    assert f"autograded/ada/{STEM}/{STEM}.ipynb" in remarks[0]
    assert "nbgrader_config.py" in remarks[1]
    assert theirs.read_text() == '{"cells": []}'
    assert config.read_text() == "c = get_config()\n"
    assert notes.read_text() == "mine"


def test_a_killed_run_leaves_whole_files(tmp_path, monkeypatch):
    course = graded_class({"ada": [(prepared({}), {})]})
    write(*course, tmp_path)
    before = contents(tmp_path)

    def killed(source, target):
        assert Path(source).parent == Path(target).parent
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(os, "replace", killed)
        write(*graded_class({"ada": [(prepared({"regular_block": ANSWER}), {})]}), tmp_path)
    assert before.items() <= contents(tmp_path).items()
    write(*course, tmp_path)
    assert contents(tmp_path) == before


def test_two_students_in_one_folder_are_shown_to_nobody(tmp_path, monkeypatch):
    """As on a disk where "Ada" and "ada" are the same name."""
    names = ("Ada", "ada", "bob")
    monkeypatch.setattr(autograded, "fitting_id", str.lower)
    remarks = write(*graded_class({name: [(prepared({}), {})] for name in names}), tmp_path)
    assert len(remarks) == 2 and all("ada has no notebook" in remark for remark in remarks)
    assert [path.parts[-3] for path in tmp_path.rglob("*.ipynb")] == ["bob"]


def test_the_configuration_is_for_our_course_wherever_the_report_lies(tmp_path, monkeypatch):
    from traitlets.config import PyFileConfigLoader

    write(*graded_class({"ada": [(prepared({}), {})]}), tmp_path / "before")
    (tmp_path / "before").rename(tmp_path / "after")
    loaded = PyFileConfigLoader("nbgrader_config.py", str(tmp_path / "after")).load_config()
    assert loaded.CourseDirectory.course_id == COURSE
    assert Path(loaded.CourseDirectory.root) == tmp_path / "after"
    assert "db_url" not in loaded.CourseDirectory


def test_the_grader_writes_them_and_tells_what_it_left(tmp_path, caplog):
    """An untouched notebook needs no sandbox: nothing of it is run."""
    handed_in = tmp_path / "class" / "<b>ada"
    handed_in.mkdir(parents=True)
    shutil.copy(NOTEBOOKS / f"{STEM}.ipynb", handed_in)
    for _ in range(2):
        grade(tmp_path / "class", tmp_path / "report", Options(unsafe=True))
    path = tmp_path / "report" / "autograded" / fitting_id("<b>ada") / STEM / f"{STEM}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    assert "raise NotImplementedError" in cell_of(notebook, "regular_block").source
    assert "not started" in cell_of(notebook, "regular_block_check").outputs[0].text
    assert caplog.messages == []
    path.write_text("{}")
    grade(tmp_path / "class", tmp_path / "report", Options(unsafe=True))
    assert [f"{STEM}.ipynb in the report is not ours" in each for each in caplog.messages] == [True]
