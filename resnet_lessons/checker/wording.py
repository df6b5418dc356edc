"""What is said about a verdict: (label, text) pairs, in words that teach."""

from resnet_lessons.checker.array_difference import array_difference, sizes
from resnet_lessons.checker.layers_seen import frozen, other_normalisation
from resnet_lessons.checker.locating import first_difference, foreign_call
from resnet_lessons.checker.verdict import expected_outcomes
from resnet_lessons.course.exercises import EXERCISES, MISCONCEPTIONS

_MOST_CALLS = 10


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
        missing = observation.outcomes[-1].failure.message
        if missing in EXERCISES and missing not in exercise.groundwork:
            seen = foreign_call(missing, exercise)
            return ("What was seen", seen.seen), ("Expected", seen.expected)
        return _groundwork_first(exercise, missing)
    if all(verdict.right):
        return _not_traced(verdict.diagnosis, observation.symbolic_failure)
    number = verdict.right.index(False)
    if verdict.diagnosis:
        return _explained(verdict, cases)
    outcome = observation.outcomes[number]
    score = f"{sum(verdict.right)} of {len(verdict.right)} settings came out right"
    return (
        ("Setting", str(cases[number])),
        *_first_difference(
            exercise,
            outcome,
            expected_outcomes(key)[number],
            cases[number],
            _what_the_numbers_say(exercise, cases, observation.outcomes, key.expected, number),
        ),
        *_line_and_shapes(exercise, outcome, cases[number]),
        ("So far", f"{score}.{_where_to_ask(exercise)}"),
    )


def _where_to_ask(exercise):
    return f' Stuck? `rl.hint("{exercise.id}")`' if exercise.hints else ""


def _explained(verdict, cases):
    """What is said to a misconception, and how far it explains what was seen."""
    shown = next(
        number
        for number, is_right in enumerate(verdict.right)
        if verdict.agreeing[number] and not is_right
    )
    where = f"first seen with {cases[shown]}"
    said = misconception_details(MISCONCEPTIONS[verdict.diagnosis], where)
    if verdict.is_certain:
        return said
    (label, seen), *others = said
    agree = f"{sum(verdict.agreeing)} of {len(verdict.agreeing)} settings"
    odd = cases[verdict.agreeing.index(False)]
    return (
        (label, f"This looks like the following, in {agree}: {seen}"),
        *others,
        ("But", f"something else happens with {odd}"),
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
            f"Your answer calls `{missing}`, and no answer of yours to that exercise has passed "
            f'yet. Solve "{missing}", run its check, then run this one again.',
        ),
        ("Look at", f"the exercise `{missing}`; it comes before {exercise.section}."),
    )


def _not_traced(diagnosis, failure):
    """What is said where Keras cannot build a network, although every number is right."""
    if diagnosis:
        return misconception_details(MISCONCEPTIONS[diagnosis], failure.line or failure.message)
    seen, expected, why = _NETWORKS.get(failure.kind, _CANNOT_BUILD)
    return (
        ("What was seen", f"Every number agrees, but {seen}: {failure.message}"),
        *((("Expected", expected),) if expected else ()),
        ("Where", failure.line or "while the network was built"),
        ("Why it matters", why),
    )


# What is wrong with a network whose numbers are right -> what was seen, expected, and why it matters.
_CANNOT_BUILD = (
    "Keras cannot build a network",
    "",
    "The network is built once, from tensors without numbers, and weights must belong to layers, "
    "because otherwise training would not find them.",
)
_NETWORKS = {
    "second call": (
        "a second call in the same network goes wrong",
        "Each call makes new layers, and none of them has a fixed name.",
        "A network calls this method many times. Keras gives every layer a name of its own unless "
        "you choose one, and refuses two layers with the same name. And a layer that is made once "
        "and called twice shares its weights.",
    ),
    "second network": (
        "a second network that is built from the same recipe differs from the first",
        "The recipe stays as it is: you read `self.filters_initial` and the lists, but do not change "
        "them.",
        "`build` may be called again, for other images or another flag. Whatever the first call "
        "changed in `self` then stays changed.",
    ),
    "flag": (
        "with `is_training=None` the network does not behave as `model(images, training=…)` says",
        "Your code passes the flag on as it came, even if it is None.",
        "A network that is trained with `fit` and used with `predict` is built with None: Keras "
        "then tells each layer which of the two it is.",
    ),
    "gradient": (
        "the network cannot learn as a whole",
        "A gradient reaches every trainable weight, and the inputs.",
        "Training changes a weight by its gradient. `ops.stop_gradient`, NumPy, rounding and "
        "`argmax` let no gradient through.",
    ),
}


# The first difference -----------------------------------------------------------------------------


