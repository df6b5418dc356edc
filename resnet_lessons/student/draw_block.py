"""A student's own block drawn from its graph; once it was checked, beside the expected one."""

from dataclasses import dataclass

from resnet_lessons.checker.block_graph.block_settings import BLOCK_SETTINGS, FULLEST, SIMPLEST
from resnet_lessons.checker.block_graph.differences import differences, expected_in
from resnet_lessons.checker.block_graph.graph import BlockGraph, NoGraph
from resnet_lessons.checker.block_graph.tracing import block_graph
from resnet_lessons.checker.failures import is_function
from resnet_lessons.checker.groundwork import groundwork_of
from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.display import Message
from resnet_lessons.network.anatomy import TIMES
from resnet_lessons.student import passed_answers
from resnet_lessons.student.answer_text import Answer


@dataclass(frozen=True)
class _Checked:
    """A block that was checked in this kernel: its function, its text if there is one, what came."""

    function: object
    text: str | None
    passed: bool


# Exercise id -> the block that was checked last.
_checked = {}


def draw_block(function, exercise_id=None):
    """Draws a block as its program joins it.

    Args:
        function: an answer to regular_block or bottleneck_block, without parentheses.
        exercise_id: which of the two it answers, where its name does not say so.

    Returns:
        `LessonFigure`: the block as it keeps the shape, and as it changes it; once this very
        function was checked, beside the expected block, with what differs marked where it failed. A
        `Message` where there is nothing to draw. Nothing a student wrote makes it raise.
    """
    name = exercise_id if exercise_id is not None else name_of(function)
    if not isinstance(name, str) or name not in BLOCK_SETTINGS:
        blocks = " or ".join(BLOCK_SETTINGS)
        return Message(
            f"Only {blocks} can be drawn. Say which one your function answers: "
            '`rl.draw_block(function, "regular_block")`.'
        )
    if not is_function(function):
        return Message(f"Pass the function itself, without parentheses: `rl.draw_block({name})`.")
    try:
        drawn = _drawn(name, function)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        drawn = NoGraph(f"{type(error).__name__} while it was drawn")
    return _in_words(drawn, name, function) if isinstance(drawn, NoGraph) else drawn


def _in_words(nothing, name, function):
    """Why there is no drawing, and what to do next."""
    if _is_unwritten(function):
        return Message(
            f"No {name} to draw yet. Write it in the cell above, run its check, then run this cell "
            "again."
        )
    reason = nothing.reason.rstrip(".")
    return Message(
        f"Nothing to draw yet: {reason}. "
        f'`rl.check("{name}", {name})` says more; then draw it again.'
    )


def _is_unwritten(function):
    """Whether `raise NotImplementedError` is still there; what is no function may answer anything."""
    return _or_else(False, lambda: "NotImplementedError" in function.__code__.co_names)


def name_of(function):
    """The name a function was defined with, or None; what is none may answer anything."""
    return _or_else(None, lambda: getattr(function, "__name__", None))


def _or_else(otherwise, call):
    """What a call gives; `otherwise` where it raises, as what a student wrote may do anywhere."""
    try:
        return call()
    except KeyboardInterrupt:
        raise
    except BaseException:
        return otherwise


def _drawn(name, function):
    exercise = EXERCISES[name]
    groundwork = _groundwork(exercise)
    checked = _checked.get(name)
    if checked is None or not _is_same(checked, Answer(name, function)):
        return _in_settings(exercise, function, groundwork, f"Your {name}")
    if checked.passed:
        return _passed(exercise, function, groundwork)
    return _compared(exercise, function, groundwork)


def _groundwork(exercise):
    return groundwork_of(exercise, passed_answers.answers(exercise.groundwork))


def _is_same(checked, answer):
    """Whether an answer is the one that was checked, its helpers included."""
    if answer.text is None:
        return checked.function is answer.function
    return checked.text == answer.text


def remember(answer, passed):
    """Notes that a block was checked; other exercises are left out.

    Args:
        answer: the `Answer`.
        passed: whether it passed.
    """
    if answer.exercise_id in BLOCK_SETTINGS:
        _checked[answer.exercise_id] = _Checked(answer.function, answer.text, passed)


