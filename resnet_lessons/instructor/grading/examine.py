"""Runs a submission's cells in the sandbox and brings back what each answer did.

Each exercise is judged alone: what an answer may call as a method of the network is the reference's,
computed in another process (`lent_groundwork`); what it calls by name is the notebook's own.
"""

import time

from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.grading.evidence import Accident, observation_from
from resnet_lessons.instructor.grading.lent_groundwork import LentGroundwork
from resnet_lessons.instructor.sandbox import SandboxLost
from resnet_lessons.instructor.sandbox.inside.channel import BadFrame, Closed
from resnet_lessons.instructor.sandbox.inside.settings_as_json import to_json

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
    with LentGroundwork(sandbox) as groundwork:
        _examine(examination, sandbox, groundwork, patience)
    return examination.found


def _examine(examination, sandbox, groundwork, patience):
    """Makes forks until nothing is left to be observed."""
    alone = False
    while examination.left:
        with sandbox.open(alone) as child:
            child.seconds *= patience
            place = examination.run(child, groundwork)
        # Tried once more by itself before it is blamed for anything.
        alone = not alone and place is not None and examination.is_doubtful(child)
        if place is None or alone:
            continue
        if not examination.begun:
            raise SandboxLost(
                f"A submission's process does not begin: {_described(examination.why, child).text}."
            )
        examination.accident(place, child)


class _Examination:
    """One submission under examination; `run` is one fork."""

    def __init__(self, prepared, wanted, on_observed):
        self.prepared, self.wanted, self.on_observed = prepared, wanted, on_observed
        answered = {cell.exercise for cell in prepared.cells if cell.exercise}
        self.left = {name for name in wanted if name in answered}
        self.was_late = False
        self.found, self.remarks, self.skipped = {}, [], set()
        self.accidents, self.spent = 0, 0.0
        # Of the fork that runs now, or ran last: whether a cell of it began, and what ended it.
        self.begun, self.why = False, None

    def run(self, child, groundwork):
        """Runs the cells in a child; returns the cell at which it met with an accident, or None."""
        cells = self._plan()
        self.begun = False
        probed = [cell.exercise for cell, mode in cells if mode == "probe"]
        job = {
            "cells": [_told(cell, mode) for cell, mode in cells],
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
                observation = None
                if mode == "probe":
                    observation = self._received(child, cell, groundwork)
            except _NO_ANSWER as error:
                self.why = error
                return running
            # Outside, so that a fault of ours is not taken for one of the submission's.
            if observation is not None:
                self._settle(cell.exercise, observation)
        return None

    def _count_time(self, cell, seconds):
        """Counts the time of cells beside the answers; many short sleeps are a long one."""
        if not cell.exercise:
            self.spent += seconds
            if seconds > 1 and self.spent > _MOST_SECONDS:
                raise _TogetherTooLong

    def _plan(self):
        """Which cells run in this fork, and how."""
        plan, waiting = [], set(self.left)
        for cell in self.prepared.cells:
            if (cell.number, cell.exercise) in self.skipped:
                continue
            if not cell.exercise:
                plan += self._beside(cell)
            elif cell.exercise in waiting:
                waiting.remove(cell.exercise)
                plan.append((cell, "probe"))
            else:
                plan.append((cell, "context"))
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

    def _asked(self, name):
        seed, cases = self.wanted[name]
        return {"seed": seed, "cases": [to_json(case) for case in cases]}

    def _received(self, child, cell, groundwork):
        """The observation of a cell; what its answer asks of its groundwork meanwhile is answered."""
        exercise, until = EXERCISES[cell.exercise], time.monotonic() + child.seconds
        seed, cases = self.wanted[exercise.id]
        while True:
            header, arrays = child.receive(seconds=until - time.monotonic())
            if "asks" not in header:
                break
            child.send(*groundwork.answer(exercise, seed, header, arrays))
        if header.get("observed") != exercise.id:
            raise BadFrame
        return observation_from(header, arrays, len(cases))

    def _settle(self, name, result):
        self.found[name] = result
        self.left.discard(name)
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
