"""Joins what the grader found with what an instructor entered in nbgrader's gradebook."""

from dataclasses import asdict, replace

from resnet_lessons.instructor.grading.gradebook import GradebookError, write_marks
from resnet_lessons.instructor.grading.grades import ManualMark

_SETTING = "manual marks"


def with_manual_marks(graded, url, ledger):
    """Writes the marks of a class into the gradebook, and takes over what was entered there.

    A gradebook that is locked or lost takes no manual mark away: those that the ledger keeps from
    the last run count then.

    Args:
        graded: the `GradedClass` as the grader found it.
        url: of the gradebook, as SQLAlchemy writes it.
        ledger: the report's open `Ledger`.

    Returns:
        `GradedClass`, which says in `gradebook_fault` why the gradebook was not written.
    """
    fault = ""
    try:
        entered = write_marks(graded, url)
        kept = [[*whose, asdict(manual)] for whose, manual in sorted(entered.items())]
        ledger.change_setting(_SETTING, kept)
    except GradebookError as error:
        fault = str(error)
        kept = ledger.setting(_SETTING, list)
        entered = {(student, name): ManualMark(**facts) for student, name, facts in kept}
    students = tuple(_joined(student, entered) for student in graded.students)
    return replace(graded, students=students, gradebook_fault=fault)


def _joined(student, entered):
    marks = (
        replace(mark, manual=entered.get((student.student_id, mark.exercise)))
        for mark in student.marks
    )
    return replace(student, marks=tuple(marks))
