"""Where no box works: a container that holds one submission, in which each job is a user of its own.

The container is the box (docs/decisions/0035). What the users must not read or change there is looked at
before the first line of a student's code runs: the modes of files here, what a job can do in
`assert_confined`.
"""

import contextlib
import grp
import importlib.util
import os
import pwd
import random
import stat
import sys
from pathlib import Path

from resnet_lessons.instructor.answers import PACKAGE
from resnet_lessons.instructor.sandbox import shown
from resnet_lessons.instructor.sandbox.box import NoSandbox, Tier
from resnet_lessons.instructor.sandbox.inside import refused_calls
from resnet_lessons.instructor.sandbox.inside.channel import BadFrame, Closed

TEXT = (
    "a user of its own for each job, in a container that holds one submission: no network, no process "
    "but its own, no file of the grader's"
)
# So many jobs have different users.
_USERS = 4096
# Above those of people and of containers' tools: where a container has all numbers, and where it has few.
_MANY, _FEW = range(1 << 20, 1 << 30), range(30_000, 60_000)
# What the kernel shows as files.
_NOT_ON_DISK = ("/proc", "/sys")
_SECONDS = 60
_NEEDED = ("keras", "numpy", "tensorflow", "IPython")
_NOTHING, _MISSING = "nothing", "missing "
_ATTEMPT = """\
import os
import socket

reached, missing = [], []


def attempt(what, act, *arguments):
    try:
        act(*arguments)
    except OSError:
        return
    reached.append(what)


for path in {needed!r}:
    try:
        open(path, "rb").close()
    except OSError:
        missing.append(path)
for path in {private!r}:
    attempt(path, os.listdir, path)
    attempt(path, open, path + "/attempt", "w")
for name in ("mem", "environ", "maps"):
    attempt("the grader's " + name, open, f"/proc/{grader}/{{name}}", "rb")
attempt("the grader's open files", os.listdir, "/proc/{grader}/fd")
attempt("a signal to the grader", os.kill, {grader}, 0)
attempt("the network", socket.socket)
attempt("root", os.setuid, 0)
if os.getuid() not in {users!r} or os.getgroups():
    reached.append("the rights of another user")
if not reached:
    attempt("a process", os.fork)
if missing:
    raise ValueError({missing!r} + missing[0])
raise ValueError((", ".join(reached) or {nothing!r})[:200] + ".")
"""


def choose(private):
    """The tier in which each job is a user of its own.

    Args:
        private: folders of the grader and of the platform that these must not enter.

    Raises:
        NoSandbox: when it does not hold here; names the file or says what is missing.
    """
    if not sys.platform.startswith("linux") or os.getuid() != 0:
        raise NoSandbox("This is for a container in which the grader is root, on Linux.")
    if not refused_calls.is_known():
        raise NoSandbox("The grader knows no filter of calls for this kind of processor.")
    users = users_that_nobody_is()
    for path in map(Path, private):
        refuse_if_open(path, users)
    return Tier(TEXT, False, users=users, folders=folders_for_all(), private=tuple(private))


def users_that_nobody_is():
    """Consecutive numbers, chosen at random: other containers may share the kernel's count of threads."""
    most = min(map(_most_numbers, ("uid_map", "gid_map")))
    among = next((each for each in (_MANY, _FEW) if each.stop <= most), None)
    if among is None:
        raise NoSandbox(f"This container has numbers for {most:,} users only.")
    taken = {each.pw_uid for each in pwd.getpwall()} | {each.gr_gid for each in grp.getgrall()}
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            taken.add(process.stat().st_uid)
    while True:
        first = random.randrange(among.start, among.stop - _USERS)
        users = range(first, first + _USERS)
        if taken.isdisjoint(users):
            return users


def _most_numbers(name):
    """How many users or groups from 0 on this container has."""
    most = 0
    for line in sorted(Path("/proc/self", name).read_text().splitlines(), key=_first_of):
        first, _, count = map(int, line.split())
        most = max(most, first + count) if first <= most else most
    return most


def _first_of(line):
    return int(line.split()[0])


