"""A file as it lies in a folder or an archive, before anyone knows whose it is; and the limits."""

import contextlib
import logging
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from resnet_lessons.instructor.grading.intake.owners import printable

# What is read of one file and of one student, outputs included; a class has no limit.
LARGEST_FILE = 500_000_000
LARGEST_STUDENT = 2_000_000_000
# An archive inside another one, or a packed one, is unpacked as a whole.
LARGEST_PACKED = 200_000_000
# Files in an archive of a student's, and in a student's folder.
MOST_MEMBERS = 20_000
MOST_FILES_OF_A_STUDENT = 100
DEEPEST = 20
_WANTED = re.compile(r"\.ipynb(?!\w)|\.(?:zip|tar|gz|tgz|7z|rar)$")
_PIECE = 1 << 20
_IN_MEMORY = 20_000_000
_log = logging.getLogger(__name__)


class Unreadable(Exception):
    """A file that cannot be read; the text says why, for the report."""


class NoRoom(Exception):
    """This machine's disk has no room to unpack an archive; the text names it and says what helps.

    It is not the archive's fault. So nobody is marked down for it: the run ends before anything is
    judged, and goes on where it was when there is room.
    """


@dataclass(frozen=True)
class Entry:
    """A file or a folder.

    Args:
        parts: its path inside the folder or archive; hostile text.
        open: opens it for reading, as a binary file; raises `Unreadable`.
        problem: why it is not to be read; "" if it may be.
        is_folder: whether it is one.
    """

    parts: tuple[str, ...]
    open: Callable[[], BinaryIO] | None = None
    problem: str = ""
    is_folder: bool = False


def is_ignored(name):
    """Whether a file or folder of that name is no part of what was handed in: a hidden one, which a
    tool made, such as a copy in `.ipynb_checkpoints`."""
    return name.startswith(".")


def is_notebook(name):
    """Whether a file's name is that of a notebook."""
    return name.lower().endswith(".ipynb")


def is_wanted(name):
    """Whether a file's name is that of a notebook, or of an archive that may hold one."""
    return bool(_WANTED.search(name.lower()))


class Allowance:
    """How many bytes of one student's files may still be read."""

    def __init__(self):
        self._left = LARGEST_STUDENT

    def pieces(self, file):
        """The bytes of an open file, in pieces of a megabyte.

        Raises:
            Unreadable: when it is damaged, or larger than a limit.
        """
        left = LARGEST_FILE
        while piece := self.start(file, min(_PIECE, left + 1)):
            left -= len(piece)
            if left < 0:
                raise Unreadable(too_large(LARGEST_FILE))
            yield piece

    def start(self, file, most):
        """At most so many bytes of an open file; raises as `pieces` does."""
        piece = _read(file, most)
        self._left -= len(piece)
        if self._left < 0:
            raise Unreadable(
                f"was not read: the student's files exceed {size(LARGEST_STUDENT)}. Hand in the "
                "notebooks alone"
            )
        return piece

    def unpacked(self, name, pieces):
        """An open file with these pieces, in which one may seek; close it when it is read.

        Args:
            name: of the archive, for messages.
            pieces: its bytes, in order.

        Raises:
            Unreadable: when they are too many.
            NoRoom: when the disk does not take them.
        """
        whole = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115
        try:
            for piece in pieces:
                if whole.tell() + len(piece) > LARGEST_PACKED:
                    raise Unreadable(too_large(LARGEST_PACKED))
                whole.write(piece)
            # What is still on its way goes to the disk now.
            whole.seek(0)
        except BaseException as error:
            with contextlib.suppress(OSError):
                whole.close()
            if isinstance(error, OSError):
                raise NoRoom(
                    f"{printable(name)} cannot be unpacked in {tempfile.gettempdir()}: "
                    f"{error.strerror or error}. Nobody was marked down for it. Make room there, or name "
                    "a folder on a larger disk in the environment variable TMPDIR, and run the same "
                    "command again: what was graded is kept."
                ) from None
            raise
        return whole


def _read(file, most):
    """At most so many bytes; a file of an archive may be damaged in a dozen ways."""
    try:
        return file.read(most)
    except Unreadable:
        raise
    except Exception:
        raise Unreadable("is damaged. Pack or save it again, and hand in the new file") from None


def failed_at(whose, name, error):
    """The problem of a file at which the grader itself failed, which is logged as well.

    Nobody foresaw such an error. It is of the one file, and the rest of the class is graded.
    """
    _log.error(
        f"The grader itself failed at reading {f'{whose}/{name}'!r}; please report this.",
        exc_info=error,
    )
    return (
        f"could not be read: the grader itself failed at it ({type(error).__name__}), which your "
        "instructor is asked to report. If it is no notebook, hand in the notebook itself, the file "
        "that ends in .ipynb"
    )


def too_large(limit):
    """The problem of a file over a limit."""
    return f"is larger than {size(limit)}. Clear all outputs, save it, and hand in that file"


def size(number):
    """A number of bytes, as a text names it."""
    return f"{number / 1_000_000:.0f} MB"
