"""What a sandboxed process says it saw, taken from its messages; it may say anything."""

import json
import math
from dataclasses import asdict, dataclass, replace

import numpy as np

from resnet_lessons.checker.layers_seen import KNOWN_KINDS
from resnet_lessons.checker.observation import Failure, Observation, Outcome
from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.course.keys import Fingerprint, fingerprint, fingerprint_from
from resnet_lessons.course.keys.call import COMPUTED, NAMES, OTHER_KIND, WORDS, Call
from resnet_lessons.instructor.grading.observing.budget import SpentTogether
from resnet_lessons.instructor.sandbox.inside.channel import BadFrame, Closed
from resnet_lessons.instructor.sandbox.inside.describing import (
    LONGEST_TEXT,
    MOST_CALLS,
    MOST_RESULTS,
    MOST_VALUES,
)

_KINDS = {
    "not started", "groundwork", "addition", "symbolic", "exception", "wrong kind", "dtype",
    "not finite", "parameters", "flag", "gradient", "second call", "second network",
}  # fmt: skip

# Sizes in a shape, settings of a call, and tensors that it reads.
_MOST = 16
# Values of a result whose shape alone is told: more than a process may hold.
_LARGEST = 1 << 32
_BYTES_OF_A_VALUE = 4


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
class Compared:
    """What an answer did in the hidden settings beside what is right: all that its mark needs of it.

    Args:
        right: for each setting whether the answer came out right.
        prints: its `Fingerprint` in each setting; none where every setting is right.
        last: kind of the failure with which the last setting that was tried ended, "" if none.
        symbolic: kind of the failure where Keras could not build a network, "" if none.
    """

    right: tuple[bool, ...]
    prints: tuple[Fingerprint, ...] = ()
    last: str = ""
    symbolic: str = ""


def most_bytes(count):
    """How many bytes the arrays of an observation of so many settings may have."""
    return count * MOST_VALUES * _BYTES_OF_A_VALUE


def observation_from(header, arrays, count):
    """An `Observation` of what a child sent, which may be anything.

    Raises:
        KeyError, TypeError, ValueError, BadFrame: when it is none.
    """
    told = header["outcomes"]
    if not isinstance(told, list) or not 1 <= len(told) <= count:
        raise BadFrame
    outcomes, rest = [], list(arrays)
    for each in told:
        results, rest = _results(each["results"], rest)
        calls = tuple(map(_call, each["calls"][:MOST_CALLS]))
        outcomes.append(
            Outcome(
                arrays=results,
                parameters=_whole(each["parameters"]),
                calls=calls,
                returned=_number_of_call(each["returned"], len(calls)),
                failure=_failure(each["failure"]),
                moved=_whole(each["moved"]),
            )
        )
    *before, last = [each.failure and each.failure.kind for each in outcomes]
    is_short = last in ("not started", "groundwork")
    # Where groundwork is missing a run ends.
    if rest or "groundwork" in before or (len(outcomes) < count and not is_short):
        raise BadFrame
    return with_symbolic(Observation(tuple(outcomes)), header)


def with_symbolic(observation, header):
    """An `Observation` with what a child says came of tracing its answer.

    Raises:
        KeyError, TypeError, ValueError, BadFrame: when it is none of that.
    """
    failure = _failure(header["symbolic"])
    if failure and failure.kind == "groundwork":
        raise BadFrame
    return replace(observation, symbolic_failure=failure)


def _results(told, arrays):
    """The results of one setting, and the arrays that are left for the next ones."""
    if not isinstance(told, list) or len(told) > MOST_RESULTS or told.count(None) > len(arrays):
        raise BadFrame
    found, rest = [], list(arrays)
    for shape in told:
        found.append(rest.pop(0) if shape is None else _not_sent(shape))
    sent = (array.size for array, shape in zip(found, told, strict=True) if shape is None)
    if sum(sent) > MOST_VALUES:
        raise BadFrame
    return tuple(found), rest


