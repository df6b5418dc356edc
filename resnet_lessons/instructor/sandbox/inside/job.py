"""One job: cells in, an observation of each answer out. A student's code runs in this process.

What it sends is evidence, not a verdict: another process, which never ran a student's code, compares
it with what the right answer computes.
"""

import keras
import numpy
import tensorflow

import resnet_lessons
from resnet_lessons.checker import probe as probing
from resnet_lessons.checker.failures import from_exception, is_function
from resnet_lessons.checker.groundwork import Groundwork
from resnet_lessons.checker.observation import Failure, Observation, Outcome
from resnet_lessons.course.answers import residual
from resnet_lessons.course.exercises import EXERCISES

from .cells import Notebook
from .channel import receive, send
from .describing import LONGEST_TEXT, described
from .settings_as_json import from_json

# The grader is trusted, and a notebook may hold megabytes of text.
_LARGEST_JOB = 1 << 29


def serve(connection):
    """Reads a job, runs it, answers.

    A job is {"cells": [...], "given": {exercise: text}, "probe": {exercise: {"seed", "cases"}}}. A cell
    is {"number", "source", "exercise", "mode"}: "context" (run), "definitions" (run these alone),
    "probe" (run and observe) or "rebind" (run, then put the reference in its place). After each
    observation it is told the references that may be known from then on.
    """
    job, _ = receive(connection, most_header=_LARGEST_JOB)
    notebook, known = Notebook(), KnownAnswers()
    notebook.names.update(known.add(job["given"]))
    for cell in job["cells"]:
        send(connection, {"begun": cell["number"]})
        error = notebook.run(cell["number"], cell["source"], cell["mode"] == "definitions")
        exercise_id = cell["exercise"]
        if cell["mode"] == "probe":
            asked = job["probe"][exercise_id]
            observation = observe(exercise_id, notebook, error, known, asked)
            header, arrays = described(observation)
            send(connection, header | {"observed": exercise_id}, arrays)
            answer, _ = receive(connection)
            notebook.names.update(known.add(answer["given"]))
        elif cell["mode"] == "rebind":
            notebook.names[exercise_id] = known.functions[exercise_id]
        elif error is not None:
            send(connection, {"raised": cell["number"], "what": _in_short(error)})
    send(connection, {"done": True})


class KnownAnswers:
    """The reference's answers to exercises that were judged before."""

    def __init__(self):
        self.functions = {}
        imports = {"keras": keras, "layers": keras.layers, "ops": keras.ops, "np": numpy}
        self._names = vars(residual) | imports | {"tf": tensorflow, "rl": resnet_lessons}

    def add(self, given):
        """Defines answers, {exercise id: text}; returns {exercise id: function}."""
        for exercise_id, text in given.items():
            exec(compile(text, f"<{exercise_id}>", "exec"), self._names)
        added = {exercise_id: self._names[exercise_id] for exercise_id in given}
        self.functions |= added
        return added


def observe(exercise_id, notebook, error, known, asked):
    """What the notebook's answer to an exercise does; see `resnet_lessons.checker.probe`.

    Args:
        exercise_id: the answer's name in the notebook.
        notebook: in which its cell ran.
        error: what the cell raised, or None.
        known: `KnownAnswers`, for those that it may call.
        asked: {"seed", "cases"}
    """
    exercise = EXERCISES[exercise_id]
    cases = tuple(map(from_json, asked["cases"]))
    failure = _no_function(exercise_id, notebook, error)
    if failure:
        return Observation((Outcome(failure=failure),) * len(cases))
    answers = {name: known.functions[name] for name in exercise.groundwork}
    function = notebook.names[exercise_id]
    try:
        return probing.probe(exercise, function, asked["seed"], cases, Groundwork(answers))
    except BaseException as stopped:
        # A KeyboardInterrupt, which a student's code may raise too.
        return Observation((Outcome(failure=from_exception(stopped, function)),) * len(cases))


def _no_function(exercise_id, notebook, error):
    """Why there is nothing to call, as a `Failure`, or None."""
    function = notebook.names.get(exercise_id)
    if is_function(function):
        return None
    if error is not None:
        return Failure("exception", f"The cell stops: {_in_short(error)}")
    if function is None:
        return Failure("exception", f"The cell defines no function `{exercise_id}`.")
    what = type(function).__name__
    return Failure(
        "exception", f"`{exercise_id}` is {what}, expected a function: `def {exercise_id}(…)`."
    )


def _in_short(error):
    where = getattr(error, "lineno", None)
    where = f" (line {where})" if type(where) is int else ""
    failure = from_exception(error, None)
    return f"{failure.message}{where}"[:LONGEST_TEXT]