def refuse_if_open(path, users):
    """Refuses to mark where some users may enter a folder of the grader or the platform.

    Raises:
        NoSandbox: names the folder and its mode.
    """
    about = path.lstat()
    if not stat.S_ISDIR(about.st_mode) or about.st_mode & 0o077 or about.st_uid in users:
        raise NoSandbox(
            f"{path} may be entered by others than root (its mode is {about.st_mode & 0o7777:04o}), "
            "and submissions must not. `setup.sh` gives it to root and sets the mode 0700."
        )


def folders_for_all(top="/"):
    """The folders in which anyone may make files.

    Args:
        top: the folder below which these are; what nobody but its owner may enter is left out.

    Raises:
        NoSandbox: when anyone could read answers, or change what is not theirs.
    """
    found, waiting = [], [str(top)]
    while waiting:
        folder = waiting.pop()
        folders, files, changeable = _listed(folder)
        mode = os.lstat(folder).st_mode
        if mode & stat.S_IWOTH:
            found.append(folder)
            changeable += [] if mode & stat.S_ISVTX else [folder]
        if changeable:
            raise NoSandbox(
                f"Anyone may change {changeable[0]}, and so could a submission. `chmod o-w` it where the "
                "image is made, as `setup.sh` does."
            )
        names = [list(map(os.path.basename, each)) for each in (folders, files)]
        if answers := shown.answers_in(folder, *names):
            raise NoSandbox(
                f"Submissions could read what may hold answers: {answers}. Only root may enter the "
                "folder of the grader; remove every other copy."
            )
        waiting += folders
    return tuple(found)


def _listed(folder):
    """Paths of the folders below one that anyone may enter, of files that anyone may read, and of those
    that anyone may change."""
    folders, files, changeable = [], [], []
    with os.scandir(folder) as items:
        for item in items:
            try:
                mode = item.stat(follow_symlinks=False).st_mode
            except FileNotFoundError:
                # It was there a moment ago: no answer goes away like that.
                continue
            is_entered = stat.S_ISDIR(mode) and mode & stat.S_IXOTH
            if is_entered and item.path not in _NOT_ON_DISK:
                folders.append(item.path)
            elif stat.S_ISREG(mode):
                files += [item.path] if mode & stat.S_IROTH else []
                changeable += [item.path] if mode & stat.S_IWOTH else []
    return folders, files, changeable


def assert_confined(sandbox, practised=False):
    """Hands in a submission of ours that tries to reach what none may reach.

    Args:
        sandbox: a `Sandbox` in the tier of `choose`.
        practised: which of its warm parents makes the child.

    Raises:
        NoSandbox: when it reached something, does not run, or cannot read what answers need.
    """
    users = sandbox.tier.users
    code = _ATTEMPT.format(
        private=list(map(str, sandbox.tier.private)),
        needed=_needed(sandbox.lessons),
        grader=os.getpid(),
        users=users,
        nothing=_NOTHING,
        missing=_MISSING,
    )
    cell = {"number": 1, "source": code, "exercise": "", "mode": "context"}
    with sandbox.open(pinned=False, practised=practised) as child:
        try:
            child.send({"cells": [cell], "probe": {}})
            child.receive(_SECONDS)
            told = str(child.receive(_SECONDS)[0].get("what"))
        except (BadFrame, Closed, TimeoutError) as error:
            raise NoSandbox(f"No submission runs here: {type(error).__name__}.") from None
    told = told.removeprefix("ValueError: ")
    if told.startswith(_MISSING):
        raise NoSandbox(
            f"Submissions cannot read {told.removeprefix(_MISSING)}, which answers need: all users must "
            "be able to read Python, its packages and the folders above them."
        )
    if told != f"{_NOTHING}.":
        raise NoSandbox(f"A submission is not confined here; it reached {told}")


def _needed(lessons):
    """Files that an answer may load when it runs: one of Python's, of each package, and of the lessons."""
    found = [importlib.util.find_spec(name).origin for name in _NEEDED]
    return [os.__file__, *found, str(Path(lessons, PACKAGE.name, "__init__.py"))]
