"""The tables of a report: two for spreadsheets, and the facts of the run."""

import csv
import io
import json
import re
import unicodedata
from dataclasses import asdict

from resnet_lessons.instructor.grading.reports.safe_names import feedback_names, visible
from resnet_lessons.instructor.grading.reports.summary import DIGITS, marks_of, score_of

_GRADES = (
    "student_id",
    "chapter",
    "exercise",
    "points",
    "max_points",
    "verdict",
    "diagnosis",
    "automatic_points",
    "comment",
)
_OF_POLICY = ("file_that_counts", "late_points")
_BEGINS_FORMULA = ("=", "+", "-", "\N{MINUS SIGN}", "@", "\t", "\r", "\n")
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")


def grades(graded):
    """`grades.csv`: one row for each student and exercise."""
    return "".join(parts_of_grades(graded))


def scores(graded):
    """`scores.csv`: one row for each student; no per cent where there are no points to earn."""
    return "".join(parts_of_scores(graded))


def run_facts(graded):
    """`run.json`: what it takes to grade the class again in the same way; timings come last."""
    return "".join(parts_of_run_facts(graded))


def parts_of_grades(graded):
    """`grades`, line by line: a large class need not be in memory.

    Where the instructor chose rules for attempts and lateness, the last columns say what they did.
    """
    yield _line((*_GRADES, *(_OF_POLICY if graded.policy else ())))
    for student in graded.students:
        for exercise, mark in marks_of(student, graded.exercises):
            points = plain_number(mark.points(exercise)), plain_number(exercise.points)
            found = mark.verdict, mark.diagnosis or ""
            automatic = plain_number(mark.automatic_points(exercise))
            comment = mark.manual.comment if mark.manual else ""
            facts = exercise.chapter, exercise.id, *points, *found, automatic, comment
            ruled = student.counted.get(exercise.id, ""), plain_number(mark.late_points(exercise))
            yield _line((student.student_id, *facts, *(ruled if graded.policy else ())))


def parts_of_scores(graded):
    """`scores`, line by line."""
    names = feedback_names(graded)
    chapters = sorted({exercise.chapter for exercise in graded.exercises})
    columns = (f"chapter_{chapter}" for chapter in chapters)
    ruled = ("days_late", "late_points") if graded.policy else ()
    told = "total", "max_total", "percent", "feedback", "comments"
    yield _line(("student_id", *columns, *told, *ruled))
    for student in graded.students:
        score = score_of(student, graded.exercises)
        points = (*score.chapters.values(), score.total, score.max_total)
        percent = "" if score.percent is None else plain_number(score.percent)
        told = percent, names[student.student_id], _comments(student, graded.exercises)
        ruled = summary_of_lateness(student, graded.exercises) if graded.policy else ()
        yield _line((student.student_id, *map(plain_number, points), *told, *ruled))


def summary_of_lateness(student, exercises):
    """The most days that a student's file was late, "" where nothing is known, and the points off."""
    days = [late.days for _, late in student.lateness if late.days is not None]
    taken = sum(mark.late_points(one) for one, mark in marks_of(student, exercises))
    return (max(days) if days else ""), plain_number(taken)


def _comments(student, exercises):
    """The instructor's comments on a student's answers, in one text."""
    return "; ".join(
        f"{exercise.id}: {mark.manual.comment}"
        for exercise, mark in marks_of(student, exercises)
        if mark.manual and mark.manual.comment
    )


def parts_of_run_facts(graded):
    """`run_facts`, piece by piece."""
    names = feedback_names(graded)
    facts = {
        "seed": graded.seed,
        "seeds": graded.seeds,
        "sandbox": visible(graded.sandbox),
        "is_safe": graded.is_safe,
        "chapters": sorted({exercise.chapter for exercise in graded.exercises}),
        "chapters_left_out": list(graded.left_out),
        "points": {exercise.id: exercise.points for exercise in graded.exercises},
        "versions": dict(sorted(graded.versions.items())),
        **({"policy": graded.policy.facts()} if graded.policy else {}),
        "students": _Stream(
            lambda: (_student(student, names, graded.exercises) for student in graded.students)
        ),
        "timings": {
            "seconds": round(graded.seconds, 3),
            "workers": graded.workers,
            "students": _Stream(lambda: map(_timing, graded.students)),
        },
    }
    yield from json.JSONEncoder(indent=2, ensure_ascii=False).iterencode(facts)
    yield "\n"


class _Stream(list):
    """A list for JSON whose members are made one after the other, as they are written."""

    def __init__(self, made):
        super().__init__()
        self._made = made

    def __iter__(self):
        return iter(self._made())

    def __bool__(self):
        return any(True for _ in self)


def _timing(student):
    seconds = sum(mark.seconds for mark in student.marks)
    return {"student_id": visible(student.student_id), "seconds": round(seconds, 3)}


def _student(student, names, exercises):
    chapters = score_of(student, exercises).chapters
    return {
        "student_id": visible(student.student_id),
        "feedback": f"feedback/{names[student.student_id]}",
        "files": [visible(name) for name in student.files],
        "repairs": _sentences(student.repairs),
        "problems": _sentences(student.problems),
        "points": {str(chapter): points for chapter, points in chapters.items()},
        "handed_in": [_delivery(one) for one in dict.fromkeys(student.deliveries)],
        **({"lateness": _lateness(student)} if student.lateness else {}),
    }


def _delivery(delivery):
    """What is known of how a file came, for whoever gives its mark back."""
    facts = {name: value for name, value in asdict(delivery).items() if value not in ("", None)}
    return {
        name: visible(value) if isinstance(value, str) else value for name, value in facts.items()
    }


def _lateness(student):
    return [
        {"file": visible(file), "days": late.days, "known_by": late.known_by, "kept": late.kept}
        for file, late in student.lateness
    ]


def _sentences(pairs):
    return [{"file": visible(name), "what": visible(sentence)} for name, sentence in pairs]


def _line(values):
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow([safe_cell(value) for value in values])
    return text.getvalue()


def safe_cell(value):
    """A value that no spreadsheet takes for a formula, on one line."""
    text = str(value)
    # Spreadsheets of some languages take the wide forms of these signs for them, too.
    first = unicodedata.normalize("NFKC", text[:1])
    if first.startswith(_BEGINS_FORMULA) and not _NUMBER.fullmatch(text):
        text = f"'{text}"
    return visible(text)


def plain_number(value):
    """Without zeros at its end; what is not entered by hand has one digit after the point."""
    # Nothing is added to all numbers but "minus zero".
    return f"{round(value, DIGITS) + 0.0:.{DIGITS}f}".rstrip("0").rstrip(".")
