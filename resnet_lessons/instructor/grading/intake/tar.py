"""Reads what a tar archive holds.

Python's own `tarfile` is not used: it reads headers of any length at once, and in versions that are
still in use a hostile one keeps it busy for ever. Of the format only what every program writes is
known here: plain files with short names, and the two ways to write a long one.
"""

import io
import re
from dataclasses import dataclass

from resnet_lessons.instructor.grading.intake.entries import MOST_MEMBERS, Unreadable

_BLOCK = 512
_LONGEST_HEADER = 100_000
# Of a longer path only so much is kept that it is seen to be too long.
_LONGEST_PATH = 1_001
_PLAIN, _FOLDER = (b"0", b"\0", b"7"), b"5"
# The next member's long name: as GNU's tar writes it, and as POSIX has it.
_GNU_NAME, _POSIX = b"L", b"x"
_DAMAGED = "is no tar archive, or a damaged one. Pack it again as a zip"


@dataclass(frozen=True)
class Member:
    """One file or folder.

    Args:
        path: as it stands there; hostile text.
        start, size: where its bytes lie.
        is_folder, is_plain: what it is; a link or a device is neither.
    """

    path: str
    start: int
    size: int
    is_folder: bool
    is_plain: bool


def is_tar(start):
    """Whether bytes are the beginning of a tar archive."""
    return start[257:262] == b"ustar"


def members(file):
    """The `Member`s of an open file, in its order.

    Raises:
        Unreadable: when it is damaged, or holds too many.
    """
    found, name, place = [], "", 0
    while True:
        file.seek(place)
        header = file.read(_BLOCK)
        if len(header) < _BLOCK or not header.strip(b"\0"):
            return found
        size, kind = _number(header[124:136]), header[156:157]
        place += _BLOCK
        if kind in (_GNU_NAME, _POSIX) and size <= _LONGEST_HEADER:
            name = _long_name(file.read(size), kind) or name
        else:
            path = name or _short_name(header)
            path = path[:_LONGEST_PATH]
            is_folder = kind == _FOLDER or path.endswith("/")
            found.append(Member(path, place, size, is_folder, kind in (*_PLAIN, _FOLDER)))
            name = ""
        if len(found) > MOST_MEMBERS:
            raise Unreadable(f"holds more than {MOST_MEMBERS:,} files. Pack the notebooks alone")
        place += -(-size // _BLOCK) * _BLOCK


def opened(file, member):
    """The bytes of a member, as an open file."""
    return io.BufferedReader(_Part(file, member))


class _Part(io.RawIOBase):
    def __init__(self, file, member):
        self._file, self._place = file, member.start
        self._end = member.start + member.size

    def readable(self):
        return True

    def readinto(self, buffer):
        self._file.seek(self._place)
        piece = self._file.read(min(len(buffer), self._end - self._place))
        buffer[: len(piece)] = piece
        self._place += len(piece)
        return len(piece)


def _number(field):
    """A size, written in octal digits."""
    digits = field.strip(b" \0")
    if not re.fullmatch(b"[0-7]{0,12}", digits):
        raise Unreadable(_DAMAGED)
    return int(digits or b"0", 8)


def _short_name(header):
    name, prefix = _text(header[:100]), _text(header[345:500])
    return f"{prefix}/{name}" if prefix and is_tar(header) and header[262:263] == b"\0" else name


def _long_name(content, kind):
    if kind == _GNU_NAME:
        return _text(content)
    # Records of the form "27 path=some/name\n".
    lines = content.decode("utf-8", "surrogateescape").split("\n")
    paths = [line.partition(" path=")[2] for line in lines if " path=" in line]
    return paths[-1] if paths else ""


def _text(field):
    return field.split(b"\0", 1)[0].decode("utf-8", "surrogateescape")
