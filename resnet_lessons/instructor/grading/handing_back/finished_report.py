"""Reads a finished report: what each student earned, and under which names a platform knows them."""

import json
from dataclasses import dataclass, fields
from pathlib import Path

from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.grading.grades import Delivery
from resnet_lessons.instructor.grading.intake.owners import printable

_AGAIN = "Run `resnet-lessons grade` with the same options again, which grades nothing twice"
_KNOWN = frozenset(each.name for each in fields(Delivery))


class MarksRefused(Exception):
    """Marks cannot be handed back so; says what is wrong, where, and what to do."""


@dataclass(frozen=True)
class ReportedStudent:
    """What a report says of one student.

    Args:
        id: as in the report's tables.
        points: that were earned.
        feedback: path of the feedback page.
        handed_in: how the student's files came, a `Delivery` each; hostile texts.
        days_late: the most days that a file was late, or None.
    """

    id: str
    points: float
    feedback: Path
    handed_in: tuple[Delivery, ...] = ()
    days_late: int | None = None

    def numbers(self, platform):
        """The numbers that a platform gave the student, sorted."""
        return sorted({one.number for one in self.handed_in if one.platform == platform} - {""})


@dataclass(frozen=True)
class FinishedReport:
    """A report.

    Args:
        folder: in which it lies.
        students: `ReportedStudent`s, in the report's order.
        most: points that can be earned.
        chapters: of which the points are.
    """

    folder: Path
    students: tuple[ReportedStudent, ...]
    most: float
    chapters: tuple[int, ...]


def read(folder, chapters=()):
    """Reads a report.

    Args:
        folder: of the report.
        chapters: numbers of those that count, empty for all of the report.

    Returns:
        `FinishedReport`

    Raises:
        MarksRefused: when there is no report, an old or a damaged one, or not of these chapters.
    """
    folder = Path(folder)
    facts = _facts(folder)
    try:
        known = tuple(facts["chapters"])
        counting = tuple(chapters) or known
        if missing := sorted(set(counting) - set(known)):
            raise MarksRefused(
                f"The report holds no marks of chapter {missing[0]}; its chapters are "
                f"{', '.join(map(str, known))}."
            )
        points = {name: value for name, value in facts["points"].items() if name in EXERCISES}
        most = sum(value for name, value in points.items() if EXERCISES[name].chapter in counting)
        students = tuple(_student(folder, one, counting) for one in facts["students"])
    except (KeyError, TypeError, ValueError, AttributeError):
        raise MarksRefused(
            f"{_shown(folder / 'run.json')} is damaged, or of an earlier version of the grader. {_AGAIN}."
        ) from None
    if not most:
        raise MarksRefused(
            "The exercises of this report are worth no points, so there are no marks."
        )
    return FinishedReport(folder, students, most, counting)


def _facts(folder):
    path = folder / "run.json"
    if not path.is_file() or not (folder / "index.html").is_file():
        raise MarksRefused(f"{_shown(folder)} holds no finished report. {_AGAIN}.")
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise MarksRefused(f"{_shown(path)} cannot be read: {error.strerror}.") from None
    except (ValueError, RecursionError):
        raise MarksRefused(f"{_shown(path)} is damaged. {_AGAIN}.") from None


def _student(folder, facts, chapters):
    days = [one["days"] for one in facts.get("lateness", ()) if one["days"] is not None]
    # Names of files are the grader's own; a report that somebody changed leads to no other place.
    feedback = folder / "feedback" / Path(facts["feedback"]).name
    earned = sum(facts["points"][str(chapter)] for chapter in chapters)
    deliveries = tuple(Delivery(**_of_delivery(one)) for one in facts["handed_in"])
    return ReportedStudent(
        str(facts["student_id"]),
        round(float(earned), 4),
        feedback,
        deliveries,
        max(days, default=None),
    )


def _of_delivery(facts):
    return {name: value for name, value in facts.items() if name in _KNOWN}


def _shown(path):
    return printable(str(path), 300)
