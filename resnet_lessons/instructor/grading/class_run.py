"""Has judged what is left of a class, here or on a cluster, and keeps what is found."""

import contextlib
import logging
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from resnet_lessons.instructor.grading.jobs import (
    job_from,
    job_to_bytes,
    told_from,
    told_to_bytes,
)
from resnet_lessons.instructor.grading.judging import judge as judge_job
from resnet_lessons.instructor.grading.machines.cluster import Cluster
from resnet_lessons.instructor.grading.machines.threads import Threads
from resnet_lessons.instructor.grading.marks import marking
from resnet_lessons.instructor.grading.observing.filled_sandbox import filled_sandbox
from resnet_lessons.instructor.grading.observing.references import ReferenceFails, References
from resnet_lessons.instructor.grading.reading.equal_answers import EqualAnswers
from resnet_lessons.instructor.grading.stored.ledger import LedgerError
from resnet_lessons.instructor.sandbox import SandboxLost, another_user

_log = logging.getLogger(__name__)
_ENDS_THE_RUN = (SandboxLost, ReferenceFails, LedgerError)


def judge_what_is_left(
    judge, files, tier, options, progress, is_wanted=None, meanwhile=lambda: None
):
    """Judges what the ledger does not know; starts the sandbox only where something has to run.

    Args:
        judge: the `Judge`, which keeps what is found.
        files: sequence of (`Submission`, `Prepared`).
        tier, options: how.
        progress: called with (done, all) after each file.
        is_wanted: called with a student's id, whether the files are judged in this run; all if None.
        meanwhile: called while the sandbox starts.

    Returns:
        {number of a file: {exercise id: `Mark`}} of those at which the grader itself failed.
    """
    left, count = {}, 0
    for number, (submission, prepared) in enumerate(files):
        if is_wanted and not is_wanted(submission.student_id):
            continue
        count += 1
        if names := judge.left(prepared):
            left[number] = names
    done, failed = count - len(left), {}
    progress(done, count)
    if not left:
        return failed
    with _sandbox(tier, options) as sandbox:
        meanwhile()
        equal, needed = _read(judge, files, left)
        elsewhere = options.cluster and Cluster(options.cluster, options.limits)
        with elsewhere or _threads(sandbox, options, needed) as pool:
            for settled in equal.judged(pool):
                if isinstance(settled, BaseException):
                    _raise_if_it_ends_the_run(settled)
                elif settled:
                    done += settled
                    progress(done, count)
            jobs = (
                (number, job_to_bytes(judge.job(files[number][1], left[number])))
                for number in _students_in_turn(left, files)
            )
            for number, told in pool.judged(jobs):
                if isinstance(told, bytes):
                    judge.keep(files[number][1], told_from(told))
                    continue
                if told is not None:
                    failed[number] = marks_of_a_failure(told, judge, files[number][1])
                done += 1
                progress(done, count)
    return failed


def _read(judge, files, left):
    """Reads the answers that are left: as `EqualAnswers`, and the (exercise id, seed) of each."""
    equal, needed = EqualAnswers(judge, files, left), {}
    for number, names in left.items():
        prepared = files[number][1]
        seeds = {name: judge.seed(prepared, name) for name in names}
        needed |= dict.fromkeys(seeds.items())
        # Each of its cells is read once for both.
        if not judge.is_careful:
            equal.read(number, prepared, seeds)
    return equal, needed


def _students_in_turn(left, files):
    """Numbers of files, the first one of each student first.

    So a student's files are seldom judged at one time, and each knows what the others took.
    """
    often, places = Counter(), {}
    for number in left:
        student = files[number][0].student_id
        places[number] = often[student]
        often[student] += 1
    return sorted(left, key=lambda number: (places[number], number))


@contextlib.contextmanager
def _sandbox(tier, options):
    """The sandbox of this machine, which has begun to start; None where a cluster judges."""
    if options.cluster:
        yield None
        return
    with filled_sandbox(tier, options.limits, options.start) as sandbox:
        sandbox.begin(practised=not options.careful)
        yield sandbox


@contextlib.contextmanager
def _threads(sandbox, options, needed):
    """`Threads` that judge in a sandbox of this machine; what they compare with is begun beside."""
    is_practised = not options.careful
    sandbox.wait(is_practised)
    if sandbox.tier.users:
        another_user.assert_confined(sandbox, is_practised)
    with ThreadPoolExecutor(1) as beside:
        references = References(sandbox)
        for name, seed in needed:
            beside.submit(references.answer, name, seed, is_practised)

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


def marks_of_a_failure(error, judge, prepared):
    """What a submission gets whose job ended with an error.

    A fault of the grader's own, which nobody foresaw, ends no class.
    """
    _raise_if_it_ends_the_run(error)
    whose = "/".join(prepared.origin)
    _log.error(f"The grader itself failed at {whose!r}; please report this.", exc_info=error)
    how = f"the grader itself failed ({type(error).__name__}), and tries again in the next run"
    return {each.id: marking.crashed(each, how) for each in judge.asked(prepared)}


def _raise_if_it_ends_the_run(error):
    if isinstance(error, _ENDS_THE_RUN) or not isinstance(error, Exception):
        raise error
