"""Puts the marks of a student's files together: one mark for each exercise, the best that was earned.

A chapter may be handed in twice. Whoever hands in a hundred files tries what earns points, so of many
that answer one exercise the last ones by name count. An instructor's `Policy` may choose otherwise.
"""

import re
from collections import defaultdict
from dataclasses import replace

from resnet_lessons.course.exercises import EXERCISES, exercises_of
from resnet_lessons.instructor.grading.grades import GradedStudent, Prepared, Submission
from resnet_lessons.instructor.grading.intake.owners import LONGEST
from resnet_lessons.instructor.grading.intake.submissions import NOTHING_HANDED_IN
from resnet_lessons.instructor.grading.marks import marking
from resnet_lessons.instructor.grading.marks.policy import USUAL, lateness

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
    deliveries = {one.student_id: one.delivery for one, _ in files}
    missing = deliveries.keys() - {one.student_id for one, _ in kept}
    problem = f"{NOTHING_HANDED_IN} for {in_words(chapters)}"
    kept += [
        (
            Submission(each, "", problem=problem, delivery=deliveries[each]),
            Prepared(problem=problem),
        )
        for each in missing
    ]
    return sorted(kept, key=lambda pair: (pair[0].student_id, pair[0].name))


def in_words(chapters):
    """Chapters as a text names them, for example "chapters 1 and 2"."""
    *first, last = (str(each) for each in sorted(chapters))
    return f"chapters {', '.join(first)} and {last}" if first else f"chapter {last}"


def graded_students(files, found, chapters, policy=USUAL):
    """One `GradedStudent` for each student.

    Args:
        files: (`Submission`, `Prepared`) pairs.
        found: for each pair {exercise id: `Mark`}.
        chapters: graded.
        policy: the instructor's `Policy`.
    """
    by_student = defaultdict(list)
    for (submission, prepared), marks_of_file in zip(files, found, strict=True):
        by_student[submission.student_id].append((submission, prepared, marks_of_file))
    return tuple(_student(name, by_student[name], chapters, policy) for name in sorted(by_student))


def _student(name, files, chapters, policy):
    problems = tuple(
        (one.name, f"{each.problem.rstrip('.')}.") for one, each, _ in files if each.problem
    )
    repairs = [(one.name, sentence) for one, each, _ in files for sentence in each.repairs]
    late = {one.name: lateness(policy, name, one.delivery) for one, _, _ in files}
    chosen, counted = [], {}
    for exercise in exercises_of(chapters):
        given = [
            (one, _with_lateness(of_file[exercise.id], late[one.name]))
            for one, _, of_file in files
            if exercise.id in of_file
        ]
        tried = [each for each in given if each[1].verdict != "not started"]
        counting, rule = _that_count(tried, policy)
        if len(tried) > 1:
            said = f"{exercise.id} is answered in {_which_count(tried, counting, rule)}"
            repairs.append((counting[0][0].name, said))
        counted[exercise.id], mark = _best(exercise, counting or given, files, problems)
        chosen.append(mark)
    names = tuple(one.name for one, _, _ in files if one.name)
    return GradedStudent(
        name,
        tuple(chosen),
        names,
        tuple(repairs),
        problems,
        deliveries=tuple(one.delivery for one, _, _ in files),
        counted=counted,
        lateness=tuple((file, told) for file, told in late.items() if file and told),
    )


def _with_lateness(mark, late):
    return replace(mark, kept=late.kept) if late and late.kept != 1 else mark


def _that_count(tried, policy):
    """The answers of which the best counts, and by which rule they were chosen.

    Args:
        tried: (`Submission`, `Mark`) pairs of the files that answer one exercise.
        policy: the `Policy`.
    """
    in_order = sorted(
        tried, key=lambda each: _when(each[0]) if policy.attempts else _by_name(each[0])
    )
    if policy.attempts in ("first", "last"):
        return (in_order[:1] if policy.attempts == "first" else in_order[-1:]), policy.attempts
    rule = "" if policy.attempts else " by name"
    return (in_order[-MOST_THAT_COUNT:] if len(tried) > MOST_THAT_COUNT else tried), rule


def _when(submission):
    """What attempts are sorted by: their time; Canvas' numbers of files, which grow; their names."""
    delivery = submission.delivery
    return delivery.at or delivery.attempt, int(delivery.attachment or 0), _by_name(submission)


def _by_name(submission):
    """What files are sorted by: a number in a name counts as one, so 10 comes after 9."""
    parts = re.split(r"(\d+)", submission.name.removesuffix(".ipynb"))
    return [part.zfill(LONGEST) if part.isdecimal() else part for part in parts], submission.name


def _which_count(tried, counting, rule):
    names = ", ".join(one.name for one, _ in counting)
    if rule in ("first", "last"):
        return f"{len(tried)} files: the {rule} counts ({names})."
    if len(tried) == len(counting):
        return f"{names}: the best counts."
    return f"{len(tried)} files: the best of the last {MOST_THAT_COUNT}{rule} counts ({names})."


def _best(exercise, given, files, problems):
    """The name of the file that counts, or "", and its mark."""
    if given:
        submission, mark = max(given, key=lambda each: _worth(each[1]))
        return submission.name, mark
    unreadable = [
        told
        for told, (_, each, _) in zip(
            problems, [file for file in files if file[1].problem], strict=True
        )
        if not each.chapters or exercise.chapter in each.chapters
    ]
    if unreadable:
        name, problem = unreadable[0]
        return name, marking.unreadable(exercise, problem, name)
    return "", marking.not_started(exercise)


def _worth(mark):
    return mark.share * mark.kept, mark.share, _rank(mark)


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
