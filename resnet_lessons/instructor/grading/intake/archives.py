"""Reads zip archives, and tar archives through `tar`. No member is unpacked under its own name, and no
size that an archive states is believed."""

import contextlib
import gzip
import re
import stat
import zipfile
from functools import partial

from resnet_lessons.instructor.grading.intake import tar
from resnet_lessons.instructor.grading.intake.entries import (
    DEEPEST,
    MOST_MEMBERS,
    Entry,
    Unreadable,
    is_ignored,
    is_notebook,
    is_wanted,
    size,
)

# The only methods that Python can decompress piece by piece: four kilobytes of bzip2 may hold
# gigabytes, which arrive all at once.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DIRECTORY_RECORD = b"PK\x01\x02"
_ENCRYPTED = 0x1
_LONGEST_PATH = 1000
# A larger member of which so much was packed away is no notebook: outputs hold pictures.
_LARGEST_OF_ANY_RATIO, _MOST_RATIO = 100_000_000, 100
_PIECE = 1 << 20
# Names and all of 20,000 files; whoever reads a table takes five times its size.
_LARGEST_TABLE = 10_000_000
_NO_ARCHIVE = "is no zip archive, or a damaged one. Pack it again, or hand in the notebook itself"


@contextlib.contextmanager
def opened(file, is_class=False):
    """The entries of a zip archive, to be read before it is closed again; of equal names the last
    counts.

    Args:
        file: its path, or the open file, in which one can seek.
        is_class: whether it is the archive of a class, which may hold any number of files.

    Raises:
        Unreadable: when it is damaged, or its table of contents is far too long.
    """
    if not is_class and _count(file, _DIRECTORY_RECORD) > MOST_MEMBERS:
        raise Unreadable(f"holds more than {MOST_MEMBERS:,} files. Pack the notebooks alone")
    try:
        archive = zipfile.ZipFile(file if is_class else _InPieces(file))
    except Unreadable:
        raise
    # Which of a dozen kinds of error hostile bytes cause does not matter.
    except Exception:
        raise Unreadable(_NO_ARCHIVE) from None
    with archive:
        yield _entries(archive)


class _InPieces:
    """An open file that gives little at once: an archive's table is as long as the archive says."""

    def __init__(self, file):
        self._file = file

    def read(self, most=-1):
        if most > _LARGEST_TABLE:
            raise Unreadable("holds names that are far too long. Pack the notebooks alone")
        return self._file.read(most)

    def __getattr__(self, name):
        return getattr(self._file, name)


@contextlib.contextmanager
def opened_tar(file):
    """The same of a tar archive, which is not packed."""
    yield [
        _placed(member.path, partial(tar.opened, file, member), is_folder=member.is_folder)
        if member.is_plain
        else Entry(_parts(member.path), problem=_LINK)
        for member in tar.members(file)
        if not any(map(is_ignored, _parts(member.path)))
    ]


def unpacked(file):
    """What a file holds that gzip packed, as an open file."""
    return gzip.GzipFile(fileobj=file, mode="rb")


def _count(file, pattern):
    """How often a pattern stands in an open file."""
    found, end = 0, b""
    file.seek(0)
    while piece := file.read(_PIECE):
        piece = end + piece
        found += piece.count(pattern)
        end = piece[1 - len(pattern) :]
    file.seek(0)
    return found


def _entries(archive):
    members = [
        member for member in archive.infolist() if not any(map(is_ignored, _parts(member.filename)))
    ]
    last = {member.filename: number for number, member in enumerate(members)}
    found = []
    for number, member in enumerate(members):
        entry = _entry(archive, member)
        is_file = not entry.is_folder and not entry.problem
        if is_file and last[member.filename] != number:
            entry = Entry(entry.parts, problem="is in the archive twice; the last one was taken")
        found += [entry] if _is_told(entry) else []
    return found


def _is_told(entry):
    """Whether an entry is of use: a forbidden path that is no notebook is left out without a word."""
    return bool(entry.parts) and (
        not entry.problem or is_wanted(entry.parts[-1]) or len(entry.parts) == 1
    )


def _parts(path):
    """The path's parts without what leads upwards; archives made on Windows may hold backslashes."""
    parts = path[:_LONGEST_PATH].replace("\\", "/").split("/")
    return tuple(part for part in parts if part not in ("", ".", ".."))


_LINK = "is a link, which is not followed. Hand in the file itself"


def _entry(archive, member):
    if stat.S_ISLNK(member.external_attr >> 16):
        return Entry(_parts(member.filename), problem=_LINK)
    # Python's own `is_dir` fails at a name that is empty.
    is_folder = member.filename.endswith(("/", "\\"))
    return _placed(member.filename, partial(_open, archive, member), is_folder)


def _placed(path, open_member, is_folder):
    """The entry of a member, as its path allows."""
    parts = _parts(path)
    path = path.replace("\\", "/")
    if path.startswith("/") or re.match(r"[A-Za-z]:", path) or ".." in path.split("/"):
        problem = "has a path that leads out of the archive. Pack the folder anew"
        return Entry(parts, problem=problem)
    if len(path) > _LONGEST_PATH or len(parts) > DEEPEST:
        return Entry(parts, problem="has a path that is far too long. Pack the notebook alone")
    if not is_folder:
        return Entry(parts, open_member)
    if parts and is_notebook(parts[-1]):
        return Entry(parts, problem="is a folder, not a notebook. Hand in the file itself")
    return Entry(parts, is_folder=True)


def _open(archive, member):
    if member.flag_bits & _ENCRYPTED:
        raise Unreadable("is encrypted with a password. Pack it again without one")
    if member.compress_type not in _METHODS:
        raise Unreadable(
            "is compressed by a method that is not supported. Pack it as a plain zip, with deflate"
        )
    ratio = member.file_size / max(member.compress_size, 1)
    if member.file_size > _LARGEST_OF_ANY_RATIO and ratio > _MOST_RATIO:
        raise Unreadable(
            f"unpacks from {size(member.compress_size)} to {size(member.file_size)}, as no notebook "
            "does. Hand in the notebook itself"
        )
    try:
        return archive.open(member)
    except Exception:
        raise Unreadable("is damaged inside its archive. Pack it again") from None
