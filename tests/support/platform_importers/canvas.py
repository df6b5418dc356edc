"""A course in Canvas: its gradebook, and what it takes of uploads."""

import csv
import io
import re
from dataclasses import dataclass, field

from tests.support.platform_importers.uploads import Refused, members


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
        for name, data in members(content):
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
