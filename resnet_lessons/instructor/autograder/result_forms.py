"""Platforms: where each lays what was handed in, where it looks for the result, and what it reads there.

Each form is that of the platform's own documentation. A result without a score is not graded.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from resnet_lessons.instructor.autograder import told_to_students
from resnet_lessons.instructor.grading.reports import summary

# PrairieLearn takes one megabyte. A letter takes up to twelve bytes.
_MOST_LETTERS, _MOST_LETTERS_OF_ALL = 3_000, 8_000


@dataclass(frozen=True)
class ContainerPlatform:
    """A place that starts a container for each submission.

    Args:
        name: as the command line and people call it.
        submission: folder of what one student handed in.
        result: file that the platform reads.
        shut: folder that holds these and more, which no submission may enter meanwhile.
        told: makes what stands in the result of (`GradedStudent`, exercises, seconds).
        failed: makes what stands there if the grader itself failed, of a sentence.
    """

    name: str
    submission: Path
    result: Path
    shut: Path
    told: Callable
    failed: Callable


def _gradescope(student, exercises, seconds):
    score = summary.score_of(student, exercises)
    tests = [
        {
            "name": exercise.title,
            "number": told_to_students.number(exercise),
            "score": mark.points(exercise),
            "max_score": exercise.points,
            "status": "passed" if mark.verdict == "passed" else "failed",
            "visibility": "visible",
            "output": told_to_students.of_mark(exercise, mark)[:_MOST_LETTERS],
        }
        for exercise, mark in summary.marks_of(student, exercises)
    ]
    return {
        "score": score.total,
        "execution_time": round(seconds),
        "output": told_to_students.of_all(student, exercises)[:_MOST_LETTERS_OF_ALL],
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": [] if told_to_students.nothing_read(student) else tests,
    }


def _gradescope_failed(sentence):
    # Without a score and without tests it is no result that gives points, nor one that takes any.
    return {"output": told_to_students.of_failure(sentence), "stdout_visibility": "hidden"}


def _prairielearn(student, exercises, seconds):
    told = told_to_students.of_all(student, exercises)[:_MOST_LETTERS_OF_ALL]
    if told_to_students.nothing_read(student):
        return {"gradable": False, "message": told, "format_errors": [told]}
    tests = [
        {
            "name": f"{told_to_students.number(exercise)} {exercise.title}",
            "points": mark.points(exercise),
            "max_points": exercise.points,
            "message": told_to_students.of_mark(exercise, mark)[:_MOST_LETTERS],
        }
        for exercise, mark in summary.marks_of(student, exercises)
    ]
    score = _share(student, exercises)
    return {"gradable": True, "score": score, "message": told, "output": "", "tests": tests}


def _prairielearn_failed(sentence):
    told = told_to_students.of_failure(sentence)
    return {"gradable": False, "message": told, "format_errors": [told]}


def _coursera(student, exercises, seconds):
    told = [told_to_students.of_all(student, exercises)[:_MOST_LETTERS_OF_ALL]]
    if not told_to_students.nothing_read(student):
        told += [
            f"{told_to_students.number(exercise)} {exercise.title}\n"
            f"{told_to_students.of_mark(exercise, mark)[:_MOST_LETTERS]}"
            for exercise, mark in summary.marks_of(student, exercises)
        ]
    return {"fractionalScore": _share(student, exercises), "feedback": "\n\n".join(told)}


def _coursera_failed(sentence):
    # The score is what a result must have; with the grader's exit status this is none.
    return {"feedback": told_to_students.of_failure(sentence)}


def _share(student, exercises):
    """The part of the points that was earned, from 0 to 1."""
    score = summary.score_of(student, exercises)
    share = score.total / score.max_total if score.max_total else 0.0
    return min(1.0, max(0.0, round(share, 4)))


PLATFORMS = {
    "gradescope": ContainerPlatform(
        "Gradescope",
        Path("/autograder/submission"),
        Path("/autograder/results/results.json"),
        Path("/autograder"),
        _gradescope,
        _gradescope_failed,
    ),
    "prairielearn": ContainerPlatform(
        "PrairieLearn",
        Path("/grade/student"),
        Path("/grade/results/results.json"),
        Path("/grade"),
        _prairielearn,
        _prairielearn_failed,
    ),
    "coursera": ContainerPlatform(
        "Coursera",
        Path("/shared/submission"),
        Path("/shared/feedback.json"),
        Path("/shared"),
        _coursera,
        _coursera_failed,
    ),
}
