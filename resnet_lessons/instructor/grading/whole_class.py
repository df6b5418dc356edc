"""Grades a class: finds, mends, runs, judges, reports. Killed at any moment and run again, it goes on."""

import contextlib
import importlib.metadata
import logging
import os
import platform
import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from resnet_lessons.instructor.grading import assembly, autograded, marking, reports
from resnet_lessons.instructor.grading.grades import GradedClass
from resnet_lessons.instructor.grading.intake import repair, submissions
from resnet_lessons.instructor.grading.intake.released import released_notebooks, without_points
from resnet_lessons.instructor.grading.jobs import (
    job_from,
    job_to_bytes,
    told_from,
    told_to_bytes,
)
from resnet_lessons.instructor.grading.judging import Judge
from resnet_lessons.instructor.grading.judging import judge as judge_job
from resnet_lessons.instructor.grading.ledger import Ledger, LedgerError
from resnet_lessons.instructor.grading.ledger_file import FILE_NAME
from resnet_lessons.instructor.grading.manual_marks import with_manual_marks
from resnet_lessons.instructor.grading.own_folder import own_folder, remove_left_behind
from resnet_lessons.instructor.grading.references import ReferenceFails, References
from resnet_lessons.instructor.grading.seeds import SEEDS
from resnet_lessons.instructor.grading.threads import Threads
from resnet_lessons.instructor.points import NAME as POINTS
from resnet_lessons.instructor.points import points_beside
from resnet_lessons.instructor.sandbox import SandboxLost, box
from resnet_lessons.instructor.sandbox.workers import Limits, Sandbox
from resnet_lessons.instructor.stripping import strip_package

