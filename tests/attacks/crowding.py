"""Crowds of threads that take the processor from those who are graded at the same moment."""

from tests.attacks.attack import in_cell, in_function

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
ATTACKS = (
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
