"""What the tests of the ledger share."""

import sqlite3
import subprocess
import sys
import textwrap

from resnet_lessons.instructor.grading.grades import Mark

KEY = ("5" * 64, "grow", "a" * 64)
MARK = Mark(
    "grow",
    "failed",
    share=0.1 + 0.2,
    diagnosis="new_blocks_random",
    details=(("What was seen", "a \ud800 half, a zero \x00, <b>é</b>"), ("Look at", "")),
    note="time limit of 15 s reached",
    seconds=1.25,
)
OTHER = Mark("grow", "passed", share=1.0)


def run(program, *arguments):
    """Runs a program with the names that most of them need."""
    names = (
        "import os, signal, sys\n"
        "from resnet_lessons.instructor.grading.stored.ledger import Ledger, LedgerError\n"
        "from resnet_lessons.instructor.grading.grades import Mark\n"
    )
    return subprocess.run(
        [sys.executable, "-c", names + textwrap.dedent(program), *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=60,
    )


def contents(path):
    with sqlite3.connect(path) as connection:
        rows = {
            table: connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()
            for table in ("mark", "stage")
        }
    connection.close()
    return rows
