"""What nobody foresaw in one submission ends no class."""

import logging

import pytest

from resnet_lessons.course.exercises import exercises_of
from resnet_lessons.instructor.grading import class_run
from resnet_lessons.instructor.grading.grades import Cell, Prepared
from resnet_lessons.instructor.grading.stored.ledger import LedgerError
from resnet_lessons.instructor.sandbox import SandboxLost


class _Judge:
    def asked(self, prepared):
        return exercises_of((0,))


def test_a_fault_of_the_graders_own_is_told_and_the_others_are_graded(caplog):
    prepared = Prepared((Cell(1, "", "warm_up"),), (0,), origin=("ada", "a.ipynb"))
    with caplog.at_level(logging.ERROR):
        marks = class_run.marks_of_a_failure(ZeroDivisionError("ours"), _Judge(), prepared)
    assert marks["warm_up"].verdict == "error"
    assert "the grader itself failed (ZeroDivisionError)" in marks["warm_up"].note
    assert "ada/a.ipynb" in caplog.text


@pytest.mark.parametrize("error", [SandboxLost("gone"), LedgerError("full"), KeyboardInterrupt()])
def test_what_ends_the_whole_run_is_no_fault_of_a_submission(error):
    with pytest.raises(type(error)):
        class_run.marks_of_a_failure(error, _Judge(), Prepared())
