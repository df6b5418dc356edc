"""What a sandboxed process says it saw, taken from its messages; it may say anything."""

from dataclasses import dataclass, replace

from resnet_lessons.checker.observation import Failure, Observation, Outcome
from resnet_lessons.instructor.sandbox.inside.channel import BadFrame, packed, unpacked
from resnet_lessons.instructor.sandbox.inside.describing import LONGEST_TEXT, described

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
    shapes = tuple(tuple(map(_whole, shape)) for shape in told["shapes"][:2])
    return Failure(
        told["kind"],
        str(told["message"])[:LONGEST_TEXT],
        str(told["line"])[:LONGEST_TEXT],
        shapes,
    )


def _shape(lengths):
    if len(lengths) > 8:
        raise BadFrame
    return tuple(None if length is None else _whole(length) for length in lengths)


def _whole(value):
    if type(value) is not int or not 0 <= value < 1 << 53:
        raise BadFrame
    return value


def to_bytes(observation):
    """An `Observation` as bytes, to be read back by `from_bytes`; texts and layers are left out."""
    outcomes = tuple(
        replace(each, layers=(), failure=_without_text(each.failure))
        for each in observation.outcomes
    )
    return packed(*described(Observation(outcomes, _without_text(observation.symbolic_failure))))


def from_bytes(stored):
    """Reads what `to_bytes` wrote."""
    header, arrays = unpacked(stored)
    return observation_from(header, arrays, len(header["outcomes"]))


def _without_text(failure):
    return failure and replace(failure, message="", line="")
