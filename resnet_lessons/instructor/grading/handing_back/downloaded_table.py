"""A table that an instructor downloaded from a learning platform, and the new one beside it."""

import codecs
import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

from resnet_lessons.instructor.grading.handing_back.finished_report import MarksRefused
from resnet_lessons.instructor.grading.intake.owners import printable
from resnet_lessons.instructor.grading.reports.tables import safe_cell

_SEPARATORS = (",", ";", "\t")
# What stands for a date that is not there; no spreadsheet takes it for a formula.
_NOTHING = "-"
_LARGEST = 100_000_000
_LONGEST_CELL = 10_000_000
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_WITH_COMMA = re.compile(r"\d+,\d+")


@dataclass(frozen=True)
class DownloadedTable:
    """A table as it was downloaded.

    Args:
        path: of the file.
        header: names of the columns, without white space around them.
        rows: each with as many cells as the header.
        separator: between cells.
        has_mark: whether a mark of UTF-8 begins the file.
    """

    path: Path
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    separator: str = ","
    has_mark: bool = False

    def column(self, number):
        """The cells of a column, without white space around them."""
        return [row[number].strip() for row in self.rows]

    def rows_by_cell(self, columns):
        """{what a cell of these columns holds: numbers of the rows in which it does}, empty cells aside."""
        found = {}
        for number, row in enumerate(self.rows):
            for text in {row[column].strip() for column in columns} - {""}:
                found.setdefault(text, []).append(number)
        return found

    def uses_comma(self, columns):
        """Whether numbers in these columns have a comma before their decimals."""
        return any(
            _WITH_COMMA.fullmatch(cell) for number in columns for cell in self.column(number)
        )


def read_table(path):
    """Reads a table.

    Args:
        path: of a CSV file.

    Returns:
        `DownloadedTable`

    Raises:
        MarksRefused: when it cannot be read, and why.
    """
    path, shown = Path(path), printable(str(path), 300)
    try:
        if path.stat().st_size > _LARGEST:
            raise MarksRefused(f"{shown} is far too large for a table of marks.")
        content = path.read_bytes()
    except OSError as error:
        raise MarksRefused(f"{shown} cannot be read: {error.strerror}.") from None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise MarksRefused(
            f"{shown} is not a text in UTF-8. Give the file as it was downloaded, not one that a "
            "spreadsheet saved."
        ) from None
    separator = _separator(text)
    try:
        csv.field_size_limit(_LONGEST_CELL)
        read = [
            row for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if row
        ]
    except csv.Error as error:
        raise MarksRefused(f"{shown} is no table in CSV: {error}.") from None
    if not read:
        raise MarksRefused(f"{shown} is empty.")
    header = tuple(cell.strip() for cell in read[0])
    rows = []
    for number, row in enumerate(read[1:], 2):
        # Some programs leave empty cells at the end of a row out.
        if len(row) > len(header):
            raise MarksRefused(
                f"{shown}: row {number} has {len(row)} cells and the first one {len(header)}. Give the "
                "file as it was downloaded."
            )
        rows.append((*row, *[""] * (len(header) - len(row))))
    return DownloadedTable(
        path, header, tuple(rows), separator, content.startswith(codecs.BOM_UTF8)
    )


def _separator(text):
    """What stands between cells: that which makes most of them in the first row."""
    counts = {}
    for each in _SEPARATORS:
        try:
            counts[each] = len(next(csv.reader(io.StringIO(text, newline=""), delimiter=each), ()))
        except csv.Error:
            counts[each] = 0
    return max(_SEPARATORS, key=counts.get)


def as_number(text):
    """The number that a cell holds, with a point or a comma, or None."""
    text = text.strip()
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None


def mark_in_words(points, with_comma=False):
    """A mark as a cell holds it, with two digits after the point at most."""
    text = f"{round(points, 2) + 0.0:.2f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if with_comma else text


def written(table, header, rows, verbatim=()):
    """The bytes of a table like another one.

    Args:
        table: the `DownloadedTable` whose form it has.
        header: names of its columns.
        rows: its rows.
        verbatim: numbers of the columns that the platform reads, which stay as they are. Nothing in
            the others can be taken for a formula.
    """
    text = io.StringIO()
    lines = csv.writer(
        text, delimiter=table.separator, quoting=csv.QUOTE_ALL, lineterminator="\r\n"
    )
    lines.writerow(header)
    for row in rows:
        lines.writerow(
            cell if number in verbatim or cell == _NOTHING else safe_cell(cell)
            for number, cell in enumerate(row)
        )
    content = text.getvalue().encode("utf-8", "backslashreplace")
    return codecs.BOM_UTF8 + content if table.has_mark else content
