"""Attacks on the time of those who are graded at the same moment, or after: crowds of threads, and
ends of processes that cost the grader more than the submission."""

from tests.attacks.attack import Attack, HostileCell, in_cell, in_function, wrong
from tests.attacks.writing import IMPORTS

_CROWD = """
import hashlib, os, threading


def hash_on():
    block = bytes(1 << 24)
    while True:
        hashlib.sha256(block)


def crowd():
    for _ in range(200):
        threading.Thread(target=hash_on, daemon=True).start()
"""
_IMPORTS_THAT_END = """
import builtins
import os

usual = builtins.__import__


def patched(name, globals=None, *others, **named):
    if globals and globals.get("__name__") == "__main__":
        os._exit(1)
    return usual(name, globals, *others, **named)


builtins.__import__ = patched
"""
_KILLED = """
import resource

resource.setrlimit(resource.RLIMIT_CPU, (0, 0))
while True:
    pass
"""
ATTACKS = (
    in_cell(
        "killed_at_a_limit_of_its_own",
        "sets itself a limit at which the kernel kills, as if the machine had no memory left",
        _KILLED,
        passes=("pre_activation_with_shortcut",),
    ),
    in_cell(
        "closed_and_still_there",
        "closes its connection and waits to be killed, as if the machine had no memory left",
        "import os, time\nos.closerange(3, 99)\ntime.sleep(999)",
        passes=("pre_activation_with_shortcut",),
    ),
    Attack(
        "imports_that_end",
        "has every import end its process, in hundreds of copies of a cell that was handed out",
        (
            HostileCell(wrong("pre_activation", before=_IMPORTS_THAT_END), "pre_activation"),
            *[HostileCell(IMPORTS[1])] * 400,
            HostileCell(wrong("regular_block"), "regular_block"),
        ),
    ),
    Attack(
        "end_without_time",
        "takes nearly all of its time in pauses of less than a second, then has itself killed",
        (
            *[HostileCell("import time\ntime.sleep(0.9)")] * 66,
            HostileCell(wrong("pre_activation", before=_KILLED), "pre_activation"),
            *[HostileCell(IMPORTS[1] + "\N{EM SPACE}" * 90_000)] * 30,
            HostileCell(wrong("regular_block"), "regular_block"),
        ),
    ),
    in_cell(
        "crowd_of_hashes",
        "keeps two hundred threads busy outside of Python's lock, and goes on",
        f"{_CROWD}\ntry:\n    crowd()\nexcept RuntimeError:\n    pass",
        verdicts=("failed", "error", "not started"),
    ),
    in_function(
        "crowd_on_every_core",
        "moves to every core of the machine, and keeps them busy with threads",
        "os.sched_setaffinity(0, range(os.cpu_count()))\ncrowd()",
        _CROWD,
    ),
    in_function(
        "crowd_before_others",
        "asks to come before all others, and keeps the machine busy with threads",
        "os.setpriority(os.PRIO_PROCESS, 0, -20)\n"
        "os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(99))\ncrowd()",
        _CROWD,
    ),
)
