"""Grades attacks in the real sandbox and says of each what came of it.

RESNET_LESSONS_ATTACK_PATH says on which path, one of `PATHS`, where nobody chooses another. On the path
`ANOTHER_USER` there is no sandbox: it is for a container (tests/support/container.py), and for nothing else.
"""

import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from resnet_lessons.instructor.grading.grades import GradedStudent
from resnet_lessons.instructor.grading.intake.submissions import SubmissionsError
from resnet_lessons.instructor.grading.whole_class import Options, grade
from resnet_lessons.instructor.sandbox import another_user, box
from resnet_lessons.instructor.sandbox.box import NoSandbox
from resnet_lessons.instructor.sandbox.workers import Limits
from tests.attacks import CONTROL, faults, ledger_faults, read, remains, report_faults, write
from tests.attacks.writing import ANOTHER_USER

_MOST_SECONDS = 120
# What each path asks of the grader.
PATHS = {"plain": {}, "careful": {"careful": True}, "cluster": {"cluster": "local:2"}}


@dataclass(frozen=True)
class Outcome:
    """What came of an attack.

    Args:
        attack: the `Attack`.
        student: its `GradedStudent`, or None where the hand-in was turned down.
        faults: what it gained or broke, in sentences; empty when it came to nothing.
        seconds: that it took, where it was handed in alone.
    """

    attack: object
    student: GradedStudent | None
    faults: tuple[str, ...]
    seconds: float = 0.0


def run(attacks, seconds=10, path=None):
    """Grades attacks and an honest submission beside them.

    Args:
        attacks: some of `ATTACKS`.
        seconds: the time limit of each cell.
        path: one of `PATHS`, or `ANOTHER_USER`; if None that of the environment, or plain.

    Returns:
        list of `Outcome`; that of the honest submission comes first.
    """
    path = path or os.environ.get("RESNET_LESSONS_ATTACK_PATH", "plain")
    if path != ANOTHER_USER and (why := box.why_no_sandbox()):
        raise NoSandbox(f"Attacks run in the sandbox and nowhere else, and {why}.")
    options = _options(seconds, path)
    together = [CONTROL, *(attack for attack in attacks if not attack.is_alone)]
    with tempfile.TemporaryDirectory() as folder:
        outcomes = _run_together(together, Path(folder), options)
        for number, attack in enumerate(attack for attack in attacks if attack.is_alone):
            outcomes.append(_run_alone(attack, Path(folder) / str(number), options))
    return outcomes


def _run_together(attacks, folder, options):
    for attack in attacks:
        write(attack, folder / "class")
    graded = grade(folder / "class", folder / "report", options)
    students = {student.student_id: student for student in graded.students}
    texts = read(folder / "report")
    return [
        _outcome(attack, [students.get(attack.handed_in_by)], texts, folder) for attack in attacks
    ]


def _run_alone(attack, folder, options):
    handed_in = write(attack, folder / "class")
    since = time.monotonic()
    try:
        graded = grade(handed_in, folder / "report", options)
    except SubmissionsError:
        return Outcome(attack, None, tuple(faults(attack, (), refused=True)))
    outcome = _outcome(attack, graded.students, read(folder / "report"), folder)
    if time.monotonic() - since > _MOST_SECONDS:
        late = f"it took more than {_MOST_SECONDS} s"
        return Outcome(attack, outcome.student, (*outcome.faults, late))
    return outcome


def _options(seconds, path):
    limits = Limits(seconds=seconds, processor_seconds=60)
    if path == ANOTHER_USER:
        # Everything that is here but Python lies below this folder. One at a time, as in a container.
        tier = another_user.choose([Path(__file__).parents[3]])
        return Options(limits=limits, workers=1, tier=tier)
    return Options(limits=limits, **PATHS[path])


def _outcome(attack, students, texts, folder):
    """The outcome of an attack that may have handed in as several students."""
    found = {
        fault for student in students for fault in faults(attack, student.marks if student else ())
    }
    found.update(report_faults(attack, texts))
    found.update(ledger_faults(folder / "report"))
    found.update(f"it left {what}" for what in remains(attack, [folder / "class"]))
    return Outcome(attack, students[0], tuple(sorted(found)))
