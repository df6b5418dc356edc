"""Which marks stand for equal files, and which for one file alone."""

from dataclasses import replace

import pytest

from resnet_lessons.instructor.grading.grades import Cell, Mark, Prepared
from resnet_lessons.instructor.grading.intake.released import released_notebooks
from resnet_lessons.instructor.grading.jobs import (
    Told,
    job_from,
    job_to_bytes,
    told_from,
    told_to_bytes,
)
from resnet_lessons.instructor.grading.judging import Judge
from resnet_lessons.instructor.grading.observing.digests import submission_digest
from resnet_lessons.instructor.grading.stored.ledger import Ledger

NAME = "warm_up"
HANDED_IN = Prepared(
    (Cell(1, "def warm_up(inputs): ...", NAME),), (0,), origin=("somebody", "a.ipynb")
)


@pytest.fixture
def judge(tmp_path):
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        yield Judge(ledger, 5, released_notebooks(), seconds=15)


def kept(judge, prepared, seconds=15):
    other = Judge(judge.ledger, 5, judge.released, seconds)
    return other.known(prepared).get(NAME)


def test_an_equal_answer_has_the_same_mark(judge):
    mark = Mark(NAME, "passed", 1.0)
    judge.ledger.put(submission_digest(HANDED_IN), NAME, judge.grader(NAME), mark)
    assert (
        kept(judge, HANDED_IN)
        == kept(judge, replace(HANDED_IN, origin=("else", "b.ipynb")))
        == mark
    )


def test_a_late_answer_makes_nobody_else_late(judge):
    mark = Mark(NAME, "error", note="the time limit of 15 s was reached")
    grader = judge.late_grader(NAME, HANDED_IN.origin)
    judge.ledger.put(submission_digest(HANDED_IN), NAME, grader, mark)
    assert kept(judge, HANDED_IN) == mark
    assert kept(judge, HANDED_IN, seconds=30) is None
    assert kept(judge, replace(HANDED_IN, origin=("else", "a.ipynb"))) is None
    assert kept(judge, replace(HANDED_IN, origin=("half a character \ud800", ""))) is None


def test_what_is_new_in_a_later_run_meets_other_seeds(judge):
    later = replace(HANDED_IN, cells=(Cell(1, "def warm_up(inputs): return inputs", NAME),))
    helped = replace(HANDED_IN, cells=(*HANDED_IN.cells, Cell(2, "known = {}")))
    judge.hand_in([HANDED_IN])
    first = judge.seed(HANDED_IN, NAME)
    judge.hand_in([HANDED_IN, later, helped])
    assert judge.seed(HANDED_IN, NAME) == first
    assert judge.seed(helped, NAME) != first
    again = Judge(judge.ledger, 5, judge.released, seconds=15)
    again.hand_in([helped, HANDED_IN])
    assert [again.seed(each, NAME) for each in (HANDED_IN, helped, later)] == [
        judge.seed(each, NAME) for each in (HANDED_IN, helped, later)
    ]


def test_all_files_of_a_student_have_a_time_together(judge):
    other = replace(HANDED_IN, origin=("somebody", "b.ipynb"))
    assert judge.job(other, [NAME]).spent == 0
    judge.keep(HANDED_IN, Told(spent=25 * 15))
    judge.spend(other, 10 * 15)
    assert judge.job(other, [NAME]).spent == 35 * 15
    assert judge.job(replace(HANDED_IN, origin=("else", "a.ipynb")), [NAME]).spent == 0


def test_a_job_holds_neither_a_name_nor_the_secret(judge):
    judge.secret = 918_273_645
    told = job_to_bytes(judge.job(HANDED_IN, [NAME]))
    assert b"somebody" not in told and b"918273645" not in told
    job = job_from(told)
    assert job.prepared.cells == HANDED_IN.cells
    assert job.seeds == {NAME: judge.seed(HANDED_IN, NAME)}


def test_the_first_of_two_marks_counts(judge):
    first, second = Mark(NAME, "passed", 1.0), Mark(NAME, "failed")
    for mark in (first, second):
        judge.keep(HANDED_IN, Told(NAME, mark))
    assert judge.known(HANDED_IN)[NAME] == first
    assert judge.left(HANDED_IN) == ()


def test_half_of_a_result_goes_with_the_next_job(judge):
    judge.keep(HANDED_IN, Told(NAME, stage=b'{"half": 1}'))
    assert judge.left(HANDED_IN) == (NAME,)
    job = job_from(job_to_bytes(judge.job(HANDED_IN, [NAME])))
    assert job.stages == {NAME: b'{"half": 1}'}


def test_what_is_found_survives_the_way():
    details = (("What was seen", "half a character \ud800"), ("Look at", "line\n2"))
    mark = Mark(NAME, "failed", 0.1 + 0.2, "flip", details, "a note", 1.25)
    for found in (Told(NAME, mark, is_late=True), Told(NAME, stage=b"{}"), Told(spent=0.1)):
        assert told_from(told_to_bytes(found)) == found


def test_an_answer_that_no_cell_defines_is_told_what_the_grader_looks_for(judge):
    mark = judge.known(replace(HANDED_IN, cells=(Cell(1, "from mine import warm_up"),)))[NAME]
    assert (mark.verdict, mark.share) == ("not started", 0)
    assert "No cell of the file defines `warm_up`." in dict(mark.details).values()
    untouched = released_notebooks().fill_in(NAME)
    mark = judge.known(replace(HANDED_IN, cells=(Cell(1, untouched, NAME),)))[NAME]
    assert "raise NotImplementedError" in dict(mark.details)["Next"]
