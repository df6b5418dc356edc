"""Runs a submission's cells in the sandbox and brings back what each answer did.

Each exercise is judged alone: what an answer may call is the reference's. An answer of the
reference becomes available in a fork only after the student's own was observed, so exercises are
observed in the course's order, whatever the order of the cells.
"""

from dataclasses import dataclass

from resnet_lessons.exercises import EXERCISES
from resnet_lessons.instructor.answers import answer, without_markers
from resnet_lessons.instructor.grading.records import Cell, Prepared
from resnet_lessons.instructor.sandbox.inside.channel import BadFrame, Closed
from resnet_lessons.instructor.sandbox.inside.settings import to_json
from resnet_lessons.observation import Failure, Observation, Outcome

_ORDER = {name: place for place, name in enumerate(EXERCISES)}
# After so many cells that end or stop their process, cells beside the answers are left out.
_MOST_ACCIDENTS = 2
_KINDS = {
    "not started", "groundwork", "addition", "symbolic", "exception", "wrong kind", "dtype",
    "not finite", "parameters",
}  # fmt: skip


@dataclass(frozen=True)
class Accident:
    """Why there is no observation.

    Args:
        kind: "time" (the limit was reached), "crash" (the process ended) or "messages" (it sent
            what cannot be understood).
        text: in words, for the instructor.
    """

    kind: str
    text: str


@dataclass(frozen=True)
class Examined:
    """What came of a submission.

    Args:
        found: exercise id -> `Observation` or `Accident`.
        remarks: what happened beside the answers, for the instructor.
    """

    found: dict
    remarks: tuple[str, ...] = ()


def examine(sandbox, prepared, wanted, judged=(), on_observed=None):
    """Observes answers of a submission, in as many forks as it takes.

    Args:
        sandbox: a `Sandbox`.
        prepared: the `Prepared` submission.
        wanted: exercise id -> (seed, cases).
        judged: ids of exercises of the same chapters whose verdict is known already.
        on_observed: called with (exercise id, `Observation` or `Accident`) as soon as it is there.

    Returns:
        `Examined`, with an entry for each wanted exercise that has a cell.
    """
    visit = _Visit(prepared, wanted, set(judged), on_observed or (lambda *_: None))
    while visit.left:
        with sandbox.open() as child:
            place = visit.run(child)
        if place is not None:
            visit.accident(place, child)
    return Examined(visit.found, tuple(visit.remarks))


class _Visit:
    """One submission under examination; `run` is one fork."""

    def __init__(self, prepared, wanted, judged, on_observed):
        self.prepared, self.wanted, self.on_observed = prepared, wanted, on_observed
        answered = {cell.exercise for cell in prepared.cells if cell.exercise}
        self.left = {name for name in wanted if name in answered}
        # The reference stands in for what is judged, absent, or of an earlier chapter.
        self.judged = judged | {name for name in EXERCISES if name not in answered}
        self.skipped, self.found, self.remarks = set(), {}, []
        self.accidents, self.why = 0, None

    def run(self, child):
        """Runs the cells in a child; returns the cell at which it met with an accident, or None."""
        cells = self._plan()
        given = {name: _reference(name) for name in EXERCISES if name in self._available()}
        child.send({
            "cells": [_told(cell, mode) for cell, mode in cells],
            "given": given,
            "probe": {
                cell.exercise: self._asked(cell.exercise) for cell, mode in cells if mode == "probe"
            },
        })  # fmt: skip
        for cell, mode in cells:
            try:
                if _receive(child).get("begun") != cell.number:
                    raise BadFrame
                if mode == "probe":
                    self._observed(child, cell)
            except (BadFrame, Closed, TimeoutError, KeyError, TypeError, ValueError) as error:
                self.why = error
                return cell
        return None

    def _plan(self):
        """Which cells run in this fork, and how."""
        plan, waiting = [], sorted(self.left, key=_ORDER.get)
        for cell in self.prepared.cells:
            name = cell.exercise
            if cell.number in self.skipped:
                continue
            if not name:
                if self.accidents < _MOST_ACCIDENTS:
                    plan.append((cell, "definitions" if cell.released else "context"))
            elif name in self.judged:
                plan.append((cell, "rebind"))
            elif waiting and name == waiting[0]:
                waiting.pop(0)
                plan.append((cell, "probe"))
        while plan and plan[-1][1] != "probe":
            plan.pop()
        return plan

    def _available(self):
        """Whose reference may be known: of exercises before every one that is left."""
        first = min(map(_ORDER.get, self.left))
        return {name for name in self.judged if _ORDER[name] < first}

    def _asked(self, name):
        seed, cases = self.wanted[name]
        return {"seed": seed, "cases": [to_json(case) for case in cases]}

    def _observed(self, child, cell):
        name = cell.exercise
        header, arrays = _receive_observation(child)
        if header.get("observed") != name:
            raise BadFrame
        observation = _observation(header, arrays, len(self.wanted[name][1]))
        self._settle(name, observation)
        child.send({"answer": _reference(name)})

    def _settle(self, name, result):
        self.found[name] = result
        self.left.discard(name)
        self.judged.add(name)
        self.on_observed(name, result)

    def accident(self, cell, child):
        """Notes what ended a child, so that the next one can do without that cell."""
        accident = _described(self.why, child)
        self.skipped.add(cell.number)
        if cell.exercise in self.left:
            self._settle(cell.exercise, accident)
        else:
            self.accidents += 1
            self.remarks.append(f"cell {cell.number} was left out: {accident.text}")


