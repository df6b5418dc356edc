"""What was written for a platform, and how that is told."""

from dataclasses import dataclass
from pathlib import Path

from resnet_lessons.instructor.grading.intake.owners import printable


@dataclass(frozen=True)
class Returned:
    """What was written, and what was not.

    Args:
        marks: path of the table of marks, or None where it would hold nobody.
        count: how many students have a mark in it.
        feedback: path of the zip archive of feedback, or None.
        pages: how many students have feedback in it.
        left_out: (student's id, why it has no mark or no feedback) pairs.
        remarks: sentences.
    """

    marks: Path | None
    count: int
    feedback: Path | None = None
    pages: int = 0
    left_out: tuple[tuple[str, str], ...] = ()
    remarks: tuple[str, ...] = ()


def told(returned):
    """What was written, in lines for the terminal.

    Args:
        returned: `Returned`.

    Returns:
        (what holds, what is missing), texts
    """
    lines = ["No table of marks was written, because it would hold nobody."]
    if returned.marks:
        lines = [f"Marks of {_counted(returned.count)}: {printable(str(returned.marks), 300)}"]
    if returned.feedback:
        place = printable(str(returned.feedback), 300)
        lines.append(f"Feedback for {_counted(returned.pages)}: {place}")
    lines += returned.remarks
    missing = []
    if returned.left_out:
        missing.append("Not handed back; nothing was guessed:")
        missing += [f"  {printable(who)}: {why}." for who, why in sorted(returned.left_out)]
    return "\n".join(lines), "\n".join(missing)


def _counted(number):
    return f"{number} student{'' if number == 1 else 's'}"
