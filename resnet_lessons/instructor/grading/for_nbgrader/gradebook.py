"""Writes marks into nbgrader's gradebook, so that its formgrader and its exports work on them.

The gradebook is nbgrader's: what an instructor entered there (manual scores, extra credit, comments,
due dates) and what is not ours (students, assignments and cells of others) stays as it is.
"""

import hashlib
import itertools
import re
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

from resnet_lessons.instructor.grading.for_nbgrader.gradebook_access import GradebookError, opened
from resnet_lessons.instructor.grading.for_nbgrader.gradebook_cells import assignment, check_name
from resnet_lessons.instructor.grading.grades import ManualMark

COURSE = "resnet-lessons"
# Students whose rows are written together; a query names each of them.
_MANY = 300
# What nbgrader says of a cell that was handed in as it was given out.
NO_RESPONSE = "No response."
# How an id ends that was made to fit.
_MADE_TO_FIT = re.compile(r"~[0-9a-f]{8}$")
_LONGEST_ID = 128
# Of a folder's name; file systems allow 255 bytes.
_MOST_BYTES = 240
# Signs of paths and patterns, and those that formgrader writes into its pages without escaping them.
_SIGNS = str.maketrans(dict.fromkeys('/\\<>"|?*:[]', "_"))


def write_marks(graded, url):
    """Writes the marks of a class into a gradebook, all of them or none.

    A second time it changes only what has changed. An assignment is named like its notebook, for
    example `02_block_structure`; every student of the class gets a submission of each.

    Args:
        graded: the `GradedClass`.
        url: of the gradebook's database, as SQLAlchemy writes it: `sqlite:///REPORT/gradebook.db`.

    Returns:
        {(student's id, exercise's id): `ManualMark`} of what an instructor entered there.

    Raises:
        GradebookError: says in a sentence what is wrong with the database, and what to do.
    """
    chapters = defaultdict(list)
    for exercise in graded.exercises:
        chapters[exercise.chapter].append(exercise)
    entered = {}
    with opened(url, COURSE) as session:
        for students in _batches(graded.students):
            ids = {fitting_id(student.student_id): student.student_id for student in students}
            marks = {
                fitting_id(student.student_id): {mark.exercise: mark for mark in student.marks}
                for student in students
            }
            _add_students(session, marks)
            for chapter, exercises in sorted(chapters.items()):
                found = assignment(session, COURSE, chapter, exercises)
                submitted = _add_submissions(session, found, marks)
                _write_grades(session, submitted, exercises, marks)
                _write_comments(session, submitted, exercises, marks)
                entered |= {
                    (ids[student], name): manual
                    for (student, name), manual in _entered(session, submitted).items()
                    if name in marks[student]
                }
    return entered


def _batches(students):
    """Some hundred students at a time: what is known of a large class need not be in memory."""
    students = iter(students)
    while some := list(itertools.islice(students, _MANY)):
        yield some


