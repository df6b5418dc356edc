"""The class by hand as each platform hands it out, and the course there that takes marks back.

By the programs that write these downloads, as far as they are published: Canvas' and Moodle's are,
Gradescope's is known by programs that read its export, and nbgrader is installed.
"""

import io
import re
import zipfile
from dataclasses import dataclass
from datetime import datetime

from tests.instructor.grading.handing_back.class_by_hand import (
    DUE,
    EVERYBODY,
    JEANNE,
    LATE,
    MOST,
    STEM,
    WHO_HANDED_IN,
    ZOE,
    Person,
    handed_in,
)
from tests.instructor.grading.intake.archive_tools import zipped
from tests.support.platform_importers import CanvasCourse, MoodleAssignment


def number_of(person):
    """The school's number of somebody."""
    return f"{4100 + person.number}"


def at(folder, content, unpacked=False):
    """Puts an archive into a folder, as it is or unpacked; returns its path."""
    path = folder / ("submissions" if unpacked else "submissions.zip")
    if unpacked:
        zipfile.ZipFile(io.BytesIO(content)).extractall(path)
    else:
        path.write_bytes(content)
    return path


# Canvas ---------------------------------------------------------------------------------------------

ASSIGNMENT = 77


def user_of(person):
    """Canvas' number of somebody."""
    return 100 + person.number


@dataclass(frozen=True)
class CanvasFile:
    """A file that was handed in at Canvas.

    Args:
        person: who.
        shown: its name, to which Canvas adds `-1` or `-2` where the student used it before.
        content: its bytes.
        is_late: whether it was.
    """

    person: Person
    shown: str
    content: bytes
    is_late: bool


def canvas_files(again=False):
    """{number: `CanvasFile`}: a download holds what was handed in last, all files of that.

    Args:
        again: whether a second download lies beside the first, after Jeanne handed in everything right,
            and late.
    """
    files = [
        # Zoë handed in three times, under one name.
        CanvasFile(person, f"{STEM}-2.ipynb" if person is ZOE else name, content, person.is_late)
        for person in WHO_HANDED_IN
        for name, content in handed_in(person, again="-{}")
    ]
    if again:
        [(_, right)] = handed_in(ZOE, again="")
        files.append(CanvasFile(JEANNE, f"{STEM}-1.ipynb", right, is_late=True))
    return dict(enumerate(files, 901))


def canvas(again=False):
    """Bytes of the archive, or of two in one: names begin with the sortable one in small letters, without
    what is no letter or digit."""
    members = []
    for number, file in canvas_files(again).items():
        late = "_LATE" if file.is_late else ""
        start = re.sub(r"\W", "", f"{file.person.name.lower()}{late}_{user_of(file.person)}")
        members.append((f"{start}_{number}_{file.shown}", file.content))
    return zipped(*members)


def canvas_course(again=False):
    """The course, with a mark of another assignment and one of this, which the new one replaces."""
    users = {user_of(each): (each.name, number_of(each), each.login) for each in EVERYBODY}
    attachments = {
        number: (user_of(file.person), file.shown) for number, file in canvas_files(again).items()
    }
    assignments = {76: ("Warm up", 10.0), ASSIGNMENT: ("Blocks, part 1", float(MOST))}
    grades = {(user_of(ZOE), 76): "9.00", (user_of(ZOE), ASSIGNMENT): "3.00"}
    return CanvasCourse(users, assignments, grades, attachments)


# Moodle ---------------------------------------------------------------------------------------------

# How a file is called that was uploaded ("file") or typed ("onlinetext").
FORMS = {
    "from 4.1": "{}_{}_assignsubmission_{}/{}",
    "before 4.1": "{}_{}_assignsubmission_{}_/{}",
    "files": "{}_{}_assignsubmission_{}_{}",
}
_TYPED = (
    '<!DOCTYPE html><html><head><meta charset="UTF-8"></head><body><p>My own work, with notes on '
    "<b>both</b> blocks.</p></body></html>"
)


def participant_of(person):
    """Moodle's number of somebody in this assignment."""
    return 10 + person.number


def moodle(form):
    """Bytes of the archive, in one of the `FORMS`; Zoë typed a text, too."""
    members = []
    for person in WHO_HANDED_IN:
        files = [("file", *each) for each in handed_in(person, again=" ({})")]
        files += [("onlinetext", "onlinetext.html", _TYPED.encode())] if person is ZOE else []
        for plugin, name, content in files:
            path = FORMS[form].format(person.name, participant_of(person), plugin, name)
            members.append((path, content))
    return zipped(*members)


def moodle_assignment(words):
    """The assignment, in a language."""
    people = {participant_of(each): (each.name, each.address) for each in EVERYBODY}
    texts = {participant_of(ZOE): "<p>My own work, with notes on <b>both</b> blocks.</p>"}
    absent = tuple(participant_of(each) for each in EVERYBODY if each not in WHO_HANDED_IN)
    late = datetime.fromisoformat(f"{LATE}+00:00") - datetime.fromisoformat(DUE)
    late = {participant_of(ZOE): round(late.total_seconds())}
    return MoodleAssignment(people, words, float(MOST), texts=texts, absent=absent, late=late)


# Gradescope -----------------------------------------------------------------------------------------


def submission_of(person):
    """Gradescope's number of what somebody handed in last."""
    return 300 + person.number


def gradescope():
    """Bytes of the archive: who handed in what stands in a file beside the folders."""
    top = "assignment_5150_export"
    metadata = "".join(["---\n", *map(_metadata, WHO_HANDED_IN)]).encode()
    members = [(f"{top}/submission_metadata.yml", metadata)]
    for person in WHO_HANDED_IN:
        members += [
            (f"{top}/submission_{submission_of(person)}/{name}", content)
            for name, content in handed_in(person, again=" ({})")
        ]
    return zipped(*members)


def _metadata(person):
    return f"""submission_{submission_of(person)}:
  :submitters:
  - :name: {person.name}
    :sid: '{number_of(person)}'
    :email: {person.address}
  :created_at: {person.at}.000000000 Z
  :score:
  :status: unprocessed
  :results: {{}}
  :history:
  - :id: {200 + person.number}
    :created_at: 2026-10-01 08:00:00.000000000 Z
    :score:
    :status: unprocessed
    :results: {{}}
"""


# nbgrader -------------------------------------------------------------------------------------------


def key_of(person):
    """What nbgrader's exchange knows a submission by."""
    return f"{person.number:x}5ec2e7" * 16


def nbgrader(folder):
    """Writes `submitted/` of a course, as `nbgrader collect` does; returns the course's folder."""
    for person in WHO_HANDED_IN:
        place = folder / "submitted" / person.login / STEM
        place.mkdir(parents=True)
        for name, content in handed_in(person, again="-Copy{}"):
            (place / name).write_bytes(content)
        (place / "timestamp.txt").write_text(f"{person.at}.000001 UTC")
        (place / "submission_secret.txt").write_text(key_of(person))
    return folder
