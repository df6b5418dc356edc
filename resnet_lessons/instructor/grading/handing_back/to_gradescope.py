"""Gradescope: a table of marks in the columns of its own export.

Gradescope takes no table of marks and no files of feedback: there a mark comes from its own pages or from
an autograder. So the table is for the place to which marks go on, and that is said.
"""

from resnet_lessons.instructor.grading.handing_back.downloaded_table import (
    DownloadedTable,
    mark_in_words,
    written,
)
from resnet_lessons.instructor.grading.handing_back.finished_report import MarksRefused
from resnet_lessons.instructor.grading.handing_back.matched import came_otherwise
from resnet_lessons.instructor.grading.handing_back.new_files import write_new
from resnet_lessons.instructor.grading.handing_back.sent_back import Returned

GRADESCOPE = "Gradescope"
HEADER = (
    "Name",
    "SID",
    "Email",
    "Total Score",
    "Max Points",
    "Status",
    "Submission ID",
    "Submission Time",
)
_SUBMISSION = "submission_"
_NOT_TAKEN = (
    "Gradescope takes neither this table nor feedback files: enter marks there, or have an autograder "
    "give them. The table is for your records, or for the place to which marks go on. The pages are in "
    "feedback/."
)


def hand_back(report, out):
    """Writes marks with what Gradescope knows of the students.

    Args:
        report: the `FinishedReport`.
        out: folder for the new file.

    Returns:
        `Returned`

    Raises:
        MarksRefused: when nobody of the report is known to Gradescope.
        OSError: when the file cannot be written.
    """
    rows, left_out = [], []
    for student in report.students:
        known = [one for one in student.handed_in if one.platform == GRADESCOPE]
        if not known:
            left_out.append((student.id, "did not hand in at Gradescope"))
            continue
        one = max(known, key=lambda each: each.at)
        points = mark_in_words(student.points), mark_in_words(report.most)
        submission = one.path.removeprefix(_SUBMISSION)
        rows.append((one.person, one.number, one.address, *points, "Graded", submission, one.at))
    if not rows:
        elsewhere = came_otherwise(report.students, GRADESCOPE)
        raise MarksRefused(
            " ".join(("The table holds what students handed in at Gradescope.", *elsewhere))
        )
    # The mark by which a spreadsheet reads letters with accents as they are, as in the report's own tables.
    table = DownloadedTable(report.folder, HEADER, (), has_mark=True)
    path = write_new(out, "gradescope_marks.csv", written(table, HEADER, rows))
    return Returned(path, len(rows), left_out=tuple(left_out), remarks=(_NOT_TAKEN,))
