"""Moodle: the grading worksheet that an instructor downloaded, with the marks in it, and feedback files.

By the importer that Moodle publishes. It finds a student by the number at the end of the identifier, and
columns by their names, which are translated: so the worksheet's own columns are filled in, found by what
they hold. A mark outside of 0 and the maximum would be passed over in silence, so it is told instead. The
importer also passes over a student whose mark or feedback it takes to be newer than the worksheet, and that
is everyone who has either where the worksheet's dates are not in English; this is told as well.
"""

import re
from dataclasses import dataclass

from resnet_lessons.instructor.grading.handing_back import feedback_files
from resnet_lessons.instructor.grading.handing_back.downloaded_table import (
    as_number,
    mark_in_words,
    read_table,
    written,
)
from resnet_lessons.instructor.grading.handing_back.finished_report import MarksRefused
from resnet_lessons.instructor.grading.handing_back.matched import (
    came_otherwise,
    match,
    scale_for,
)
from resnet_lessons.instructor.grading.handing_back.new_files import write_new, zipped
from resnet_lessons.instructor.grading.handing_back.sent_back import Returned
from resnet_lessons.instructor.grading.intake.owners import printable
from resnet_lessons.instructor.grading.marks.policy import MOODLE

# How a comment of ours begins, so that the next one may take its place.
OURS = "Residual networks:"
# What Moodle calls the box by which it takes such marks all the same.
_BOX = (
    "Allow updating records that have been modified more recently in Moodle than in the spreadsheet"
)
_IDENTIFIER = re.compile(r"(?P<prefix>\D*)(?P<number>\d{1,20})")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_LONGEST_DATE = 80
_FOLDER = re.compile(r"(?P<name>[^_]+)(?P<rest>_(?P<number>\d{1,20})_assignsubmission_[a-z]+_?)")
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|_]+')


@dataclass(frozen=True)
class Columns:
    """Numbers of a worksheet's columns.

    Args:
        identifier, grade: of the columns called so in English.
        maximum: of that beside the marks, which holds the most that one may be.
        changed: of the last change of the mark, or None where it is not known.
        comments: of the one for comments, or None where there is none.
    """

    identifier: int
    grade: int
    maximum: int
    changed: int | None
    comments: int | None

    @property
    def read_by_moodle(self):
        """Numbers of the columns that stay as they are: what Moodle reads, and what you wrote."""
        return {self.identifier, self.grade, self.changed, self.comments} - {None}


def hand_back(report, out, worksheet, names=None, is_scaled=None):
    """Writes marks and feedback for Moodle.

    Args:
        report: the `FinishedReport`.
        out: folder for the new files.
        worksheet: path of the grading worksheet.
        names: {"identifier", "grade" or "comments": name of the column or its number from 1}, for those
            that the instructor named.
        is_scaled: whether marks are converted to the worksheet's maximum; None if nobody chose.

    Returns:
        `Returned`

    Raises:
        MarksRefused: when the worksheet cannot be used.
        OSError: when a file cannot be written.
    """
    table = read_table(worksheet)
    columns = columns_of(table, names or {})
    most = as_number(table.rows[0][columns.maximum])
    participants = participants_in(table, columns.identifier)
    rows_by_number = {number: row for row, number in enumerate(participants) if number}
    rows_by_text = table.rows_by_cell(range(columns.identifier + 1, columns.grade))
    matched = match(report.students, lambda one: _rows_of(one, rows_by_number, rows_by_text))
    scale = scale_for(report, matched, most, is_scaled, "the worksheet")
    left_out = [(student.id, why) for student, why in matched.unmatched]
    with_comma = table.uses_comma((columns.grade, columns.maximum))
    rows, kept, counting = [], 0, []
    for student, number in sorted(matched.rows, key=lambda pair: pair[1]):
        points = round(student.points * scale, 2)
        if not 0 <= points <= most:
            why = f"Moodle takes no mark of {points:g}, since it is not from 0 to {most:g}"
            left_out.append((student.id, why))
            continue
        mark, comment = mark_in_words(points, with_comma), _comment(report, student, with_comma)
        row, is_kept = _filled_in(table.rows[number], columns, mark, comment)
        rows.append(row)
        kept += is_kept
        counting.append((student, participants[number], table.rows[number]))
    content = written(table, table.header, rows, columns.read_by_moodle)
    files, without = _feedback(counting, columns)
    return Returned(
        write_new(out, "moodle_marks.csv", content) if rows else None,
        len(rows),
        write_new(out, "moodle_feedback.zip", zipped(files)) if files else None,
        len(files),
        tuple(left_out + without),
        tuple(_remarks(table, columns, rows, kept))
        if rows
        else came_otherwise(report.students, MOODLE),
    )


