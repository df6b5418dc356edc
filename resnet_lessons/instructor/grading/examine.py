"""Runs a submission's cells in the sandbox and brings back what each answer did.

Each exercise is judged alone: what an answer may call as a method of the network is the reference's,
computed in another process (`lent_groundwork`); what it calls by name is the notebook's own. An answer
is observed only after those whose references it may call, whatever the order of the cells: or it could
store what they compute, and pass it off as the other answer's work.
"""

import time

from resnet_lessons.checker.observation import PUBLIC_SEED
from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.grading.budget import Budget, SpentTogether
from resnet_lessons.instructor.grading.evidence import (
    Accident,
    described_accident,
    most_bytes,
    observation_from,
)
from resnet_lessons.instructor.grading.fork_plan import planned, probed, told
from resnet_lessons.instructor.grading.lent_groundwork import LentGroundwork
from resnet_lessons.instructor.sandbox import SandboxLost
from resnet_lessons.instructor.sandbox.inside.channel import BadFrame, Closed
from resnet_lessons.instructor.sandbox.inside.settings_as_json import to_json

# After so many cells that end or stop their process, only definitions of cells beside the answers
# run, and after twice as many nothing of them.
_MOST_ACCIDENTS = 2
# What the kernel killed is tried again so often in a file: each time takes a box of its own.
_MOST_KILLS = 2
# Until its first cell begins, a process runs nothing of a student's: then a sandbox does not work.
_SECONDS_TO_BEGIN = 120
# Whoever had a processor for less of the time may have been late because of others; tried alone, with
# so many times the time.
_BUSY, _MORE_PATIENCE = 0.6, 3
# So many times the usual limit: submissions that keep every core busy must not make the reference late.
_PATIENCE_WITH_OUR_OWN = 8
# By the kernel, perhaps since the machine's memory was short.
_KILLED = 128 + 9
# An answer that takes longer with lean layers is not what they are for.
_SECONDS_OF_A_LEAN_RUN = 10
# Bytes of a tensor for which groundwork is asked, and of an observation.
_MOST_ARRAYS = 1 << 23
_NO_ANSWER = (BadFrame, Closed, TimeoutError, KeyError, TypeError, ValueError, RecursionError)


def examine(
    sandbox,
    prepared,
    wanted,
    on_observed=None,
    trusted=False,
    budget=None,
    *,
    lean=(),
    is_traced=True,
    only_trials=False,
    before=None,
):
    """Observes answers of a submission, in as many forks as it takes.

    Args:
        sandbox: a `Sandbox`.
        prepared: the `Prepared` submission.
        wanted: exercise id -> (seed, cases). Every other exercise was judged already.
        on_observed: called with (exercise id, `Observation` or `Accident`, remarks on the cells so
            far, whether one of these was late) as soon as it is there.
        trusted: whether it is the lessons' own, which may run on every core and has more time.
        budget: `Budget`, one of a file alone if None.
        lean: ids of the exercises that are tried with lean layers, where these can run them; what a
            trial does not settle runs once more, in another fork.
        is_traced: see `probing.probe`.
        only_trials: leave out what a trial does not settle.
        before: `LentBefore` of what is lent to answers that are tried.

    Returns:
        exercise id -> `Observation` or `Accident`, for each wanted exercise that has a cell.
    """
    patience = _PATIENCE_WITH_OUR_OWN if trusted else 1
    budget = budget or Budget(patience * sandbox.limits.seconds)
    on_observed = on_observed or (lambda *_: None)
    examination = _Examination(prepared, wanted, on_observed, budget, lean, is_traced, only_trials)
    before = before if lean else None
    with LentGroundwork(sandbox, bool(lean), before, is_kept=trusted) as groundwork:
        _examine(examination, sandbox, groundwork, patience, trusted)
    return examination.found


