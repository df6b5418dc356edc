"""When something was handed in, of the texts in which platforms say it."""

import re
from datetime import UTC, datetime, timedelta, timezone

_NUMBERS = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)"
    r"(?:[ T_-](?P<hour>\d{1,2})(?:[:.h-](?P<minute>\d\d)(?:[:.-](?P<second>\d\d)(?:\.\d{1,9})?)?)?)?"
    r"\s*(?P<zone>Z|UTC|[+-]\d\d:?\d\d)?"
)
_IN_ENGLISH = re.compile(
    r"(?P<month>[A-Z][a-z]{2})[a-z]* (?P<day>\d{1,2}), (?P<year>\d{4}) (?P<hour>\d{1,2}):?(?P<minute>\d\d) "
    r"(?P<half>[AP])M"
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def moment(text):
    """A moment as ISO 8601 writes it, with its zone where the text tells one.

    Args:
        text: for example "2026-10-01-12-30-05", "2026-10-01 12:30:05.000 Z", "Oct 1, 2026 1230 PM"; a
            date alone is the beginning of the day, in favour of whoever handed in.

    Returns:
        text such as "2026-10-01T12:30:05+00:00"; "" where the text tells no moment.
    """
    try:
        if match := _NUMBERS.fullmatch(text.strip()):
            parts = (match[name] for name in ("year", "month", "day", "hour", "minute", "second"))
            year, month, day, *time = (int(part or 0) for part in parts)
            return datetime(year, month, day, *time, tzinfo=_zone(match["zone"])).isoformat()
        if match := _IN_ENGLISH.fullmatch(text.strip()):
            hour = int(match["hour"]) % 12 + 12 * (match["half"] == "P")
            month = _MONTHS.index(match["month"]) + 1
            date = int(match["year"]), month, int(match["day"])
            return datetime(*date, hour, int(match["minute"])).isoformat()
    except (ValueError, OverflowError):
        # The 31st of February, or another number that no calendar has.
        return ""
    return ""


def _zone(text):
    if not text:
        return None
    if text in ("Z", "UTC"):
        return UTC
    minutes = 60 * int(text[1:3]) + int(text[-2:])
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))
