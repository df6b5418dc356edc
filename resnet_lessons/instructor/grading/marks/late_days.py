"""Days of lateness that an instructor gives for a class, and whether they are of this class.

The file `late.toml` beside a report tells what no platform does: extensions, and how late a student was
where only the fact is known. A worksheet of Moodle's tells it of the participants of one assignment.
"""

import difflib
import logging
from dataclasses import replace

from resnet_lessons.instructor.grading.intake.owners import printable, some_of
from resnet_lessons.instructor.grading.marks.policy import MOODLE, PolicyError
from resnet_lessons.instructor.toml_beside import TomlBeside

NAME = "late.toml"
_MOST = 365
_EXAMPLE = (
    'Below a line [days] write one line for each student, the id in quotation marks, for example: "Ada '
    'Lovelace" = 2, or 0 for an extension'
)
_FILE = TomlBeside(NAME, "days", _EXAMPLE, PolicyError)
_log = logging.getLogger(__name__)


def days_beside(out):
    """The days that the instructor wrote down: (path of the file, {student's id: days}), or None.

    Args:
        out: the report's folder. The file lies in it, or beside it.

    Raises:
        PolicyError: when the file is wrong, or there are two.
    """
    path = _FILE.find(out)
    return (path, _read(path)) if path else None


def with_days_beside(policy, out, student_ids):
    """The `Policy` with the days that the instructor wrote down.

    Args:
        policy: the `Policy`.
        out: the report's folder.
        student_ids: of the class; a line for somebody else is told of.

    Returns:
        `Policy`

    Raises:
        PolicyError: as `days_beside`.
    """
    if not (found := days_beside(out)):
        return policy
    path, days = found
    if not policy.percent:
        _log.warning(f"{path} says who was late, and no rule what that costs: add --late.")
    if others := sorted(days.keys() - set(student_ids)):
        _log.warning(
            f"{path} names somebody who is not in this class: {some_of(others)}. Write the id that "
            f"scores.csv has{_such_as(others[0], sorted(student_ids))}."
        )
    return replace(policy, days=days)


def refuse_other_worksheets(policy, deliveries):
    """Refuses worksheets of Moodle's that tell of nobody in this class.

    Args:
        policy: the `Policy`.
        deliveries: how the class' files came, `Delivery`s; only read where a worksheet was given.

    Raises:
        PolicyError: when no participant of a worksheet handed in any of them.
    """
    if not policy.participants:
        return
    numbers = {one.number for one in deliveries if one.platform == MOODLE} - {""}
    if numbers.isdisjoint(policy.participants):
        ours = some_of(sorted(numbers)) if numbers else "nobody, since none of it came from Moodle"
        raise PolicyError(
            "Nobody who handed in is in the worksheet. It is about the participants "
            f"{some_of(sorted(policy.participants))}; the work is from {ours}. Moodle numbers "
            "participants anew for each assignment, so give the worksheet of the one that you grade."
        )


def _such_as(name, student_ids):
    """The id that a name was probably meant to be, or else any, so that the form of an id is seen."""
    alike = difflib.get_close_matches(name, student_ids, n=1) or student_ids[:1]
    return "".join(f', such as "{printable(student_id)}"' for student_id in alike)


def _read(path):
    _, content = _FILE.read(path)
    days = content.get("days")
    if not isinstance(days, dict) or len(content) > 1:
        raise PolicyError(f"{path} holds something else than a table `days`. {_EXAMPLE}.")
    for name, value in days.items():
        if type(value) is not int or not 0 <= value <= _MOST:
            raise PolicyError(
                f"{path}: the days of {printable(name)} must be a whole number from 0 to {_MOST}. "
                f"{_EXAMPLE}."
            )
    return days
