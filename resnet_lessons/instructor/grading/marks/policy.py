"""Which attempt counts, and what lateness costs: rules that an instructor chooses for a class.

They apply where marks are put together, so that nothing runs again when they change. What is not known
costs nothing: where a platform tells neither that a file was late nor when it came, that is said.
"""

import math
import re
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta

ATTEMPTS = ("best", "last", "first")
MOODLE = "Moodle"
_OF_STUDENTS = ("days", "participants")
_DAY = timedelta(days=1)
_RULE = re.compile(r"(?P<percent>\d{1,3}(?:[.]\d{1,2})?) ?%?(?:, ?(?P<days>\d{1,3}))?")
_MOST_DAYS = 365


class PolicyError(ValueError):
    """A rule that cannot be understood; says what to write."""


@dataclass(frozen=True)
class Policy:
    """The rules of a class.

    Args:
        attempts: which of several answers to an exercise counts, one of `ATTEMPTS`; "" for the usual:
            of dated attempts the latest, and of several files the best.
        percent: what each day of lateness that has begun takes off, in percent of what was earned.
        most_days: after so many days nothing more is taken off; 0 for no end but the points' own.
        due: when the work was due, as ISO 8601 writes it, or "".
        days: {student's id: days of lateness that the instructor wrote down}; 0 for an extension.
        participants: {participant's number at Moodle: days of lateness by its grading worksheet}; None
            where that does not tell.
    """

    attempts: str = ""
    percent: float = 0.0
    most_days: int = 0
    due: str = ""
    days: dict[str, int] = field(default_factory=dict)
    participants: dict[str, int | None] = field(default_factory=dict)

    def __bool__(self):
        return bool(self.attempts or self.percent)

    @property
    def reads_early_attempts(self):
        """Whether an attempt before the latest may count."""
        return self.attempts in ("best", "first")

    def facts(self):
        """What is chosen, for JSON; the students' days apart."""
        return {name: value for name, value in asdict(self).items() if name not in _OF_STUDENTS}

    def in_words(self):
        """What is chosen, a sentence each."""
        told = []
        if self.attempts:
            told.append(f"Of several answers to an exercise the {self.attempts} counts.")
        if self.percent:
            end = (
                f", for {self.most_days} day{'' if self.most_days == 1 else 's'} at most"
                if self.most_days
                else ""
            )
            told.append(
                f"Each day of lateness that has begun takes off {self.percent:g}% of what was earned"
                f"{end}."
            )
        if self.participants:
            told.append("How late work was is taken from Moodle's grading worksheet.")
        return told


USUAL = Policy()


@dataclass(frozen=True)
class Lateness:
    """How late a file was, and how that is known.

    Args:
        days: that have begun; None where nothing is known.
        known_by: "time", "platform", "worksheet" (Moodle's), "instructor", or "" where nothing is known.
        kept: the share of the points that is left.
        at: when it was handed in, or "".
    """

    days: int | None
    known_by: str = ""
    kept: float = 1.0
    at: str = ""

    def in_words(self):
        """What a student and an instructor read about it; "" where it was on time."""
        if self.days is None:
            return "It is not known when this was handed in, so nothing is taken off."
        if not self.days:
            return ""
        taken = f"{100 * (1 - self.kept):.4g}% of the points that it earned is taken off."
        if self.known_by == "platform":
            return f"Handed in late. By how much is not known, so it counts as one day: {taken}"
        source = ", as Moodle says" if self.known_by == "worksheet" else ""
        return f"Handed in {self.days} day{'' if self.days == 1 else 's'} late{source}: {taken}"


def policy_of(attempts="", late="", due="", days=None, participants=None):
    """The `Policy` that an instructor writes on the command line.

    Args:
        attempts: one of `ATTEMPTS`, or "".
        late: such as "10" or "10,5": percent for a day, and after how many days no more; "" for none.
        due: such as "2026-10-08 23:59", with a zone such as +02:00 or in that of this machine; or "".
        days: {student's id: days}, or None.
        participants: {participant's number at Moodle: days, or None}, or None.

    Raises:
        PolicyError: when one of them cannot be understood.
    """
    if attempts and attempts not in ATTEMPTS:
        raise PolicyError(f"{attempts!r} is none of {', '.join(ATTEMPTS)}.")
    percent, most_days = _rule(late) if late else (0.0, 0)
    due = _due(due) if due else ""
    return Policy(attempts, percent, most_days, due, dict(days or {}), dict(participants or {}))


def _rule(text):
    match = _RULE.fullmatch(text.strip())
    percent, days = (float(match["percent"]), match["days"]) if match else (0.0, None)
    if not 0 < percent <= 100 or (days is not None and not 0 < int(days) <= _MOST_DAYS):
        raise PolicyError(
            f"{text!r} is no rule for lateness. Write the percent that a day takes off, from 0 to 100, "
            "and perhaps after how many days nothing more is taken off, for example 10 or 10,5."
        )
    return percent, int(days or 0)


def _due(text):
    try:
        due = datetime.fromisoformat(text.strip())
    except ValueError:
        raise PolicyError(
            f"{text!r} is no time. Write, for example, 2026-10-08 23:59, or 2026-10-08T23:59+02:00."
        ) from None
    if len(text.strip()) <= len("2026-10-08"):
        # Whoever names a day means its end.
        due += _DAY - timedelta(seconds=1)
    return due.isoformat()


def lateness(policy, student_id, delivery):
    """How late a file was, by a `Policy`.

    Args:
        policy: the `Policy`.
        student_id: whose file it is.
        delivery: how it came.

    Returns:
        `Lateness`, or None where the policy says nothing about lateness.
    """
    if not policy.percent:
        return None
    days, known_by = _days(policy, student_id, delivery)
    counted = min(days or 0, policy.most_days) if policy.most_days else days or 0
    kept = max(0.0, round(1 - policy.percent * counted / 100, 6))
    return Lateness(days, known_by, kept, delivery.at)


def _days(policy, student_id, delivery):
    if student_id in policy.days:
        return policy.days[student_id], "instructor"
    days = policy.participants.get(delivery.number) if delivery.platform == MOODLE else None
    if days is not None:
        return days, "worksheet"
    # A platform knows its own time of submission and each student's extension.
    if delivery.is_late is False:
        return 0, "platform"
    if policy.due and delivery.at:
        return _days_between(policy.due, delivery.at), "time"
    if delivery.is_late:
        return 1, "platform"
    return None, ""


def _days_between(due, at):
    due, at = datetime.fromisoformat(due), datetime.fromisoformat(at)
    if bool(due.tzinfo) != bool(at.tzinfo):
        # A platform's time without a zone is that of the place, as is an instructor's.
        due, at = (each if each.tzinfo else each.astimezone() for each in (due, at))
    return max(0, math.ceil((at - due) / _DAY))
