"""Small graded classes, and a gradebook to write them into."""

import shutil
import sqlite3

import pytest

from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.grading.for_nbgrader.gradebook import write_marks
from resnet_lessons.instructor.grading.grades import GradedClass, GradedStudent, Mark

CHAPTER_2 = tuple(exercise for exercise in EXERCISES.values() if exercise.chapter == 2)
ADA = {"regular_block": 1.0, "bottleneck_block": 0.357}


def graded(students, exercises=CHAPTER_2):
    """A class: {student's id: {exercise: share of the points, or None if not started}}."""
    return GradedClass(
        exercises,
        tuple(
            GradedStudent(student, tuple(mark(each, shares.get(each.id)) for each in exercises))
            for student, shares in students.items()
        ),
        seed=1,
        sandbox="none",
        is_safe=True,
        versions={},
    )


def mark(exercise, share):
    if share is None:
        return Mark(exercise.id, "not started")
    return Mark(exercise.id, "passed" if share == 1 else "failed", share)


@pytest.fixture(scope="module")
def empty_book(tmp_path_factory):
    """A gradebook of nobody; nbgrader takes seconds to make one."""
    path = tmp_path_factory.mktemp("empty") / "gradebook.db"
    write_marks(graded({}, ()), f"sqlite:///{path}")
    return path


@pytest.fixture
def book(empty_book, tmp_path):
    return shutil.copy(empty_book, tmp_path / "gradebook.db")


def url(path):
    return f"sqlite:///{path}"


def dump(path):
    with sqlite3.connect(path) as connection:
        return sorted(connection.iterdump())
