"""`resnet-lessons grade`: the command line of the grader, and what it prints."""

import argparse
import contextlib
import errno
import importlib
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from pathlib import Path

from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.grading import whole_class
from resnet_lessons.instructor.grading.assembly import in_words
from resnet_lessons.instructor.grading.intake.owners import printable
from resnet_lessons.instructor.grading.intake.submissions import SubmissionsError
from resnet_lessons.instructor.grading.ledger import LedgerError
from resnet_lessons.instructor.grading.references import ReferenceFails
from resnet_lessons.instructor.grading.reports.summary import averages
from resnet_lessons.instructor.grading.whole_class import Options, ReportRefused
from resnet_lessons.instructor.points import PointsError
from resnet_lessons.instructor.sandbox import SandboxLost
from resnet_lessons.instructor.sandbox.box import NoSandbox
from resnet_lessons.instructor.sandbox.workers import Limits

_TOLD = (
    SubmissionsError,
    PointsError,
    ReportRefused,
    LedgerError,
    NoSandbox,
    SandboxLost,
    ReferenceFails,
)
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
_MAKE_ROOM = "Make room, and run the same command again: what was graded is kept."
_STOPPED = "Stopped. What was graded is kept: run the same command again to go on."
# Whoever presses Ctrl-C once more meanwhile does not disturb the ending of the sandbox.
_SECONDS_TO_STOP = 5


def _parser():
    parser = argparse.ArgumentParser(
        prog="resnet-lessons grade", description="Grades a class: submissions in, report out."
    )
    parser.add_argument(
        "submissions",
        metavar="SUBMISSIONS",
        help="folder <student>/<notebook>.ipynb, nbgrader's submitted/, or the zip of an LMS",
    )
    parser.add_argument(
        "--out",
        required=True,
        metavar="REPORT",
        help="folder of the report; a file points.toml in it or beside it chooses points",
    )
    parser.add_argument(
        "--workers",
        type=_number(int, 1, 256),
        default=Options.workers,
        metavar="N",
        help="submissions graded at once (default: one for each core)",
    )
    parser.add_argument(
        "--seed",
        type=_number(int, 0, 1 << 52),
        metavar="S",
        help="of the hidden settings (default: the report's, chosen at random the first time)",
    )
    parser.add_argument(
        "--seeds",
        type=_number(int, 1, 64),
        metavar="N",
        help="how many sets of hidden settings there are; what an answer says chooses its set, so that "
        "another try meets another one (default: the report's, 4 the first time)",
    )
    parser.add_argument(
        "--gradebook",
        metavar="URL",
        help="nbgrader's gradebook, any SQLAlchemy URL (default: REPORT/gradebook.db)",
    )
    parser.add_argument(
        "--seconds",
        type=_number(float, 1, 3600),
        default=Limits.seconds,
        metavar="T",
        help="wall time for each cell and its probe (default: %(default)g)",
    )
    parser.add_argument(
        "--chapters",
        type=_chapters,
        action="extend",
        metavar="N,N",
        help="the chapters that count, such as 2,3 (default: every chapter in which somebody wrote "
        "an answer)",
    )
    parser.add_argument(
        "--unsafe", action="store_true", help="grade without a sandbox where none works"
    )
    return parser


def _number(kind, least, most):
    """A type of argparse: a number between two, both allowed."""

    def read(text):
        try:
            value = kind(text)
        except ValueError:
            value = None
        if value is None or not least <= value <= most:
            raise argparse.ArgumentTypeError(f"{text!r} is not a number from {least} to {most}")
        return value

    return read


def _chapters(text):
    """A type of argparse: numbers of chapters, with commas between them."""
    known = sorted({each.chapter for each in EXERCISES.values()})
    numbers = [part.strip() for part in text.split(",")]
    if unknown := [part for part in numbers if part not in map(str, known)]:
        raise argparse.ArgumentTypeError(
            f"{unknown[0]!r} is not a chapter; write numbers of chapters ({known[0]} to {known[-1]}) "
            "with commas between them, such as 2,3"
        )
    return [int(part) for part in numbers]


def main(arguments):
    """Grades, writes report and gradebook; returns the exit status."""
    options = _parser().parse_args(arguments)
    with _told_at_once():
        try:
            return _graded(options)
        except KeyboardInterrupt:
            print(f"\n{_STOPPED}", file=sys.stderr)
            return 130


