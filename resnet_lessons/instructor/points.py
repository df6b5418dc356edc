"""Points that an instructor chooses: the file `points.toml` beside a report or a release."""

import re

from resnet_lessons.course.exercises import EXERCISES, unknown_exercise
from resnet_lessons.instructor.toml_beside import TomlBeside

NAME = "points.toml"
MOST = 1000
_EXAMPLE = "Below a line [points] write one line for each exercise, for example: regular_block = 5"


class PointsError(Exception):
    """The file of the points cannot be used; names the file, the lines, and what to write there."""


_FILE = TomlBeside(NAME, "points", _EXAMPLE, PointsError)


def points_beside(out):
    """The points that were chosen for a report or a release.

    Args:
        out: the report's folder, nbgrader's course folder, or a bundle's zip file. The file lies in
            that folder, or beside it.

    Returns:
        {exercise id: points}; empty where there is no such file. Nobody need name every exercise.

    Raises:
        PointsError: when the file is wrong, or there are two.
    """
    path = _FILE.find(out)
    return points_in(path) if path else {}


def points_in(path):
    """The points that a file chooses; see `points_beside`."""
    text, content = _FILE.read(path)
    lines = text.splitlines()
    faults = [
        (_line(lines, name), f"{name!r} has no place in this file. {_EXAMPLE}.")
        for name in content
        if name != "points"
    ]
    chosen = content.get("points", {})
    if not isinstance(chosen, dict):
        faults.append((_line(lines, "points"), f"Nothing can be made of `points`. {_EXAMPLE}."))
        chosen = {}
    # An exercise may be named in a table that has no place here, too.
    start = next((at for at, line in enumerate(lines) if re.match(r"\s*\[points\]", line)), 0)
    for name, value in chosen.items():
        if fault := _fault(name, value):
            faults.append((_line(lines, name, start), fault))
    if faults:
        raise PointsError("\n".join(f"{path}{where}: {fault}" for where, fault in faults))
    return {name: int(value) if value == int(value) else value for name, value in chosen.items()}


def _fault(name, value):
    """What is wrong with the points of an exercise, or ""."""
    if name not in EXERCISES:
        return unknown_exercise(name)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    # Marks are counted in tenths of a point. Infinity and "not a number" are outside of the range.
    if is_number and 0 <= value <= MOST and value == round(value, 1):
        return ""
    return (
        f"The points of {name} must be a number from 0 to {MOST}, without quotation marks and with "
        "at most one digit after the point, for example 5 or 2.5."
    )


def _line(lines, name, start=0):
    """Where a name stands, in words; "" where it is written in a way that hides it."""
    word = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    for number, line in enumerate(lines[start:], start + 1):
        if word.search(line.partition("#")[0]):
            return f", line {number} ({line.strip()[:80]})"
    return ""
