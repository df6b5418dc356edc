"""Which answers an exercise may call: the student's own, and of earlier chapters the lessons' too."""

from resnet_lessons.checker.groundwork import Groundwork
from resnet_lessons.course.answers.model import ResNetModel
from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.student import passed_answers


def own_groundwork(exercise):
    """The answers an exercise may call: the student's own; of earlier chapters the lessons' too."""
    own = passed_answers.answers()
    answers = {name: own[name] for name in exercise.groundwork if name in own}
    missing = tuple(
        name
        for name in exercise.groundwork
        if name not in own and not _is_given(name, exercise.chapter)
    )
    return Groundwork(answers, missing)


def _is_given(exercise_id, chapter):
    """Whether the lessons' own answer may stand in: of an earlier chapter, and not cut out."""
    answer = getattr(ResNetModel, exercise_id)
    answer = getattr(answer, "__wrapped__", answer)
    return EXERCISES[exercise_id].chapter < chapter and (
        "NotImplementedError" not in answer.__code__.co_names
    )
