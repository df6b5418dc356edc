"""Puts the marks of a student's files together: one mark for each exercise, the best that was earned.

A chapter may be handed in twice. Whoever hands in a hundred files tries what earns points, so of many
that answer one exercise the last ones by name count.
"""

import re
from collections import defaultdict
from dataclasses import replace

from resnet_lessons.course.exercises import EXERCISES, exercises_of
from resnet_lessons.instructor.grading import marking
from resnet_lessons.instructor.grading.grades import GradedStudent, Prepared, Submission
from resnet_lessons.instructor.grading.intake.owners import LONGEST
from resnet_lessons.instructor.grading.intake.submissions import NOTHING_HANDED_IN

# So many files of a student that answer one exercise count.
MOST_THAT_COUNT = 3


def chapters_of(files):
    """The chapters that a class handed in and that ask something, from (submission, prepared) pairs."""
    asking = {exercise.chapter for exercise in EXERCISES.values()}
    return sorted(
        {chapter for _, prepared in files for chapter in prepared.chapters if chapter in asking}
    )


def chapters_that_count(files, found):
    """The chapters that count where nobody chose any: those in which somebody wrote an answer.

    A bundle that is handed in whole holds chapters that nobody has begun, which would cost everyone.

    Args:
        files: (`Submission`, `Prepared`) pairs.
        found: for each pair {exercise id: `Mark`}.

    Returns:
        list of numbers; all that the class handed in where nobody wrote anything.
    """
    begun = {
        EXERCISES[mark.exercise].chapter
        for marks in found
        for mark in marks.values()
        if mark.verdict != "not started"
    }
    handed_in = chapters_of(files)
    return [each for each in handed_in if each in begun] or handed_in


def of_chapters(files, chapters):
    """The files that count where some chapters alone are graded.

    Args:
        files: (`Submission`, `Prepared`) pairs.
        chapters: to grade, empty for all.

    Returns:
        such pairs. A file that answers nothing of these chapters is left out, and so is what a file
        answers beside them; one of which nothing is known stays, and so does every student.
    """
    if not chapters:
        return list(files)
    kept = []
    for submission, prepared in files:
        left = tuple(each for each in prepared.chapters if each in chapters)
        if left or not prepared.chapters:
            kept.append((submission, replace(prepared, chapters=left)))
    missing = {one.student_id for one, _ in files} - {one.student_id for one, _ in kept}
    problem = f"{NOTHING_HANDED_IN} for {in_words(chapters)}"
    kept += [(Submission(each, "", problem=problem), Prepared(problem=problem)) for each in missing]
    return sorted(kept, key=lambda pair: (pair[0].student_id, pair[0].name))


def in_words(chapters):
    """Chapters as a text names them, for example "chapters 1 and 2"."""
    *first, last = (str(each) for each in sorted(chapters))
    return f"chapters {', '.join(first)} and {last}" if first else f"chapter {last}"


def graded_students(files, found, chapters):
    """One `GradedStudent` for each student.

    Args:
        files: (`Submission`, `Prepared`) pairs.
        found: for each pair {exercise id: `Mark`}.
        chapters: graded.
    """
    by_student = defaultdict(list)
    for (submission, prepared), marks_of_file in zip(files, found, strict=True):
        by_student[submission.student_id].append((submission, prepared, marks_of_file))
    return tuple(_student(name, by_student[name], chapters) for name in sorted(by_student))


def _student(name, files, chapters):
    problems = tuple(
        (one.name, f"{each.problem.rstrip('.')}.") for one, each, _ in files if each.problem
    )
    repairs = [(one.name, sentence) for one, each, _ in files for sentence in each.repairs]
    chosen = []
    for exercise in exercises_of(chapters):
        given = [
            (one.name, of_file[exercise.id]) for one, _, of_file in files if exercise.id in of_file
        ]
        tried = [each for each in given if each[1].verdict != "not started"]
        counting = tried
        if len(tried) > MOST_THAT_COUNT:
            counting = sorted(tried, key=lambda each: _in_order(each[0]))[-MOST_THAT_COUNT:]
        if len(tried) > 1:
            said = f"{exercise.id} is answered in {_which_count(tried, counting)}"
            repairs.append((counting[0][0], said))
        chosen.append(_best(exercise, counting or given, files, problems))
    names = tuple(one.name for one, _, _ in files if one.name)
    return GradedStudent(name, tuple(chosen), names, tuple(repairs), problems)


def _in_order(name):
    """What names of files are sorted by: a number in a name counts as one, so 10 comes after 9."""
    parts = re.split(r"(\d+)", name.removesuffix(".ipynb"))
    return [part.zfill(LONGEST) if part.isdecimal() else part for part in parts], name


def _which_count(tried, counting):
    names = ", ".join(name for name, _ in counting)
    if len(tried) == len(counting):
        return f"{names}: the best counts."
    return f"{len(tried)} files: the best of the last {MOST_THAT_COUNT} by name counts ({names})."


def _best(exercise, given, files, problems):
    if given:
        return max((mark for _, mark in given), key=lambda mark: (mark.share, _rank(mark)))
    unreadable = [
        told
        for told, (_, each, _) in zip(
            problems, [file for file in files if file[1].problem], strict=True
        )
        if not each.chapters or exercise.chapter in each.chapters
    ]
    if unreadable:
        name, problem = unreadable[0]
        return marking.unreadable(exercise, problem, name)
    return marking.not_started(exercise)


def _rank(mark):
    """Of marks that earn the same, the one that says more about the student comes first."""
    return ("unreadable", "not started", "error", "failed", "passed").index(mark.verdict)


def exercises(chapters, points):
    """What is graded: the exercises of the chapters that earn points, or all where none does.

    Args:
        chapters: their numbers.
        points: {exercise id: points} that the instructor chose. An exercise that earns none by this
            choice alone is still shown: what a student wrote there is judged.
    """
    found = exercises_of(chapters)
    earning = [each for each in found if each.points or points.get(each.id)]
    return tuple(
        replace(each, points=points.get(each.id, each.points)) for each in earning or found
    )
