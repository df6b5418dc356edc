"""What an instructor entered in the gradebook counts, and nothing takes it away."""

import shutil
import sqlite3

import pytest

from resnet_lessons.instructor.grading.for_nbgrader.gradebook import write_marks
from resnet_lessons.instructor.grading.for_nbgrader.manual_marks import with_manual_marks
from resnet_lessons.instructor.grading.grades import ManualMark, Mark
from resnet_lessons.instructor.grading.reports import tables
from resnet_lessons.instructor.grading.stored.ledger import Ledger
from tests.instructor.grading.for_nbgrader.gradebook_tools import (
    ADA,
    CHAPTER_2,
    book,
    dump,
    empty_book,
    graded,
    url,
)

__all__ = ["book", "empty_book"]
BLOCK = next(each for each in CHAPTER_2 if each.id == "regular_block")
HOSTILE = "../<b>eve"


def enter(path, student, exercise, comment=None, **values):
    """Enters values into nbgrader's tables, as formgrader does."""
    of_student = """notebook_id in (select submitted_notebook.id from submitted_notebook
        join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id
        where submitted_assignment.student_id = ?)
        and cell_id in (select id from base_cell where name = ?)"""
    with sqlite3.connect(path) as connection:
        for name, value in values.items():
            done = connection.execute(
                f"update grade set {name} = ? where {of_student}",
                (value, student, f"{exercise}_check"),
            )
            assert done.rowcount == 1
        if comment is not None:
            done = connection.execute(
                f"update comment set manual_comment = ? where {of_student}",
                (comment, student, exercise),
            )
            assert done.rowcount == 1


@pytest.mark.parametrize(
    ("manual", "points"),
    [
        (None, 1.5),
        (ManualMark(), 1.5),
        (ManualMark(comment="Well done"), 1.5),
        (ManualMark(3), 3),
        (ManualMark(0), 0),
        (ManualMark(2.25, 0.5), 2.75),
        (ManualMark(extra=1), 2.5),
        (ManualMark(extra=-1), 0.5),
        (ManualMark(6), 6),
    ],
)
def test_the_points_that_count(manual, points):
    mark = Mark("regular_block", "failed", 0.375, manual=manual)
    assert mark.points(BLOCK) == points
    assert mark.automatic_points(BLOCK) == 1.5


def test_what_was_entered_is_read_back_for_the_right_student(book):
    course = graded({"ada": ADA, "bob": {}, HOSTILE: ADA})
    assert write_marks(course, url(book)) == {}
    enter(book, "ada", "regular_block", manual_score=3.25, comment=" Nearly.\nSee me. ")
    enter(book, "bob", "pre_activation", extra_credit=0.5)
    enter(book, "bob", "bottleneck_block", manual_score=0, extra_credit=0)
    enter(book, "ada", "pre_activation", comment="  ")
    eve = next(each for each in students(book) if "eve" in each)
    enter(book, eve, "regular_block", comment="<i>")
    entered = {
        ("ada", "regular_block"): ManualMark(3.25, comment="Nearly.\nSee me."),
        ("bob", "pre_activation"): ManualMark(extra=0.5),
        ("bob", "bottleneck_block"): ManualMark(0),
        (HOSTILE, "regular_block"): ManualMark(comment="<i>"),
    }
    before = dump(book)
    assert write_marks(course, url(book)) == entered
    assert dump(book) == before
    assert write_marks(graded({"bob": {}}), url(book)) == {
        whose: manual for whose, manual in entered.items() if whose[0] == "bob"
    }


def students(path):
    with sqlite3.connect(path) as connection:
        return [name for (name,) in connection.execute("select id from student")]


def test_a_score_over_another_automatic_one_asks_for_a_look(book):
    write_marks(graded({"ada": ADA}), url(book))
    enter(book, "ada", "regular_block", manual_score=1)
    assert not write_marks(graded({"ada": ADA}), url(book))["ada", "regular_block"].is_outdated
    entered = write_marks(graded({"ada": ADA | {"regular_block": 0.25}}), url(book))
    assert entered["ada", "regular_block"] == ManualMark(1, is_outdated=True)


def scores(course):
    [header, *rows] = [line[1:-1].split('","') for line in tables.scores(course).splitlines()]
    return {row[0]: row[header.index("total")] for row in rows}


def test_a_gradebook_that_fails_takes_no_mark_away(book, tmp_path):
    course = graded({"ada": ADA, "bob": {}})
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        first = with_manual_marks(course, url(book), ledger)
        assert scores(first) == {"ada": "5.4", "bob": "0"}
        enter(book, "bob", "regular_block", manual_score=2.5, comment="told me")
        second = with_manual_marks(course, url(book), ledger)
        assert (scores(second), second.gradebook_fault) == ({"ada": "5.4", "bob": "2.5"}, "")
        book.chmod(0o600)
        book.write_bytes(b"no database " * 1000)
        better = graded({"ada": ADA | {"pre_activation": 1.0}, "bob": {}})
        third = with_manual_marks(better, url(book), ledger)
        assert scores(third) == {"ada": "7.4", "bob": "2.5"}
        assert "is damaged or is no database" in third.gradebook_fault
        assert [mark.manual for mark in third.students[1].marks if mark.manual] == [
            ManualMark(2.5, comment="told me")
        ]


def test_without_a_gradebook_there_is_a_report_all_the_same(tmp_path):
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        found = with_manual_marks(graded({"ada": ADA}), "sqlite:///none/such/book.db", ledger)
    assert scores(found) == {"ada": "5.4"}
    assert "cannot be opened" in found.gradebook_fault


def test_what_is_taken_back_is_gone_and_told(book, tmp_path, caplog):
    course = graded({"ada": ADA})
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        with_manual_marks(course, url(book), ledger)
        enter(book, "ada", "regular_block", manual_score=1)
        assert scores(with_manual_marks(course, url(book), ledger)) == {"ada": "2.4"}
        assert caplog.messages == []
        enter(book, "ada", "regular_block", manual_score=None)
        for _ in range(2):
            assert scores(with_manual_marks(course, url(book), ledger)) == {"ada": "5.4"}
        assert caplog.messages == [
            "The gradebook no longer holds what was entered by hand for 1 answer (ada "
            "regular_block): the grader's own points count there."
        ]


def test_another_gradebook_is_told_and_other_chapters_are_kept(book, empty_book, tmp_path, caplog):
    everyone = {name: ADA for name in ("ada", "bob", "cat", "dan")}
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        with_manual_marks(graded(everyone), url(book), ledger)
        for student in everyone:
            enter(book, student, "regular_block", manual_score=1)
        with_manual_marks(graded(everyone), url(book), ledger)
        # Without the students, or in another chapter, nothing is lost and nothing told.
        with_manual_marks(graded({"eve": {}}), url(book), ledger)
        with_manual_marks(graded(everyone, ()), url(book), ledger)
        assert caplog.messages == []
        other = shutil.copy(empty_book, tmp_path / "other.db")
        found = with_manual_marks(graded(everyone), url(other), ledger)
    assert set(scores(found).values()) == {"5.4"}
    assert len(caplog.messages) == 1
    assert (
        "for 4 answers (ada regular_block, bob regular_block, cat regular_block, …): the"
        in (caplog.messages[0])
    )