def _not_sent(shape):
    """An array of a shape that equals nothing, and takes no memory."""
    shape = tuple(map(_whole, shape))
    if len(shape) > _MOST or math.prod(shape) > _LARGEST:
        raise BadFrame
    return np.broadcast_to(np.float32("nan"), shape)


def is_whole(outcome):
    """Whether an `Outcome` is small enough to be computed with; of others only shapes are known."""
    return sum(array.size for array in outcome.arrays) <= MOST_VALUES


def short_print(outcome):
    """The `Fingerprint` of an outcome, one that matches nothing where it is too large."""
    if is_whole(outcome):
        return fingerprint(outcome)
    shapes = tuple(tuple(array.shape) for array in outcome.arrays)
    without = fingerprint(replace(outcome, arrays=()))
    return replace(without, shapes=shapes, numbers=(math.nan,))


def _failure(told):
    if told is None:
        return None
    is_unknown = told["kind"] == "groundwork" and told["message"] not in EXERCISES
    if (
        told["kind"] not in _KINDS
        or is_unknown
        or any(len(shape) > _MOST for shape in told["shapes"])
    ):
        raise BadFrame
    shapes = tuple(tuple(map(_whole, shape)) for shape in told["shapes"][:2])
    return Failure(
        told["kind"],
        str(told["message"])[:LONGEST_TEXT],
        str(told["line"])[:LONGEST_TEXT],
        shapes,
    )


def _call(told):
    """A `Call` in which every text is one of ours; whatever else it says is left out."""
    shape, reads = told["shape"], told["reads"]
    shape_read = told["shape_read"]
    if max(map(len, (shape, shape_read, reads, told["settings"]))) > _MOST:
        raise BadFrame
    return Call(
        kind=told["kind"] if told["kind"] in KNOWN_KINDS else OTHER_KIND,
        settings={name: _setting(told["settings"][name]) for name in NAMES & set(told["settings"])},
        shape=tuple(map(_whole, shape)),
        reads=tuple(_number_of_call(number, MOST_CALLS) for number in reads),
        number_read=_float(told["number_read"]),
        number_returned=_float(told["number_returned"]),
        shape_read=tuple(map(_whole, shape_read)),
    )


def _setting(value):
    if isinstance(value, list):
        return tuple(_setting(each) for each in value[:_MOST] if not isinstance(each, list))
    if isinstance(value, str):
        return value if value in WORDS else "another"
    if value is None or type(value) in (bool, float):
        return value
    return _integer(value)


def _number_of_call(value, calls):
    if type(value) is not int or not COMPUTED <= value < calls:
        raise BadFrame
    return value


def _integer(value):
    if type(value) is not int or abs(value) >= 1 << 53:
        raise BadFrame
    return value


def _float(value):
    if value is not None and not isinstance(value, float):
        raise BadFrame
    return value


def _whole(value):
    if type(value) is not int or not 0 <= value < 1 << 53:
        raise BadFrame
    return value


def to_bytes(compared):
    """`Compared` as bytes, to be read back by `from_bytes`."""
    return json.dumps(asdict(compared)).encode()


def from_bytes(stored):
    """Reads what `to_bytes` wrote."""
    facts = json.loads(stored)
    prints = tuple(fingerprint_from(each) for each in facts["prints"])
    return Compared(**facts | {"right": tuple(facts["right"]), "prints": prints})


def described_accident(error, child, budget):
    """The `Accident` of a fork that ended with an error: how, and why."""
    if isinstance(error, TimeoutError):
        limit = f"the time limit of {budget.limit_of_a_cell:g} s was reached"
        return Accident("time", str(error) if isinstance(error, SpentTogether) else limit)
    if isinstance(error, Closed):
        return Accident("crash", f"its process ended ({_ending(child.status)})")
    return Accident("messages", "its process sent what is no observation")


def _ending(status):
    if status is None:
        return "with its sandbox"
    return f"by signal {status - 128}" if status > 128 else f"with status {status}"
