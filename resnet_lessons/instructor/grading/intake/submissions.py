"""Finds what a class handed in, in a folder or in the zip archive of a learning platform.

Understood, in a folder as in an archive, perhaps under one top folder of the archive:

- `<student>/…/<notebook>.ipynb`, several notebooks and folders in it, zip archives as well;
- nbgrader's `submitted/<student>/<assignment>/`, or the course folder that holds `submitted`;
- Moodle: `Full Name_123_assignsubmission_file_/x.ipynb`; the number is that of one assignment, so
  it is in the id only where two students share a name;
- Canvas: `lastfirst_123_456_x.ipynb`; 123 is the student's own number and always in the id;
- a loose `alice.ipynb` or `alice.zip`: the student is called as the file.

No name makes others vanish: where a folder `submitted` may be nbgrader's or a student's, that is asked,
and what is left out by its name is told.
"""

import zipfile
from pathlib import Path

from resnet_lessons.instructor.grading.grades import Submission
from resnet_lessons.instructor.grading.intake import archives, folders
from resnet_lessons.instructor.grading.intake.entries import (
    MOST_FILES_OF_A_STUDENT,
    Allowance,
    Unreadable,
    is_archive,
    is_notebook,
    is_wanted,
)
from resnet_lessons.instructor.grading.intake.owners import (
    LONGEST,
    distinct,
    owner,
    printable,
    student_ids,
)
from resnet_lessons.instructor.grading.intake.special_names import (
    NBGRADER,
    SubmissionsError,
    has_folders_in_submitted,
    holds_submitted,
    inside,
    shown,
    tell_hidden,
    without_tools,
)
from resnet_lessons.instructor.grading.ledger_file import FILE_NAME, is_ledger

MOST_STUDENTS = 5_000
NOTHING_HANDED_IN = "no notebook was handed in"


def find(path):
    """Everything that was handed in, read and never run.

    Args:
        path: a folder or a zip archive.

    Returns:
        tuple of `Submission`, sorted by student and name. What cannot be read has a `problem`.

    Raises:
        SubmissionsError: when the path does not exist, is neither, or holds nothing.
    """
    path = Path(path)
    try:
        found = _in_folder(path) if path.is_dir() else _in_archive(path)
    except (OSError, ValueError) as error:
        if isinstance(error, SubmissionsError):
            raise
        reason = getattr(error, "strerror", None) or error
        raise SubmissionsError(f"{shown(path)} cannot be read: {reason}.") from None
    if not found:
        raise SubmissionsError(
            f"{shown(path)} holds no submissions. Expected are folders <student>/<notebook>.ipynb, "
            "nbgrader's submitted/<student>/<assignment>/, or the zip of a learning platform."
        )
    return tuple(sorted(found, key=lambda one: (one.student_id, one.name)))


def _in_folder(path):
    if is_ledger(path / FILE_NAME):
        raise SubmissionsError(f"`{shown(path)}` is a report, not submissions.")
    entries = folders.entries(path)
    tell_hidden(path)
    if holds_submitted(entries, path):
        # Listed anew, so that each student's files are counted by themselves.
        return _submissions(folders.entries(path / NBGRADER))
    found = _submissions(entries)
    if len({one.student_id for one in found}) == 1:
        _refuse_a_class(path, entries)
    return found


def _refuse_a_class(path, entries):
    """Of a folder one level too high the class would be one student, graded by the best of all."""
    notebooks = {
        (entry.parts[:2], entry.parts[-1])
        for entry in entries
        if len(entry.parts) > 2 and is_notebook(entry.parts[-1])
    }
    inside = {folder for folder, _ in notebooks}
    tops = {top for top, _ in inside}
    if len(tops) != 1 or len({name for _, name in notebooks}) == len(notebooks):
        return
    (top,) = tops
    raise SubmissionsError(
        f"`{shown(path)}` holds one folder, {printable(top)}, with {len(inside)} folders of "
        f"notebooks in it. Are these the students? Then give `{shown(path / top)}`."
    )


