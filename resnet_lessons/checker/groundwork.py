"""Puts other answers into the course's network: a student's own, or none where one is missing."""

from dataclasses import dataclass, field

from resnet_lessons.course.answers.model import ResNetModel
from resnet_lessons.network.named_points import named_points, scoped


@dataclass(frozen=True)
class Groundwork:
    """The answers of other exercises that the probed function may call.

    Args:
        answers: exercise id -> function, in place of the reference's.
        missing: exercise ids that may not be called, since they have not passed yet.
    """

    answers: dict = field(default_factory=dict)
    missing: tuple[str, ...] = ()


class GroundworkMissing(Exception):
    """An answer called another exercise's answer that has not passed yet."""

    def __init__(self, exercise_id):
        super().__init__(exercise_id)
        self.exercise_id = exercise_id


def network_class(groundwork):
    """The course's network with some answers replaced; see `Groundwork`."""
    methods = {name: attach(name, answer) for name, answer in groundwork.answers.items()}
    methods |= {name: _refuse(name) for name in groundwork.missing}
    return type("Network", (ResNetModel,), methods)


def attach(name, answer):
    """An answer as a method of the network, with the names that the scaffold gives around it."""
    if name == "block_layer":
        return scoped(name)(answer)
    return named_points(name)(answer) if name.endswith("_block") else answer


def _refuse(name):
    def missing(*args, **kwargs):
        raise GroundworkMissing(name)

    return missing
