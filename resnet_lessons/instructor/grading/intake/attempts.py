"""Of several dated attempts at one thing the latest counts, and that is told."""

import re
from dataclasses import replace

from resnet_lessons.instructor.grading.intake.owners import printable

_MOST_NAMED = 3
# A student's own folder for each attempt: "2026-10-01", "attempt 2026-10-01 12-30-05".
_DATED = re.compile(
    r"(?:[A-Za-z]{1,20}[ _-]{1,3})?(?P<date>\d{4}-\d\d-\d\d(?:[ T_-][\d:.h-]{1,20})?)"
)


def dated(owned):
    """What lies in a folder called by a date is an attempt at whatever has its name below."""
    match = _DATED.fullmatch(owned.parts[0]) if len(owned.parts) > 1 and not owned.date else None
    if not match:
        return owned
    # The name is the student's own, so it says in which order to read the attempts, and proves no time.
    delivery = replace(owned.delivery, attempt=match["date"])
    assignment = "/".join(owned.parts[1:])
    return replace(owned, assignment=assignment, date=match["date"], delivery=delivery)


def each_apart(files):
    """All attempts, each named by its date, where another one than the latest may count.

    Args:
        files: (`Owned`, `Entry`) pairs.

    Returns:
        such pairs; for the files of one student.
    """
    return [
        (replace(owner, parts=(owner.date, *owner.parts)) if _needs_date(owner) else owner, entry)
        for owner, entry in files
    ]


def _needs_date(owner):
    return owner.date and owner.parts and owner.parts[0] != owner.date


def latest(files):
    """The files of a student that count.

    Args:
        files: (`Owned`, `Entry`) pairs.

    Returns:
        (such pairs, a sentence that tells of attempts left out, or "")
    """
    newest = {}
    for owner, entry in files:
        if owner.date and entry.open:
            newest[owner.assignment] = max(newest.get(owner.assignment, ""), owner.date)
    kept, early = [], []
    for owner, entry in files:
        is_early = owner.date < newest.get(owner.assignment, "")
        (early if is_early else kept).append((owner, entry))
    told = sorted(
        f"{printable('/'.join(owner.parts))} of {owner.date}"
        for owner, entry in early
        if entry.open
    )
    if not told:
        return kept, ""
    more = f" and {len(told) - _MOST_NAMED} more" if len(told) > _MOST_NAMED else ""
    left_out = ", ".join(told[:_MOST_NAMED]) + more
    return kept, f"Of several attempts the latest counts; left out: {left_out}."
