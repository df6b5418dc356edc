"""A class that is graded in seconds: two short exercises, right, wrong in known ways, and failing."""

import json

from resnet_lessons.instructor.answers import answer, without_markers
from resnet_lessons.instructor.exercises import variants
from resnet_lessons.instructor.grading.intake.released import released_notebooks
from tests.classes.notebook import clean, path_of, written
from tests.classes.programs import exercises_of

CHAPTER = 1
_ANSWERED = ("residual_function", "add_shortcut")


def make(folder, count):
    """Writes `<student>/<notebook>.ipynb`; no two students hand in the same."""
    for number in range(count):
        answers = {name: _text(name, number) for name in _ANSWERED}
        holes = {each: released_notebooks().fill_in(each) for each in exercises_of(CHAPTER)}
        notebook = clean(written(CHAPTER, holes | answers))
        path = folder / f"student_{number:04}" / path_of(CHAPTER).name
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(notebook))


def _text(name, number):
    programs = [
        without_markers(answer(name)),
        *variants(name).values(),
        f"def {name}(*arguments):\n    raise ValueError('not yet')\n",
    ]
    return f"# by student {number}\n{programs[number % len(programs)]}"