@contextlib.contextmanager
def _told_at_once():
    """Ctrl-C shows that it was heard: to stop what runs takes a moment."""
    before, stopping = signal.getsignal(signal.SIGINT), []

    def stop(*_):
        now = time.monotonic()
        if stopping and now - stopping[-1] < _SECONDS_TO_STOP:
            return
        if not stopping:
            # Not print: what was interrupted may be a print.
            with contextlib.suppress(OSError):
                os.write(2, "\nStopping …\n".encode())
        stopping.append(now)
        raise KeyboardInterrupt

    if before is not signal.default_int_handler:
        yield
        return
    signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _graded(options):
    chosen = Options(
        workers=options.workers,
        seed=options.seed,
        seeds=options.seeds,
        unsafe=options.unsafe,
        limits=Limits(seconds=options.seconds),
        gradebook=options.gradebook,
        chapters=tuple(sorted(set(options.chapters or ()))),
    )
    out = Path(options.out)
    is_again = (out / "index.html").exists()
    # nbgrader takes seconds to load, and is not needed before the class is graded.
    threading.Thread(target=_load_gradebook, daemon=True).start()
    try:
        with _ProgressBar() as progress:
            graded = whole_class.grade(options.submissions, out, chosen, progress.show)
    except _TOLD as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(_system_error(error, out), file=sys.stderr)
        return 1
    if graded.gradebook_fault:
        print(
            f"The report is written, the gradebook is not: {graded.gradebook_fault}",
            file=sys.stderr,
        )
    if not graded.is_safe:
        print(f"Warning: not the whole sandbox: {graded.sandbox}.", file=sys.stderr)
    is_new = not (is_again and progress.is_all_known)
    told = summary(graded) if is_new else "Nothing new to grade; the report is up to date."
    told += by_hand(graded)
    print(f"{told} Open {os.path.join(out, 'index.html')}")
    return 1 if graded.gradebook_fault else 0


def _system_error(error, out):
    """What the system refused while the class was graded, in a sentence."""
    if any(error.errno == code or os.strerror(code) in str(error) for code in _NO_ROOM):
        # An error of copying is that of many files, those of the temporary folder.
        is_copying = isinstance(error, shutil.Error)
        place = tempfile.gettempdir() if is_copying else error.filename or out
        return f"The disk is full: no room is left for {printable(str(place), 300)}. {_MAKE_ROOM}"
    return f"{printable(str(error.filename or out), 300)}: {error.strerror or error}"


def _load_gradebook():
    # What is missing is told when the gradebook is written.
    with contextlib.suppress(ImportError):
        importlib.import_module("nbgrader.api")


def summary(graded):
    """What came out, in a sentence or two."""
    students = graded.students
    told = f"Graded {_counted(len(students), 'student')} in {graded.seconds:.0f} s"
    most = sum(each.points for each in graded.exercises)
    if students and most:
        mean, _ = averages(graded)
        told += f": mean {mean:.1f} of {_counted(most, 'point')}"
    if chapters := {each.chapter for each in graded.exercises}:
        told += f" ({in_words(chapters)})"
    if graded.left_out:
        told += (
            f". Nobody wrote an answer in {in_words(graded.left_out)}, so nothing there counts; "
            "`--chapters` chooses others"
        )
    errors = sum(mark.verdict == "error" for student in students for mark in student.marks)
    missing = sum(not student.files for student in students)
    unreadable = sum(bool(student.files and student.problems) for student in students)
    remarks = [
        errors and f"{_counted(errors, 'answer')} ended with an error",
        missing and f"{_counted(missing, 'student')} handed in no notebook",
        unreadable and f"{_counted(unreadable, 'student')} handed in files that cannot be read",
    ]
    return ". ".join(filter(None, [told, ", ".join(filter(None, remarks))])) + "."


def by_hand(graded):
    """How many marks of the gradebook are in the report, as a further sentence or nothing."""
    count = sum(bool(mark.manual) for student in graded.students for mark in student.marks)
    answers = _counted(count, "answer")
    return f" The report counts what you entered by hand for {answers}." if count else ""


def _counted(number, what):
    return f"{number:g} {what}" + ("" if number == 1 else "s")


class _ProgressBar:
    """A bar on the terminal with the time that is left; a line now and then where there is none."""

    def __init__(self):
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

        columns = (
            "Grading",
            BarColumn(),
            MofNCompleteColumn(),
            "files,",
            TimeRemainingColumn(),
            "left",
        )
        self._bar = Progress(*columns, console=Console(stderr=True))
        self._is_terminal = self._bar.console.is_terminal
        self._task = self._bar.add_task("grading", total=None)
        self._known = None

    def __enter__(self):
        if self._is_terminal:
            self._bar.start()
        return self

    def __exit__(self, *_):
        if self._is_terminal:
            self._bar.stop()

    @property
    def is_all_known(self):
        """Whether nothing was left to grade from the start."""
        return self._known is True

    def show(self, done, total):
        """Tells how many files of how many are graded."""
        if self._known is None:
            self._known = done == total
        self._bar.update(self._task, completed=done, total=total)
        if not self._is_terminal and (done == total or done % 25 == 0):
            print(f"graded {done} of {total} files", file=sys.stderr, flush=True)
