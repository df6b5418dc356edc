"""A file as it lies in a folder or an archive, before anyone knows whose it is; and the limits."""

from collections.abc import Callable
from dataclasses import dataclass

LARGEST_FILE = 20_000_000
LARGEST_STUDENT = 100_000_000
LARGEST_CLASS = 2_000_000_000
MOST_MEMBERS = 20_000
MOST_FILES_OF_A_STUDENT = 100
DEEPEST = 20


class Unreadable(Exception):
    """A file that cannot be read; the text says why, for the report."""


@dataclass(frozen=True)
class Entry:
    """A file or a folder.

    Args:
        parts: its path inside the folder or archive; hostile text.
        read: limit -> at most so many bytes of it and one more; raises `Unreadable`.
        problem: why it is not to be read; "" if it may be.
        is_folder: whether it is one.
    """

    parts: tuple[str, ...]
    read: Callable[[int], bytes] | None = None
    problem: str = ""
    is_folder: bool = False


def is_ignored(name):
    """Whether a file or folder of that name is no part of what was handed in: a hidden one, which a
    tool made, such as a copy in `.ipynb_checkpoints`."""
    return name.startswith(".")


def is_notebook(name):
    """Whether a file's name is that of a notebook."""
    return name.lower().endswith(".ipynb")


def is_archive(name):
    """Whether a file's name is that of an archive that is opened."""
    return name.lower().endswith(".zip")


def is_wanted(name):
    """Whether a file of that name is read."""
    return is_notebook(name) or is_archive(name)


class Allowance:
    """How many bytes may still be read, so that one student cannot use up what is there for all."""

    def __init__(self, total=LARGEST_CLASS):
        self._class = total
        self._student = 0

    def next_student(self):
        """Starts the count of one student anew."""
        self._student = LARGEST_STUDENT

    def read(self, entry):
        """The bytes of an entry.

        Raises:
            Unreadable: when it is damaged, or larger than a limit.
        """
        if self._student <= 0:
            raise Unreadable(f"was not read: the student's files exceed {_size(LARGEST_STUDENT)}")
        if self._class <= 0:
            raise Unreadable("was not read: the files of the class exceed their limit together")
        content = entry.read(LARGEST_FILE)
        self._student -= len(content)
        self._class -= len(content)
        if len(content) > LARGEST_FILE:
            raise Unreadable(too_large())
        if not content:
            raise Unreadable("is empty (0 bytes)")
        return content


def too_large():
    """The problem of a file over the limit."""
    return f"is larger than {_size(LARGEST_FILE)}"


def _size(number):
    return f"{number // 1_000_000} MB"
