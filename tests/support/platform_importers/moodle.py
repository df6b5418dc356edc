"""An assignment in Moodle: its grading worksheet, and what it takes of uploads."""

import csv
import io
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.support.platform_importers.uploads import Refused, members

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
    "handed in": "Submitted for grading",
    "nothing": "No submission",
    "late": "{} late",
    "units": ("year years", "day days", "hour hours", "min mins", "sec secs"),
    "extended": "Extension granted until: {}",
    "yes": "Yes",
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
    "handed in": "Zur Bewertung abgegeben",
    "nothing": "Keine Abgabe",
    "late": "{} zu spät",
    "units": ("Jahr Jahre", "Tag Tage", "Stunde Stunden", "Minute Minuten", "Sekunde Sekunden"),
    "extended": "Verlängertes Abgabeende bis: {}",
    "yes": "Ja",
}
# When things were handed in and marked, and when something was done after the worksheet was downloaded.
THEN, LATER = datetime(2026, 10, 8, 23, 58), datetime(2026, 10, 12, 9)
_IN_ENGLISH = "%A, %d %B %Y, %I:%M %p"
_IN_GERMAN = {"Thursday": "Donnerstag", "Monday": "Montag", "October": "Oktober"}
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
        absent: numbers of those who handed in nothing.
        touched: {number: when a mark or feedback of theirs was changed last}; `THEN` for who has a mark.
        late: {number: seconds between what was due and what was handed in}
        extended: {number: until when an extension was granted}
    """

    participants: dict
    words: dict
    maximum: float = 100.0
    grades: dict = field(default_factory=dict)
    comments: dict = field(default_factory=dict)
    texts: dict = field(default_factory=dict)
    absent: tuple = ()
    touched: dict = field(default_factory=dict)
    late: dict = field(default_factory=dict)
    extended: dict = field(default_factory=dict)

    def worksheet(self, without=()):
        """The grading worksheet as Moodle hands it out, without some columns."""
        rows = []
        for number, (name, address) in self.participants.items():
            grade = self._number(self.grades[number]) if number in self.grades else ""
            is_absent = number in self.absent
            facts = {
                "identifier": f"{self.words['participant']}{number}",
                "name": name,
                "address": address,
                "status": self._status(number),
                "grade": grade,
                "maximum": self._number(self.maximum),
                "changeable": self.words["yes"],
                "submitted": self._date(None if is_absent else THEN),
                "text": self.texts.get(number, ""),
                "changed": self._date(self._touched(number)),
                "comments": self.comments.get(number, ""),
            }
            rows.append([facts[column] for column in _COLUMNS if column not in without])
        header = [self.words[column] for column in _COLUMNS if column not in without]
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([header, *rows])
        return text.getvalue().encode("utf-8-sig")

    def _status(self, number):
        """What Moodle makes of the blocks in the cell of its page, those that only hold others too."""
        blocks = [self.words["nothing" if number in self.absent else "handed in"]]
        if number in self.late:
            blocks.append(self.words["late"].format(self._length(self.late[number])))
        if number in self.extended:
            blocks.append(self.words["extended"].format(self._date(self.extended[number])))
        return " - ".join([*blocks, "", ""])

    def _length(self, seconds):
        """A length of time, of which Moodle writes two units next to each other and cuts off the rest."""
        left, units = seconds, []
        for size, words in zip(
            (31_536_000, 86_400, 3_600, 60, 1), self.words["units"], strict=True
        ):
            count, left = divmod(left, size)
            units.append(f"{count} {words.split()[count != 1]}" if count else "")
        first = next(number for number, text in enumerate(units) if text)
        return " ".join(filter(None, units[first : first + 2]))

    def _number(self, number):
        return f"{number:.2f}".replace(".", self.words["decimals"])

    def _touched(self, number):
        """When a mark or feedback was changed last, or None where there is none."""
        return self.touched.get(number, THEN if number in self.grades else None)

    def _date(self, moment):
        """A moment in the assignment's language."""
        if moment is None:
            return "-"
        if self.words is ENGLISH:
            return moment.strftime(_IN_ENGLISH)
        text = moment.strftime("%A, %d. %B %Y, %H:%M")
        for english, german in _IN_GERMAN.items():
            text = text.replace(english, german)
        return text

    def import_worksheet(self, content, ignores_dates=False):
        """Takes grades and comments over; returns ({number: grade}, {number: comment}) that changed.

        Args:
            content: of the file.
            ignores_dates: whether the box is ticked that lets records be updated which were modified more
                recently than the worksheet says; otherwise they are passed over.

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
            touched, known = self._touched(number), _moodle_moment(row[places["changed"]])
            if touched and touched > known + timedelta(minutes=1) and not ignores_dates:
                continue
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
        for name, data in members(content):
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


def _moodle_moment(text):
    """What Moodle reads out of a date: it knows English alone, and takes others for the distant past."""
    try:
        return datetime.strptime(text, _IN_ENGLISH)
    except ValueError:
        return datetime(1970, 1, 1)
