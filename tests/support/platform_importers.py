"""What Canvas and Moodle do with a file that an instructor uploads, by the rules that they publish.

An independent reading of the importers' rules, to compare what is written for them with: it knows
nothing of the package.
"""

import csv
import io
import re
import zipfile
from dataclasses import dataclass, field


class Refused(Exception):
    """The platform takes nothing of this file."""


@dataclass
class CanvasCourse:
    """A course in Canvas.

    Args:
        users: {id: (sortable name, SIS user, SIS login)}
        assignments: {id: (title, points)}
        grades: {(user, assignment): grade as it stands, a text}
        attachments: {id: (user, name that is shown)} of what was handed in.
    """

    users: dict
    assignments: dict
    grades: dict = field(default_factory=dict)
    attachments: dict = field(default_factory=dict)

    def export(self, separator=",", comma=False, with_sis=True):
        """The gradebook as Canvas hands it out."""
        sis = ["SIS User ID"] if with_sis else []
        header = ["Student", "ID", *sis, "SIS Login ID", "Section"]
        header += [f"{title} ({number})" for number, (title, _) in self.assignments.items()]
        header += ["Current Score", "Final Score"]
        hidden = [*[""] * (header.index("Section") + 1), "Manual Posting"]
        points = ["    Points Possible", *[""] * header.index("Section")]
        points += [_localized(each, comma) for _, each in self.assignments.values()]
        rows = [
            hidden + [""] * (len(header) - len(hidden)),
            [*points, "(read only)", "(read only)"],
        ]
        for user, (name, sis_user, login) in self.users.items():
            about = [name, str(user), *([sis_user] if with_sis else []), login, "Section 1"]
            marks = [self.grades.get((user, each), "") for each in self.assignments]
            rows.append([*about, *marks, "90", "90"])
        text = io.StringIO()
        csv.writer(text, delimiter=separator, lineterminator="\n").writerows([header, *rows])
        return text.getvalue().encode("utf-8-sig" if comma else "utf-8")

    def import_gradebook(self, content):
        """{(user, assignment): new grade} of what an upload would change.

        Raises:
            Refused: when the header is none, or a row or a column would make something new.
        """
        rows = list(
            csv.reader(
                io.StringIO(content.decode("utf-8-sig")), delimiter=_canvas_separator(content)
            )
        )
        header, changes = rows[0], {}
        if len(header) <= 3 or "Student" not in header[0] or "ID" not in header[1]:
            raise Refused("invalid header row")
        about = 3
        sis = login = None
        if re.search(r"SIS\s+Login\s+ID", header[2]):
            login, about = 2, 4
        elif re.search(r"SIS\s+User\s+ID", header[2]) and re.search(r"SIS\s+Login\s+ID", header[3]):
            sis, login, about = 2, 3, 5
        if "Section" not in header[about - 1]:
            raise Refused("invalid header row")
        columns = {}
        for number, name in enumerate(header[about:], about):
            if re.search("Current Score|Final Score", name):
                continue
            match = re.fullmatch(r"(.*)\((\d+)\)", name)
            if not match or int(match[2]) not in self.assignments:
                raise Refused(f"{name} would be a new assignment")
            columns[number] = int(match[2])
        for row in rows[1:]:
            if "Points Possible" in row[0] or all(
                re.fullmatch(r"(?i)\s*(Muted|Manual Posting.*)?\s*", each) for each in row
            ):
                continue
            user = self._user(row, sis, login)
            for number, assignment in columns.items():
                new, old = (
                    _canvas_number(row[number].strip()),
                    self.grades.get((user, assignment), ""),
                )
                if new != old and (new or old):
                    changes[user, assignment] = new
        return changes

    def _user(self, row, sis, login):
        if row[1].isdecimal() and int(row[1]) in self.users:
            return int(row[1])
        for column, place in ((sis, 1), (login, 2)):
            for user, facts in self.users.items():
                if column is not None and row[column] and facts[place] == row[column]:
                    return user
        for user, facts in self.users.items():
            if facts[0] == row[0]:
                return user
        raise Refused(f"{row[0]} would be a new student")

    def import_feedback(self, content):
        """({user: [(name that is shown, bytes)]}, names that are ignored) of uploaded submissions."""
        given, ignored = {}, []
        for name, data in _members(content):
            base = name.rpartition("/")[2]
            parts = [part for part in base.split("_") if part != "LATE"]
            user, attachment, *_ = [
                *[int(one) for one in parts if re.fullmatch(r"\d+", one)],
                None,
                None,
            ]
            known = self.attachments.get(attachment)
            if (
                parts[-1].startswith("link")
                or base.startswith("._")
                or not known
                or known[0] != user
            ):
                ignored.append(name)
            else:
                given.setdefault(user, []).append((known[1], data))
        return given, ignored


def _canvas_separator(content):
    lines = content.decode("utf-8-sig").splitlines()[:3]
    counts = {}
    for each in ";,":
        sizes = {len(next(csv.reader([line], delimiter=each))) for line in lines}
        counts[each] = sizes.pop() if len(sizes) == 1 else 0
    return ";" if counts[";"] > counts[","] else ","


