"""What nobody foresaw in one submission ends no class."""

import logging
from concurrent.futures import Future

from resnet_lessons.course.exercises import exercises_of
from resnet_lessons.instructor.grading import whole_class
from resnet_lessons.instructor.grading.grades import Cell, Prepared


class _Judge:
    def known(self, prepared):
        return {}

    def asked(self, prepared):
        return exercises_of((0,))


def test_a_fault_of_the_graders_own_is_told_and_the_others_are_graded(caplog):
    failed = Future()
    failed.set_exception(ZeroDivisionError("ours"))
    prepared = Prepared((Cell(1, "", "warm_up"),), (0,), origin=("ada", "a.ipynb"))
    with caplog.at_level(logging.ERROR):
        marks = whole_class._marks(failed, _Judge(), prepared)
    assert marks["warm_up"].verdict == "error"
    assert "the grader itself failed (ZeroDivisionError)" in marks["warm_up"].note
    assert "ada/a.ipynb" in caplog.text