def _filled_in(row, columns, mark, comment):
    """A row with a mark and our comment, and whether a comment of the instructor's stays in its place."""
    row = list(row)
    row[columns.grade] = mark
    if columns.comments is None:
        return row, False
    before = row[columns.comments]
    is_kept = bool(before.strip()) and OURS not in before
    row[columns.comments] = before if is_kept else comment
    return row, is_kept


def columns_of(table, names):
    """The `Columns` of a worksheet, by what they hold where the instructor did not name them.

    Raises:
        MarksRefused: when that does not decide; says which option does.
    """
    if not table.rows:
        raise MarksRefused(f"{printable(str(table.path), 300)} holds no students.")
    chosen = {role: _named(table, role, text) for role, text in names.items() if text}
    identifier = chosen.get("identifier", identifier_column(table))
    if identifier is None:
        raise MarksRefused(_undecided(table, "identifiers", "--identifier-column"))
    if "grade" in chosen:
        grade = chosen["grade"]
    else:
        pairs = [n for n in range(identifier + 1, len(table.header) - 1) if _is_grade(table, n)]
        if len(pairs) != 1:
            raise MarksRefused(_undecided(table, "marks", "--grade-column"))
        (grade,) = pairs
    if not _is_grade(table, grade):
        raise MarksRefused(
            f"Beside the column {printable(table.header[grade])} the worksheet has no maximum in points. If "
            "the assignment is marked by the words of a scale, choose points in Moodle, and download the "
            "worksheet again."
        )
    dated = [n for n in range(grade + 1, len(table.header)) if _are_dates(table.column(n))]
    comments = chosen["comments"] if "comments" in chosen else _comments(table, dated)
    if len({identifier, grade, comments}) < 3:
        raise MarksRefused(
            "The columns of identifiers, marks and comments must be three different ones."
        )
    before = [n for n in dated if n > grade + 1 and (comments is None or n < comments)]
    return Columns(identifier, grade, grade + 1, before[-1] if before else None, comments)


def _named(table, role, text):
    """The number of a column that the instructor named, or numbered from 1."""
    found = [number for number, name in enumerate(table.header) if name == text.strip()]
    if not found and text.isdecimal() and 1 <= int(text) <= len(table.header):
        found = [int(text) - 1]
    if len(found) != 1:
        raise MarksRefused(_undecided(table, role, f"--{role}-column", printable(text)))
    return found[0]


def _undecided(table, what, option, given=""):
    columns = ", ".join(f'{n} "{printable(name)}"' for n, name in enumerate(table.header, 1))
    said = (
        f"No column is called {given!r}" if given else f"It is not clear which column is for {what}"
    )
    return f"{said}. The worksheet has these: {columns}. Name one, or its number, with {option}."


def identifier_column(table):
    """The number of the column in which each cell is one text and another number, or None."""
    for number in range(min(2, len(table.header))):
        matches = [_IDENTIFIER.fullmatch(cell) for cell in table.column(number)]
        if not all(matches):
            continue
        numbers = {each["number"] for each in matches}
        if len(numbers) == len(matches) and len({each["prefix"] for each in matches}) == 1:
            return number
    return None


def _is_grade(table, number):
    """Whether a column may hold marks: numbers or nothing, and one maximum beside it in every row."""
    if number + 1 >= len(table.header):
        return False
    maximum = {as_number(cell) for cell in table.column(number + 1)}
    marks = [cell for cell in table.column(number) if cell]
    is_maximum = len(maximum) == 1 and None not in maximum and maximum != {0.0}
    return is_maximum and all(as_number(cell) is not None for cell in marks)


