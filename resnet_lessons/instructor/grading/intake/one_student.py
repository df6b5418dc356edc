"""What one student handed in, in a folder beside which there is nobody else's work."""

from resnet_lessons.instructor.grading.intake import folders
from resnet_lessons.instructor.grading.intake.owners import Student
from resnet_lessons.instructor.grading.intake.platforms import Owned
from resnet_lessons.instructor.grading.intake.special_names import SubmissionsError, shown
from resnet_lessons.instructor.grading.intake.submissions import handed_in


def of_one(path, student_id):
    """Everything that lies there, read and never run; see `submissions.find`.

    Args:
        path: a folder, which holds the student's files and no folder for each student.
        student_id: for the report.

    Yields:
        `Submission`, at least one.

    Raises:
        SubmissionsError: when the folder cannot be read, and when this machine's disk is full.
    """
    try:
        entries = folders.entries(path)
    except OSError as error:
        raise SubmissionsError(f"{shown(path)} cannot be read: {error.strerror}.") from None
    student = Student(student_id)
    yield from handed_in(student_id, [(Owned(student, entry.parts), entry) for entry in entries])
