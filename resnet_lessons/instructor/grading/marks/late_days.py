"""Days of lateness that an instructor writes down: the file `late.toml` beside a report.

It tells what no platform does: extensions, and how late a student was where only the fact is known.
"""

import logging
import tomllib
from dataclasses import replace
from pathlib import Path

from resnet_lessons.instructor.grading.intake.owners import printable, some_of
from resnet_lessons.instructor.grading.marks.policy import PolicyError

NAME = "late.toml"
_MOST = 365
_EXAMPLE = (
    'Below a line [days] write one line for each student, the id in quotation marks, for example: "Ada '
    'Lovelace" = 2, or 0 for an extension'
)
_log = logging.getLogger(__name__)


def days_beside(out):
    """The days that the instructor wrote down: (path of the file, {student's id: days}), or None.

    Args:
        out: the report's folder. The file lies in it, or beside it.

    Raises:
        PolicyError: when the file is wrong, or there are two.
    """
    out = Path(out).resolve()
    found = [path for path in (out / NAME, out.parent / NAME) if path.exists()]
    if len(found) > 1:
        raise PolicyError(f"There are two files of days, {found[0]} and {found[1]}. Remove one.")
    return (found[0], _read(found[0])) if found else None


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
        _log.warning(f"{path} names somebody who is not in this class: {some_of(others)}.")
    return replace(policy, days=days)


def _read(path):
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise PolicyError(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise PolicyError(f"{path} is not a text in UTF-8. Save it as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(f"{path} cannot be read as TOML: {error}. {_EXAMPLE}.") from None
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
