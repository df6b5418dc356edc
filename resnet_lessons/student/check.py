"""What a notebook calls to check an answer."""

from dataclasses import replace

from resnet_lessons.checker.feedback import CheckResult, judge
from resnet_lessons.checker.probe import probe
from resnet_lessons.course.exercises import EXERCISES, unknown_exercise
from resnet_lessons.course.keys import public_key
from resnet_lessons.student import passed_answers
from resnet_lessons.student.draw_block import picture_of, remember
from resnet_lessons.student.own_groundwork import own_groundwork


def check(exercise_id, function=None):
    """Runs an answer on small inputs and says what it does right or wrong, in half a second.

    Args:
        exercise_id: for example "regular_block".
        function: the answer itself, without parentheses.

    Returns:
        `CheckResult`; nothing a student wrote makes it raise. An answer that passes joins the
        student's network and is kept in `my_answers/`.
    """
    if not isinstance(exercise_id, str) or exercise_id not in EXERCISES:
        name = exercise_id if isinstance(exercise_id, str) else "?"
        return CheckResult(name, "error", 0, 0, None, (("Asked", unknown_exercise(exercise_id)),))
    exercise = EXERCISES[exercise_id]
    # By its type: what a student hands in may answer `isinstance` with an error.
    if not callable(function) or issubclass(type(function), type):
        return _not_a_function(exercise, function)
    try:
        key = public_key(exercise_id)
    except (OSError, ValueError, KeyError):
        text = (
            f"The answer key of {exercise_id} is missing or damaged. Install resnet-lessons again."
        )
        return CheckResult(
            exercise_id, "error", 0, exercise.points, None, (("Installation", text),)
        )
    if len(key.expected) != len(exercise.cases):
        return _damaged(exercise)
    groundwork = own_groundwork(exercise)
    observation = probe(exercise, function, key.seed, groundwork=groundwork)
    result = judge(exercise, observation, key)
    remember(exercise_id, function, result.verdict == "passed")
    if result.verdict == "passed":
        return _kept(result, function)
    if result.verdict == "not started":
        return result
    return replace(result, picture=picture_of(exercise, function, groundwork))


def _damaged(exercise):
    text = f"The answer key of {exercise.id} is missing or damaged. Install resnet-lessons again."
    return CheckResult(exercise.id, "error", 0, exercise.points, None, (("Installation", text),))


def _not_a_function(exercise, function):
    if function is None:
        text = f'Hand in the function too: `rl.check("{exercise.id}", {exercise.id})`.'
    else:
        text = (
            f"The second argument is {type(function).__name__}, expected the function itself, "
            f'without parentheses: `rl.check("{exercise.id}", {exercise.id})`.'
        )
    return CheckResult(exercise.id, "error", 0, exercise.points, None, (("Asked", text),))


def _kept(result, function):
    problem = passed_answers.register(result.exercise, function)
    is_method = EXERCISES[result.exercise].experiment is None
    where = "here and in the other chapters"
    kept = f"Your network uses it from now on, {where}." if is_method else f"It is yours, {where}."
    kept = problem or kept
    details = (*result.details, ("Kept", kept))
    return CheckResult(
        result.exercise, result.verdict, result.points, result.max_points, None, details
    )