def _examine(examination, sandbox, groundwork, patience, trusted):
    """Makes forks until nothing is left to be observed."""
    alone = False
    while examination.left and examination.budget.left:
        lent = groundwork.processor_seconds
        examination.begin()
        is_practised = examination.is_lean_only and not alone
        with sandbox.open(alone, pinned=not trusted, practised=is_practised) as child:
            child.seconds *= patience * (_MORE_PATIENCE if alone else 1)
            place = examination.run(child, groundwork)
        lent = groundwork.processor_seconds - lent
        if examination.was_trial(place, is_practised):
            alone = False
            continue
        # Tried once more by itself before it is blamed for anything.
        alone = not alone and place is not None and examination.is_doubtful(child, lent)
        if place is None or alone:
            continue
        if not examination.begun:
            why = described_accident(examination.why, child, examination.budget).text
            raise SandboxLost(f"A submission's process does not begin: {why}.")
        # To make a box takes seconds that no cell does. They count once it is sure whose doing it was:
        # who was only beside what brought a box down, or had to wait, goes well alone and pays nothing.
        examination.count_beginning()
        examination.accident(place, child)
    examination.settle_late()


class _Examination:
    """One submission under examination; `run` is one fork."""

    def __init__(self, prepared, wanted, on_observed, budget, lean, is_traced, only_trials):
        self.prepared, self.wanted, self.on_observed = prepared, wanted, on_observed
        answered = {cell.exercise for cell in prepared.cells if cell.exercise}
        self.left = {name for name in wanted if name in answered}
        # Those that are tried with lean layers first.
        self.lean = {name for name in lean if name in wanted and not EXERCISES[name].experiment}
        self.is_traced, self.only_trials = is_traced, only_trials
        self.was_late = False
        self.found, self.remarks, self.skipped = {}, [], set()
        self.accidents, self.kills, self.budget = 0, 0, budget
        # Of the fork that runs now, or ran last: its cells, when it was asked for, when its first cell
        # began, what ended it, and what there was before it of answers to be tried, and of time.
        self.plan, self.since, self.begun, self.why, self.before = [], 0.0, None, None, ()

    def begin(self):
        """Plans another fork, and notes that it is asked for."""
        self.plan = planned(self.prepared.cells, self.left, self._is_skipped, self._beside)
        self.since, self.begun = time.monotonic(), None
        self.before = frozenset(self.lean), self.budget.spent, self.budget.beside

    def count_beginning(self):
        """Counts what it took until the first cell of the last fork began."""
        if self.begun:
            self.budget.count_beginning(self.begun - self.since)

    def run(self, child, groundwork):
        """Runs the cells in a child; returns the cell at which it met with an accident, or None."""
        names = probed(self.plan)
        lent = {each for name in names for each in EXERCISES[name].groundwork}
        job = {
            "cells": [told(*each) for each in self.plan],
            "probe": {name: self._asked(name) for name in names},
        }
        child.send(job, seconds=_SECONDS_TO_BEGIN)
        running, since = None, time.monotonic()
        for place, cell, mode in self.plan:
            try:
                seconds = self._left_of(running, child) if running else _SECONDS_TO_BEGIN
                if _receive(child, seconds).get("begun") != place:
                    raise BadFrame
                if running:
                    since = self._count_time(running, since)
                else:
                    since = self.begun = time.monotonic()
                running = cell
                observation = None
                if mode == "probe":
                    observation = self._received(child, cell, groundwork)
                    self._count_time(cell, since)
            except _NO_ANSWER as error:
                self.why = self._counted(error, running, since)
                return running or cell
            # Outside, so that a fault of ours is not taken for one of the submission's.
            if observation is not None:
                self._settle(cell.exercise, observation)
                # What the lessons' own answer takes meanwhile is not the student's time.
                since = time.monotonic()
            elif mode == "probe" and cell.exercise in lent:
                # Whoever may call its reference is not observed before it is.
                return None
        return None

    @property
    def is_lean_only(self):
        """Whether every answer that the fork observes is tried with lean layers."""
        return self.lean.issuperset(probed(self.plan))

    def _left_of(self, cell, child):
        return min(child.seconds, self.budget.left_of(cell))

    def _counted(self, error, running, since):
        """What ended a fork, once the time of its last cell is counted: an error, or that no time was
        left to cells like that one."""
        if not running or isinstance(error, SpentTogether):
            return error
        try:
            self._count_time(running, since)
        except SpentTogether as spent:
            return spent if isinstance(error, TimeoutError) else error
        return error

    def _count_time(self, cell, since):
        """Counts the time of a cell that began at some time; returns now."""
        now = time.monotonic()
        self.budget.count(cell, now - since)
        return now

    def _is_skipped(self, cell):
        return (cell.number, cell.exercise) in self.skipped

    def _beside(self, cell):
        """How a cell that is no answer runs, if at all."""
        is_over = self.accidents >= 2 * _MOST_ACCIDENTS or not self.budget.left_of(cell)
        if is_over:
            return []
        only_defines = cell.released or cell.again or self.accidents >= _MOST_ACCIDENTS
        return ["definitions" if only_defines else "context"]

    def _asked(self, name):
        seed, cases = self.wanted[name]
        cases = [to_json(case) for case in cases]
        return {
            "seed": seed,
            "cases": cases,
            # The key of the instant check holds for any order, since a student's own blocks have theirs.
            "in_order": seed != PUBLIC_SEED,
            "lean": name in self.lean,
            "traced": self.is_traced,
        }

    def _received(self, child, cell, groundwork):
        """The observation of a cell; what its answer asks of its groundwork meanwhile is answered."""
        exercise = EXERCISES[cell.exercise]
        is_lean = exercise.id in self.lean
        most = _SECONDS_OF_A_LEAN_RUN if is_lean else child.seconds
        until = time.monotonic() + min(most, child.seconds, self.budget.left)
        seed, cases = self.wanted[exercise.id]
        while True:
            left = until - time.monotonic()
            header, arrays = child.receive(seconds=left, most_arrays=_MOST_ARRAYS)
            if "asks" not in header:
                break
            child.send(*groundwork.answer(exercise, seed, header, arrays))
        if is_lean and header.get("unsettled") is True:
            self.lean.discard(exercise.id)
            return None
        is_too_much = sum(array.nbytes for array in arrays) > most_bytes(len(cases))
        if header.get("observed") != exercise.id or is_too_much:
            raise BadFrame
        return observation_from(header, arrays, len(cases))

    def _settle(self, name, result):
        self.found[name] = result
        self.left.discard(name)
        self.on_observed(name, result, tuple(self.remarks), self.was_late)

    def settle_late(self):
        """Settles what is left when the time of the whole file is up."""
        for name in sorted(self.left):
            self._settle(name, Accident("time", self.budget.told))

    def is_doubtful(self, child, lent):
        """Whether another submission, which brought the box down, or the machine's load may have
        ended a child, made it late, or kept it from beginning.

        Args:
            child: that ended.
            lent: seconds for which its groundwork had a processor meanwhile.
        """
        was_killed = isinstance(self.why, Closed) and child.status == _KILLED
        self.kills += was_killed
        was_killed &= self.kills <= _MOST_KILLS
        is_late = isinstance(self.why, TimeoutError) and not isinstance(self.why, SpentTogether)
        had_to_wait = is_late and child.processor_seconds + lent < _BUSY * child.elapsed
        return child.is_lost or was_killed or had_to_wait or not self.begun

    def was_trial(self, place, is_practised):
        """Whether the last fork only tried something that it did not settle: an answer with lean layers,
        or, in a fork that has practised, a whole file. The next one is without them.

        Args:
            place: the cell at which the fork ended early, or None.
            is_practised: whether the fork had practised.
        """
        if place is not None:
            over = self.lean if is_practised else {place.exercise} & self.left
            self.lean = self.lean - over
        lean, *before = self.before
        if self.lean == lean:
            return False
        if self.only_trials:
            self.left -= lean - self.lean
        if place is not None:
            self.count_beginning()
        self.budget.count_as_trial(*before)
        return True

    def accident(self, cell, child):
        """Notes what ended a child, so that the next one can do without that cell."""
        accident = described_accident(self.why, child, self.budget)
        self.skipped.add((cell.number, cell.exercise))
        if cell.exercise in self.left:
            self._settle(cell.exercise, accident)
        else:
            self.accidents += 1
            self.was_late |= accident.kind == "time"
            self.remarks.append(f"cell {cell.number} was left out: {accident.text}")


def _receive(child, seconds):
    """The next frame that is not a remark on a cell that raised; there is one at most."""
    for _ in range(2):
        header, _ = child.receive(seconds=seconds, most_arrays=0)
        if "raised" not in header:
            return header
    raise BadFrame
