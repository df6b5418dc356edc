"""Moodle: how late each participant was, by the grading worksheet that an instructor downloaded.

By the table that Moodle publishes. Its column Status holds what became of the work, then by how much it
came late, if it did, and then more, such as until when an extension was granted, with " - " between them.
An extension counts there already. The words are of the language in which the worksheet was downloaded;
those of English and German are known here. Of a length of time Moodle writes the two largest units and
leaves the rest out, so two days and ten minutes are "2 days", which are two days here too.
"""

import logging
import math
import re

from resnet_lessons.instructor.grading.handing_back.downloaded_table import read_table
from resnet_lessons.instructor.grading.handing_back.finished_report import MarksRefused
from resnet_lessons.instructor.grading.handing_back.to_moodle import (
    identifier_column,
    participants_in,
)
from resnet_lessons.instructor.grading.intake.owners import printable

_STATUS = "Status"
# A draft counts from its last change, as work that was submitted does. Of work that was opened again the
# time is that of the opening, which says nothing about the student.
_HANDED_IN = frozenset(
    (
        "submitted for grading",
        "draft (not submitted)",
        "zur bewertung abgegeben",
        "entwurf (nicht abgegeben)",
    )
)
_NOT_HANDED_IN = frozenset(("no submission", "keine abgabe"))
_LENGTH = r"\d{1,5} [^\W\d_]+"
_LATE = re.compile(rf"(?P<length>{_LENGTH}(?: {_LENGTH})?) (?:late|später|zu spät)")
_PART_OF_LENGTH = re.compile(r"(\d+) (\w+)")
_BETWEEN = re.compile(r" -(?= |$)")
# A date has a year, and no length of time has four digits in practice.
_DATE = re.compile(r"(?<!\d)\d{4}(?!\d)")
_DIGIT = re.compile(r"\d")
_DAY = 86_400
# In seconds.
_UNITS = {
    **dict.fromkeys(("sec", "secs", "Sekunde", "Sekunden"), 1),
    **dict.fromkeys(("min", "mins", "Minute", "Minuten"), 60),
    **dict.fromkeys(("hour", "hours", "Stunde", "Stunden"), 3_600),
    **dict.fromkeys(("day", "days", "Tag", "Tage"), _DAY),
    **dict.fromkeys(("year", "years", "Jahr", "Jahre"), 365 * _DAY),
}
_CURE = (
    "English and German are read. Choose one of them as your language in Moodle and download the "
    "worksheet again, or write the days into late.toml"
)
_log = logging.getLogger(__name__)


def days_by_participant(worksheets):
    """How late Moodle says that each participant was.

    Args:
        worksheets: paths of grading worksheets, of an assignment each.

    Returns:
        {participant's number: days that have begun}; None where the worksheet does not tell. What it
        does not tell of work that was handed in is told in a warning.

    Raises:
        MarksRefused: when a file cannot be used, and why.
    """
    found = {}
    for worksheet in worksheets:
        found |= _days_in(read_table(worksheet))
    return found


def _days_in(table):
    shown, identifier = printable(str(table.path), 300), identifier_column(table)
    if identifier is None:
        raise MarksRefused(
            f"{shown} is no grading worksheet of Moodle's: no column holds each participant's number, as "
            "in Participant 12. Download the grading worksheet of the assignment and give that file as "
            "it is."
        )
    columns = [number for number, name in enumerate(table.header) if name == _STATUS]
    if len(columns) != 1:
        named = ", ".join(f'"{printable(name)}"' for name in table.header)
        raise MarksRefused(
            f"{shown} says nowhere how late work was, for it does not have one column called {_STATUS}. "
            f"It has these: {named}. {_CURE}."
        )
    cells = table.column(columns[0])
    found = [days_of(cell) for cell in cells]
    untold = [
        cell
        for cell, days in zip(cells, found, strict=True)
        if days is None and _parts(cell)[0].casefold() not in _NOT_HANDED_IN
    ]
    if untold:
        _log.warning(
            f"{shown}: in {len(untold)} of {len(cells)} rows the column {_STATUS} does not say how late "
            f'the work was, such as "{printable(untold[0])}". Nothing is taken off there. {_CURE}.'
        )
    return dict(zip(participants_in(table, identifier), found, strict=True))


def days_of(status):
    """The days of lateness that have begun, by a cell of the column Status.

    Args:
        status: what the cell holds.

    Returns:
        whole number; None where the cell does not tell
    """
    what, *more = _parts(status)
    if what.casefold() not in _HANDED_IN:
        return None
    days = 0
    for part in more:
        if match := _LATE.fullmatch(part):
            lengths = _PART_OF_LENGTH.findall(match["length"])
            if not all(unit in _UNITS for _, unit in lengths):
                return None
            seconds = sum(int(count) * _UNITS[unit] for count, unit in lengths)
            days = math.ceil(seconds / _DAY)
        elif _DIGIT.search(part) and not _DATE.search(part):
            # A length of time in other words: whoever was late is not taken to be on time.
            return None
    return days


def _parts(status):
    """The parts of a cell, the first one even where it is empty."""
    # The newest Moodle leaves lines without words at the end.
    first, *more = (part.strip() for part in _BETWEEN.split(" ".join(status.split())))
    return [first, *filter(None, more)]
