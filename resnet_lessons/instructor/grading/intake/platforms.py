"""Whose file it is, from the names that a learning platform gives; names and files are hostile text.

A platform writes its own part of a name first and then what the student called the file, so a student
can write another platform's part there, with another student in it. A download is of one platform: the
only one that fits every name is believed. Where several fit, a name that they read differently belongs
to nobody but itself, and that is told.
"""

import logging
import re
from dataclasses import dataclass

from resnet_lessons.instructor.grading.grades import NOT_TOLD, Delivery
from resnet_lessons.instructor.grading.intake.moments import moment
from resnet_lessons.instructor.grading.intake.owners import Student, some_of

_LONGEST = 1000
_NOTHING = dict.fromkeys(
    ("number", "file", "assignment", "date", "moment", "attachment", "late"), ""
)
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Platform:
    """How a platform calls what it hands out.

    Args:
        name: of the platform.
        pattern: of the first part of a path, with the groups `name`, and perhaps `number`, `file` (as
            the student called it), `assignment`, `date` (of an attempt), `moment` (when it was handed
            in, where there is one attempt alone), `attachment` and `late`.
        is_lasting: whether the number is the student's in every assignment.
        in_folders, in_files: whether it calls folders so, and files.
        is_telling: whether nobody else calls something so.
        tells_lateness: whether it marks what was late.
    """

    name: str
    pattern: re.Pattern
    is_lasting: bool = False
    in_folders: bool = True
    in_files: bool = True
    is_telling: bool = True
    tells_lateness: bool = False


# Each from what the platform's users publish: names in downloads, and programs that read them.
PLATFORMS = (
    Platform(
        "Moodle",
        re.compile(
            r"(?P<name>.+?)_(?P<number>\d{1,20})_assignsubmission_[a-z]+(?:_(?P<file>.*))?", re.S
        ),
    ),
    Platform(
        "Canvas",
        re.compile(
            r"(?P<name>[^_]+(?:_[^_\d][^_]*)*?)(?P<late>_LATE)?_(?P<number>\d{1,20})_"
            r"(?P<attachment>\d{1,20})_(?P<file>.+)",
            re.S,
        ),
        is_lasting=True,
        in_folders=False,
        tells_lateness=True,
    ),
    Platform(
        "Blackboard",
        re.compile(
            r"(?P<assignment>.+?)_(?P<name>[^_]+)_attempt_(?P<date>\d{4}(?:-\d\d){5})"
            r"(?:_(?P<file>.+)|\.txt)",
            re.S,
        ),
        in_folders=False,
    ),
    Platform(
        "Brightspace",
        re.compile(
            r"(?P<number>\d{1,20}-\d{1,20}) - (?P<name>.+?) - (?P<moment>[A-Z][a-z]{2,8} \d{1,2}, "
            r"\d{4} \d{3,4} [AP]M)(?: - (?P<file>.+))?",
            re.S,
        ),
    ),
    Platform(
        "a folder for each attempt",
        re.compile(
            r"(?P<name>.+?)[ _-]{1,3}(?P<date>\d{4}-\d\d-\d\d(?:[ T_-][\d:.h-]{1,20})?)", re.S
        ),
        in_files=False,
        is_telling=False,
    ),
)


@dataclass(frozen=True)
class Owned:
    """Whose a path is.

    Args:
        student: who handed it in.
        parts: of the path inside what that student handed in; empty for what the platform added.
        assignment: for which it was handed in, where the platform tells.
        date: of the attempt, where there may be several; sorts as it reads.
        delivery: what the platform tells of it; the path is not in it yet.
    """

    student: Student
    parts: tuple[str, ...]
    assignment: str = ""
    date: str = ""
    delivery: Delivery = NOT_TOLD


def is_of_platform(name, is_folder):
    """Whether a platform, and nobody else, calls a file or folder so."""
    return any(platform.is_telling for platform in _matches(name, is_folder))


class Names:
    """The names of what lies where the students' lie.

    Args:
        tops: (first part of a path, whether it is a folder) pairs.
    """

    def __init__(self, tops):
        found = {top: matches for top in tops if (matches := _matches(*top))}
        fitting = [
            each for each in PLATFORMS if found and all(each in one for one in found.values())
        ]
        self._read, unclear = {}, []
        for top, matches in found.items():
            if len(fitting) == 1:
                self._read[top] = fitting[0], matches[fitting[0]]
            elif len(matches) == 1:
                self._read[top] = next(iter(matches.items()))
            else:
                unclear.append(top[0])
        if unclear:
            _log.warning(
                f"More than one learning platform may call a file so: {some_of(sorted(unclear))}. Whose "
                "it is is not clear, so it has a row of its own. Put it into a folder called by its "
                "student."
            )
        self._unclear = set(unclear)

    def owner(self, parts, is_folder):
        """Whose a path is by the platform's name, or None where no platform calls it so.

        Args:
            parts: of the path.
            is_folder: whether the path itself is one.
        """
        first, rest = parts[0][:_LONGEST], parts[1:]
        if first in self._unclear:
            return Owned(Student(first), rest or parts)
        platform, match = self._read.get((first, is_folder or bool(rest)), (None, None))
        if not platform:
            return None
        of = _NOTHING | {name: text for name, text in match.groupdict().items() if text}
        # The last part of a title and a user's name are told apart by the line between them alone.
        number = of["number"] or of["assignment"]
        student = Student(of["name"], number, platform.is_lasting, platform.name)
        inside = (of["file"], *rest) if of["file"] and not rest and not is_folder else rest
        # An attempt is one at an assignment, or else at whatever has its name.
        delivery = Delivery(
            platform.name,
            of["name"],
            of["number"],
            attachment=of["attachment"],
            at=moment(of["moment"] or of["date"]),
            is_late=bool(of["late"]) if platform.tells_lateness else None,
            attempt=of["date"],
        )
        return Owned(student, inside, of["assignment"] or "/".join(inside), of["date"], delivery)


def _matches(name, is_folder):
    """{`Platform`: how its pattern matches} of those that may call something so."""
    found = {
        each: each.pattern.fullmatch(name[:_LONGEST])
        for each in PLATFORMS
        if (each.in_folders if is_folder else each.in_files)
    }
    return {each: match for each, match in found.items() if match}