def fitting_id(student_id):
    """A student's id as nbgrader can hold it: in a column of 128 characters, as the name of a
    folder, and in the pages of formgrader, which take it for HTML. Most ids stay."""
    text = student_id.encode("utf-8", "replace").decode().translate(_SIGNS)
    text = "".join(letter if letter.isprintable() else "_" for letter in text)
    # nbgrader overlooks folders whose name starts with a dot.
    text = f"_{text[1:]}" if text.startswith(".") else text
    is_short = 0 < len(text) <= _LONGEST_ID and len(text.encode()) <= _MOST_BYTES
    if text == student_id and is_short and not _MADE_TO_FIT.search(text):
        return text
    # Two ids must not become one: neither two that were made to fit, nor one of these and another
    # that looks as if it had been.
    digest = hashlib.sha256(student_id.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    start = text[: _LONGEST_ID - 1 - len(digest)].encode()[: _MOST_BYTES - 1 - len(digest)]
    return f"{start.decode(errors='ignore')}~{digest}"


def _add_students(session, marks):
    from nbgrader.api import Student
    from sqlalchemy import insert, select

    known = set(session.scalars(select(Student.id).where(Student.id.in_(list(marks)))))
    _in_bulk(session, insert(Student), [{"id": each} for each in marks if each not in known])


def _add_submissions(session, found, marks):
    """What each student of the class handed in, with every notebook of the assignment.

    Returns:
        list of (student's id, `Notebook`, id of the submitted notebook)
    """
    from nbgrader.api import SubmittedAssignment, SubmittedNotebook

    facts = {"assignment_id": found.id, "timestamp": datetime.now(UTC).replace(tzinfo=None)}
    handed_in = _add_missing(session, SubmittedAssignment, "student_id", marks, facts)
    submitted = []
    for notebook in found.notebooks:
        facts = {"notebook_id": notebook.id}
        files = _add_missing(session, SubmittedNotebook, "assignment_id", handed_in.values(), facts)
        submitted += [(student, notebook, files[handed_in[student]]) for student in marks]
    return submitted


def _add_missing(session, table, column, keys, facts):
    """One row for each key, made where it is not there.

    Args:
        session: on the gradebook.
        table: of nbgrader.
        column: its column that holds the keys.
        keys: one for each student.
        facts: what a new row holds beside the key; the first of them is shared by all rows.

    Returns:
        {key: id of its row}
    """
    from sqlalchemy import insert, select

    shared = next(iter(facts))
    keys = list(keys)
    query = select(getattr(table, column), table.id).where(
        getattr(table, shared) == facts[shared], getattr(table, column).in_(keys)
    )
    known = dict(session.execute(query).all())
    new = {key: uuid4().hex for key in keys if key not in known}
    rows = [{"id": row, column: key, **facts} for key, row in new.items()]
    _in_bulk(session, insert(table), rows)
    return {key: (known | new)[key] for key in keys}


def _write_grades(session, submitted, exercises, marks):
    """Our points as the autograder's score; a manual score over one that changed asks for a look."""
    from nbgrader.api import Grade
    from sqlalchemy import insert, update

    of_check = {check_name(exercise.id): exercise for exercise in exercises}
    known = _rows_of(session, Grade, submitted)
    new, changed = [], []
    for student, notebook, file in submitted:
        for cell in (*notebook.grade_cells, *notebook.task_cells):
            row, exercise = known.get((file, cell.id)), of_check.get(cell.name)
            if row and not exercise:
                continue
            score = _score(exercise, marks[student]) if exercise else None
            look = score is None
            if row and row.manual_score is not None:
                look = row.auto_score != score or row.needs_manual_grade
            told = {"auto_score": score, "needs_manual_grade": look}
            if not row:
                new.append({"notebook_id": file, "cell_id": cell.id, **told})
            elif told != {name: getattr(row, name) for name in told}:
                changed.append({"id": row.id, **told})
    _in_bulk(session, insert(Grade), new)
    _in_bulk(session, update(Grade), changed)


def _score(exercise, marks):
    mark = marks.get(exercise.id)
    return float(mark.automatic_points(exercise)) if mark else 0.0


def _write_comments(session, submitted, exercises, marks):
    from nbgrader.api import Comment
    from sqlalchemy import insert, update

    ours = {exercise.id for exercise in exercises}
    known = _rows_of(session, Comment, submitted)
    new, changed = [], []
    for student, notebook, file in submitted:
        for cell in (*notebook.solution_cells, *notebook.task_cells):
            row = known.get((file, cell.id))
            mark = marks[student].get(cell.name) if cell.name in ours else None
            text = NO_RESPONSE if mark and mark.verdict == "not started" else None
            if not row:
                new.append({"notebook_id": file, "cell_id": cell.id, "auto_comment": text})
            elif cell.name in ours and row.auto_comment != text:
                changed.append({"id": row.id, "auto_comment": text})
    _in_bulk(session, insert(Comment), new)
    _in_bulk(session, update(Comment), changed)


def _entered(session, submitted):
    """{(student's id here, name of the answer's cell): `ManualMark`}"""
    from nbgrader.api import Comment, Grade

    names = {
        cell.id: cell.name
        for notebook in {each for _, each, _ in submitted}
        for cell in (*notebook.grade_cells, *notebook.solution_cells)
    }
    whose = {file: student for student, _, file in submitted}
    entered = defaultdict(ManualMark)
    is_entered = (Grade.manual_score.is_not(None)) | (Grade.extra_credit != 0)
    for (file, cell), row in _rows_of(session, Grade, submitted, is_entered).items():
        if file in whose and cell in names:
            key = whose[file], names[cell].removesuffix(check_name(""))
            has_score = row.manual_score is not None
            is_outdated = has_score and row.needs_manual_grade
            entered[key] = ManualMark(row.manual_score, row.extra_credit or 0.0, "", is_outdated)
    is_entered = Comment.manual_comment.is_not(None)
    for (file, cell), row in _rows_of(session, Comment, submitted, is_entered).items():
        if file in whose and cell in names and row.manual_comment.strip():
            key = whose[file], names[cell]
            entered[key] = replace(entered[key], comment=row.manual_comment.strip())
    return entered


def _rows_of(session, table, submitted, *conditions):
    """{(submitted notebook, cell): row} of the grades, or the comments, that are there."""
    from nbgrader.api import SubmittedNotebook
    from sqlalchemy import select

    query = select(*table.__table__.columns).join(
        SubmittedNotebook, SubmittedNotebook.id == table.notebook_id
    )
    files = [file for _, _, file in submitted]
    query = query.where(SubmittedNotebook.id.in_(files), *conditions)
    rows = session.execute(query)
    return {(row.notebook_id, row.cell_id): row for row in rows}


def _in_bulk(session, statement, rows):
    """Many rows at once; nbgrader's way, a commit for each, takes minutes for a large class."""
    if rows:
        session.execute(statement, rows)


__all__ = ["COURSE", "GradebookError", "fitting_id", "write_marks"]
