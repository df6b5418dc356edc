"""The gradebook: nbgrader's own tools read our scores, and nothing of anybody else's changes."""

import csv
import sqlite3
import time
from dataclasses import replace

import pytest

from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.grading.for_nbgrader import gradebook
from resnet_lessons.instructor.grading.for_nbgrader.gradebook import (
    COURSE,
    GradebookError,
    fitting_id,
    write_marks,
)
from resnet_lessons.instructor.grading.intake.released import NOTEBOOKS
from tests.instructor.grading.for_nbgrader.gradebook_tools import (
    ADA,
    CHAPTER_2,
    book,
    dump,
    empty_book,
    graded,
    url,
)
from tests.instructor.nbgrader_support import nbgrader
from tests.support.soak import only_in_soak

__all__ = ["book", "empty_book"]

HOSTILE = (
    "O'Neill\"; DROP TABLE student; --",
    "<script>alert(1)</script>",
    "{score} %s {0.__class__}",
    "=1+1",
    "名前 Ünïcode",
    "x" * 100,
    "y" * 300,
    "y" * 299 + "z",
    "名" * 100,
    "<img src=x onerror=alert(1)>",
    "[a-z]*?",
    ".hidden",
    "../../etc/passwd",
    "..",
    "two\nlines\x00\x1b[31m",
    "broken\udcff",
    "",
)


def opened(path):
    from nbgrader.api import Gradebook

    return Gradebook(url(path), COURSE)


def scores(path, assignment="02_block_structure"):
    with opened(path) as found:
        return {each["student"]: each["score"] for each in found.submission_dicts(assignment)}


@pytest.mark.grades
def test_every_cell_has_the_points_of_its_mark(book):
    write_marks(graded({"ada": ADA, "bob": {}}), url(book))
    name = "02_block_structure"
    with opened(book) as found:
        grade = found.find_grade("bottleneck_block_check", name, name, "ada")
        assert (grade.auto_score, grade.max_score, grade.cell_type) == (1.4, 4, "code")
        assert (grade.manual_score, grade.needs_manual_grade) == (None, False)
        assert found.find_grade("regular_block_check", name, name, "ada").score == 4
        assert found.find_comment("regular_block", name, name, "ada").comment is None
        assert found.find_comment("regular_block", name, name, "bob").comment == "No response."
        assert found.find_submission(name, "bob").score == 0
        assert found.find_submission(name, "ada").timestamp is not None
        assert found.find_assignment(name).max_score == sum(each.points for each in CHAPTER_2)
        assert found.find_source_cell("regular_block_check", name, name).locked
        assert "NotImplementedError" in found.find_source_cell("regular_block", name, name).source
    assert scores(book) == {"ada": 5.4, "bob": 0}


def test_each_chapter_is_an_assignment_named_like_its_notebook(book):
    write_marks(graded({"ada": {}}, tuple(EXERCISES.values())), url(book))
    with opened(book) as found:
        names = [each.name for each in found.assignments]
        chapters = sorted({exercise.chapter for exercise in EXERCISES.values()})
        assert names == [
            path.stem for each in chapters for path in NOTEBOOKS.glob(f"{each:02}_*.ipynb")
        ]
        assert all(
            [each.name] == [one.name for one in each.notebooks] for each in found.assignments
        )
        assert {each.course_id for each in found.assignments} == {COURSE}


def test_a_second_time_changes_nothing(book):
    students = {"ada": ADA, "bob": {"pre_activation": 0.5}, "eve": {}}
    write_marks(graded(students), url(book))
    before = dump(book)
    write_marks(graded(students), url(book))
    assert dump(book) == before


def test_what_changed_is_changed(book):
    write_marks(graded({"ada": ADA, "bob": {}}), url(book))
    harder = tuple(
        replace(each, points=8) if each.id == "regular_block" else each for each in CHAPTER_2
    )
    write_marks(graded({"ada": {"regular_block": 0.25}, "bob": ADA, "eve": {}}, harder), url(book))
    assert scores(book) == {"ada": 2, "bob": 9.4, "eve": 0}
    with opened(book) as found:
        name = "02_block_structure"
        assert found.find_assignment(name).max_score == sum(each.points for each in harder)
        assert found.find_comment("regular_block", name, name, "bob").comment is None
    write_marks(graded({"bob": {}}), url(book))
    assert scores(book) == {"ada": 2, "bob": 0, "eve": 0}


def test_what_an_instructor_entered_is_kept(book):
    write_marks(graded({"ada": ADA}), url(book))
    name = "02_block_structure"
    with opened(book) as found:
        grade = found.find_grade("regular_block_check", name, name, "ada")
        grade.manual_score, grade.extra_credit = 3.5, 0.5
        found.find_grade("pre_activation_check", name, name, "ada").extra_credit = 1
        found.find_comment("regular_block", name, name, "ada").manual_comment = "Well done"
        found.find_assignment(name).duedate = gradebook.datetime(2030, 1, 1)
        found.db.commit()
    before = dump(book)
    write_marks(graded({"ada": ADA}), url(book))
    assert dump(book) == before
    write_marks(graded({"ada": ADA | {"regular_block": 0.5, "pre_activation": 1}}), url(book))
    with opened(book) as found:
        grade = found.find_grade("regular_block_check", name, name, "ada")
        assert (grade.auto_score, grade.manual_score, grade.score) == (2, 3.5, 4)
        assert grade.needs_manual_grade
        assert found.find_grade("pre_activation_check", name, name, "ada").score == 3
        assert found.find_comment("regular_block", name, name, "ada").comment == "Well done"
        assert found.find_assignment(name).duedate.year == 2030


