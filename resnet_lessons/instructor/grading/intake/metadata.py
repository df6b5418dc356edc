"""Files in which a platform says who handed something in, beside what was handed in."""

import logging
import re
from dataclasses import replace

import yaml

from resnet_lessons.instructor.grading.intake.owners import Student, some_of

GRADESCOPE = "submission_metadata.yml"
_LARGEST = 1_000_000_000
# Of each folder the list of who submitted it; what students wrote is indented more than these lines.
_FOLDER = re.compile(rb"(submission_\w{1,100}):\s*")
_SUBMITTERS = re.compile(rb"  :submitters:\s*")
_OF_LIST = re.compile(rb"  (?:- |  )")
_TOLD = (":name", ":sid", ":email")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LONGEST_LINE = 10_000
_BLACKBOARD = re.compile(r"\s*Name: .* \((?P<username>[^()\n]{1,200})\)[ \t]*\r?\n")
_log = logging.getLogger(__name__)


def gradescope(entries):
    """Who submitted each folder of an export of Gradescope's.

    Args:
        entries: `Entry`s, students' folders first.

    Returns:
        {name of a folder: `Student`s}, a group's members all of them; empty where it is no export.
    """
    found = {}
    for entry in entries:
        if entry.parts != (GRADESCOPE,) or not entry.open:
            continue
        try:
            with entry.open() as file:
                for folder, lines in _submitters(file):
                    found[folder] = _students(folder, lines)
        # Whatever a damaged one raises, the folders keep their names.
        except Exception as error:
            _log.warning(f"{GRADESCOPE} {error}.")
    if without := sorted(folder for folder, students in found.items() if not students):
        _log.warning(f"{GRADESCOPE} names nobody for {some_of(without)}, which keep these names.")
    return {folder: students for folder, students in found.items() if students}


def _submitters(file):
    """(folder, lines of YAML that list its submitters) pairs, however long the file is."""
    folder, lines, is_listing, left = "", None, False, _LARGEST
    while left > 0 and (line := file.readline(_LONGEST_LINE)):
        left -= len(line)
        if match := _FOLDER.fullmatch(line):
            if folder:
                yield folder, lines or []
            folder, lines = match.group(1).decode(), None
        elif folder and lines is None and _SUBMITTERS.fullmatch(line):
            lines, is_listing = [], True
        elif lines is not None and is_listing:
            is_listing = bool(_OF_LIST.match(line)) or not line.strip()
            lines += [line] if is_listing else []
    if folder:
        yield folder, lines or []


def _students(folder, lines):
    try:
        listed = yaml.load(b"".join(lines), _LOADER) or []
        told = [{key: str(one.get(key) or "").strip() for key in _TOLD} for one in listed]
    # Whatever a damaged list is, nobody can be read out of it.
    except Exception:
        return ()
    return tuple(
        Student(
            one[":name"] or one[":email"] or one[":sid"],
            one[":sid"] or one[":email"] or folder,
            is_lasting=bool(one[":sid"] or one[":email"]),
            platform="Gradescope",
        )
        for one in told
        if any(one.values())
    )


def blackboard(owned):
    """Owners as Blackboard's own text files name them: without one, a user's name that holds a line
    looks like a part of the assignment's.

    Args:
        owned: (`Owned`, `Entry`) pairs.

    Returns:
        such pairs, without the text files.
    """
    users = {}
    for owner, entry in owned:
        if _is_own_file(owner) and entry.open and (said := _username(entry)):
            whole = f"{owner.assignment}_{owner.student.name}"
            if whole.endswith(f"_{said}"):
                users[owner.student] = Student(said, platform=owner.student.platform)
    found = []
    for owner, entry in owned:
        student = users.get(owner.student, owner.student)
        owner = replace(owner, student=student)
        found.append((owner, replace(entry, open=None) if _is_own_file(owner) else entry))
    return found


def _is_own_file(owner):
    return bool(owner.date) and not owner.parts


def _username(entry):
    try:
        with entry.open() as file:
            start = file.read(_LONGEST_LINE).decode("utf-8-sig", "replace")
    except Exception:
        return ""
    match = _BLACKBOARD.match(start)
    return match["username"].strip() if match else ""
