"""Canvas: the gradebook that an instructor exported, with the marks in it, and files to upload again.

By the importer and the exporter that Canvas publishes. A row's student is known by ID, then SIS User ID,
then SIS Login ID. An uploaded file belongs to the user and the attachment whose numbers are the first
two between the underscores of its name, and is shown under the name of that attachment. So feedback on
a notebook is a notebook.
"""

import re

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

CANVAS = "Canvas"
_WITH_ID = re.compile(r"(?P<title>.+) \((?P<id>\d+)\)", re.S)
_KEYS = ("ID", "SIS User ID", "SIS Login ID")
_ANONYMOUS = re.compile(r"(?:LATE_)?anon_\w+", re.I)
# What Canvas puts in place of a mark: the assignment is not the student's, or was excused.
_NOT_ASSIGNED, _EXCUSED = "N/A", "EX"
_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')
_LONGEST = 200


def hand_back(report, out, gradebook, assignment="", is_scaled=None):
    """Writes marks and feedback for Canvas.

    Args:
        report: the `FinishedReport`.
        out: folder for the new files.
        gradebook: path of the table that Canvas exported.
        assignment: the header of its column, its title or its number; "" where there is one alone.
        is_scaled: whether marks are converted to the assignment's points; None if nobody chose.

    Returns:
        `Returned`

    Raises:
        MarksRefused: when the table cannot be used.
        OSError: when a file cannot be written.
    """
    table = read_table(gradebook)
    last_about, keys = _about_students(table)
    column = _column(table, last_about, assignment)
    points_possible = next((row for row in table.rows if _is_of_points(row)), None)
    if points_possible and "read only" in points_possible[column]:
        raise MarksRefused(
            f"Canvas takes no marks for {printable(table.header[column])}: it is read only."
        )
    most = as_number(points_possible[column]) if points_possible else None
    rows_by = {key: table.rows_by_cell([column]) for key, column in keys.items()}
    matched = match(report.students, lambda student: _rows_of(student, rows_by))
    scale = scale_for(report, matched, most, is_scaled, "the assignment")
    left_out = [(student.id, why) for student, why in matched.unmatched]
    with_comma = table.uses_comma(range(last_about + 1, len(table.header)))
    marks = {}
    for student, row in matched.rows:
        if why := _why_not(table.rows[row][column]):
            left_out.append((student.id, why))
        else:
            marks[row] = mark_in_words(student.points * scale, with_comma)
    rows = [(*row[: last_about + 1], row[column]) for row in table.rows if _is_of_points(row)]
    rows += [(*table.rows[row][: last_about + 1], marks[row]) for row in sorted(marks)]
    header = (*table.header[: last_about + 1], table.header[column])
    # A name may be a formula; what Canvas matches by stays as it is.
    verbatim = {table.header.index("ID"), last_about + 1}
    content = written(table, header, rows, verbatim)
    files, without = _feedback(report.students)
    return Returned(
        write_new(out, "canvas_marks.csv", content) if marks else None,
        len(marks),
        write_new(out, "canvas_feedback.zip", zipped(files)) if files else None,
        len(files),
        tuple(left_out + without),
        _remarks(table, marks) if marks else came_otherwise(report.students, CANVAS),
    )


def _about_students(table):
    """The number of the last column about the students, and {key: number of its column}."""
    header = table.header
    names = ("Student",) if "Student" in header else ("LastName", "FirstName")
    if not all(name in header for name in (*names, "ID", "Section")):
        raise MarksRefused(
            f"{printable(str(table.path), 300)} is no gradebook of Canvas: it needs the columns Student, ID "
            "and Section. In Canvas, export the gradebook, and give that file."
        )
    return header.index("Section"), {key: header.index(key) for key in _KEYS if key in header}


