"""One job: cells in, an observation of each answer out. A student's code runs in this process.

What it sends is evidence, not a verdict: another process, which never ran a student's code, compares
it with what the right answer computes. Nor does it hold any of the lessons' answers: those that an
answer may call are computed elsewhere (`groundwork_calls`).
"""

from contextlib import nullcontext, suppress
from functools import partial

from resnet_lessons.checker import probe as probing
from resnet_lessons.checker.failures import from_exception, is_function
from resnet_lessons.checker.observation import REFUSED, Failure, Observation, Outcome
from resnet_lessons.course.exercises import EXERCISES

from . import advising, groundwork_server, practice
from .cells import Notebook
from .channel import Closed, receive, send
from .describing import LONGEST_TEXT, described, described_failure
from .groundwork_calls import groundwork_calls
from .settings_as_json import from_json

# The grader is trusted, and a notebook may hold megabytes of text.
_LARGEST_JOB = 1 << 29


def serve(connection, practised=False):
    """Reads a job, runs it, answers; see `practice` for a process that has practised.

    A job is {"cells": [...], "probe": {exercise: {"seed", "cases", "in_order", "lean", "traced"}}}. A cell is
    {"number", "source", "exercise", "mode"}: "context" (run), "definitions" (run these alone) or "probe"
    (run and observe). Or it is one of `groundwork_server`, in a process to itself. After {"programs": ...}
    come jobs of the lessons' own, one after the other, and after {"advice": ...} errors (`advising`).

    Where lean layers or a practised process are not enough, {"observed": exercise, "unsettled": why} is all
    that is told: as in `Observation`, or "lacking", for want of another thread. Where "traced" is "asked",
    what the answer did is told as {"values": exercise, ...}; the reply says in "traced" whether it is traced
    too. If so, what came of that is told at the end; if not, nothing more is, since nobody would believe it.
    """
    job, _ = receive(connection, most_header=_LARGEST_JOB)
    if "advice" in job:
        advising.serve(connection)
    elif "groundwork" in job:
        if practised:
            practice.run_eagerly()
        groundwork_server.serve(connection, job)
    else:
        serve_cells = _serve_programs if "programs" in job else _serve_cells
        with practice.without_other_threads() if practised else nullcontext() as refusals:
            serve_cells(connection, job, refusals)


def _serve_programs(connection, _, refusals):
    """Runs jobs of the lessons' own until the other side has gone."""
    with suppress(Closed):
        while True:
            job, _ = receive(connection, most_header=_LARGEST_JOB)
            if refusals:
                refusals.any = False
            _serve_cells(connection, job, refusals)


def _serve_cells(connection, job, refusals):
    """Runs cells; with `Refusals`, in a process that has practised."""
    notebook, ask = Notebook(), partial(_ask, connection)
    for cell in job["cells"]:
        send(connection, {"begun": cell["number"]})
        error = notebook.run(cell["number"], cell["source"], cell["mode"] == "definitions")
        if cell["mode"] == "probe":
            exercise_id = cell["exercise"]
            asked = job["probe"][exercise_id]
            telling = _Telling(exercise_id, ask, refusals)
            observation = observe(exercise_id, notebook, error, asked, ask, telling.wants_trace)
            if not telling.is_over:
                send(connection, *telling.told(observation))
        elif error is not None:
            send(connection, {"raised": cell["number"], "what": _in_short(error)})
    send(connection, {"done": True})


def _ask(connection, header, arrays):
    send(connection, header, arrays)
    return receive(connection)


class _Telling:
    """How one observation is told, in a process that has practised or, without refusals, in another."""

    def __init__(self, exercise_id, ask, refusals):
        self._exercise_id, self._ask, self._refusals = exercise_id, ask, refusals
        self._outcomes, self.is_over = None, False

    def wants_trace(self, observation):
        """Tells what the answer did; whether it is to be traced too."""
        if self._was_refused:
            return False
        told, arrays = described(observation)
        self._outcomes = observation.outcomes
        is_traced = self._ask(told | {"values": self._exercise_id}, arrays)[0]["traced"]
        self.is_over = not is_traced
        return is_traced

    def told(self, observation):
        """The last frame, as (header, arrays)."""
        if self._was_refused:
            told, arrays = {"unsettled": "lacking"}, ()
        elif observation.unsettled:
            told, arrays = {"unsettled": observation.unsettled}, ()
        elif observation.outcomes is self._outcomes:
            told, arrays = {"symbolic": described_failure(observation.symbolic_failure)}, ()
        else:
            told, arrays = described(observation)
        return told | {"observed": self._exercise_id}, arrays

    @property
    def _was_refused(self):
        return self._refusals is not None and self._refusals.any


def observe(exercise_id, notebook, error, asked, ask, wants_trace=None):
    """What the notebook's answer to an exercise does; see `resnet_lessons.checker.probe`.

    Args:
        exercise_id: the answer's name in the notebook.
        notebook: in which its cell ran.
        error: what the cell raised, or None.
        asked: {"seed", "cases", "in_order"}, the last whether kernels of one shape differ; and, where
            they are there, "lean", whether it is tried with lean layers, and "traced".
        ask: of the process that computes answers it may call; see `groundwork_calls`.
        wants_trace: function of the `Observation` so far, whether it is traced, where "traced" is "asked".
    """
    exercise = EXERCISES[exercise_id]
    cases = tuple(map(from_json, asked["cases"]))
    failure = _no_function(exercise_id, notebook, error)
    if failure:
        return Observation((Outcome(failure=failure),) * len(cases))
    function, lean = notebook.names[exercise_id], asked.get("lean", False)
    with suppress(Exception):
        notebook.complete(function)
    groundwork = groundwork_calls(exercise.groundwork, ask, asked["in_order"])
    is_traced = asked.get("traced", True)
    try:
        return probing.probe(
            exercise,
            function,
            asked["seed"],
            cases,
            groundwork,
            is_traced=wants_trace if is_traced == "asked" else is_traced,
            lean=lean,
        )
    except BaseException as stopped:
        # A KeyboardInterrupt, which a student's code may raise too.
        if lean:
            return REFUSED
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
