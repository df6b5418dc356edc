"""The package without answers: what a student's wheel is built from, and what a submission may import."""

import shutil

from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.answers import (
    ANSWER_FILES,
    PACKAGE,
    answer_name,
    regions,
    with_holes,
)


def is_secret(exercise_id, chapter):
    """Whether a student of a chapter may not read an answer."""
    return exercise_id not in EXERCISES or EXERCISES[exercise_id].chapter >= chapter


def strip_package(folder, chapter=0, without=()):
    """Copies the package as a student gets it: no instructor's part, no answer of the chapter or later.

    Args:
        folder: receives the package.
        chapter: answers of earlier chapters stay.
        without: names of folders and patterns of files to leave out too.
    """
    unwanted = shutil.ignore_patterns("__pycache__", "instructor", *without)
    shutil.copytree(PACKAGE, folder / PACKAGE.name, ignore=unwanted)
    for file in ANSWER_FILES:
        path = folder / PACKAGE.name / file
        text = path.read_text()
        kept = [
            region for region in regions(text) if not is_secret(answer_name(text, region), chapter)
        ]
        path.write_text(with_holes(text, keep=kept))