def _told(cell, mode):
    return {
        "number": cell.number, "source": cell.source, "exercise": cell.exercise, "mode": mode,
    }  # fmt: skip


def _reference(exercise_id):
    return without_markers(answer(exercise_id))


def _receive(child):
    """The next frame that is not a remark on a cell that raised."""
    header, _ = child.receive(most_arrays=0)
    return _receive_after_remark(child) if "raised" in header else header


def _receive_after_remark(child):
    header, _ = child.receive(most_arrays=0)
    if "raised" in header:
        raise BadFrame("two remarks on one cell")
    return header


def _receive_observation(child):
    return child.receive()


def _described(error, child):
    if isinstance(error, TimeoutError):
        return Accident("time", f"the time limit of {child.seconds:g} s was reached")
    if isinstance(error, Closed):
        return Accident("crash", f"its process ended ({_ending(child.status)})")
    return Accident("messages", "its process sent what is no observation")


def _ending(status):
    if status is None:
        return "with its sandbox"
    return f"by signal {status - 128}" if status > 128 else f"with status {status}"


def _observation(header, arrays, count):
    """An `Observation` of what a child sent, which may be anything.

    Raises:
        KeyError, TypeError, ValueError, BadFrame: when it is none.
    """
    told = header["outcomes"]
    if not isinstance(told, list) or not 1 <= len(told) <= count:
        raise BadFrame
    outcomes, rest = [], list(arrays)
    for each in told:
        results = _whole(each["results"])
        if results > len(rest):
            raise BadFrame
        layers = tuple((str(kind)[:60], _shape(shape)) for kind, shape in each["layers"])
        outcomes.append(
            Outcome(
                tuple(rest[:results]), _whole(each["parameters"]), layers, _failure(each["failure"])
            )
        )
        rest = rest[results:]
    is_short = outcomes[-1].failure and outcomes[-1].failure.kind in ("not started", "groundwork")
    if len(outcomes) < count and not is_short:
        raise BadFrame
    return Observation(tuple(outcomes), _failure(header["symbolic"]))


def _failure(told):
    if told is None:
        return None
    if told["kind"] not in _KINDS:
        raise BadFrame
    shapes = tuple(map(_shape, told["shapes"]))
    return Failure(told["kind"], str(told["message"])[:300], str(told["line"])[:300], shapes)


def _shape(lengths):
    if len(lengths) > 8:
        raise BadFrame
    return tuple(None if length is None else _whole(length) for length in lengths)


def _whole(value):
    if type(value) is not int or not 0 <= value < 1 << 53:
        raise BadFrame
    return value


def program(exercise_id, text):
    """A `Prepared` submission of one answer's text, with what a chapter's notebook imports."""
    imports = "import keras\nimport numpy as np\nfrom keras import layers, ops"
    cells = (Cell(1, imports), Cell(2, text, exercise_id))
    return Prepared(cells, (EXERCISES[exercise_id].chapter,))