def _comments(table, dated):
    """The column after that of the last change, the last one which holds dates; None if there is none."""
    after = range(dated[-1] + 1, len(table.header)) if dated else range(0)
    if len(after) > 1 or not dated:
        raise MarksRefused(_undecided(table, "comments", "--comments-column"))
    return after[0] if after else None


def _are_dates(cells):
    return all(
        cell == "-" or (_YEAR.search(cell) and len(cell) < _LONGEST_DATE and OURS not in cell)
        for cell in cells
    )


def participants_in(table, identifier):
    """The participant's number in each row, "" where there is none; the column's number is given."""
    matches = map(_IDENTIFIER.fullmatch, table.column(identifier))
    return [match["number"] if match else "" for match in matches]


def _rows_of(student, rows_by_number, rows_by_text):
    """Numbers of the rows that may be a student's, and what was looked for."""
    if numbers := student.numbers(MOODLE):
        rows = sorted({rows_by_number[number] for number in numbers if number in rows_by_number})
        return rows, f"participant {' or '.join(numbers)}"
    told = {student.id, *(text for one in student.handed_in for text in (one.number, one.address))}
    sought, participants = sorted(told - {""}), set(rows_by_number.values())
    rows = {row for text in sought for row in rows_by_text.get(text, ())} & participants
    return sorted(rows), " or ".join(printable(each) for each in sought)


def _comment(report, student, with_comma):
    """The comment, of our own words alone: Moodle takes it for HTML."""
    earned = mark_in_words(student.points, with_comma)
    text = f"{OURS} {earned} of {mark_in_words(report.most, with_comma)} points."
    if student.days_late:
        text += f" Handed in {student.days_late} day{'' if student.days_late == 1 else 's'} late."
    return f"{text} The file {feedback_files.PAGE} says what was seen in each answer."


def _feedback(counting, columns):
    """(name in the archive, bytes) pairs, and (student's id, why there is none) pairs."""
    files, without = [], []
    for student, number, row in counting:
        page = feedback_files.page_of(student)
        if page is None:
            without.append((student.id, "the report holds no feedback page"))
        else:
            folder = folder_of(student, number, _full_name(row, columns))
            files.append((f"{folder}/{feedback_files.PAGE}", page))
    return files, without


def _full_name(row, columns):
    """The student's name in a row, or "" where the worksheet names nobody."""
    has_names = columns.grade - columns.identifier > 2
    return row[columns.identifier + 1] if has_names else ""


def folder_of(student, number, full_name=""):
    """The folder by whose name Moodle knows whose feedback it is.

    Args:
        student: the `ReportedStudent`.
        number: of the participant.
        full_name: for a student whose files Moodle did not hand out.
    """
    for one in student.handed_in:
        match = _FOLDER.match(one.path) if one.platform == MOODLE else None
        if match and match["number"] == number:
            return f"{_safe_name(match['name'])}{match['rest']}"
    return f"{_safe_name(full_name)}_{number}_assignsubmission_file"


def _safe_name(name):
    """A name in which no line parts what Moodle reads, and nothing leads to another folder."""
    return _NOT_IN_NAMES.sub(" ", name[:100]).strip(" .") or "Participant"


def _remarks(table, columns, rows, kept):
    if others := len(table.rows) - len(rows):
        yield f"The worksheet's other rows ({others}) get no mark and are not in the new one."
    if columns.comments is None:
        yield "The worksheet has no column for comments, so none were written."
    if kept:
        yield f"Your comments stay in {kept} of the rows."
    if dated := sum(_is_dated(row, columns) for row in rows):
        yield (
            f"For {dated} of these students Moodle already holds a mark or feedback. Where its dates are not "
            f"in English, it passes over their rows unless you tick '{_BOX}'."
        )


def _is_dated(row, columns):
    """Whether a mark or feedback was changed before the worksheet was downloaded."""
    return columns.changed is not None and row[columns.changed].strip() not in ("", "-")
