"""The answers of other exercises that an answer may call, and the course's network with them in it."""

from dataclasses import dataclass, field

from resnet_lessons.checker.made_weights import Weights
from resnet_lessons.course.answers.model import ResNetModel
from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.course.keys.call import METHODS
from resnet_lessons.network.named_points import named_points, scoped


@dataclass(frozen=True)
class Groundwork:
    """The answers of other exercises that an answer may call.

    Args:
        answers: exercise id -> function, in place of the lessons'.
        missing: exercise ids that may not be called, since they have not passed yet.
        weights: `Weights` in which the answer's own are noted, and those that another process makes.
    """

    answers: dict = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    weights: Weights = field(default_factory=Weights)


class GroundworkMissing(Exception):
    """An answer called another exercise's answer that has not passed yet."""

    def __init__(self, exercise_id):
        super().__init__(exercise_id)
        self.exercise_id = exercise_id


def groundwork_of(exercise, passed):
    """The `Groundwork` of a student's exercise.

    Args:
        exercise: the `Exercise`.
        passed: exercise id -> the student's answer that passed. Of earlier chapters the lessons'
            answers may stand in, where they are there.
    """
    answers = {name: passed[name] for name in exercise.groundwork if name in passed}
    missing = tuple(
        name
        for name in exercise.groundwork
        if name not in passed and not _is_given(name, exercise.chapter)
    )
    return Groundwork(answers, missing)


def _is_given(exercise_id, chapter):
    """Whether the lessons' answer may stand in: it is of an earlier chapter, and not cut out."""
    answer = getattr(ResNetModel, exercise_id)
    answer = getattr(answer, "__wrapped__", answer)
    return EXERCISES[exercise_id].chapter < chapter and (
        "NotImplementedError" not in answer.__code__.co_names
    )


def network_class(groundwork, log=None):
    """The course's network with some answers replaced.

    Args:
        groundwork: `Groundwork`.
        log: `CallLog` in which calls of its methods are noted, or None.
    """
    methods = {name: attach(name, answer) for name, answer in groundwork.answers.items()}
    methods |= {name: _refuse(name) for name in groundwork.missing}
    if log is not None:
        given = {name: methods.get(name) or getattr(ResNetModel, name) for name in METHODS}
        methods |= {name: log.noted(name, method) for name, method in given.items()}
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
