"""What a sandboxed process says it saw, taken from its messages; it may say anything."""

from dataclasses import dataclass, replace

from resnet_lessons.checker.layers_seen import KNOWN_KINDS
from resnet_lessons.checker.observation import Failure, Observation, Outcome
from resnet_lessons.course.keys.call import COMPUTED, NAMES, OTHER_KIND, WORDS, Call
from resnet_lessons.instructor.sandbox.inside.channel import BadFrame, packed, unpacked
from resnet_lessons.instructor.sandbox.inside.describing import (
    LONGEST_TEXT,
    MOST_CALLS,
    described,
)

_KINDS = {
    "not started", "groundwork", "addition", "symbolic", "exception", "wrong kind", "dtype",
    "not finite", "parameters", "flag", "gradient", "second call", "second network",
}  # fmt: skip

# Sizes in a shape, settings of a call, and tensors that it reads.
_MOST = 16


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
        results = _whole(each["results"])
        if results > len(rest):
            raise BadFrame
        calls = tuple(map(_call, each["calls"][:MOST_CALLS]))
        outcomes.append(
            Outcome(
                arrays=tuple(rest[:results]),
                parameters=_whole(each["parameters"]),
                calls=calls,
                returned=_number_of_call(each["returned"], len(calls)),
                failure=_failure(each["failure"]),
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
        return tuple(map(_setting, value[:_MOST]))
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


def to_bytes(observation):
    """An `Observation` as bytes, to be read back by `from_bytes`; texts are left out."""
    outcomes = tuple(
        replace(each, failure=_without_text(each.failure)) for each in observation.outcomes
    )
    return packed(*described(Observation(outcomes, _without_text(observation.symbolic_failure))))


def from_bytes(stored):
    """Reads what `to_bytes` wrote."""
    header, arrays = unpacked(stored)
    return observation_from(header, arrays, len(header["outcomes"]))


def _without_text(failure):
    return failure and replace(failure, message="", line="")
