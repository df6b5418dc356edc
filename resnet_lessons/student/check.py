"""What a notebook calls to check an answer."""

from dataclasses import replace

from resnet_lessons.checker.failures import TimeIsUp, from_exception, is_function
from resnet_lessons.checker.feedback import CheckResult, judge
from resnet_lessons.checker.groundwork import groundwork_of
from resnet_lessons.checker.printing import cut_short
from resnet_lessons.checker.probe import probe
from resnet_lessons.course.exercises import EXERCISES, unknown_exercise
from resnet_lessons.course.keys import public_key
from resnet_lessons.student import passed_answers
from resnet_lessons.student.answer_text import Answer
from resnet_lessons.student.draw_block import remember, shown_of
from resnet_lessons.student.former_definitions import newer_cell_failed
from resnet_lessons.student.fresh_notebook import what_differs
from resnet_lessons.student.time_limit import limited

# The longest check of a right answer takes about a second on two cores; slow machines take ten.
_LONGEST_CHECK = 20


def check(exercise_id, function=None):
    """Runs an answer on small inputs and says what it does right or wrong.

    On two cores half of the exercises take 0.1 s or less, and none takes much more than a second, not
    even the first one in a notebook.

    Args:
        exercise_id: for example "regular_block".
        function: the answer itself, without parentheses.

    Returns:
        `CheckResult`; nothing a student wrote makes it raise, and an answer that never ends is
        stopped. An answer that passes joins the student's network and is kept in `my_answers/`.
    """
    if not isinstance(exercise_id, str) or exercise_id not in EXERCISES:
        name = exercise_id if isinstance(exercise_id, str) else "?"
        return _error(name, 0, ("Asked", unknown_exercise(exercise_id)))
    exercise = EXERCISES[exercise_id]
    if not is_function(function):
        asked = _hand_in_the_function(exercise_id, function)
        return _error(exercise_id, exercise.points, ("Asked", asked))
    failed = newer_cell_failed(function)
    if failed:
        mend = "Correct that cell and run it, then run this one again."
        return _error(exercise_id, exercise.points, ("What was seen", failed), ("Next", mend))
    key = _key(exercise)
    if key is None:
        text = (
            f"The answer key of {exercise_id} is missing or damaged. Install resnet-lessons again."
        )
        return _error(exercise_id, exercise.points, ("Installation", text))
    try:
        with limited(_LONGEST_CHECK, function), cut_short():
            return _checked(exercise, function, key)
    except TimeIsUp as error:
        stopped = from_exception(error, function)
        where = (("Where", stopped.line),) if stopped.line else ()
        return _error(exercise_id, exercise.points, ("What was seen", stopped.message), *where)


def _checked(exercise, function, key):
    """The result of a check that runs the answer."""
    groundwork = groundwork_of(exercise, passed_answers.answers(exercise.groundwork))
    result = judge(exercise, probe(exercise, function, key.seed, groundwork=groundwork), key)
    answer = Answer(exercise.id, function)
    remember(answer, result.verdict == "passed")
    if result.verdict == "passed":
        kept = (("Kept", _kept(exercise, answer)),)
        beforehand = tuple(
            ("Before you hand in", said) for said in what_differs(exercise.id, function)
        )
        return replace(result, details=(*result.details, *kept, *beforehand))
    if result.verdict != "not started":
        result = _with_picture(result, *shown_of(answer, groundwork))
    return replace(result, details=(*result.details, *_marked(exercise.id, function, result)))


def _marked(exercise_id, function, result):
    """What is said where an earlier answer passed, since what is marked is the notebook's cell."""
    is_trial = getattr(function, "__name__", "") != exercise_id
    if is_trial or not passed_answers.is_kept(exercise_id):
        return ()
    kept = "An earlier answer of yours passed and is kept, but the grader marks the notebook's cell"
    if result.verdict == "not started":
        back = "which is empty. `rl.restore_answers()` writes the kept answer back into the file."
        return (("What is marked", f"{kept}, {back}"),)
    return (("What is marked", f"{kept}, as it is when you hand the notebook in."),)


def _with_picture(result, picture, finding):
    """A result with its picture, which a mistake without a name is also told from."""
    details = result.details
    if finding and not result.diagnosis:
        *said, last = details
        details = (*said, ("In the picture", finding), last)
    return replace(result, picture=picture, details=details)


def _error(exercise_id, max_points, *details):
    """The result of a check that ran nothing, or did not come to its end."""
    return CheckResult(exercise_id, "error", 0, max_points, details=details)


def _hand_in_the_function(exercise_id, function):
    """What to say to something that is no function."""
    if function is None:
        return f'Name the function as well: `rl.check("{exercise_id}", {exercise_id})`.'
    return (
        f"The second argument is {type(function).__name__}; expected the function itself, "
        f'without parentheses: `rl.check("{exercise_id}", {exercise_id})`.'
    )


def _key(exercise):
    """The `AnswerKey`, or None where it is missing or damaged."""
    try:
        key = public_key(exercise.id)
    except (OSError, ValueError, KeyError):
        return None
    return key if len(key.expected) == len(exercise.cases) else None


def _kept(exercise, answer):
    """Keeps an answer that passed, and says where it is from now on."""
    problem = passed_answers.keep(answer)
    if problem:
        return problem
    where = "here and in the other chapters"
    if exercise.experiment is None:
        return f"Your network uses it from now on, {where}."
    return f"It is yours, {where}."
