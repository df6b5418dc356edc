"""One submission as a notebook for nbgrader's formgrader: the answers, each with what our grader said.

It is made anew: what a student wrote becomes the text of code cells, which formgrader escapes, and
never an output, which it shows as HTML.
"""

import json
from dataclasses import replace

from resnet_lessons.display import in_points
from resnet_lessons.instructor.grading.for_nbgrader.gradebook_cells import check_name
from resnet_lessons.instructor.grading.reports.safe_names import visible

# Nobody reads more of one student's own cells, and formgrader would take long to colour them.
MOST_TEXT = 100_000
_METADATA = {
    "generator": "resnet-lessons grade",
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
# How each of our notebooks starts; JSON lets no text of a student look like it.
MARKER = json.dumps({"metadata": _METADATA})[:-1]


def notebook(student, exercises, handed_in):
    """The notebook of one student and chapter, as JSON.

    Args:
        student: the `GradedStudent`.
        exercises: the graded `Exercise`s of the chapter.
        handed_in: (`Prepared`, {exercise id: `Mark`}) pairs of the student's files.
    """
    # What lateness costs is no word on the answer; nbgrader has penalties of its own.
    counted = {mark.exercise: replace(mark, kept=1.0) for mark in student.marks}
    chapter = exercises[0].chapter
    chosen = [one for one in handed_in if chapter in one[0].chapters and not one[0].problem]
    # The sort is stable: of files that earn the same, the first is shown.
    chosen.sort(key=lambda one: -_earned(one[1], exercises))
    nodes = []
    for exercise in exercises:
        mark = counted.get(exercise.id)
        nodes += _answer(exercise, mark, chosen) + _check(exercise, mark)
    if chosen:
        nodes += _others(chosen[0][0])
    for number, node in enumerate(nodes):
        node["id"] = f"cell-{number:02}"
    content = {"metadata": _METADATA, "nbformat": 4, "nbformat_minor": 5, "cells": nodes}
    return json.dumps(content)


def _earned(marks, exercises):
    return sum(marks[one.id].points(one) for one in exercises if one.id in marks)


def _answer(exercise, mark, chosen):
    """The answer that the mark is of, which may stand in another file than most of them."""
    answers = (
        (number, prepared.answer(exercise.id))
        for number, (prepared, marks) in enumerate(chosen)
        if marks.get(exercise.id) == mark
    )
    number, cell = next(answers, (0, None))
    said = "" if cell else " No answer was found."
    said += " It is taken from another of the student's files." if cell and number else ""
    header = f"### `{exercise.id}`\n\n{exercise.title}.{said}"
    facts = {"grade": False, "grade_id": exercise.id, "locked": False, "solution": True}
    return [_prose(header), _code(cell.source if cell else "", facts)]


def _check(exercise, mark):
    verdict = mark.verdict if mark else "not started"
    earned = mark.points(exercise) if mark else 0
    lines = [f"{exercise.id}: {verdict}, {earned:g} of {in_points(exercise.points)}"]
    if mark and mark.diagnosis:
        lines.append(f"Diagnosis: {mark.diagnosis}")
    # A mark's note is for the instructor alone; `nbgrader generate_feedback` shows this to students.
    lines += [f"{label}: {text}" for label, text in (mark.details if mark else ())]
    facts = {"grade": True, "grade_id": check_name(exercise.id), "locked": True, "solution": False}
    node = _code(f'rl.check("{exercise.id}", {exercise.id})', facts | {"points": exercise.points})
    text = visible("\n".join(lines), keep="\n\t")
    return [node | {"outputs": [{"name": "stdout", "output_type": "stream", "text": text}]}]


def _others(prepared):
    """What else the student wrote: neither an answer nor a cell as it was handed out."""
    added = [cell for cell in prepared.cells if not (cell.released or cell.again or cell.exercise)]
    nodes, left = [], MOST_TEXT
    for cell in added:
        left -= len(cell.source)
        if left < 0:
            break
        nodes.append(_code(cell.source))
    rest = len(added) - len(nodes)
    said = f"\n\n{rest} more are left out here." if rest else ""
    return [_prose(f"### The student's other cells{said}"), *nodes] if added else []


def _prose(text):
    return {"cell_type": "markdown", "metadata": {}, "source": text}


def _code(source, facts=None):
    about = {"nbgrader": facts | {"schema_version": 3, "task": False}} if facts else {}
    text = visible(source, keep="\n\t")
    node = {"cell_type": "code", "execution_count": None, "metadata": about, "outputs": []}
    return node | {"source": text}
