"""Runs a submission's cells in the sandbox and brings back what each answer did.

Each exercise is judged alone: what an answer may call is the reference's. An answer of the
reference becomes available in a fork only after the student's own was observed, so exercises are
observed in the course's order, whatever the order of the cells.
"""

import functools
import time

from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.answers import answer, without_markers
from resnet_lessons.instructor.grading.evidence import Accident, observation_from
from resnet_lessons.instructor.sandbox import SandboxLost
from resnet_lessons.instructor.sandbox.inside.channel import BadFrame, Closed
from resnet_lessons.instructor.sandbox.inside.settings_as_json import to_json

_ORDER = {name: place for place, name in enumerate(EXERCISES)}
# After so many cells that end or stop their process, only definitions of cells beside the answers
# run, and after twice as many nothing of them.
_MOST_ACCIDENTS = 2
# So many seconds, over all forks, may pass in cells beside the answers.
_MOST_SECONDS = 20
# By the kernel, perhaps since the machine's memory was short.
_KILLED = 128 + 9
_NO_ANSWER = (BadFrame, Closed, TimeoutError, KeyError, TypeError, ValueError)


class _TogetherTooLong(TimeoutError):
    """Each cell kept to the time limit, all together did not."""


def examine(sandbox, prepared, wanted, on_observed=None, patience=1):
    """Observes answers of a submission, in as many forks as it takes.

    Args:
        sandbox: a `Sandbox`.
        prepared: the `Prepared` submission.
        wanted: exercise id -> (seed, cases). Every other exercise was judged already.
        on_observed: called with (exercise id, `Observation` or `Accident`, remarks on the cells so
            far, whether one of these was late) as soon as it is there.
        patience: how many times the usual time limit.

    Returns:
        exercise id -> `Observation` or `Accident`, for each wanted exercise that has a cell.
    """
    examination = _Examination(prepared, wanted, on_observed or (lambda *_: None))
    alone = False
    while examination.left:
        with sandbox.open(alone) as child:
            child.seconds *= patience
            place = examination.run(child)
        # Tried once more by itself before it is blamed for anything.
        alone = not alone and place is not None and examination.is_doubtful(child)
        if place is None or alone:
            continue
        if not examination.begun:
            raise SandboxLost(
                f"A submission's process does not begin: {_described(examination.why, child).text}."
            )
        examination.accident(place, child)
    return examination.found


