"""What is said about a verdict: (label, text) pairs, in words that teach."""

import numpy as np

from resnet_lessons.course.exercises import MISCONCEPTIONS
from resnet_lessons.course.keys import TOLERANCE

_MOST_LAYERS = 12


def details(verdict, exercise, observation, key, cases):
    """What is said about an answer.

    Args:
        verdict: the `Verdict` on it.
        exercise: the `Exercise`.
        observation, key, cases: what the verdict was decided on.

    Returns:
        tuple of (label, text)
    """
    if verdict.name == "not started":
        return not_started_details()
    if verdict.name == "passed":
        return passed_details(exercise)
    if not verdict.right:
        return _groundwork_first(exercise, observation.outcomes[-1].failure.message)
    if all(verdict.right):
        return _not_traced(verdict.diagnosis, observation.symbolic_failure)
    number = verdict.right.index(False)
    if verdict.diagnosis:
        where = f"first seen with {cases[number]}"
        return misconception_details(MISCONCEPTIONS[verdict.diagnosis], where)
    outcome = observation.outcomes[number]
    seen, wanted = _difference(exercise, outcome, key.expected[number], key.parameters[number])
    score = f"{sum(verdict.right)} of {len(verdict.right)} settings came out right"
    return (
        ("Setting", str(cases[number])),
        ("What was seen", seen),
        ("Expected", wanted),
        *_explained(exercise, cases[number], outcome, key.expected[number]),
        *_line_and_shapes(exercise, outcome, cases[number]),
        ("So far", f'{score}. Stuck? `rl.hint("{exercise.id}")`'),
    )


def passed_details(exercise):
    """What is said to a right answer."""
    agree = f"All {len(exercise.cases)} settings agree with the answer key"
    if exercise.experiment:
        return (("Well done", f"{agree}."),)
    return (("Well done", f"{agree}, and Keras can build a network with your answer."),)


def not_started_details():
    """What is said to an untouched cell."""
    return (
        (
            "Next",
            "Write your answer in place of the line `raise NotImplementedError`, run that "
            "cell, then this one.",
        ),
    )


def misconception_details(misconception, where):
    """What is said to a misconception."""
    return (
        ("What was seen", misconception.seen),
        ("Expected", misconception.expected),
        ("Why it matters", misconception.why),
        ("Look at", misconception.look),
        ("Where", where),
    )


def _groundwork_first(exercise, missing):
    return (
        (
            "First things first",
            f"Your answer calls `{missing}`, and no answer for it has passed yet. "
            f'Solve "{missing}", run its check, then run this one again.',
        ),
        ("Look at", f"the exercise `{missing}`; it comes before {exercise.section}."),
    )


def _not_traced(diagnosis, failure):
    """What is said where Keras cannot build a network, although every number is right."""
    if diagnosis:
        return misconception_details(MISCONCEPTIONS[diagnosis], failure.line or failure.message)
    return (
        (
            "What was seen",
            f"Every number agrees, but Keras cannot build a network: {failure.message}",
        ),
        ("Where", failure.line or "while the network was built"),
        (
            "Why it matters",
            "The network is built once, from tensors without numbers; weights must "
            "belong to layers, or training would not find them.",
        ),
    )


# The first difference -----------------------------------------------------------------------------


def _line_and_shapes(exercise, outcome, case):
    """Where in the cell it failed, and the shapes on the way there; each where it is known."""
    if outcome.failure and outcome.failure.line:
        yield "Where", outcome.failure.line
    if outcome.layers and not exercise.experiment:
        yield "Shapes on the way", _shapes_on_the_way(outcome, case)


def _explained(exercise, case, outcome, expected):
    """What the numbers show, where the exercise can say it in a sentence."""
    if exercise.explain and len(outcome.arrays) == len(expected):
        sentence = exercise.explain(case, outcome.arrays, expected)
        if sentence:
            yield "What stands out", sentence


def _difference(exercise, outcome, expected, parameters):
    """What was seen and what was expected where they first differ."""
    if outcome.failure:
        wanted = exercise.returns
        if not exercise.experiment:
            wanted = "a result of shape " + " and ".join(_sizes(array.shape) for array in expected)
        return _in_words(outcome.failure), wanted
    if len(outcome.arrays) != len(expected):
        return f"{len(outcome.arrays)} results", f"{len(expected)} results"
    names = exercise.results or [f"result {number + 1}" for number in range(len(expected))]
    for name, array, other in zip(names, outcome.arrays, expected, strict=True):
        which = f"{name}: " if len(expected) > 1 or exercise.results else ""
        found = _between(which, array, other, as_lists=exercise.experiment is not None)
        if found:
            return found
    return (
        f"the numbers are right, with {outcome.parameters:,} trainable parameters",
        f"{parameters:,} trainable parameters; is a layer shared, unused, or one too many?",
    )


def _between(which, array, other, as_lists):
    """What was seen and what was expected where one array differs from another, else None.

    Args:
        which: begins the text with the array's name, where it needs one.
        array, other: what came out, and what should have.
        as_lists: whether a few whole numbers are shown as they are.
    """
    if array.shape != other.shape:
        return f"{which}shape {_sizes(array.shape)}", f"{which}shape {_sizes(other.shape)}"
    wrong = ~np.isclose(array, other, rtol=TOLERANCE, atol=TOLERANCE)
    if not wrong.any():
        return None
    if array.ndim == 0:
        return f"{which}{array:g}", f"{which}{other:g}"
    if as_lists and _is_short_list(array) and _is_short_list(other):
        return f"{which}{_listed(array)}", f"{which}{_listed(other)}"
    place = tuple(int(index) for index in np.argwhere(wrong)[0])
    return (
        f"{which}the shape is right; {wrong.mean():.0%} of the numbers differ, "
        f"the first at {place}: {_number(array[place])}",
        f"{_number(other[place])} there",
    )


def _is_short_list(array):
    """Whether an array is a few whole numbers, which are best shown as they are."""
    return array.size <= 16 and bool(np.all(array == np.rint(array)))


def _listed(array):
    return str(array.astype(int).tolist())


def _in_words(failure):
    if failure.kind == "addition" and len(failure.shapes) == 2:
        one, other = map(_sizes, failure.shapes)
        return f"two tensors that cannot be added: {one} and {other}"
    return failure.message


def _shapes_on_the_way(outcome, case):
    """The layers in order, with the shape that left each one."""
    shapes = [f"{kind} {_sizes(shape)}" for kind, shape in outcome.layers[:_MOST_LAYERS]]
    more = ["…"] if len(outcome.layers) > _MOST_LAYERS else []
    return " → ".join([f"inputs {_sizes(case.input_shape)}", *shapes, *more])


def _number(value):
    return f"{value:.3f}" if abs(value) < 1e6 else f"{value:.3g}"


def _sizes(shape):
    return " × ".join(map(str, shape))
