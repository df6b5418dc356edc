"""One submission under examination: what is left of it to be observed, and what happened so far."""

import time
from contextlib import suppress

from resnet_lessons.checker.observation import PUBLIC_SEED
from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.grading.observing.budget import SpentTogether
from resnet_lessons.instructor.grading.observing.evidence import (
    Accident,
    described_accident,
    most_bytes,
    observation_from,
    with_symbolic,
)
from resnet_lessons.instructor.grading.observing.fork_plan import planned, probed, told
from resnet_lessons.instructor.sandbox.inside.channel import NO_ANSWER, BadFrame, Closed
from resnet_lessons.instructor.sandbox.inside.settings_as_json import to_json

# After so many cells that end or stop their process, only definitions of cells beside the answers
# run, and after twice as many nothing of them.
_MOST_ACCIDENTS = 2
# What the kernel killed is tried again so often in a file: each time takes a box of its own.
_MOST_KILLS = 2
# Until its first cell begins, a process runs nothing of a student's: then a sandbox does not work.
_SECONDS_TO_BEGIN = 120
# Whoever had a processor for less of the time may have been late because of others.
_BUSY = 0.6
# By the kernel, perhaps since the machine's memory was short.
_KILLED = 128 + 9
# An answer that takes longer is not what trials are for.
_SECONDS_OF_A_TRIAL = 10
# Bytes of a tensor for which groundwork is asked, and of an observation.
_MOST_ARRAYS = 1 << 23
_NO_ANSWER = (*NO_ANSWER, KeyError, TypeError, ValueError, RecursionError)


class Examination:
    """One submission under examination; `run` is one fork.

    Args:
        prepared, wanted, on_observed, is_traced: see `examine`.
        budget: `Budget`.
        trials: `Trials`.
    """

    def __init__(self, prepared, wanted, on_observed, budget, trials, is_traced):
        self.prepared, self.wanted, self.on_observed = prepared, wanted, on_observed
        answered = {cell.exercise for cell in prepared.cells if cell.exercise}
        self.left = {name for name in wanted if name in answered}
        self.trials, self.is_traced = trials, is_traced
        self.was_late, self.is_practised = False, False
        self.found, self.remarks, self.skipped = {}, [], set()
        self.accidents, self.kills, self.budget = 0, 0, budget
        # Of the fork that runs now, or ran last: its cells, when it was asked for, when its first cell
        # began, what ended it, the seconds that it waited for a decision of ours, and what there was
        # before it of answers to be tried, and of time.
        self.plan, self.since, self.begun, self.why = [], 0.0, None, None
        self.waited, self.before = 0.0, ()

    def begin(self, alone):
        """Plans another fork, and notes that it is asked for.

        Args:
            alone: whether it has a box of its own, whose parent has not practised.
        """
        self.plan = planned(self.prepared.cells, self.left, self._is_skipped, self._beside)
        self.is_practised = not alone and self.trials.cover(probed(self.plan))
        self.since, self.begun, self.waited = time.monotonic(), None, 0.0
        self.before = self.trials.copy(), self.budget.spent, self.budget.beside

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
                    waited = self.waited
                    observation = self._received(child, cell, groundwork)
                    self._count_time(cell, since + self.waited - waited)
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
            "lean": self.trials.way(name) == "lean",
            "traced": "asked" if callable(self.is_traced) else self.is_traced,
        }

    def _received(self, child, cell, groundwork):
        """The observation of a cell; what its answer asks of its groundwork meanwhile is answered."""
        exercise, way = EXERCISES[cell.exercise], self.trials.way(cell.exercise)
        is_trial = way == "lean" or (way and self.is_practised)
        most = _SECONDS_OF_A_TRIAL if is_trial else child.seconds
        until = time.monotonic() + min(most, child.seconds, self.budget.left)
        seed, _ = self.wanted[exercise.id]
        waited, values = self.waited, None
        while True:
            left = until + self.waited - waited - time.monotonic()
            header, arrays = child.receive(seconds=left, most_arrays=_MOST_ARRAYS)
            if "asks" in header:
                child.send(*groundwork.answer(exercise, seed, header, arrays))
            elif "values" in header and values is None and callable(self.is_traced):
                values = self._observation(exercise.id, header, arrays)
                is_wanted = self._decided(exercise.id, values)
                child.send({"traced": is_wanted})
                if not is_wanted:
                    # Now it knows that its numbers are wrong: nothing that it says or does counts.
                    return values
            else:
                break
        if header.get("observed") != exercise.id:
            raise BadFrame
        if is_trial and (why := header.get("unsettled")):
            if not self.trials.go_on(exercise.id, why):
                self.left.discard(exercise.id)
            return None
        if values is not None and "outcomes" not in header:
            return with_symbolic(values, header)
        return self._observation(exercise.id, header, arrays)

    def _observation(self, name, header, arrays):
        count = len(self.wanted[name][1])
        if sum(array.nbytes for array in arrays) > most_bytes(count):
            raise BadFrame
        return observation_from(header, arrays, count)

    def _decided(self, name, values):
        """Whether an answer is traced too; what that takes us is not the student's time."""
        since, is_wanted = time.monotonic(), True
        # What fails here is no fault of the submission's; it fails again where its mark is made.
        with suppress(Exception):
            is_wanted = self.is_traced(name, values)
        self.waited += time.monotonic() - since
        return is_wanted

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
        had_processor = child.processor_seconds + lent + self.waited
        had_to_wait = is_late and had_processor < _BUSY * child.elapsed
        return child.is_lost or was_killed or had_to_wait or not self.begun

    def was_trial(self, place):
        """Whether the last fork only tried something that it did not settle: an answer with lean layers,
        or, in a fork that has practised, a whole file. The next one does without.

        Args:
            place: the cell at which the fork ended early, or None.
        """
        if place is not None:
            is_lean = self.trials.way(place.exercise) == "lean"
            ended = None if self.is_practised else {place.exercise} if is_lean else ()
            self.left.difference_update(self.trials.end(ended))
        trials, *before = self.before
        if self.trials == trials:
            return False
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