_log = logging.getLogger(__name__)
# What only figures need stays outside the sandbox.
_NOT_NEEDED = ("assets", "networks", "recorded", "*.npz")
_LARGEST_SEED = 1 << 52
_ENDS_THE_RUN = (SandboxLost, ReferenceFails, LedgerError)


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
    """

    workers: int = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    seed: int | None = None
    seeds: int | None = None
    unsafe: bool = False
    limits: Limits = field(default_factory=Limits)
    start: str = "fork"
    gradebook: str | None = None
    chapters: tuple[int, ...] = ()


def grade(path, out, options=None, progress=None):
    """Grades what was handed in, and writes gradebook and report.

    Args:
        path: of the submissions; see `submissions.find`.
        out: the report's folder.
        options: `Options`.
        progress: called with (done, all) after each file.

    Returns:
        `GradedClass`

    Raises:
        SubmissionsError, PointsError, ReportRefused, LedgerError, NoSandbox, SandboxLost,
            ReferenceFails: each says what to do.
    """
    options, since = options or Options(), time.monotonic()
    out = Path(out)
    points = points_beside(out)
    released = without_points(released_notebooks(), points.keys())
    # What is kept of a file is its cells: the outputs of a large class would fill the memory.
    files = [
        (replace(each, content=b""), repair.prepare(each, released))
        for each in submissions.find(path)
    ]
    files.sort(key=lambda pair: (pair[0].student_id, pair[0].name))
    files = assembly.of_chapters(files, options.chapters)
    _refuse_other_folders(out, Path(path))
    _make_folder(out)
    remove_left_behind()
    tier = box.choose(options.unsafe)
    if tier.is_safe:
        box.refuse_if_shown((path, out))
    with Ledger(out / FILE_NAME) as ledger:
        seed = _kept(ledger, "seed", options.seed, lambda: secrets.randbelow(_LARGEST_SEED))
        seeds = _kept(ledger, "seeds", options.seeds, lambda: SEEDS)
        judge = Judge(ledger, seed, released, options.limits.seconds, seeds)
        prepared = [each for _, each in files]
        judge.hand_in(prepared)
        found = _judged(judge, prepared, tier, options, progress or (lambda *_: None))
        chapters = options.chapters or assembly.chapters_that_count(files, found)
        automatic = GradedClass(
            exercises=assembly.exercises(chapters, points),
            students=assembly.graded_students(files, found, chapters),
            seed=seed,
            seeds=seeds,
            sandbox=tier.text,
            is_safe=tier.is_safe,
            versions=_versions(),
            seconds=round(time.monotonic() - since, 1),
            workers=options.workers,
            left_out=tuple(each for each in assembly.chapters_of(files) if each not in chapters),
        )
        url = options.gradebook or f"sqlite:///{out.resolve() / 'gradebook.db'}"
        graded = with_manual_marks(automatic, url, ledger)
    reports.write(graded, out)
    for remark in autograded.write(automatic, files, found, out):
        _log.warning(remark)
    return graded


def _refuse_other_folders(out, path):
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
    if not is_report and not all(each.name.startswith((FILE_NAME, POINTS)) for each in files):
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


def _judged(judge, prepared, tier, options, progress):
    """Marks of each submission, in order; starts the sandbox only where something has to run."""
    left = {number: names for number, each in enumerate(prepared) if (names := judge.left(each))}
    failed, done = {}, len(prepared) - len(left)
    progress(done, len(prepared))
    if left:
        with _threads(judge, prepared, left, tier, options) as pool:
            jobs = (
                (number, job_to_bytes(judge.job(prepared[number], left[number]))) for number in left
            )
            for number, told in pool.judged(jobs):
                if isinstance(told, bytes):
                    judge.keep(prepared[number], told_from(told))
                    continue
                failed[number] = _marks_of_a_failure(told, judge, prepared[number])
                done += 1
                progress(done, len(prepared))
    return [failed.get(number, {}) | judge.known(each) for number, each in enumerate(prepared)]


@contextlib.contextmanager
def _threads(judge, prepared, left, tier, options):
    """`Threads` that judge in a sandbox of this machine, and what they compare with already begun."""
    with (
        filled_sandbox(tier, options.limits, options.start) as sandbox,
        ThreadPoolExecutor(1) as beside,
    ):
        sandbox.wait()
        references = References(sandbox)
        for name, seed in _needed(judge, prepared, left):
            beside.submit(references.answer, name, seed)

        def work(job, tell):
            judge_job(job_from(job), sandbox, references, lambda found: tell(told_to_bytes(found)))

        with Threads(work, options.workers) as pool:
            try:
                yield pool
            except BaseException:
                pool.stop()
                beside.shutdown(wait=False, cancel_futures=True)
                sandbox.stop()
                raise


def _marks_of_a_failure(error, judge, prepared):
    """What a submission gets whose job ended with an error, or None.

    A fault of the grader's own, which nobody foresaw, ends no class.
    """
    if error is None:
        return {}
    if isinstance(error, _ENDS_THE_RUN) or not isinstance(error, Exception):
        raise error
    whose = "/".join(prepared.origin)
    _log.error(f"The grader itself failed at {whose!r}; please report this.", exc_info=error)
    how = f"the grader itself failed ({type(error).__name__}), and tries again in the next run"
    return {each.id: marking.crashed(each, how) for each in judge.asked(prepared)}


def _needed(judge, prepared, left):
    """(exercise id, seed) of the lessons' answers that are needed, once each."""
    return {
        (name, judge.seed(prepared[number], name)): None
        for number, names in left.items()
        for name in names
    }


@contextlib.contextmanager
def filled_sandbox(tier, limits, start="fork"):
    """A `Sandbox` that holds the package without answers; see there for the arguments."""
    with own_folder() as folder:
        lessons = folder / "lessons"
        lessons.mkdir()
        strip_package(lessons, without=_NOT_NEEDED)
        for path in (folder, lessons, *lessons.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
        with Sandbox(lessons, tier, limits, start) as sandbox:
            yield sandbox


def _versions():
    names = ("resnet-lessons", "tensorflow", "keras", "numpy")
    found = {"python": platform.python_version()}
    for name in names:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            found[name] = importlib.metadata.version(name)
    return found
