"""Files in which a platform says who handed something in, beside what was handed in."""

import logging
import re
from dataclasses import replace

import yaml

from resnet_lessons.instructor.grading.grades import Delivery
from resnet_lessons.instructor.grading.intake.moments import moment
from resnet_lessons.instructor.grading.intake.owners import Student, some_of

GRADESCOPE = "submission_metadata.yml"
_LARGEST = 1_000_000_000
# Of each folder the list of who submitted it; what students wrote is indented more than these lines.
_FOLDER = re.compile(rb"(submission_\w{1,100}):\s*")
_SUBMITTERS = re.compile(rb"  :submitters:\s*")
_OF_LIST = re.compile(rb"  (?:- |  )")
_CREATED = re.compile(rb"  :created_at:(?P<value>[^\n]{0,200})\n?")
_TOLD = (":name", ":sid", ":email")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# Leaves a date the text that it is.
_TEXT_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_LONGEST_LINE = 10_000
_BLACKBOARD = re.compile(r"\s*Name: .* \((?P<username>[^()\n]{1,200})\)[ \t]*\r?\n")
TIMESTAMP, _LONGEST_MOMENT = "timestamp.txt", 60
FEEDBACK_KEY = "submission_secret.txt"
# As `nbgrader submit` writes it: hexadecimal digits.
_KEY = re.compile(rb"\s*([0-9a-f]{32,256})\s*")
_LONGEST_KEY = 300
_log = logging.getLogger(__name__)


def gradescope(entries):
    """Who submitted each folder of an export of Gradescope's.

    Args:
        entries: `Entry`s, students' folders first.

    Returns:
        {name of a folder: (`Student`, `Delivery`) pairs}, a group's members all of them; empty where it
        is no export.
    """
    found = {}
    for entry in entries:
        if entry.parts != (GRADESCOPE,) or not entry.open:
            continue
        try:
            with entry.open() as file:
                for folder, lines, created in _submitters(file):
                    found[folder] = _students(folder, lines, created)
        # Whatever a damaged one raises, the folders keep their names.
        except Exception as error:
            _log.warning(f"{GRADESCOPE} {error}.")
    if without := sorted(folder for folder, students in found.items() if not students):
        _log.warning(f"{GRADESCOPE} names nobody for {some_of(without)}, which keep these names.")
    return {folder: students for folder, students in found.items() if students}


def _submitters(file):
    """(folder, lines of YAML that list its submitters, when it was handed in), however long the file."""
    folder, lines, is_listing, left, created = "", None, False, _LARGEST, ""
    while left > 0 and (line := file.readline(_LONGEST_LINE)):
        left -= len(line)
        if match := _FOLDER.fullmatch(line):
            if folder:
                yield folder, lines or [], created
            folder, lines, created = match.group(1).decode(), None, ""
        elif not created and (match := _CREATED.fullmatch(line)):
            created, is_listing = _moment_of(match["value"]), False
        elif folder and lines is None and _SUBMITTERS.fullmatch(line):
            lines, is_listing = [], True
        elif lines is not None and is_listing:
            is_listing = bool(_OF_LIST.match(line)) or not line.strip()
            lines += [line] if is_listing else []
    if folder:
        yield folder, lines or [], created


def _moment_of(value):
    """A moment as YAML has it, with or without quotation marks; "" where it is none."""
    try:
        return moment(str(yaml.load(value, _TEXT_LOADER)))
    # Whatever a damaged value is, no moment can be read out of it.
    except Exception:
        return ""


def _students(folder, lines, created):
    try:
        listed = yaml.load(b"".join(lines), _LOADER) or []
        told = [{key: str(one.get(key) or "").strip() for key in _TOLD} for one in listed]
    # Whatever a damaged list is, nobody can be read out of it.
    except Exception:
        return ()
    return tuple(
        (_student(folder, one), _delivery(one, created)) for one in told if any(one.values())
    )


def _student(folder, told):
    return Student(
        told[":name"] or told[":email"] or told[":sid"],
        told[":sid"] or told[":email"] or folder,
        is_lasting=bool(told[":sid"] or told[":email"]),
        platform="Gradescope",
    )


def _delivery(told, created):
    return Delivery("Gradescope", told[":name"], told[":sid"], told[":email"], at=created)


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
        if student := users.get(owner.student):
            delivery = replace(owner.delivery, person=student.name)
            owner = replace(owner, student=student, delivery=delivery)
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


def nbgrader(owned):
    """Owners with what nbgrader wrote down beside the work that it collected: when it was handed in, and
    the key by which its exchange hands feedback back.

    Args:
        owned: (`Owned`, `Entry`) pairs.

    Returns:
        such pairs.
    """
    times, keys = _beside(owned, TIMESTAMP, _moment_in), _beside(owned, FEEDBACK_KEY, _key_in)
    found = []
    for owner, entry in owned:
        place = owner.student, owner.parts[0] if owner.parts else ""
        told = {"at": times.get(place), "feedback_key": keys.get(place)}
        if told := {name: text for name, text in told.items() if text}:
            owner = replace(owner, delivery=replace(owner.delivery, platform="nbgrader", **told))
        found.append((owner, entry))
    return found


def _beside(owned, name, read):
    """{(student, assignment): what is read out of the file of a name in that assignment's folder}"""
    return {
        (owner.student, owner.parts[0]): read(entry)
        for owner, entry in owned
        if owner.parts[1:] == (name,) and not owner.student.platform and entry.open
    }


def _moment_in(entry):
    return moment(_start_of(entry, _LONGEST_MOMENT).decode("ascii", "replace").strip())


def _key_in(entry):
    match = _KEY.fullmatch(_start_of(entry, _LONGEST_KEY))
    return match.group(1).decode() if match else ""


def _start_of(entry, longest):
    """The first bytes of a file; none where it cannot be read, whatever it raises."""
    try:
        with entry.open() as file:
            return file.read(longest)
    except Exception:
        return b""
