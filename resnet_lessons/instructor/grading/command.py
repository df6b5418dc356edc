"""`resnet-lessons grade`: the command line of the grader, and what it prints."""

import argparse
import os
import sys
from pathlib import Path

from resnet_lessons.instructor.grading import whole_class
from resnet_lessons.instructor.grading.argument_types import (
    add_chapters,
    address,
    due,
    late,
    number,
    shard,
)
from resnet_lessons.instructor.grading.command_faults import system_error, told_at_once
from resnet_lessons.instructor.grading.handing_back.finished_report import MarksRefused
from resnet_lessons.instructor.grading.handing_back.moodle_lateness import days_by_participant
from resnet_lessons.instructor.grading.intake.submissions import SubmissionsError
from resnet_lessons.instructor.grading.machines.cluster import ClusterRefused
from resnet_lessons.instructor.grading.marks.assembly import in_words
from resnet_lessons.instructor.grading.marks.policy import ATTEMPTS, PolicyError, policy_of
from resnet_lessons.instructor.grading.observing.references import ReferenceFails
from resnet_lessons.instructor.grading.progress_bar import ProgressBar
from resnet_lessons.instructor.grading.reports.summary import averages
from resnet_lessons.instructor.grading.sharded.shards import (
    grade_shard,
    refuse_without_seed,
    shared_seed,
)
from resnet_lessons.instructor.grading.stored.ledger import LedgerError
from resnet_lessons.instructor.grading.whole_class import Options, ReportRefused
from resnet_lessons.instructor.points import PointsError
from resnet_lessons.instructor.sandbox import SandboxLost
from resnet_lessons.instructor.sandbox.box import NoSandbox
from resnet_lessons.instructor.sandbox.workers import Limits

TOLD = (
    SubmissionsError,
    PointsError,
    PolicyError,
    MarksRefused,
    ReportRefused,
    LedgerError,
    NoSandbox,
    SandboxLost,
    ReferenceFails,
    ClusterRefused,
)
_STOPPED = "Stopped. What was graded is kept: run the same command again to go on."


def command_line():
    """What reads the options of `resnet-lessons grade`."""
    parser = argparse.ArgumentParser(
        prog="resnet-lessons grade", description="Grades a class: submissions in, report out."
    )
    parser.add_argument(
        "submissions",
        metavar="SUBMISSIONS",
        help="folder <student>/<notebook>.ipynb, nbgrader's submitted/, or what Moodle, Canvas, "
        "Blackboard, Brightspace or Gradescope hands out, as a zip or unpacked",
    )
    parser.add_argument(
        "--out",
        required=True,
        metavar="REPORT",
        help="folder of the report; a file points.toml in it or beside it chooses points",
    )
    parser.add_argument(
        "--workers",
        type=number(int, 1, 256),
        default=Options.workers,
        metavar="N",
        help="submissions graded at once (default: one for each core)",
    )
    parser.add_argument(
        "--seed",
        type=number(int, 0, 1 << 52),
        metavar="S",
        help="of the hidden settings (default: the report's, chosen at random the first time)",
    )
    parser.add_argument(
        "--seed-file",
        metavar="FILE",
        help="a file that holds the seed, made with one at random if it is not there: so the shards of "
        "a class share it, and no list of processes shows it",
    )
    parser.add_argument(
        "--seeds",
        type=number(int, 1, 64),
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
        type=number(float, 1, 3600),
        default=Limits.seconds,
        metavar="T",
        help="wall time for each cell and its probe (default: %(default)g)",
    )
    add_chapters(
        parser,
        "that count, such as 2,3 (default: every chapter in which somebody wrote an answer)",
    )
    parser.add_argument(
        "--attempts",
        choices=ATTEMPTS,
        default="",
        help="which of several answers to an exercise counts (default: of dated attempts the latest, of "
        "several files the best)",
    )
    parser.add_argument(
        "--late",
        type=late,
        default="",
        metavar="PERCENT[,DAYS]",
        help="what each day of lateness that has begun takes off, in percent of what was earned, and "
        "after how many days nothing more is taken off, such as 10,5 (default: nothing)",
    )
    parser.add_argument(
        "--due",
        type=due,
        default="",
        metavar="TIME",
        help="when the work was due, such as '2026-10-08 23:59', for --late where the platform tells "
        "when something was handed in",
    )
    parser.add_argument(
        "--worksheet",
        action="append",
        default=[],
        metavar="FILE",
        help="Moodle's grading worksheet, which says for --late how late each participant was; may be "
        "given once for each assignment",
    )
    parser.add_argument(
        "--unsafe", action="store_true", help="grade without a sandbox where none works"
    )
    parser.add_argument(
        "--careful",
        action="store_true",
        help="take no short way, to compare with: run each submission as a whole",
    )
    parser.add_argument(
        "--cluster",
        type=address,
        default="",
        metavar="ADDRESS",
        help="judge on the workers of a Dask cluster, by its scheduler's address such as "
        "tls://host:8786, or on N of this machine's own with local:N; see docs/how_to/clusters.md",
    )
    parser.add_argument(
        "--shard",
        type=shard,
        metavar="I/N",
        help="grade one of N parts of the class; `resnet-lessons merge` puts them together",
    )
    return parser


