"""Grades a class: finds, mends, runs, judges, reports. Killed at any moment and run again, it goes on."""

import contextlib
import itertools
import logging
import os
import secrets
import time
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from resnet_lessons.instructor.grading import reports
from resnet_lessons.instructor.grading.class_run import judge_what_is_left
from resnet_lessons.instructor.grading.for_nbgrader import autograded, gradebook_access
from resnet_lessons.instructor.grading.for_nbgrader.manual_marks import with_manual_marks
from resnet_lessons.instructor.grading.grades import GradedClass
from resnet_lessons.instructor.grading.intake import repair, submissions
from resnet_lessons.instructor.grading.intake.released import released_notebooks, without_points
from resnet_lessons.instructor.grading.judging import Judge
from resnet_lessons.instructor.grading.machines.cluster import LOCAL
from resnet_lessons.instructor.grading.machines.proof import versions
from resnet_lessons.instructor.grading.marks import assembly
from resnet_lessons.instructor.grading.marks.late_days import NAME as LATE_DAYS
from resnet_lessons.instructor.grading.marks.late_days import (
    days_beside,
    refuse_other_worksheets,
    with_days_beside,
)
from resnet_lessons.instructor.grading.marks.policy import USUAL, Policy
from resnet_lessons.instructor.grading.observing.seeds import SEEDS
from resnet_lessons.instructor.grading.stored.ledger import Ledger
from resnet_lessons.instructor.grading.stored.ledger_file import FILE_NAME
from resnet_lessons.instructor.grading.stored.on_disk import OnDisk
from resnet_lessons.instructor.grading.stored.own_folder import remove_left_behind
from resnet_lessons.instructor.points import NAME as POINTS
from resnet_lessons.instructor.points import points_beside
from resnet_lessons.instructor.sandbox import box
from resnet_lessons.instructor.sandbox.box import Tier
from resnet_lessons.instructor.sandbox.workers import Limits

_log = logging.getLogger(__name__)
LARGEST_SEED = 1 << 52
# Under which name a ledger keeps what it holds a shard of.
SHARD = "shard"
# What may lie in a report's folder before it is one.
_NO_REPORTS_OWN = (FILE_NAME, POINTS, LATE_DAYS)


class ReportRefused(Exception):
    """No report may be written there; says why and what to do."""


@dataclass(frozen=True)
class Options:
    """How a class is graded.

    Args:
        workers: submissions graded at once.
        seed: of the hidden settings; if None the report's, which the first run picks at random.
        seeds: how many seeds there are, one of which an answer is judged by; if None the report's.
        unsafe: grade without a sandbox where none works.
        limits: of each submission.
        start: "fork" or "spawn"; see `Sandbox`.
        gradebook: URL of nbgrader's gradebook; if None the report's own.
        chapters: numbers of those that count; empty for all in which somebody wrote an answer.
        cluster: address of a cluster whose workers judge instead, "" for threads of this process.
        careful: take no short way: run each submission as a whole, though equal answers were run before,
            and with Keras' own layers.
        policy: the `Policy` for attempts and lateness.
        tier: how submissions are confined where somebody has chosen; if None the sandbox is looked for.
    """

    workers: int = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    seed: int | None = None
    seeds: int | None = None
    unsafe: bool = False
    limits: Limits = field(default_factory=Limits)
    start: str = "fork"
    gradebook: str | None = None
    chapters: tuple[int, ...] = ()
    cluster: str = ""
    careful: bool = False
    policy: Policy = USUAL
    tier: Tier | None = None


@dataclass(frozen=True)
class OpenClass:
    """A class that was read and is to be judged.

    Args:
        files: (`Submission`, `Prepared`) pairs, sorted by student and name.
        points: {exercise id: points} that the instructor chose.
        ledger: open.
        judge: the `Judge`, which knows which files are new.
        tier: how submissions are confined.
    """

    files: OnDisk
    points: dict[str, float]
    ledger: Ledger
    judge: Judge
    tier: object


def grade(path, out, options=None, progress=None):
    """Grades what was handed in, and writes gradebook and report.

    Args:
        path: of the submissions; see `submissions.find`.
        out: the report's folder.
        options: `Options`.
        progress: called with (done, all) after each file, and before with (number, None) for each
            that was read.

    Returns:
        `GradedClass`

    Raises:
        SubmissionsError, PointsError, PolicyError, ReportRefused, LedgerError, NoSandbox, SandboxLost,
            ReferenceFails, ClusterRefused: each says what to do.
    """
    options, since = options or Options(), time.monotonic()
    progress = progress or (lambda *_: None)
    with open_class(path, out, options, progress) as opened:
        if opened.ledger.known_setting(SHARD):
            raise ReportRefused(
                f"{out} holds a shard of a class. Name another folder with --out, or put the shards "
                "together with `resnet-lessons merge`."
            )
        failed = judge_what_is_left(
            opened.judge,
            opened.files,
            opened.tier,
            options,
            progress,
            meanwhile=gradebook_access.begin_loading,
        )
        return write_report(opened, failed, out, options, since)


