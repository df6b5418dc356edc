"""The grader's command as an instructor runs it, on synthetic classes; long where `make soak` asks."""

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from resnet_lessons.instructor.sandbox import box
from tests.instructor.grading.samples import without_timings

needs_sandbox = pytest.mark.skipif(
    box.why_no_sandbox() != "", reason=f"no sandbox here: {box.why_no_sandbox()}"
)

_NOT_REPORT = ("ledger", "gradebook.db")


def command(submissions, out, *options):
    return [
        sys.executable,
        "-m",
        "resnet_lessons.cli",
        "grade",
        str(submissions),
        "--out",
        str(out),
        *map(str, options),
    ]


def grade(submissions, out, *options, status=0):
    """Runs the command to its end; returns what it printed."""
    done = subprocess.run(
        command(submissions, out, *options), capture_output=True, text=True, timeout=1800
    )
    assert done.returncode == status, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def grade_and_kill(submissions, out, after, *options):
    """Runs the command and kills it after some seconds; returns whether it had ended by itself."""
    process = _begun(submissions, out, *options)
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
    return process.wait() == 0


def grade_and_kill_midway(submissions, out, *options):
    """Kills the command when it has kept a few results; returns how many, halves included."""
    process = _begun(submissions, out, *options)
    # The ledger is locked while it works. What is kept is first written to a file beside it.
    written = Path(out) / "ledger.sqlite-wal"
    while process.poll() is None and not (written.exists() and _is_some(written.stat().st_size)):
        time.sleep(0.05)
    process.kill()
    process.wait()
    with contextlib.closing(sqlite3.connect(Path(out) / "ledger.sqlite")) as connection:
        counts = "SELECT (SELECT count(*) FROM mark) + (SELECT count(*) FROM stage)"
        return connection.execute(counts).fetchone()[0]


def report(folder):
    """{file: text without timings} of a report."""
    return {
        str(path.relative_to(folder)): without_timings(path.read_text())
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(_NOT_REPORT)
    }


def _begun(submissions, out, *options):
    """The command as it works; its boxes are made beside the report, see `processes_of_a_box`."""
    return subprocess.Popen(
        command(submissions, out, *options),
        env={**os.environ, "TMPDIR": str(Path(out).parent)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _is_some(size):
    # A result takes 20 to 50 kB there.
    return size > 300_000


def processes_of_a_box(folder, wait=10):
    """Those that see the lessons of a box that was made in a folder, after some seconds to end."""
    deadline = time.monotonic() + wait
    while (left := _processes(str(folder))) and time.monotonic() < deadline:
        time.sleep(0.2)
    return left


def _processes(folder):
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if folder in (path / "mountinfo").read_text():
                found.append(path.name)
        except OSError:
            continue
    return found