def main(arguments):
    """Grades, writes report and gradebook; returns the exit status."""
    parser = command_line()
    options = parser.parse_args(arguments)
    if options.unsafe and options.cluster:
        parser.error("--unsafe is for this machine alone: workers of a cluster need the sandbox")
    if options.seed is not None and options.seed_file:
        parser.error("give the seed with --seed or in a --seed-file, not both")
    if options.due and not options.late:
        parser.error("--due says when the work was due; say with --late what a day costs")
    if options.worksheet and not options.late:
        parser.error("--worksheet says how late work was; say with --late what a day costs")
    with told_at_once():
        try:
            return _graded(options)
        except KeyboardInterrupt:
            print(f"\n{_STOPPED}", file=sys.stderr)
            return 130


def _graded(options):
    out = Path(options.out)
    is_again = (out / "index.html").exists()
    try:
        chosen = _chosen(options)
        with ProgressBar() as progress:
            if options.shard:
                return _graded_shard(options, chosen, progress)
            graded = whole_class.grade(options.submissions, out, chosen, progress.show)
    except TOLD as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(system_error(error, out), file=sys.stderr)
        return 1
    told = summary(graded)
    if is_again and progress.is_all_known:
        told = "Nothing new to grade; the report is up to date."
    return finish(graded, out, told)


def _chosen(options):
    """The `Options` that a command line asks for."""
    participants = days_by_participant(options.worksheet)
    return Options(
        workers=options.workers,
        seed=shared_seed(options.seed_file) if options.seed_file else options.seed,
        seeds=options.seeds,
        unsafe=options.unsafe,
        careful=options.careful,
        limits=Limits(seconds=options.seconds),
        gradebook=options.gradebook,
        chapters=tuple(sorted(set(options.chapters or ()))),
        cluster=options.cluster,
        policy=policy_of(options.attempts, options.late, options.due, participants=participants),
    )


def _graded_shard(options, chosen, progress):
    refuse_without_seed(options.out, chosen)
    failed = grade_shard(options.submissions, options.out, options.shard, chosen, progress.show)
    if failed:
        print(
            f"At {_counted(failed, 'file')} the grader itself failed. Run the same command again.",
            file=sys.stderr,
        )
        return 1
    print(
        f"Graded the shard {options.shard}. When all are there, put them together: "
        f"resnet-lessons merge {options.out} … --out REPORT"
    )
    return 0


def finish(graded, out, told):
    """Prints what came out; returns the exit status.

    Args:
        graded: the `GradedClass`.
        out: the report's folder.
        told: sentences.
    """
    if graded.gradebook_fault:
        print(
            f"The report is written, the gradebook is not: {graded.gradebook_fault}",
            file=sys.stderr,
        )
    if not graded.is_safe:
        print(f"Warning: not the whole sandbox: {graded.sandbox}.", file=sys.stderr)
    told += by_hand(graded)
    print(f"{told} Open {os.path.join(out, 'index.html')}")
    return 1 if graded.gradebook_fault else 0


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