def shown_of(answer, groundwork):
    """What a failed check of a block shows, and what there is to see in it.

    Args:
        answer: the `Answer` that failed.
        groundwork: the answers it may call.

    Returns:
        (`Picture`, sentence); (None, "") where there is nothing to draw.
    """
    nothing = None, ""
    if answer.exercise_id not in BLOCK_SETTINGS:
        return nothing
    exercise = EXERCISES[answer.exercise_id]
    return _or_else(nothing, lambda: _pictured(exercise, answer.function, groundwork) or nothing)


def _pictured(exercise, function, groundwork):
    # matplotlib is loaded only where something is drawn.
    from resnet_lessons.figures import canvas

    figure = _compared(exercise, function, groundwork)
    if isinstance(figure, NoGraph):
        return None
    return canvas.picture_of(figure), f"{' '.join(figure.get_suptitle().split())}."


# What is drawn ------------------------------------------------------------------------------------


def _in_settings(exercise, function, groundwork, name):
    """The block with an identity shortcut and with a projection, or in the one it can do."""
    settings = BLOCK_SETTINGS[exercise.id]
    shown = settings[SIMPLEST], settings[FULLEST]
    pair = [block_graph(exercise, function, each.case, groundwork) for each in shown]
    if all(isinstance(graph, BlockGraph) for graph in pair):
        # matplotlib is loaded only where something is drawn.
        from resnet_lessons.figures.own_block import block_in_settings

        words = [each.words for each in shown]
        return block_in_settings(pair, words, f"{name} {_what_becomes(*pair)}")
    for setting in settings:
        graph = block_graph(exercise, function, setting.case, groundwork)
        if isinstance(graph, BlockGraph):
            return _figure(graph, name, setting=setting.words)
    return pair[-1]


def _passed(exercise, function, groundwork):
    """The block beside the expected one; a passed check leaves nothing to mark."""
    setting = BLOCK_SETTINGS[exercise.id][FULLEST]
    graph = block_graph(exercise, function, setting.case, groundwork)
    if isinstance(graph, NoGraph):
        return graph
    finding = f"Passed: your {exercise.id} is the block of the lesson"
    return _figure(graph, finding, expected_in(exercise.id, setting.case), setting=setting.words)


def _what_becomes(simplest, fullest):
    """What a block does to the shape of its input, in two settings; the end of a sentence."""
    keeps = simplest.output_shape == simplest.input_shape
    if keeps and fullest.output_shape not in (None, fullest.input_shape):
        return "as it keeps the shape, and as it changes it"
    return "in two settings"


def drawn_in(exercise_id, function, setting):
    """A student's block in one setting.

    Args:
        exercise_id: "regular_block" or "bottleneck_block".
        function: the answer; nothing in it makes this raise.
        setting: `BlockSetting`.

    Returns:
        `LessonFigure`, or a `NoGraph` that says why there is none.
    """
    exercise = EXERCISES[exercise_id]
    graph = block_graph(exercise, function, setting.case, _groundwork(exercise))
    if isinstance(graph, NoGraph):
        return graph
    refuses = "; its two paths do not meet" if graph.refused else ""
    return _figure(graph, f"Your {exercise_id}{refuses}", setting=setting.words)


def _compared(exercise, function, groundwork):
    """The block beside the expected one, in the first setting in which they differ."""
    drawn, failed = None, None
    for setting in BLOCK_SETTINGS[exercise.id]:
        graph = block_graph(exercise, function, setting.case, groundwork)
        if isinstance(graph, NoGraph):
            failed = failed or graph
            continue
        expected = expected_in(exercise.id, setting.case)
        found = differences(graph, expected)
        if found:
            finding = f"Your block: {found[0].sentence}"
            return _checked_figure(graph, finding, expected, setting, found)
        drawn = drawn or (graph, setting, expected)
    if drawn is None or failed is not None:
        return failed
    graph, setting, expected = drawn
    finding = "In this drawing your block is as expected; what differs cannot be drawn"
    return _checked_figure(graph, finding, expected, setting)


def _checked_figure(graph, finding, expected, setting, found=()):
    height, width, channels = graph.input_shape
    size = f"{height} {TIMES} {width} with {channels} channels"
    note = f"Drawn larger than it was checked: {size}."
    return _figure(graph, finding, expected, found, setting=setting.words, note=note)


def _figure(graph, *arguments, **keywords):
    # matplotlib is loaded only where something is drawn.
    from resnet_lessons.figures.own_block import own_block

    return own_block(graph, *arguments, **keywords)
