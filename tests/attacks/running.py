"""Grades attacks in the real sandbox and says of each what came of it."""

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from resnet_lessons.instructor.grading.records import GradedStudent
from resnet_lessons.instructor.grading.run import Options, grade
from resnet_lessons.instructor.grading.submissions import SubmissionsError
from resnet_lessons.instructor.sandbox.workers import Limits
from tests.attacks import CONTROL, faults, remains, report_faults, write


@dataclass(frozen=True)
class Outcome:
    """What came of an attack.

    Args:
        attack: the `Attack`.
        student: its `GradedStudent`, or None where the hand-in was turned down.
        faults: what it gained or broke, in sentences; empty when it came to nothing.
    """

    attack: object
    student: GradedStudent | None
    faults: tuple[str, ...]


def run(attacks, seconds=5):
    """Grades attacks and an honest submission beside them.

    Args:
        attacks: some of `ATTACKS`.
        seconds: the time limit of each cell.

    Returns:
        list of `Outcome`; that of the honest submission comes first.
    """
    together = [CONTROL, *(attack for attack in attacks if not attack.is_alone)]
    with tempfile.TemporaryDirectory() as folder:
        outcomes = _run_together(together, Path(folder), seconds)
        for number, attack in enumerate(attack for attack in attacks if attack.is_alone):
            outcomes.append(_run_alone(attack, Path(folder) / str(number), seconds))
    return outcomes


def _run_together(attacks, folder, seconds):
    for attack in attacks:
        write(attack, folder / "class")
    graded = grade(folder / "class", folder / "report", _options(seconds))
    students = {student.student_id: student for student in graded.students}
    return [
        _outcome(attack, students.get(attack.handed_in_by), folder / "report") for attack in attacks
    ]


def _run_alone(attack, folder, seconds):
    handed_in = write(attack, folder / "class")
    since = time.monotonic()
    try:
        graded = grade(handed_in, folder / "report", _options(seconds))
    except SubmissionsError:
        return Outcome(attack, None, tuple(faults(attack, (), refused=True)))
    outcomes = [_outcome(attack, student, folder / "report") for student in graded.students]
    found = {fault for outcome in outcomes for fault in outcome.faults}
    if time.monotonic() - since > 120:
        found.add("it took more than two minutes")
    return Outcome(attack, outcomes[0].student, tuple(sorted(found)))


def _options(seconds):
    return Options(limits=Limits(seconds=seconds, processor_seconds=60))


def _outcome(attack, student, report):
    found = faults(attack, student.marks if student else ())
    found += report_faults(attack, report)
    found += [f"it left {what}" for what in remains(attack, [report.parent])]
    return Outcome(attack, student, tuple(found))
