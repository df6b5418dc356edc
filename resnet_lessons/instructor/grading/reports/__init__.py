"""The reports of a graded class: tables, a page for each student, a page for the instructor."""

import os
import stat
from pathlib import Path

from resnet_lessons.instructor.grading.reports import report_pages, tables
from resnet_lessons.instructor.grading.reports.safe_names import feedback_names

_FOR_SPREADSHEETS = "utf-8-sig"  # without the mark, Excel misreads every letter beyond ASCII
# One name for every file on its way: what a killed run leaves, the next run overwrites.
_UNFINISHED = ".report-being-written"


def write(graded, folder):
    """Writes the report of a `GradedClass`; the same class gives the same bytes, timings aside.

    Each file appears whole or not at all. The students' pages come first and `index.html` last, so
    that an index never speaks of what is not there. Pages of students who are no longer in the
    class are removed; files that this function did not write stay.

    Args:
        graded: the `GradedClass`.
        folder: of the report; made if missing.

    Raises:
        OSError: if something cannot be written.
    """
    folder = Path(folder)
    feedback = folder / "feedback"
    feedback.mkdir(parents=True, exist_ok=True)
    names = feedback_names(graded)
    for student in graded.students:
        text = report_pages.feedback_page(graded, student)
        write_whole(feedback / names[student.student_id], text)
    _remove_others(feedback, names.values())
    write_whole(folder / "grades.csv", tables.parts_of_grades(graded), _FOR_SPREADSHEETS)
    write_whole(folder / "scores.csv", tables.parts_of_scores(graded), _FOR_SPREADSHEETS)
    write_whole(folder / "run.json", tables.parts_of_run_facts(graded))
    write_whole(folder / "index.html", report_pages.parts_of_index(graded))


def write_whole(path, text, encoding="utf-8"):
    """Writes a file of the report whole or not at all; its text may come in parts."""
    unfinished = path.with_name(_UNFINISHED)
    unfinished.unlink(missing_ok=True)
    with unfinished.open("w", encoding=encoding, newline="") as file:
        file.writelines([text] if isinstance(text, str) else text)
    os.replace(unfinished, path)


def _remove_others(folder, names):
    # By file and not by name: where case does not matter, "ADA.html" may be the new "ada.html".
    written = {_identity(folder / name) for name in names}
    for path in sorted(folder.glob("*.html")):
        if _is_ours(path) and _identity(path) not in written:
            path.unlink()


def _identity(path):
    status = path.lstat()
    return status.st_dev, status.st_ino


def _is_ours(path):
    if not stat.S_ISREG(path.lstat().st_mode):
        return False
    with path.open("rb") as file:
        return report_pages.MARKER.encode() in file.read(1000)
