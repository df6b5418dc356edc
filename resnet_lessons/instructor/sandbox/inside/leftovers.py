"""Ends and removes what jobs left that were users of their own: processes, files, shared memory.

For root alone, in a container without namespaces. Nobody of these users runs any more when files are
removed, so nothing changes under the hands of whoever removes them.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from pathlib import Path

_LIBC = ctypes.CDLL(None, use_errno=True)
_SECONDS_TO_DIE = 5
_IPC_RMID = 0
# In /proc/sysvipc: file, name of the column that holds the number, how the kernel is told to remove it.
_SHARED = (
    ("shm", "shmid", lambda number: _LIBC.shmctl(number, _IPC_RMID, None)),
    ("msg", "msqid", lambda number: _LIBC.msgctl(number, _IPC_RMID, None)),
    ("sem", "semid", lambda number: _LIBC.semctl(number, 0, _IPC_RMID)),
)


class StillThere(OSError):
    """A process does not end although it was killed."""


def remove(users, folders):
    """Removes all that some users run and own.

    Args:
        users: their numbers; root is never one of them.
        folders: in which they could have made files. What they made in a folder of their own lies in one
            of these.

    Raises:
        StillThere: when a process of theirs does not end.
    """
    users = set(users) - {0}
    _end_processes(users)
    for folder in folders:
        _remove_files(users, folder)
    for name, column, forget in _SHARED:
        for number in _shared(users, name, column):
            forget(number)


def _end_processes(users):
    until = time.monotonic() + _SECONDS_TO_DIE
    while running := _processes(users):
        if time.monotonic() > until:
            raise StillThere(f"process {running[0]} does not end")
        for process in running:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        time.sleep(0.01)


def _processes(users):
    """Those of some users that have not ended."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        # It may end meanwhile.
        with contextlib.suppress(OSError):
            lines = (folder / "status").read_text().splitlines()
            facts = dict(line.split(":\t", 1) for line in lines if ":\t" in line)
            # Real, effective, saved, and that for files.
            theirs = users.intersection(map(int, facts["Uid"].split()))
            if theirs and facts["State"][0] not in "ZX":
                found.append(int(folder.name))
    return found


def _remove_files(users, folder):
    theirs = []
    with contextlib.suppress(OSError), os.scandir(folder) as items:
        for item in items:
            with contextlib.suppress(OSError):
                if item.stat(follow_symlinks=False).st_uid in users:
                    theirs.append(item.path)
    for path in theirs:
        # Python's own way to remove a folder calls itself, and gives up on folders that lie very deep.
        subprocess.run(["rm", "-rf", "--", path], stderr=subprocess.DEVNULL)


def _shared(users, name, column):
    """Numbers of what some users have of one kind of System V's."""
    try:
        first, *lines = Path("/proc/sysvipc", name).read_text().splitlines()
    except OSError:
        # A kernel without them.
        return
    names = first.split()
    for line in lines:
        facts = dict(zip(names, map(int, line.split()), strict=False))
        if users & {facts["uid"], facts["cuid"]}:
            yield facts[column]
