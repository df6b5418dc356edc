"""Names that nbgrader, a tool or a student may have given a folder: what is not clear is asked or told."""

import logging
from dataclasses import replace

from resnet_lessons.instructor.grading.intake.entries import is_notebook, is_wanted
from resnet_lessons.instructor.grading.intake.owners import printable, some_of

NBGRADER = "submitted"
# What else nbgrader's course folder holds.
_NBGRADERS_OWN = {"source", "release", "downloaded", "autograded", "feedback", "nbgrader_feedback"}
# Tools make folders of these names, too: they are a student's only where something to grade is in them.
_OF_TOOLS = {"__MACOSX", "__pycache__", "my_answers", "feedback"}
_OF_EVERY_MAC = {"__MACOSX"}
_MOST_NAMED = 3
# Hidden folders that hold copies.
_OF_COPIES = {".ipynb_checkpoints", ".git"}
_log = logging.getLogger(__name__)


class SubmissionsError(ValueError):
    """There is nothing to grade at the path; the text says why."""


def shown(path):
    """The path that an instructor named, on one line."""
    return printable(str(path), longest=300)


def inside(entries, name=None):
    """Entries as they are called in their top folder, or in the one of a name."""
    return [
        replace(entry, parts=entry.parts[1:])
        for entry in entries
        if len(entry.parts) > 1 and name in (None, entry.parts[0])
    ]


def holds_submitted(entries, path):
    """Whether nbgrader's folder is among them, and not a student who is called so.

    Raises:
        SubmissionsError: when it may be either, since students lie beside it.
    """
    if not has_folders_in_submitted(entries):
        return False
    beside = {entry.parts[0] for entry in entries if is_wanted(entry.parts[-1])} - {NBGRADER}
    others = sorted(beside - _NBGRADERS_OWN)
    if others and not any(is_wanted(entry.parts[-1]) for entry in inside(entries, NBGRADER)):
        return False
    if others:
        raise SubmissionsError(
            f"`{shown(path)}` holds the folder `{NBGRADER}`, as nbgrader's course does, and beside "
            f"it what students hand in: {some_of(others)}. If it is nbgrader's, give that folder "
            "alone; if a student is called so, call the student's folder otherwise, for example "
            f"`{NBGRADER} (student)`."
        )
    if beside:
        names = ", ".join(f"`{name}`" for name in sorted(beside))
        _log.warning(
            f"Only nbgrader's folder `{NBGRADER}` is graded; beside it notebooks lie in {names}."
        )
    return True


def has_folders_in_submitted(entries):
    """Whether folders lie in one that is called like nbgrader's, and no notebook beside them."""
    paths = [entry.parts for entry in inside(entries, NBGRADER)]
    has_folders = any(len(path) > 1 for path in paths)
    return has_folders and not any(len(path) == 1 and is_notebook(path[0]) for path in paths)


def without_tools(entries):
    """Entries without the folders that a tool made where the students' lie."""
    told = {
        entry.parts[0]
        for entry in entries
        if is_wanted(entry.parts[-1]) or (entry.problem and not entry.is_folder)
    }
    tops = {entry.parts[0] for entry in entries}
    # Kept answers that were handed in alone are somebody's.
    is_alone = tops - _OF_EVERY_MAC == {"my_answers"}
    made = tops & (_OF_EVERY_MAC if is_alone else _OF_TOOLS) - told
    if shown_ones := sorted(made - _OF_EVERY_MAC):
        names = ", ".join(f"`{name}`" for name in shown_ones)
        _log.warning(f"No notebook lies in {names}: taken for a tool's folder, not a student's.")
    return [entry for entry in entries if entry.parts[0] not in made]


def tell_hidden(path):
    """Tells of hidden folders that lie where the students' do and hold a notebook: they are left out."""
    hidden = [each for each in path.glob(".*") if each.is_dir() and each.name not in _OF_COPIES]
    found = sorted(
        each.name for each in hidden if any(each.glob("*.ipynb")) or any(each.glob("*/*.ipynb"))
    )
    if found:
        names = ", ".join(f"`{printable(name)}`" for name in found[:_MOST_NAMED])
        more = " and others" if len(found) > _MOST_NAMED else ""
        _log.warning(f"Hidden folders with notebooks were left out: {names}{more}.")