@contextlib.contextmanager
def open_class(path, out, options, progress, tier=None, find=None):
    """Reads a class and opens its report's ledger.

    Args:
        path, out, options, progress: see `grade`.
        tier: how submissions were confined, where nothing is to be run here.
        find: called with the path, yields each `Submission`; if None `submissions.find`.

    Yields:
        `OpenClass`
    """
    out = Path(out)
    # A file that cannot be understood is told now, and not after hours of grading.
    points, _ = points_beside(out), days_beside(out)
    released = without_points(released_notebooks(), points.keys())
    find = find or partial(submissions.find, with_early=options.policy.reads_early_attempts)
    found = iter(find(path))
    # A path that holds nothing is refused before a folder is made.
    found = itertools.chain([next(found)], found)
    refuse_other_folders(out, Path(path))
    _make_folder(out)
    remove_left_behind()
    files = _read(found, released, options.chapters, out, progress)
    refuse_other_worksheets(options.policy, (one.delivery for one, _ in files))
    tier = tier or options.tier or _tier(options, path, out)
    with Ledger(out / FILE_NAME) as ledger:
        seed = _kept(ledger, "seed", options.seed, lambda: secrets.randbelow(LARGEST_SEED))
        seeds = _kept(ledger, "seeds", options.seeds, lambda: SEEDS)
        judge = Judge(ledger, seed, released, options.limits.seconds, seeds, options.careful)
        judge.hand_in(prepared for _, prepared in files)
        yield OpenClass(files, points, ledger, judge, tier)


def _read(found, released, chapters, out, progress):
    """The files of a class on disk, sorted: what is kept of one is its cells."""
    read, names = OnDisk(out), []
    for count, each in enumerate(found, 1):
        read.append((replace(each, content=b""), repair.prepare(each, released)))
        names.append((each.student_id, each.name))
        progress(count, None)
    order = sorted(range(len(read)), key=names.__getitem__)
    files = OnDisk(out)
    for _, numbers in itertools.groupby(order, key=lambda number: names[number][0]):
        for pair in assembly.of_chapters([read[number] for number in numbers], chapters):
            files.append(pair)
    return files


def _tier(options, path, out):
    """How submissions are confined on this machine, or on those of a cluster, who prove it."""
    is_here = not options.cluster or options.cluster.startswith(LOCAL)
    tier = box.choose(options.unsafe) if is_here else box.SAFE
    if is_here and tier.is_safe:
        box.refuse_if_shown((path, out))
    return tier


def write_report(opened, failed, out, options, since):
    """Puts the marks of an `OpenClass` together, and writes gradebook and report.

    Args:
        opened: the `OpenClass`.
        failed: what `judge_what_is_left` returned.
        out, options: see `grade`.
        since: when the run began, on the monotonic clock.

    Returns:
        `GradedClass`
    """
    out = Path(out)
    automatic, found = as_found(opened, failed, out, options, since)
    url = options.gradebook or f"sqlite:///{out.resolve() / 'gradebook.db'}"
    graded = with_manual_marks(automatic, url, opened.ledger, partial(OnDisk, out))
    reports.write(graded, out)
    for remark in autograded.write(automatic, opened.files, found, out):
        _log.warning(remark)
    return graded


def as_found(opened, failed, out, options, since):
    """Puts the marks of an `OpenClass` together, as the grader found them; see `write_report`.

    Returns:
        (`GradedClass`, for each file {exercise id: `Mark`})
    """
    files = opened.files
    found = OnDisk(
        out,
        (
            failed.get(number, {}) | opened.judge.known(prepared)
            for number, (_, prepared) in enumerate(files)
        ),
    )
    chapters = options.chapters or assembly.chapters_that_count(files, found)
    policy = with_days_beside(options.policy, out, {one.student_id for one, _ in files})
    graded = GradedClass(
        exercises=assembly.exercises(chapters, opened.points),
        students=OnDisk(out, _students(files, found, chapters, policy)),
        seed=opened.judge.secret,
        seeds=opened.judge.seeds,
        sandbox=opened.tier.text,
        is_safe=opened.tier.is_safe,
        versions=versions(),
        seconds=round(time.monotonic() - since, 1),
        workers=0 if options.cluster else options.workers,
        left_out=tuple(each for each in assembly.chapters_of(files) if each not in chapters),
        policy=policy or None,
    )
    return graded, found


def _students(files, found, chapters, policy):
    """`GradedStudent`s, one after the other."""
    numbered = zip(files, found, strict=True)
    for _, of_student in itertools.groupby(numbered, key=lambda each: each[0][0].student_id):
        pairs, marks = zip(*of_student, strict=True)
        yield from assembly.graded_students(pairs, marks, chapters, policy)


def refuse_other_folders(out, path):
    """A report lies neither among the submissions nor in a folder of something else."""
    if out.resolve().is_relative_to(path.resolve()):
        raise ReportRefused(
            f"The report would lie among the submissions, as a student's folder: {out}. Name a folder "
            "outside of them with --out."
        )
    if out.exists() and not out.is_dir():
        raise ReportRefused(f"{out} is a file; name a folder for the report with --out.")
    files = list(out.iterdir()) if out.exists() else []
    is_report = (out / FILE_NAME).exists()
    if not is_report and not all(each.name.startswith(_NO_REPORTS_OWN) for each in files):
        raise ReportRefused(
            f"{out} holds other files and no report; name a new or an empty folder with --out."
        )


def _make_folder(out):
    """The report's folder, which nobody else may read."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        out.chmod(0o700)
    except OSError as error:
        reason = f"{error.filename or out}: {error.strerror or error}"
        raise ReportRefused(f"The report's folder cannot be made: {reason}.") from None


def _kept(ledger, name, given, usual):
    """A setting that decides about marks: the one given, else the report's, else the usual one."""
    if given is None:
        return ledger.setting(name, usual)
    if ledger.setting(name, lambda: given) != given:
        _log.warning(
            f"The {name} changed: all answers are graded again, and the report keeps this choice."
        )
    return ledger.change_setting(name, given)
