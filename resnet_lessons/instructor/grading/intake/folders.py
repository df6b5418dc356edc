"""Lists and opens a folder of submissions without ever following a link or waiting for a pipe."""

import os
import stat
from functools import partial
from itertools import islice

from resnet_lessons.instructor.grading.intake.entries import (
    DEEPEST,
    MOST_MEMBERS,
    Entry,
    Unreadable,
    is_ignored,
    is_notebook,
    is_wanted,
)

LINK = "is a link, which is not followed. Hand in the file itself"
_NO_FILE = "is no ordinary file (a pipe, socket or device). Hand in the file itself"
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# Opening a named pipe for reading would wait for someone to write into it.
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def entries(root):
    """Every file and folder below `root`, in the order of their names.

    Args:
        root: path of a folder; may be a link itself, since the instructor named it.

    Raises:
        OSError: when the folder cannot be listed.
    """
    found = []
    top = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for item in _listed(top):
            # Counted anew for each folder of a student, so that nobody crowds out the others.
            found += _Walk(root).entry(item, top, ())
    finally:
        os.close(top)
    return found


class _Walk:
    """Goes through what lies below one folder of the root."""

    def __init__(self, root):
        self._root = root
        self._left = MOST_MEMBERS

    def entry(self, item, parent, above):
        """The entries of one item and of all below it."""
        name, parts = item.name, (*above, item.name)
        self._left -= 1
        if is_ignored(name) or self._left < 0:
            return []
        if item.is_symlink():
            return [Entry(parts, problem=LINK)] if not above or is_wanted(name) else []
        if item.is_dir(follow_symlinks=False):
            if is_notebook(name):
                return [
                    Entry(parts, problem="is a folder, not a notebook. Hand in the file itself")
                ]
            return self._folder(name, parent, parts)
        if not item.is_file(follow_symlinks=False):
            return [Entry(parts, problem=_NO_FILE)] if is_wanted(name) else []
        return [Entry(parts, partial(_open, self._root, parts))]

    def _folder(self, name, parent, parts):
        found = [Entry(parts, is_folder=True)]
        if len(parts) > DEEPEST:
            problem = f"lies more than {DEEPEST} folders deep. Hand in the notebook itself"
            return [Entry(parts, problem=problem, is_folder=True)]
        try:
            inside = os.open(name, _FOLDER, dir_fd=parent)
        except OSError as error:
            return [Entry(parts, problem=_refused(error), is_folder=True)]
        try:
            for item in _listed(inside, self._left + 1):
                found += self.entry(item, inside, parts)
        except OSError as error:
            found.append(Entry(parts, problem=_refused(error), is_folder=True))
        finally:
            os.close(inside)
        if self._left < 0 and len(parts) == 1:
            problem = f"holds more than {MOST_MEMBERS:,} files; the rest was not looked at"
            found.append(Entry(parts, problem=problem, is_folder=True))
        return found


def _listed(folder, most=None):
    with os.scandir(folder) as items:
        return sorted(islice(items, most), key=lambda item: item.name)


def _open(root, parts):
    """A file, each folder on the way opened without following links."""
    try:
        folder = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        for part in parts[:-1]:
            inside = _then_close(folder, os.open, part, _FOLDER, dir_fd=folder)
            folder = inside
        handle = _then_close(folder, os.open, parts[-1], _FILE, dir_fd=folder)
    except OSError as error:
        raise Unreadable(_refused(error)) from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise Unreadable(_NO_FILE)
    return os.fdopen(handle, "rb")


def _then_close(folder, action, *arguments, **options):
    try:
        return action(*arguments, **options)
    finally:
        os.close(folder)


def _refused(error):
    return f"cannot be opened ({error.strerror or 'unknown error'}). Check who may read it"
