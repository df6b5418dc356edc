"""Where the sources of the notebooks lie, and which exercises they ask.

A source is a jupytext percent file; a cell that reads `# exercise: <id>` asks an exercise.
"""

import re

from resnet_lessons.instructor.answers import PACKAGE

NOTEBOOKS = PACKAGE.parent / "notebooks"
SOURCES = NOTEBOOKS / "source"
EXERCISE = re.compile(r"^# exercise: (\w+)\s*$", re.MULTILINE)


def sources():
    """The chapters' sources, in order."""
    return sorted(SOURCES.glob("[0-9]*.py"))


def exercises_asked():
    """Ids of the exercises that the chapters ask, in order."""
    return [name for path in sources() for name in EXERCISE.findall(path.read_text("utf-8"))]