def _in_archive(path):
    if not path.exists():
        raise SubmissionsError(f"{shown(path)} does not exist.")
    if path.is_file():
        path.open("rb").close()
    if not path.is_file() or not zipfile.is_zipfile(path):
        raise SubmissionsError(f"{shown(path)} is neither a folder nor a zip archive.")
    try:
        archive = archives.opened(path)
    except Unreadable as error:
        raise SubmissionsError(f"{shown(path)} {error}.") from None
    with archive:
        return _submissions(_below_top_folders(without_tools(archives.entries(archive)), path))


def _below_top_folders(entries, path):
    """An archive's entries as they are called in the folder that holds the students'."""
    if not has_folders_in_submitted(entries) and _is_in_one_folder(entries):
        entries = inside(entries)
    return inside(entries, NBGRADER) if holds_submitted(entries, path) else entries


def _is_in_one_folder(entries):
    """Whether all lies in one folder that is not a student's."""
    tops = {entry.parts[0] for entry in entries}
    if len(tops) != 1 or owner((*tops,), is_folder=True)[0].number:
        return False
    below = inside(entries)
    owners = [owner(entry.parts, entry.is_folder)[0] for entry in below]
    if any(student and student.number for student in owners):
        return True
    has_loose_files = any(len(entry.parts) == 1 and is_wanted(entry.parts[0]) for entry in below)
    return not has_loose_files and any(len(entry.parts) > 1 for entry in below)


def _submissions(entries):
    students = {}
    for entry in without_tools(entries):
        student, parts = owner(entry.parts, entry.is_folder)
        if student is None and entry.problem and len(entry.parts) == 1:
            student, parts = owner(entry.parts, True)
        if student:
            students.setdefault(student, []).append(("/".join(parts), entry))
    if len(students) > MOST_STUDENTS:
        raise SubmissionsError(
            f"It holds the names of {len(students):,} students, more than {MOST_STUDENTS:,}: is this "
            "the folder or the archive with one folder for each student?"
        )
    allowance, ids = Allowance(), student_ids(students)
    return [
        submission
        for student in sorted(students)
        for submission in _of_student(ids[student], students[student], allowance)
    ]


def _of_student(student_id, files, allowance):
    """The submissions of one student: [(name, entry)] in, at least one `Submission` out."""
    allowance.next_student()
    found = []
    for name, entry in files:
        if entry.problem and (is_wanted(name) or entry.is_folder or not name):
            found.append((name or entry.parts[-1], b"", entry.problem))
        elif entry.read and is_wanted(name):
            found += _read(name, entry, allowance)
        if len(found) > MOST_FILES_OF_A_STUDENT:
            found = found[:MOST_FILES_OF_A_STUDENT]
            problem = f"only {MOST_FILES_OF_A_STUDENT} files were read, the rest was left out"
            found.append(("…", b"", problem))
            break
    # What could be read keeps its name where two names are alike; a long path keeps its end.
    found = [((bool(one[2]), number), *one) for number, one in enumerate(found)]
    names = distinct({key: name[-LONGEST:] for key, name, _, _ in found})
    return [
        Submission(student_id, names[key], content, problem) for key, _, content, problem in found
    ] or [Submission(student_id, "", problem=NOTHING_HANDED_IN)]


def _read(name, entry, allowance):
    """(name, content, problem) of a notebook, or of each notebook of an archive."""
    try:
        content = allowance.read(entry)
        if not is_archive(name):
            return [(name, content, "")]
        inside = archives.entries(archives.opened(content))
    except Unreadable as error:
        return [(name, b"", str(error))]
    return _read_inside(name, inside, allowance)


def _read_inside(name, entries, allowance):
    found = []
    for entry in entries:
        inner = "/".join((name, *entry.parts))
        if is_archive(inner) and not entry.is_folder:
            found.append((inner, b"", "is an archive inside an archive, which is not opened"))
        elif entry.problem and is_notebook(inner):
            found.append((inner, b"", entry.problem))
        elif entry.read and is_notebook(inner):
            found += _read(inner, entry, allowance)
        if len(found) > MOST_FILES_OF_A_STUDENT:
            break
    return found or [(name, b"", "holds no notebook")]
