"""A temporary folder that does not outlive its grader for long, even one that was killed."""

import contextlib
import fcntl
import os
import shutil
import stat
import tempfile
from pathlib import Path

_PREFIX = "resnet-lessons-"
_LOCK = "lock"


@contextlib.contextmanager
def own_folder():
    """A new temporary folder, removed at the end.

    Each folder holds a file that its grader keeps locked. The kernel gives the lock back when that
    process ends, however it does, so a folder whose lock is free belongs to nobody. A folder without
    such a file, or of another user, is left alone.

    Yields:
        its path
    """
    with tempfile.TemporaryDirectory(prefix=_PREFIX) as folder, _locked(Path(folder)):
        yield Path(folder)


@contextlib.contextmanager
def _locked(folder):
    # Locked before it has its name: no other grader ever finds it free.
    unnamed = folder / f"{_LOCK}.new"
    descriptor = os.open(unnamed, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        unnamed.rename(folder / _LOCK)
        yield
    finally:
        os.close(descriptor)


def remove_left_behind():
    """Removes the temporary folders of graders that are no more."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        # Whatever cannot be looked at or removed is no reason not to grade.
        with contextlib.suppress(OSError):
            _remove_if_free(folder)


def _remove_if_free(folder):
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.getuid():
        return
    descriptor = os.open(folder / _LOCK, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder)
    finally:
        os.close(descriptor)
