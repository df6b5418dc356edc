"""What nbgrader's edition asks for in its hidden lines: the points of one answer, judged alone.

Stock nbgrader runs a student's code in the process that decides, so this is for courses that trust
their students; `resnet-lessons grade` is for all others.
"""

import contextlib
import io
import os
import sys
from dataclasses import replace
from secrets import randbelow
from types import FunctionType

from resnet_lessons.course.exercises import EXERCISES

# nbgrader takes a number as points, and anything else, or nothing, as all of them.
_CHECK_CELL = """\
result = rl.check("{id}", {id})
display(result)
### BEGIN HIDDEN TESTS
from resnet_lessons.instructor.grading import alone
alone.points("{id}", {id}, result{most})
### END HIDDEN TESTS"""


def check_cell(exercise):
    """The text of an `Exercise`'s check in nbgrader's edition; students get its first two lines."""
    is_chosen = exercise.points != EXERCISES[exercise.id].points
    return _CHECK_CELL.format(id=exercise.id, most=f", most={exercise.points}" if is_chosen else "")


def points(exercise_id, function, shown=None, seed=None, most=None):
    """The points an answer earns, with the lessons' answers as its groundwork.

    What the cell has put out so far is cleared, since nbgrader takes any text on stderr, a warning
    of TensorFlow's included, as no points at all.

    Args:
        exercise_id: for example "regular_block".
        function: whatever the student wrote.
        shown: the cell's result so far, displayed again.
        seed: of inputs, weights and hidden settings; picked at random if None.
        most: what a right answer earns where the instructor chose it, else None.

    Returns:
        float: 0 to the exercise's points, to a tenth. Nothing a student wrote makes it raise.
    """
    exercise = EXERCISES[exercise_id]
    if most is not None:
        exercise = replace(exercise, points=most)
    try:
        with _silence(), _reference_names(exercise, function):
            earned = float(_mark(exercise, function, seed).points(exercise))
    # KeyboardInterrupt too: nbgrader's way to end an answer that takes too long.
    except BaseException:
        earned = 0.0
    said = f"Graded alone, on hidden settings: {earned:g} of {exercise.points:g} points."
    _display_again(shown, said)
    return earned


def _mark(exercise, function, seed):
    from resnet_lessons.checker.failures import is_function
    from resnet_lessons.checker.probe import probe
    from resnet_lessons.instructor.grading.grades import Mark
    from resnet_lessons.instructor.grading.marks import marking
    from resnet_lessons.instructor.grading.observing import hidden

    if not is_function(function):
        return Mark(exercise.id, "error")
    seed = randbelow(2**31) if seed is None else seed
    cases = hidden.cases(exercise, seed)
    observation = probe(exercise, function, seed, cases)
    return marking.mark(
        exercise, observation, probe(exercise, _reference(exercise.id), seed, cases)
    )


def _reference(exercise_id):
    from resnet_lessons.instructor.answers import answer, compiled, without_markers

    return compiled(without_markers(answer(exercise_id)), exercise_id)


@contextlib.contextmanager
def _reference_names(exercise, function):
    """An answer may call the cell of an earlier exercise by its name instead of through `self`."""
    is_plain = type(function) is FunctionType
    names = function.__globals__ if is_plain else vars(sys.modules["__main__"])
    order = list(EXERCISES)
    earlier = [name for name in order[: order.index(exercise.id)] if name in names]
    before = {name: names[name] for name in earlier}
    names.update((name, _reference(name)) for name in earlier)
    try:
        yield
    finally:
        names.update(before)


@contextlib.contextmanager
def _silence():
    """Nothing on stdout or stderr, nor from the libraries beneath Python."""
    with (
        open(os.devnull, "w") as nowhere,
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
    ):
        kept = {stream: os.dup(stream) for stream in (1, 2)}
        try:
            for stream in kept:
                os.dup2(nowhere.fileno(), stream)
            yield
        finally:
            for stream, copy in kept.items():
                os.dup2(copy, stream)
                os.close(copy)


def _display_again(shown, said):
    """The result and a sentence, in place of what the cell has put out so far."""
    from IPython import get_ipython
    from IPython.display import clear_output, display

    from resnet_lessons.display import Message

    if get_ipython() is None:
        return
    sys.stdout.flush()
    sys.stderr.flush()
    clear_output()
    if shown is not None:
        display(shown)
    display(Message(said))
