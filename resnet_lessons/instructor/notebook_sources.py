"""Where the sources of the notebooks lie, and which exercises they ask.

A source is a jupytext percent file; a cell that reads `# exercise: <id>` asks an exercise.
"""

import re

from resnet_lessons.instructor.answers import PACKAGE

NOTEBOOKS = PACKAGE.parent / "notebooks"
SOURCES = NOTEBOOKS / "source"
EXERCISE = re.compile(r"^# exercise: (\w+)\s*$", re.MULTILINE)


class NoSuchChapter(LookupError):
    """Someone asked for a chapter that is not there; its text names those that are."""


def sources():
    """The chapters' sources, in order."""
    return sorted(SOURCES.glob("[0-9]*.py"))


def sources_of(chapter=None):
    """The sources of one chapter, or of all if it is None.

    Args:
        chapter: its number, or a text that says it, such as "2" or "02".

    Raises:
        NoSuchChapter: when there is none; the text names those that are there.
    """
    if chapter is None:
        return sources()
    number = int(chapter) if str(chapter).isdecimal() else chapter
    chosen = [source for source in sources() if chapter_of(source) == number]
    if not sources():
        raise NoSuchChapter("There are no chapters here: run this in a clone of the project.")
    if not chosen:
        known = ", ".join(str(chapter_of(source)) for source in sources())
        raise NoSuchChapter(f"There is no chapter {chapter}; the chapters are {known}.")
    return chosen


def chapter_of(source):
    """The number a chapter's file begins with."""
    return int(source.name.split("_")[0])


def asked_in(source):
    """Ids of the exercises that a chapter asks, in order."""
    return EXERCISE.findall(source.read_text("utf-8"))
