"""A report as formgrader serves it: submissions open, and what an instructor enters there is kept."""

import csv
import html
import re

import pytest

from resnet_lessons.instructor.grading.for_nbgrader.autograded import write
from resnet_lessons.instructor.grading.for_nbgrader.gradebook import fitting_id, write_marks
from resnet_lessons.instructor.grading.grades import ManualMark
from tests.instructor.grading.for_nbgrader.autograded_tools import (
    ANSWER,
    STEM,
    graded_class,
    prepared,
)
from tests.instructor.grading.for_nbgrader.gradebook_tools import ADA, book, empty_book, url
from tests.instructor.nbgrader_support import formgrader, nbgrader

__all__ = ["book", "empty_book"]

HOSTILE = ("O'Neill\"; DROP TABLE student; --", "<img src=x onerror=alert(1)>", "../../etc")
pytestmark = [pytest.mark.grades, pytest.mark.browser]


def report(shares, folder, book):
    """What `resnet-lessons grade` leaves in a report for nbgrader; `book` lies in that folder.
    Returns what an instructor entered there before."""
    answered = prepared({"regular_block": ANSWER}, ["%%html\n<b>helper</b>"])
    handed_in = {"ada": [(answered, shares)]} | {name: [(answered, {})] for name in HOSTILE}
    graded, files, found = graded_class(handed_in)
    assert write(graded, files, found, folder) == []
    return write_marks(graded, url(book))


def plain(page):
    """A page's text, as one reads it."""
    return html.unescape(re.sub("<[^>]*>", "", page))


def test_an_instructor_grades_in_the_report(book, tmp_path):
    report(ADA, tmp_path, book)
    with formgrader(tmp_path) as ask:
        assert [each["name"] for each in ask("api/assignments")] == [STEM]
        listed = {each["student"]: each for each in ask(f"api/submissions/{STEM}")}
        assert {student: each["score"] for student, each in listed.items()} == {
            "ada": 5.4,
            **{fitting_id(name): 0 for name in HOSTILE},
        }
        assert not any(each["needs_manual_grade"] for each in listed.values())
        assert "nbgrader" in ask(f"manage_submissions/{STEM}")
        shown = {
            each["student"]: each["id"] for each in ask(f"api/submitted_notebooks/{STEM}/{STEM}")
        }
        assert shown.keys() == listed.keys()
        for student, number in shown.items():
            _assert_opens(ask(f"submissions/{number}"), student)
        _enter(ask, shown["ada"])
    _assert_kept(tmp_path, book)
    _assert_feedback(tmp_path)


def _assert_opens(page, student):
    assert "<script>alert" not in page and "<img src=x" not in page and "<b>helper" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert student in plain(page)
    for line in ANSWER.splitlines():
        assert line.strip() in plain(page)
    assert f"regular_block: {'passed, 4' if student == 'ada' else 'not started, 0'} of 4" in page
    assert 'id="regular_block_check"' in page and 'id="regular_block-comment"' in page


def _enter(ask, number):
    """What formgrader's page sends once a score and a comment are typed in."""
    grades = {each["name"]: each for each in ask(f"api/grades?submission_id={number}")}
    comments = {each["name"]: each for each in ask(f"api/comments?submission_id={number}")}
    assert grades["bottleneck_block_check"]["auto_score"] == 1.4
    changed = ask(f"api/grade/{grades['bottleneck_block_check']['id']}", manual_score=3.5)
    assert changed["manual_score"] == 3.5
    ask(f"api/comment/{comments['bottleneck_block']['id']}", manual_comment="Nearly *there*!")


def _assert_kept(folder, book):
    entered = report(ADA | {"pre_activation": 1.0}, folder, book)
    assert entered == {("ada", "bottleneck_block"): ManualMark(3.5, comment="Nearly *there*!")}
    nbgrader("export", "--to", "scores.csv", cwd=folder)
    with open(folder / "scores.csv", newline="") as file:
        scores = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert scores["ada"] == 4 + 3.5 + 2


def _assert_feedback(folder):
    """nbgrader's feedback does not mix with the pages in `feedback`."""
    nbgrader("generate_feedback", STEM, cwd=folder)
    pages = {path.parts[-3]: path for path in (folder / "nbgrader_feedback").glob("*/*/*.html")}
    assert pages.keys() == {"ada", *map(fitting_id, HOSTILE)}
    assert not (folder / "feedback").exists()
    page = pages["ada"].read_text()
    assert "Nearly <em>there</em>!" in page and "<script>alert" not in page
    assert "regular_block: passed, 4 of 4 points" in page
    assert "Score: 9.5 / 16.0" in page
