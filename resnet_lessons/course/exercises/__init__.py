"""Every exercise of the lessons, by id and in the order a student meets them."""

import difflib

from resnet_lessons.course.exercises import (
    chapter1,
    chapter2,
    chapter3,
    chapter4,
    chapter5,
    warm_up,
)
from resnet_lessons.course.exercises.exercise import (
    Case,
    Exercise,
    Misconception,
    Setting,
    Unexpected,
)
from resnet_lessons.course.exercises.shared_misconceptions import MISCONCEPTIONS

EXERCISES = {
    exercise.id: exercise
    for chapter in (warm_up, chapter1, chapter2, chapter3, chapter4, chapter5)
    for exercise in chapter.EXERCISES
}


def exercises_of(chapters):
    """The exercises of some chapters, in the order a student meets them."""
    return tuple(exercise for exercise in EXERCISES.values() if exercise.chapter in chapters)


def unknown_exercise(name):
    """What to tell someone who asked for an exercise that is not there."""
    if not isinstance(name, str):
        return (
            "The first argument is the exercise's name in quotation marks, for example "
            '"regular_block".'
        )
    close = difflib.get_close_matches(name, EXERCISES, n=1)
    meant = f' Did you mean "{close[0]}"?' if close else ""
    return f'There is no exercise "{name[:60]}".{meant} The exercises are: {", ".join(EXERCISES)}.'


__all__ = [
    "EXERCISES",
    "MISCONCEPTIONS",
    "Case",
    "Exercise",
    "Misconception",
    "Setting",
    "Unexpected",
    "exercises_of",
    "unknown_exercise",
]
