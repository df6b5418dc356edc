"""Reads zip archives in memory. Nothing is ever unpacked to disk, and no size that an archive states
is believed."""

import io
import re
import stat
import zipfile
from functools import partial

from resnet_lessons.instructor.grading.intake.entries import (
    DEEPEST,
    MOST_MEMBERS,
    Entry,
    Unreadable,
    is_ignored,
    is_notebook,
    is_wanted,
    too_large,
)

# The only methods that Python can decompress piece by piece: four kilobytes of bzip2 may hold
# gigabytes, which arrive all at once.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DIRECTORY_RECORD = b"PK\x01\x02"
_ENCRYPTED = 0x1
_LONGEST_PATH = 1000


def opened(file):
    """An archive, from a path or from bytes.

    Raises:
        Unreadable: when it is damaged, or its table of contents is far too long.
    """
    if isinstance(file, bytes):
        if file.count(_DIRECTORY_RECORD) > MOST_MEMBERS:
            raise Unreadable(f"holds more than {MOST_MEMBERS:,} files")
        file = io.BytesIO(file)
    try:
        return zipfile.ZipFile(file)
    # Which of a dozen kinds of error hostile bytes cause does not matter.
    except Exception:
        raise Unreadable("is no zip archive, or a damaged one") from None


def entries(archive):
    """The members of an archive, in its order; of equal names the last counts.

    Args:
        archive: `zipfile.ZipFile`, open as long as the entries are read.
    """
    found, members = [], [member for member in archive.infolist() if not _is_ignored(member)]
    last = {member.filename: number for number, member in enumerate(members)}
    counted = 0
    for number, member in enumerate(members):
        entry = _entry(archive, member)
        wanted = not entry.is_folder and entry.parts and is_wanted(entry.parts[-1])
        counted += bool(wanted)
        if wanted and not entry.problem and last[member.filename] != number:
            entry = Entry(entry.parts, problem="is in the archive twice; the last one was taken")
        elif counted > MOST_MEMBERS:
            problem = f"was not read: the archive holds more than {MOST_MEMBERS:,} notebooks"
            entry = Entry(entry.parts, problem=problem)
        found += [entry] if _is_told(entry) else []
    return found


def _is_told(entry):
    """Whether an entry is of use: a forbidden path that is no notebook is left out without a word."""
    return bool(entry.parts) and (
        not entry.problem or is_wanted(entry.parts[-1]) or len(entry.parts) == 1
    )


def _is_ignored(member):
    return any(map(is_ignored, _parts(member)))


def _parts(member):
    """The path's parts without what leads upwards; archives made on Windows may hold backslashes."""
    parts = member.filename[:_LONGEST_PATH].replace("\\", "/").split("/")
    return tuple(part for part in parts if part not in ("", ".", ".."))


def _entry(archive, member):
    parts = _parts(member)
    if problem := _problem(member, parts):
        return Entry(parts, problem=problem)
    if member.is_dir() or member.filename.endswith("\\"):
        if parts and is_notebook(parts[-1]):
            return Entry(parts, problem="is a folder, not a notebook")
        return Entry(parts, is_folder=True)
    return Entry(parts, partial(_read, archive, member))


def _problem(member, parts):
    path = member.filename.replace("\\", "/")
    if path.startswith("/") or re.match(r"[A-Za-z]:", path) or ".." in path.split("/"):
        return "has a path that leads out of the archive"
    if len(path) > _LONGEST_PATH or len(parts) > DEEPEST:
        return "has a path that is far too long"
    if stat.S_ISLNK(member.external_attr >> 16):
        return "is a link, which is not followed"
    return ""


def _read(archive, member, limit):
    if member.flag_bits & _ENCRYPTED:
        raise Unreadable("is encrypted with a password")
    if member.compress_type not in _METHODS:
        raise Unreadable("is compressed by a method that is not supported (zip with deflate is)")
    if member.file_size > limit:
        raise Unreadable(too_large())
    try:
        with archive.open(member) as file:
            return file.read(limit + 1)
    except Exception:
        raise Unreadable("is damaged inside its archive") from None