class _Examination:
    """One submission under examination; `run` is one fork."""

    def __init__(self, prepared, wanted, on_observed):
        self.prepared, self.wanted, self.on_observed = prepared, wanted, on_observed
        answered = {cell.exercise for cell in prepared.cells if cell.exercise}
        self.left = {name for name in wanted if name in answered}
        self.judged = EXERCISES.keys() - self.left
        self.was_late = False
        self.found, self.remarks, self.skipped = {}, [], set()
        self.accidents, self.spent = 0, 0.0
        # Of the fork that runs now, or ran last: whose references it knows, whether a cell of it
        # began, and what ended it.
        self.given, self.begun, self.why = set(), False, None

    def run(self, child):
        """Runs the cells in a child; returns the cell at which it met with an accident, or None."""
        cells = self._plan()
        self.given, self.begun = set(), False
        probed = [cell.exercise for cell, mode in cells if mode == "probe"]
        job = {
            "cells": [_told(cell, mode) for cell, mode in cells],
            "given": self._new_references(),
            "probe": {name: self._asked(name) for name in probed},
        }
        child.send(job)
        running = cells[0][0]
        for cell, mode in cells:
            since = time.monotonic()
            try:
                if _receive(child).get("begun") != cell.number:
                    raise BadFrame
                self._count_time(running, time.monotonic() - since)
                running, self.begun = cell, True
                observation = self._received(child, cell) if mode == "probe" else None
            except _NO_ANSWER as error:
                self.why = error
                return running
            # Outside, so that a fault of ours is not taken for one of the submission's.
            if observation is not None:
                self._settle(cell.exercise, observation)
                child.send({"given": self._new_references()})
        return None

    def _count_time(self, cell, seconds):
        """Counts the time of cells beside the answers; many short sleeps are a long one."""
        if not cell.exercise:
            self.spent += seconds
            if seconds > 1 and self.spent > _MOST_SECONDS:
                raise _TogetherTooLong

    def _plan(self):
        """Which cells run in this fork, and how."""
        plan, waiting = [], sorted(self.left, key=_ORDER.get)
        available = self._available()
        for cell in self.prepared.cells:
            name = cell.exercise
            if (cell.number, cell.exercise) in self.skipped:
                continue
            if not name:
                plan += self._beside(cell)
            elif name in self.judged:
                plan.append((cell, "rebind" if name in available else "context"))
            elif waiting and name == waiting[0]:
                waiting.pop(0)
                plan.append((cell, "probe"))
        while plan and plan[-1][1] != "probe":
            plan.pop()
        return plan

    def _beside(self, cell):
        """How a cell that is no answer runs, if at all."""
        patience = 2 * _MOST_ACCIDENTS if self.spent > _MOST_SECONDS else self.accidents
        if patience < _MOST_ACCIDENTS and not cell.released:
            return [(cell, "context")]
        if patience < 2 * _MOST_ACCIDENTS or cell.released:
            return [(cell, "definitions")]
        return []

    def _available(self):
        """Whose reference may be known: of exercises before every one that is left."""
        first = min(map(_ORDER.get, self.left), default=len(_ORDER))
        return {name for name in self.judged if _ORDER[name] < first}

    def _new_references(self):
        """{exercise id: text} of what may be known now and was not told yet."""
        new = self._available() - self.given
        self.given |= new
        return {name: _reference(name) for name in EXERCISES if name in new}

    def _asked(self, name):
        seed, cases = self.wanted[name]
        return {"seed": seed, "cases": [to_json(case) for case in cases]}

    def _received(self, child, cell):
        name = cell.exercise
        header, arrays = child.receive()
        if header.get("observed") != name:
            raise BadFrame
        return observation_from(header, arrays, len(self.wanted[name][1]))

    def _settle(self, name, result):
        self.found[name] = result
        self.left.discard(name)
        self.judged.add(name)
        self.on_observed(name, result, tuple(self.remarks), self.was_late)

    def is_doubtful(self, child):
        """Whether another submission, which brought the box down, or the machine's load may have
        ended a child, or kept it from beginning."""
        was_killed = isinstance(self.why, Closed) and child.status == _KILLED
        return child.is_lost or was_killed or not self.begun

    def accident(self, cell, child):
        """Notes what ended a child, so that the next one can do without that cell."""
        accident = _described(self.why, child)
        self.skipped.add((cell.number, cell.exercise))
        if cell.exercise in self.left:
            self._settle(cell.exercise, accident)
        else:
            self.accidents += 1
            self.was_late |= accident.kind == "time"
            self.remarks.append(f"cell {cell.number} was left out: {accident.text}")


def _told(cell, mode):
    cell = {"number": cell.number, "source": cell.source, "exercise": cell.exercise}
    return cell | {"mode": mode}


# One text for all forks of a run, though an author may be changing it meanwhile.
@functools.cache
def _reference(exercise_id):
    return without_markers(answer(exercise_id))


def _receive(child):
    """The next frame that is not a remark on a cell that raised; there is one at most."""
    for _ in range(2):
        header, _ = child.receive(most_arrays=0)
        if "raised" not in header:
            return header
    raise BadFrame


def _described(error, child):
    if isinstance(error, TimeoutError):
        limit = f"the time limit of {child.seconds:g} s was reached"
        if isinstance(error, _TogetherTooLong):
            limit = f"cells beside the answers took more than {_MOST_SECONDS} s together"
        return Accident("time", limit)
    if isinstance(error, Closed):
        return Accident("crash", f"its process ended ({_ending(child.status)})")
    return Accident("messages", "its process sent what is no observation")


def _ending(status):
    if status is None:
        return "with its sandbox"
    return f"by signal {status - 128}" if status > 128 else f"with status {status}"
