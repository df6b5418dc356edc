"""Joins what the grader found with what an instructor entered in nbgrader's gradebook."""

import logging
from dataclasses import asdict, replace

from resnet_lessons.instructor.grading.for_nbgrader.gradebook import GradebookError, write_marks
from resnet_lessons.instructor.grading.grades import ManualMark
from resnet_lessons.instructor.grading.intake.owners import printable

_SETTING = "manual marks"
_log = logging.getLogger(__name__)


def with_manual_marks(graded, url, ledger, kept_as=tuple):
    """Writes the marks of a class into the gradebook, and takes over what was entered there.

    A gradebook that is locked or lost takes no manual mark away: those that the ledger keeps from
    the last run count then.

    Args:
        graded: the `GradedClass` as the grader found it.
        url: of the gradebook, as SQLAlchemy writes it.
        ledger: the report's open `Ledger`.
        kept_as: makes a sequence of the students.

    Returns:
        `GradedClass`, which says in `gradebook_fault` why the gradebook was not written.
    """
    before = {
        (student, name): ManualMark(**facts)
        for student, name, facts in ledger.setting(_SETTING, list)
    }
    entered, fault = before, ""
    try:
        entered = write_marks(graded, url)
    except GradebookError as error:
        fault = str(error)
    else:
        asked = {
            whose
            for student in graded.students
            for mark in student.marks
            if (whose := (student.student_id, mark.exercise)) in before
        }
        _tell_gone(sorted(asked - entered.keys()))
        others = {whose: manual for whose, manual in before.items() if whose not in asked}
        kept = sorted((others | entered).items())
        ledger.change_setting(_SETTING, [[*whose, asdict(manual)] for whose, manual in kept])
    students = kept_as(_joined(student, entered) for student in graded.students)
    return replace(graded, students=students, gradebook_fault=fault)


def _tell_gone(gone):
    """Somebody took these entries back, or named another gradebook, or removed the old one."""
    if gone:
        shown = ", ".join(f"{printable(student, 60)} {name}" for student, name in gone[:3])
        _log.warning(
            "The gradebook no longer holds what was entered by hand for %d answer%s (%s%s): the "
            "grader's own points count there.",
            len(gone),
            "" if len(gone) == 1 else "s",
            shown,
            ", …" if len(gone) > 3 else "",
        )


def _joined(student, entered):
    marks = (
        replace(mark, manual=entered.get((student.student_id, mark.exercise)))
        for mark in student.marks
    )
    return replace(student, marks=tuple(marks))