def _column(table, last_about, assignment):
    """The number of the assignment's column."""
    columns = {
        number: match
        for number, name in enumerate(table.header)
        if number > last_about and (match := _WITH_ID.fullmatch(name))
    }
    if not columns:
        raise MarksRefused(
            f"{printable(str(table.path), 300)} holds no column of an assignment, such as Title (123). In "
            "Canvas, publish the assignment, export the gradebook again, and give that file."
        )
    wanted = assignment.strip()
    found = [
        number
        for number, match in columns.items()
        if not wanted or wanted in (match.string, match["title"], match["id"])
    ]
    exact = [number for number in found if columns[number].string == wanted]
    if len(exact or found) == 1:
        return (exact or found)[0]
    known = ", ".join(f'"{printable(match.string)}"' for match in columns.values())
    if wanted and not found:
        raise MarksRefused(
            f"The gradebook has no assignment {printable(wanted)!r}. It has these: {known}."
        )
    raise MarksRefused(
        f"Which assignment? The gradebook has these: {known}. Name one with --assignment."
    )


def _is_of_points(row):
    return "Points Possible" in row[0]


def _rows_of(student, rows_by):
    """Numbers of the rows that may be a student's, and what was looked for."""
    numbers = student.numbers(CANVAS)
    if numbers:
        if any(_ANONYMOUS.fullmatch(one.person) for one in student.handed_in):
            return [], "the assignment is anonymous, so the student's number"
        return _with(rows_by["ID"], numbers), f"Canvas' number {' or '.join(numbers)}"
    # Numbers of a school and those of Canvas may be equal, and mean two persons.
    told = {student.id, *(text for one in student.handed_in for text in (one.number, one.address))}
    sought, rows = sorted(told - {""}), []
    for key in ("SIS User ID", "SIS Login ID"):
        rows = rows or _with(rows_by.get(key, {}), sought)
    return rows, " or ".join(printable(each) for each in sought)


def _with(rows, texts):
    return sorted({row for text in texts for row in rows.get(text, ())})


def _why_not(cell):
    if cell.strip() == _NOT_ASSIGNED:
        return "Canvas says that the assignment is not the student's (N/A)"
    if cell.strip().upper() == _EXCUSED:
        return "Canvas says that the student is excused (EX)"
    return ""


def _remarks(table, marks):
    students = [row for row in table.rows if row[table.header.index("ID")].strip()]
    others = len(students) - len(marks)
    remarks = ["The table holds these students alone, and no other assignment."]
    if others:
        remarks.append(f"The gradebook's other rows ({others}) get no mark.")
    return tuple(remarks)


def _feedback(students):
    """(name in the archive, bytes) pairs, and (student's id, why there is none) pairs."""
    files, without = [], []
    for student in students:
        deliveries = [one for one in student.handed_in if one.platform == CANVAS and one.attachment]
        if not deliveries:
            continue
        page = feedback_files.page_of(student)
        # The latest notebook, or else the latest file that can hold the page.
        deliveries.sort(key=lambda one: (one.path.lower().endswith(".ipynb"), int(one.attachment)))
        fitting = (
            (name, content)
            for one in reversed(deliveries)
            if (name := upload_name(one))
            and page
            and (content := feedback_files.shown_as(name, page))
        )
        if found := next(fitting, None):
            files.append(found)
        else:
            why = "Canvas shows feedback as a file of the name that was handed in, which cannot hold a page"
            without.append((student.id, why if page else "the report holds no feedback page"))
    return files, without


def upload_name(delivery):
    """The name under which Canvas knows a file when it is uploaded again, or "" if there is none.

    Args:
        delivery: how the file came.
    """
    name = _UNSAFE.sub("-", delivery.path)
    start, dot, ending = name.rpartition(".")
    name = f"{start[:_LONGEST]}{dot}{ending}"
    parts = [part for part in name.split("_") if part != "LATE"]
    numbers = [part for part in parts if re.fullmatch(r"[0-9]+", part)]
    is_known = numbers[:2] == [delivery.number, delivery.attachment]
    # Canvas takes what begins so for a link that was handed in, and for a file of a Mac.
    is_ignored = parts[-1].startswith("link") or name.startswith("._") or parts[0] == "anon"
    return name if is_known and not is_ignored else ""
