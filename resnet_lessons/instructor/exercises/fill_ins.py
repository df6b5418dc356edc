"""Places of an exercise that `resnet-lessons new-exercise` left for its author to fill in."""

from resnet_lessons.instructor.answers import ANSWER_FILES, PACKAGE
from resnet_lessons.instructor.notebook_sources import asked_in, sources

MARK = "FILL IN"


def left_to_fill_in(exercise_id):
    """How many places of an exercise its author has not filled in yet, and the first of them.

    Args:
        exercise_id: its name.

    Returns:
        list of one sentence, which names a file, a line and what belongs there; empty when nothing
        is left
    """
    places = [
        f"{_shown(path)}, line {number}: {what}"
        for path in _files(exercise_id)
        for number, what in _marked(path.read_text(encoding="utf-8"))
    ]
    if not places:
        return []
    count = "one place" if len(places) == 1 else f"{len(places)} places"
    return [f"{exercise_id} has {count} left to fill in; the next is {places[0]}."]


def _files(exercise_id):
    """The files of an exercise, in the order in which its author goes through them."""
    for file in ANSWER_FILES:
        if f"def {exercise_id}(" in (PACKAGE / file).read_text(encoding="utf-8"):
            yield PACKAGE / file
    described = PACKAGE / "course" / "exercises" / f"{exercise_id}.py"
    folder = PACKAGE / "instructor" / "exercises" / exercise_id
    names = ("__init__.py", "right.py", "wrong.py", "student_answers.json")
    own = [described, *(folder / name for name in names)]
    yield from (path for path in own if path.exists())
    yield from (source for source in sources() if exercise_id in asked_in(source))


def _shown(path):
    root = PACKAGE if path.is_relative_to(PACKAGE) else PACKAGE.parent
    return path.relative_to(root).as_posix()


def _marked(text):
    """(number of the line, what stands after the mark) of each mark."""
    for number, line in enumerate(text.splitlines(), 1):
        _, mark, what = line.partition(MARK)
        if mark:
            yield number, what.strip(' :",.)')
