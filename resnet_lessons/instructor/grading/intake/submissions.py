"""Finds what a class handed in, in a folder or in the zip archive of a learning platform.

Understood, in a folder as in an archive, perhaps under one top folder of it:

- `<student>/…/<notebook>.ipynb`, several notebooks and folders in it, archives as well;
- nbgrader's `submitted/<student>/<assignment>/`, or the course folder that holds `submitted`;
- what Moodle, Canvas, Blackboard, Brightspace and Gradescope hand out (`platforms`, `metadata`), also
  a folder for each assignment that holds its download (`downloads`);
- a loose `alice.ipynb` or `alice.zip`: the student is called as the file.

No name makes others vanish: where a folder `submitted` may be nbgrader's or a student's, that is asked,
and what is left out by its name is told. Files are read one after the other: a class may be of any size.
"""

import contextlib
import logging
from dataclasses import replace
from pathlib import Path

from resnet_lessons.instructor.grading.grades import Submission
from resnet_lessons.instructor.grading.intake import (
    archives,
    attempts,
    downloads,
    folders,
    kinds,
    metadata,
)
from resnet_lessons.instructor.grading.intake.entries import (
    NoRoom,
    Unreadable,
    failed_at,
    is_wanted,
)
from resnet_lessons.instructor.grading.intake.files_of_a_student import (
    NOTHING_HANDED_IN,
    of_student,
)
from resnet_lessons.instructor.grading.intake.one_level_off import (
    folder_of_platform,
    is_below_folder,
    is_kept_answer,
    may_be_graded,
    refuse_a_folder_of_students,
    refuse_archives_of_classes,
)
from resnet_lessons.instructor.grading.intake.owners import Student, some_of, student_ids
from resnet_lessons.instructor.grading.intake.platforms import Names, Owned, is_of_platform
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
from resnet_lessons.instructor.grading.stored.ledger_file import FILE_NAME, is_ledger

__all__ = ["NOTHING_HANDED_IN", "SubmissionsError", "find"]
# More names are files of another kind.
MOST_STUDENTS = 100_000
_ENDINGS = (
    ".ipynb",
    ".txt",
    ".json",
    ".py",
    ".html",
    ".htm",
    ".zip",
    ".tar",
    ".gz",
    ".tgz",
    ".7z",
    ".rar",
)
_log = logging.getLogger(__name__)


def find(path, with_early=False):
    """Everything that was handed in, read and never run, one file after the other.

    Args:
        path: a folder or a zip archive.
        with_early: whether dated attempts before the latest are read, too.

    Yields:
        `Submission`, sorted by student. What cannot be read has a `problem`.

    Raises:
        SubmissionsError: when the path does not exist, is neither, or holds nothing, and when this
            machine's disk is full.
    """
    path = Path(path)
    try:
        with _listed(path) as listed:
            students = _students(listed, path)
            if not students:
                raise SubmissionsError(
                    f"{shown(path)} holds no submissions. Expected are folders "
                    "<student>/<notebook>.ipynb, nbgrader's submitted/<student>/<assignment>/, or "
                    "the zip of a learning platform."
                )
            ids = student_ids(students)
            for student in sorted(students, key=ids.get):
                yield from handed_in(ids[student], students[student], with_early)
    except (OSError, ValueError) as error:
        if isinstance(error, SubmissionsError):
            raise
        reason = getattr(error, "strerror", None) or error
        raise SubmissionsError(f"{shown(path)} cannot be read: {reason}.") from None


def handed_in(student_id, files, with_early=False):
    """What one student handed in; at whatever fails there, the others go on."""
    counting = (attempts.each_apart(files), "") if with_early else attempts.latest(files)
    try:
        yield from of_student(student_id, *counting)
    except NoRoom as error:
        raise SubmissionsError(f"Of what {student_id} handed in, {error}") from None
    except Exception as error:
        yield Submission(student_id, "…", problem=failed_at(student_id, "…", error))


@contextlib.contextmanager
def _listed(path):
    """{name of a download, "" where there is one: its entries} at the path, to be read before it ends."""
    if path.is_dir():
        # Listed anew, so that each student's files are counted by themselves.
        yield downloads.split(_in_folder(path), lambda top: folders.entries(path / top))
        return
    if not path.exists():
        raise SubmissionsError(f"{shown(path)} does not exist.")
    _refuse_what_is_no_zip(path)
    with contextlib.ExitStack() as stack:
        try:
            entries = stack.enter_context(archives.opened(path, is_class=True))
        except Unreadable as error:
            raise SubmissionsError(f"{shown(path)} {error}.") from None
        entries = without_tools(entries)
        if not has_folders_in_submitted(entries) and (top := _top_folder(entries)):
            entries = inside(entries, top)
        entries = inside(entries, NBGRADER) if holds_submitted(entries, path) else entries
        yield downloads.split(entries, lambda top: inside(entries, top))


