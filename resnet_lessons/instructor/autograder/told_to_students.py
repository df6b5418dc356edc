"""What a student reads of a result, as plain text: in the words of the reports, and nothing that is hidden."""

from resnet_lessons.instructor.grading.marks.assembly import in_words
from resnet_lessons.instructor.grading.reports import report_pages, summary
from resnet_lessons.instructor.grading.reports.safe_names import visible
from resnet_lessons.instructor.grading.reports.tables import plain_number

_NO_NOTEBOOK = (
    "No notebook was handed in. Hand in the notebook itself, the file that ends in .ipynb, with your "
    "answers in it."
)
_AGAIN = "Save the notebook in JupyterLab and hand in that file, the one that ends in .ipynb."
_ONE_EACH = "Hand in one notebook for each chapter: then it is clear which answers count."
_NOT_YOUR_FAULT = (
    "This is not your fault, and it costs you nothing: the grader itself failed, so your work was not "
    "graded. Hand in the same file again; if this comes back, tell your instructor."
)


def of_all(student, exercises):
    """What is told of a submission as a whole.

    Args:
        student: the `GradedStudent`.
        exercises: that count.
    """
    if summary.no_notebook(student):
        return _NO_NOTEBOOK
    told = [] if nothing_read(student) else [_in_short(student, exercises)]
    told += _listed("What could not be read:", student.problems)
    told += [_AGAIN] if student.problems else []
    lost = summary.lost(student)
    mended = [pair for pair in student.repairs if pair not in lost]
    told += _listed("What could not be graded:", lost)
    told += _listed("What was mended before grading, at no cost:", mended)
    told += [_ONE_EACH] if any(" is answered in " in sentence for _, sentence in mended) else []
    return "\n".join(map(_visible, told))


def nothing_read(student):
    """Whether there is nothing that could be graded: no notebook, or none that can be read."""
    unreadable = {name for name, _ in student.problems}
    return unreadable.issuperset(student.files)


def of_mark(exercise, mark):
    """What is told of one answer.

    Args:
        exercise: the `Exercise`.
        mark: its `Mark`.
    """
    told = [f"{mark.verdict}, {_points(mark.points(exercise), exercise.points)}"]
    told += [f"{label}: {text}" for label, text in report_pages.details_of(mark)]
    if mark.verdict not in ("passed", "unreadable"):
        told.append(f"Revisit: section {exercise.section}")
    if mark.verdict != "passed":
        told.append(f"What to do next: {report_pages.next_step(exercise, mark)}")
    return _visible("\n".join(told))


def number(exercise):
    """That of the section that asks an exercise, for example "2.5"."""
    return exercise.section.partition(" ")[0]


def of_failure(sentence):
    """What is told where the grader itself failed; the sentence is for instructors."""
    return _visible(f"{_NOT_YOUR_FAULT}\nFor your instructor: {sentence}")


def _in_short(student, exercises):
    marks = summary.marks_of(student, exercises)
    passed = sum(mark.verdict == "passed" for _, mark in marks)
    score = summary.score_of(student, exercises)
    chapters = in_words({exercise.chapter for exercise in exercises})
    earned = _points(score.total, score.max_total)
    return f"{earned} in {chapters}; {passed} of {len(marks)} exercises passed."


def _points(earned, most):
    return f"{plain_number(earned)} of {plain_number(most)} points" if most else "worth no points"


def _listed(heading, pairs):
    return [heading, *(f"- {name}: {sentence}" for name, sentence in pairs)] if pairs else []


def _visible(text):
    return visible(text, keep="\n\t")