def _first_difference(exercise, outcome, expected, case, sentence):
    """What was seen and what was expected where they first differ: the call, then the numbers.

    Args:
        exercise, outcome, expected, case: what came and what should have, in which setting.
        sentence: what the numbers say, or None.
    """
    located = None
    if not exercise.experiment:
        located = first_difference(outcome, expected.calls, expected.returned, case.data_format)
        located = located or _foreign(exercise, outcome)
    normalised = None if outcome.failure else other_normalisation(outcome, expected)
    seen, wanted = _difference(exercise, outcome, expected)
    found = located or normalised
    if found is None and sentence is None:
        return (("What was seen", seen), ("Expected", wanted))
    if found is None and exercise.holds_codes:
        return (("What was seen", sentence),)
    labels = (f"{name}: " for name in exercise.results)
    label = next((each for each in labels if seen.startswith(each)), "")
    result = ("In numbers", f"{seen}; expected {wanted.removeprefix(label)}")
    if found is None:
        return (("What was seen", sentence), result)
    return (
        ("What was seen", found.seen),
        ("Expected", found.expected),
        *((("Why it matters", normalised.why),) if normalised else ()),
        *((("What the numbers say", sentence),) if sentence else ()),
        result,
    )


def _foreign(exercise, outcome):
    """The answer of another exercise that was called and is no part of this one, as `Located`, or None."""
    others = (call.kind for call in outcome.calls if call.kind in EXERCISES)
    allowed = {exercise.id, *exercise.groundwork}
    name = next((kind for kind in others if kind not in allowed), None)
    return name and foreign_call(name, exercise)


def _line_and_shapes(exercise, outcome, case):
    """Where in the cell it failed, and the shapes on the way there; each where it is known."""
    if outcome.failure and outcome.failure.line:
        yield "Where", outcome.failure.line
    if outcome.calls and not exercise.experiment:
        yield "Shapes on the way", _shapes_on_the_way(outcome, case)


def _what_the_numbers_say(exercise, cases, outcomes, expected, number):
    """What the numbers show, in all settings or in that of a number, in a sentence, or None where the
    exercise has none for it."""
    every = [outcome.arrays for outcome in outcomes]
    sentence = exercise.explain_all and exercise.explain_all(cases, every, expected)
    if not sentence and exercise.explain and len(every[number]) == len(expected[number]):
        sentence = exercise.explain(cases[number], every[number], expected[number])
    return sentence or None


def _difference(exercise, outcome, expected):
    """What came out and what should have, where they first differ."""
    if outcome.failure:
        wanted = exercise.returns
        if not exercise.experiment:
            shapes = (sizes(array.shape) for array in expected.arrays)
            wanted = "a result of shape " + " and ".join(shapes)
        return _in_words(outcome.failure), wanted
    if len(outcome.arrays) != len(expected.arrays):
        return f"{len(outcome.arrays)} results", f"{len(expected.arrays)} results"
    names = exercise.results or [f"result {number + 1}" for number in range(len(expected.arrays))]
    for name, array, other in zip(names, outcome.arrays, expected.arrays, strict=True):
        which = f"{name}: " if len(names) > 1 or exercise.results else ""
        found = array_difference(which, array, other, as_lists=exercise.experiment is not None)
        if found:
            return found
    if outcome.parameters != expected.parameters:
        return _other_parameters(outcome, expected)
    if outcome.moved != expected.moved:
        return _other_statistics(outcome.moved, expected.moved)
    return "the numbers are right in this setting", "the same, with blocks of other names"


def _other_parameters(outcome, expected):
    """What was seen and expected where only the trainable parameters differ in number."""
    seen = f"the numbers agree in this setting, with {outcome.parameters:,} trainable parameters"
    wanted = f"{expected.parameters:,} trainable parameters"
    if layers := frozen(outcome.calls):
        have = "has" if len(layers) == 1 else "have"
        names = " and ".join(layers)
        return f"{seen}: {names} {have} `trainable=False` and cannot learn", wanted
    return seen, f"{wanted}. Is a layer shared, frozen or unused, or is there one too many?"


def _other_statistics(moved, expected):
    """What was seen and expected where only the moving statistics differ."""
    return (
        f"the numbers are right in this setting, but {moved:,} values of the moving statistics have "
        "changed during the call, and predictions use these",
        f"{expected:,} changed values: in training, a batch normalisation moves its two statistics of "
        "each channel towards the batch's (with `momentum=1` they never move); otherwise none changes",
    )


def _in_words(failure):
    if failure.kind == "addition" and len(failure.shapes) == 2:
        one, other = map(sizes, failure.shapes)
        return f"two tensors that cannot be added: {one} and {other}"
    return failure.message


def _shapes_on_the_way(outcome, case):
    """The calls in order, with the shape that each returned; the last ones where there are many."""
    shapes = [f"{call.kind} {sizes(call.shape)}" for call in outcome.calls]
    if len(shapes) > _MOST_CALLS:
        shapes = ["…", *shapes[-_MOST_CALLS:]]
    return " → ".join([f"inputs {sizes(case.input_shape)}", *shapes])