def _refuse_what_is_no_zip(path):
    what = f"{shown(path)} is neither a folder nor a zip archive"
    if not path.is_file():
        raise SubmissionsError(f"{what}.")
    with path.open("rb") as file:
        kind = kinds.kind_of(path.name, file.read(kinds.ENOUGH))
    if kind.what == kinds.NOTEBOOK:
        raise SubmissionsError(f"{what}, but one notebook. Put it into a folder, and give that.")
    if kind.what != kinds.ZIP:
        raise SubmissionsError(f"{what}. If it is an archive, unpack it, and give the folder.")


def _in_folder(path):
    if is_ledger(path / FILE_NAME):
        raise SubmissionsError(f"`{shown(path)}` is a report, not submissions.")
    entries = folders.entries(path)
    tell_hidden(path)
    if holds_submitted(entries, path):
        # Listed anew, so that each student's files are counted by themselves.
        return without_tools(folders.entries(path / NBGRADER))
    entries = without_tools(entries)
    if top := folder_of_platform(entries):
        return folders.entries(path / top)
    return entries


def _top_folder(entries):
    """The folder in which everything lies and which is not a student's, or ""."""
    if top := folder_of_platform(entries):
        return top
    tops = {entry.parts[0] for entry in entries}
    if len(tops) != 1 or is_of_platform(*tops, is_folder=True):
        return ""
    below = inside(entries)
    has_loose_files = any(len(entry.parts) == 1 and may_be_graded(entry) for entry in below)
    has_folders = {entry.parts[0] for entry in below if len(entry.parts) > 1} - {"my_answers"}
    return next(iter(tops)) if has_folders and not has_loose_files else ""


def _owned(entries, path, others):
    """(`Owned`, `Entry`) pairs of all that is somebody's in one download or folder."""
    names = Names({(entry.parts[0], is_below_folder(entry)) for entry in entries})
    groups = metadata.gradescope(entries)
    owned = []
    for entry in entries:
        first, rest = entry.parts[0], entry.parts[1:]
        if first in groups and is_below_folder(entry):
            owned += [
                (Owned(student, rest, delivery=delivery), entry)
                for student, delivery in groups[first]
            ]
        elif owner := names.owner(entry.parts, entry.is_folder):
            owned.append((owner, entry))
        elif is_below_folder(entry):
            owned.append((attempts.dated(Owned(Student(first[:1000]), rest)), entry))
        elif name := _called_by(entry, path, others):
            owned.append((Owned(Student(name), entry.parts), entry))
    return metadata.nbgrader(metadata.blackboard(owned))


def _students(listed, path):
    """{`Student`: list of (`Owned`, `Entry`)} of everyone who lies there, with or without a file."""
    students, others = {}, []
    owned_in = {name: _owned(entries, path, others) for name, entries in listed.items()}
    _tell_others(others)
    owned = downloads.joined(owned_in) if len(listed) > 1 else owned_in[next(iter(listed))]
    for owner, entry in owned:
        delivery = replace(owner.delivery, path=entry.parts[0][:1000])
        students.setdefault(owner.student, []).append((replace(owner, delivery=delivery), entry))
    if len(students) > MOST_STUDENTS:
        raise SubmissionsError(
            f"It holds the names of {len(students):,} students, more than {MOST_STUDENTS:,}: is this "
            "the folder or the archive with one folder for each student?"
        )
    if len(listed) == 1 and path.is_dir():
        (entries,) = listed.values()
        is_dated = any(owner.date and not owner.student.platform for owner, _ in owned)
        if len(students) == 1 and not is_dated:
            refuse_a_folder_of_students(path, entries)
        refuse_archives_of_classes(path, entries)
    return students


def _called_by(entry, path, others):
    """The student of a file that lies where the students' folders do, or "" where it is of nobody."""
    name = entry.parts[0]
    if is_kept_answer(name):
        # The folder or the archive is `my_answers` of one student.
        return path.stem
    if entry.problem and not is_wanted(name):
        return name[:1000]
    if not is_wanted(name):
        kind = _kind(entry)
        if kind.what == kinds.EXPLAINED and not kind.is_told:
            others.append(name)
        if kind.what in (kinds.OTHER, kinds.EXPLAINED) and not kind.is_told:
            return ""
    while name.lower().endswith(_ENDINGS) and name.rpartition(".")[0]:
        name = name.rpartition(".")[0]
    return name[:1000]


def _kind(entry):
    try:
        with entry.open() as file:
            start = file.read(kinds.ENOUGH)
    except Exception:
        return kinds.FileKind(kinds.OTHER)
    kind = kinds.kind_of(entry.parts[-1], start)
    # A platform's own list of what it hands out is a page, too.
    is_export = kind.what != kinds.PAGE or b"jupyter" in start.lower()
    return kind if is_export else kinds.FileKind(kinds.OTHER)


def _tell_others(names):
    if names:
        listed = some_of(sorted(names))
        _log.warning(f"Beside the students' lies what is no notebook, and was left out: {listed}.")