@pytest.mark.filterwarnings("ignore:Object of type")
def test_what_belongs_to_others_is_left_alone(book):
    write_marks(graded({"ada": ADA}), url(book))
    name = "02_block_structure"
    with opened(book) as found:
        found.check_course("physics")
        found.add_student("ann", first_name="Ann")
        found.find_student("ada").last_name = "Lovelace"
        found.course_id = "physics"
        found.add_assignment("optics")
        found.add_notebook("lens", "optics")
        found.add_grade_cell("focus", "lens", "optics", max_score=9, cell_type="code")
        found.add_submission("optics", "ann")
        found.add_grade_cell("essay", name, name, max_score=5, cell_type="markdown")
    write_marks(graded({"bob": ADA}), url(book))
    with opened(book) as found:
        assert found.find_student("ann").first_name == "Ann"
        assert found.find_student("ada").last_name == "Lovelace"
        assert found.find_assignment("optics").course_id == "physics"
        assert found.find_grade("focus", "lens", "optics", "ann").needs_manual_grade
        assert [each.student.id for each in found.assignment_submissions("optics")] == ["ann"]
        # A cell that an instructor added is there for a new student too, and waits for a grade.
        essay = found.find_grade("essay", name, name, "bob")
        assert (essay.auto_score, essay.needs_manual_grade) == (None, True)
    before = dump(book)
    write_marks(graded({"bob": ADA}), url(book))
    assert dump(book) == before


def test_an_assignment_of_another_course_is_ours_if_it_holds_our_cells(book):
    write_marks(graded({"ada": ADA}), url(book))
    with sqlite3.connect(book) as connection:
        connection.execute("insert into course values ('spring')")
        connection.execute("update assignment set course_id = 'spring'")
    write_marks(graded({"ada": ADA, "bob": ADA}), url(book))
    assert scores(book) == {"ada": 5.4, "bob": 5.4}
    with sqlite3.connect(book) as connection:
        connection.execute("update base_cell set name = 'other' where name = 'regular_block_check'")
    before = dump(book)
    with pytest.raises(GradebookError, match="another assignment named 02_block_structure"):
        write_marks(graded({"ada": ADA, "eve": ADA}), url(book))
    assert dump(book) == before


def test_a_fault_half_way_leaves_the_book_as_it_was(book, monkeypatch):
    before = dump(book)
    monkeypatch.setattr(gradebook, "_write_comments", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_marks(graded({"ada": ADA}), url(book))
    assert dump(book) == before


def test_hostile_ids_are_only_text(book):
    write_marks(graded({name: {"pre_activation": 1.0} for name in HOSTILE}), url(book))
    found = scores(book)
    assert set(found) == set(map(fitting_id, HOSTILE))
    assert len(found) == len(HOSTILE)
    assert set(found.values()) == {2.0}


@pytest.mark.parametrize("name", HOSTILE)
def test_an_id_fits_into_its_column_a_folder_and_a_page(name):
    fit = fitting_id(name)
    assert 0 < len(fit) <= 128 and len(fit.encode()) <= 240
    assert fit.isprintable()
    assert not set(fit) & set('/\\<>"|?*:[]') and not fit.startswith(".")
    # Whoever is called so is somebody else.
    assert fit == name or fitting_id(fit) != fit


def test_ids_of_people_stay_as_they_are():
    for name in (
        "ada",
        "Lovelace, Ada",
        "O'Neill & Söhne",
        "名前 Ünïcode",
        "a.b+c@school.example",
        "x" * 128,
    ):
        assert fitting_id(name) == name


def test_a_chapter_without_a_notebook_is_named(book):
    unknown = (replace(CHAPTER_2[0], chapter=77),)
    with pytest.raises(GradebookError, match="no notebook of chapter 77"):
        write_marks(graded({"ada": {}}, unknown), url(book))


def test_a_large_class_is_written_in_seconds(book):
    exercises = tuple(EXERCISES.values())
    students = {
        f"student{number:03}": {each.id: 0.5 for each in exercises} for number in range(300)
    }
    start = time.perf_counter()
    write_marks(graded(students, exercises), url(book))
    assert time.perf_counter() - start < 10
    assert len(scores(book)) == 300


# In CI a graded class is exported by nbgrader; see `test_class.py`.
@only_in_soak
def test_nbgraders_own_commands_read_it(tmp_path):
    """A new book, made with nothing on the path but what a shell has."""
    students = {"ada": ADA, "bob": {"pre_activation": 0.5, "regular_block": 0.214}, "eve": {}}
    course = graded(students)
    write_marks(course, url(tmp_path / "gradebook.db"))
    nbgrader("export", "--to", "scores.csv", cwd=tmp_path)
    with open(tmp_path / "scores.csv", newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert {name: float(row["score"]) for name, row in rows.items()} == {
        student.student_id: sum(
            mark.points(exercise)
            for mark, exercise in zip(student.marks, course.exercises, strict=True)
        )
        for student in course.students
    }
    assert {row["assignment"] for row in rows.values()} == {"02_block_structure"}
    assert {float(row["max_score"]) for row in rows.values()} == {16}
    listed = nbgrader("db", "student", "list", cwd=tmp_path)
    assert all(name in listed.stdout + listed.stderr for name in students)
    listed = nbgrader("db", "assignment", "list", cwd=tmp_path)
    assert "02_block_structure" in listed.stdout + listed.stderr
