"""`resnet-lessons grade`: the command line of the grader, and what it prints."""

import argparse
import contextlib
import importlib
import os
import sys
import threading
from pathlib import Path

from resnet_lessons.instructor.grading.intake.submissions import SubmissionsError
from resnet_lessons.instructor.grading.ledger import LedgerError
from resnet_lessons.instructor.grading.references import ReferenceFails
from resnet_lessons.instructor.grading.run import Options, ReportRefused, grade
from resnet_lessons.instructor.sandbox import SandboxLost
from resnet_lessons.instructor.sandbox.box import NoSandbox
from resnet_lessons.instructor.sandbox.workers import Limits

_TOLD = (SubmissionsError, ReportRefused, LedgerError, NoSandbox, SandboxLost, ReferenceFails)


def _parser():
    parser = argparse.ArgumentParser(
        prog="resnet-lessons grade", description="Grades a class: submissions in, report out."
    )
    parser.add_argument(
        "submissions",
        metavar="SUBMISSIONS",
        help="folder <student>/<notebook>.ipynb, nbgrader's submitted/, or the zip of an LMS",
    )
    parser.add_argument("--out", required=True, metavar="REPORT", help="folder of the report")
    parser.add_argument(
        "--workers", type=_workers, default=Options.workers, metavar="N",
        help="submissions graded at once (default: one for each core)",
    )  # fmt: skip
    parser.add_argument(
        "--seed", type=_seed, metavar="S",
        help="of the hidden settings (default: the report's own, drawn fresh the first time)",
    )  # fmt: skip
    parser.add_argument(
        "--gradebook", metavar="URL",
        help="nbgrader's gradebook, any SQLAlchemy URL (default: REPORT/gradebook.db)",
    )  # fmt: skip
    parser.add_argument(
        "--seconds", type=_seconds, default=Limits.seconds, metavar="T",
        help="wall time for each cell and its probe (default: %(default)g)",
    )  # fmt: skip
    parser.add_argument(
        "--unsafe", action="store_true", help="grade without a sandbox where none works"
    )
    return parser


def _workers(text):
    return _number(text, int, 1, 256)


def _seed(text):
    return _number(text, int, 0, 1 << 52)


def _seconds(text):
    return _number(text, float, 1, 3600)


def _number(text, kind, least, most):
    try:
        value = kind(text)
    except ValueError:
        value = None
    if value is None or not least <= value <= most:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from {least} to {most}")
    return value


def main(arguments):
    """Grades, writes report and gradebook; returns the exit status."""
    options = _parser().parse_args(arguments)
    chosen = Options(
        workers=options.workers,
        seed=options.seed,
        unsafe=options.unsafe,
        limits=Limits(seconds=options.seconds),
    )
    out = Path(options.out)
    # nbgrader takes seconds to load, and is not needed before the class is graded.
    threading.Thread(target=_load_gradebook, daemon=True).start()
    try:
        with _Progress() as progress:
            graded = grade(options.submissions, out, chosen, progress.show)
    except _TOLD as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename or out}: {error.strerror or error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(
            "\nStopped. What was graded is kept: run the same command again to go on.",
            file=sys.stderr,
        )
        return 130
    status = _record(graded, options.gradebook or f"sqlite:///{out.resolve() / 'gradebook.db'}")
    _summary(graded, out)
    return status


def _load_gradebook():
    # What is missing is told when the gradebook is written.
    with contextlib.suppress(ImportError):
        importlib.import_module("nbgrader.api")


def _record(graded, url):
    from resnet_lessons.instructor.grading import gradebook

    try:
        gradebook.record(graded, url)
    except gradebook.GradebookError as error:
        print(f"The report is written, the gradebook is not: {error}", file=sys.stderr)
        return 1
    return 0


def _summary(graded, out):
    if not graded.is_safe:
        print(f"Warning: not the whole sandbox: {graded.sandbox}.", file=sys.stderr)
    unreadable = sum(bool(student.problems) for student in graded.students)
    print(
        f"Graded {len(graded.students)} students in {graded.seconds:.0f} s"
        + (f"; {unreadable} handed in files that cannot be read" if unreadable else "")
        + f".\nOpen {os.path.join(out, 'index.html')}"
    )


class _Progress:
    """A bar on the terminal with the time that is left; a line now and then where there is none."""

    def __init__(self):
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

        self._bar = Progress(
            "Grading", BarColumn(), MofNCompleteColumn(), "files,", TimeRemainingColumn(), "left",
            console=Console(stderr=True),
        )  # fmt: skip
        self._is_terminal = self._bar.console.is_terminal
        self._task = self._bar.add_task("grading", total=None)

    def __enter__(self):
        if self._is_terminal:
            self._bar.start()
        return self

    def __exit__(self, *_):
        if self._is_terminal:
            self._bar.stop()

    def show(self, done, total):
        """Tells how many files of how many are graded."""
        self._bar.update(self._task, completed=done, total=total)
        if not self._is_terminal and (done == total or done % 25 == 0):
            print(f"graded {done} of {total} files", file=sys.stderr, flush=True)