def _canvas_number(text):
    if not re.fullmatch(r"-?[0-9.,]+%?", text):
        return text
    *front, last = re.split("[,.]", text)
    return ".".join(["".join(front), last]) if front else last


def _localized(number, comma):
    return f"{number:.2f}".replace(".", ",") if comma else f"{number:.2f}"


ENGLISH = {
    "identifier": "Identifier",
    "participant": "Participant ",
    "name": "Full name",
    "address": "Email address",
    "status": "Status",
    "grade": "Grade",
    "maximum": "Maximum Grade",
    "changeable": "Grade can be changed",
    "submitted": "Last modified (submission)",
    "text": "Online text",
    "changed": "Last modified (grade)",
    "comments": "Feedback comments",
    "decimals": ".",
}
GERMAN = {
    "identifier": "ID",
    "participant": "Teilnehmer/in",
    "name": "Vollständiger Name",
    "address": "E-Mail-Adresse",
    "status": "Status",
    "grade": "Bewertung",
    "maximum": "Bestwertung",
    "changeable": "Bewertung kann geändert werden",
    "submitted": "Zuletzt geändert (Abgabe)",
    "text": "Texteingabe online",
    "changed": "Zuletzt geändert (Bewertung)",
    "comments": "Feedback als Kommentar",
    "decimals": ",",
}
_DATES = {".": "Thursday, 8 October 2026, 11:58 PM", ",": "Donnerstag, 8. Oktober 2026, 23:58"}
_COLUMNS = (
    "identifier", "name", "address", "status", "grade", "maximum", "changeable", "submitted", "text",
    "changed", "comments",
)  # fmt: skip


@dataclass
class MoodleAssignment:
    """An assignment in Moodle.

    Args:
        participants: {number: (full name, address)}
        words: of its language, such as `ENGLISH`.
        maximum: points.
        grades, comments: {number: what stands there}
        texts: {number: what was typed}
    """

    participants: dict
    words: dict
    maximum: float = 100.0
    grades: dict = field(default_factory=dict)
    comments: dict = field(default_factory=dict)
    texts: dict = field(default_factory=dict)

    def worksheet(self, without=()):
        """The grading worksheet as Moodle hands it out, without some columns."""
        rows = []
        for number, (name, address) in self.participants.items():
            grade = self._number(self.grades[number]) if number in self.grades else ""
            date = _DATES[self.words["decimals"]]
            facts = {
                "identifier": f"{self.words['participant']}{number}",
                "name": name,
                "address": address,
                "status": "Submitted for grading",
                "grade": grade,
                "maximum": self._number(self.maximum),
                "changeable": "Yes",
                "submitted": date,
                "text": self.texts.get(number, ""),
                "changed": date if number in self.grades else "-",
                "comments": self.comments.get(number, ""),
            }
            rows.append([facts[column] for column in _COLUMNS if column not in without])
        header = [self.words[column] for column in _COLUMNS if column not in without]
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([header, *rows])
        return text.getvalue().encode("utf-8-sig")

    def _number(self, number):
        return f"{number:.2f}".replace(".", self.words["decimals"])

    def import_worksheet(self, content):
        """Takes grades and comments over; returns ({number: grade}, {number: comment}) that changed.

        Raises:
            Refused: when a column is missing or a row has another length.
        """
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
        header = rows[0]
        if any(len(row) != len(header) for row in rows):
            raise Refused("weird columns")
        places = {role: header.index(word) for role, word in self.words.items() if word in header}
        if not {"identifier", "grade", "changed"} <= places.keys():
            raise Refused("invalid grade import")
        grades, comments = {}, {}
        for row in rows[1:]:
            number = row[places["identifier"]][len(self.words["participant"]) :]
            if not number.isdecimal() or int(number) not in self.participants:
                continue
            number, text = int(number), row[places["grade"]].replace(" ", "")
            if text:
                grade = float(text.replace(self.words["decimals"], "."))
                if 0 <= grade <= self.maximum and grade != self.grades.get(number):
                    grades[number] = grade
            if "comments" in places:
                said = row[places["comments"]]
                if said != self.comments.get(number, ""):
                    comments[number] = said
        return grades, comments

    def import_feedback(self, content):
        """({number: {file name: bytes}}, names that are ignored) of a feedback zip."""
        given, ignored = {}, []
        for name, data in _members(content):
            parts, found = ["import", *name.split("/")], None
            while parts and not found:
                info = parts.pop(0).split("_", 4)
                is_known = (
                    len(info) >= 4 and info[1].isdecimal() and int(info[1]) in self.participants
                )
                if is_known and info[2] == "assignsubmission" and info[3] in ("file", "onlinetext"):
                    rest = [info[4] if len(info) > 4 else "", *parts]
                    found = int(info[1]), "/".join(filter(None, rest))
            if found and not name.rpartition("/")[2].startswith((".", "~")):
                given.setdefault(found[0], {})[found[1]] = data
            else:
                ignored.append(name)
        return given, ignored


def _members(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return [(each.filename, archive.read(each)) for each in archive.infolist()]
