"""An observation and an answer key in, a verdict that teaches out."""

import html
from dataclasses import dataclass, field

import numpy as np

from resnet_lessons.checker.diagnosis import diagnoses, right_cases
from resnet_lessons.checker.observation import Failure
from resnet_lessons.course.exercises import MISCONCEPTIONS
from resnet_lessons.course.keys import TOLERANCE
from resnet_lessons.display import Picture, inline_code

_COLOURS = {
    "passed": ("#00664b", "#e6f4ef"),
    "failed": ("#a33b00", "#fdf0e7"),
    "error": ("#a33b00", "#fdf0e7"),
    "not started": ("#3b4b5b", "#eef1f4"),
}
_SYMBOLS = {"passed": "✓", "failed": "✗", "error": "!", "not started": "○"}


@dataclass(frozen=True)
class CheckResult:
    """What `check` found.

    Args:
        exercise: its id.
        verdict: "passed", "failed", "not started" or "error".
        points, max_points: earned and possible.
        diagnosis: id of the misconception, or None.
        details: (label, text) pairs, the parts of the message.
        picture: what the HTML form shows below the message, or None.
    """

    exercise: str
    verdict: str
    points: float
    max_points: float
    diagnosis: str | None = None
    details: tuple[tuple[str, str], ...] = field(default=())
    picture: Picture | None = None

    @property
    def message(self):
        """The details as plain text, one line each."""
        return "\n".join(f"{label}: {text}" for label, text in self.details)

    @property
    def _headline(self):
        points = f"{self.points:g} of {self.max_points:g} points"
        if not self.max_points:
            points = "worth no points"
        return f"{self.exercise}: {self.verdict}, {points}"

    def __repr__(self):
        lines = [f"{_SYMBOLS[self.verdict]} {self._headline}"]
        for label, text in self.details:
            indented = text.replace("\n", "\n    ")
            lines.append(f"  {label}: {indented}")
        return "\n".join(lines)

    def _repr_html_(self):
        ink, paper = _COLOURS[self.verdict]
        rows = "".join(
            f'<p style="margin:.35em 0"><strong>{html.escape(label)}.</strong> {inline_code(text)}</p>'
            for label, text in self.details
        )
        # Below the message, not in it: the message is as wide as lines are well read.
        picture = f"<div>{self.picture.html}</div>" if self.picture else ""
        return (
            f'<div class="resnet-check" role="status" data-verdict="{self.verdict}" '
            f'data-diagnosis="{html.escape(self.diagnosis or "")}" '
            f'style="border-left:5px solid {ink};background:{paper};color:#1d2733;'
            f'padding:.6em 1em;max-width:46em;line-height:1.45">'
            f'<p style="margin:.1em 0;color:{ink}"><strong>{_SYMBOLS[self.verdict]} '
            f"{html.escape(self._headline)}</strong></p>{rows}</div>{picture}"
        )


# A student's numbers may be so large that comparing them overflows; they are wrong all the same.
@np.errstate(all="ignore")
def judge(exercise, observation, key, cases=None):
    """Decides on what the probe saw.

    Args:
        exercise: the `Exercise`.
        observation: from `probe`, run with the key's seed and the same cases.
        key: the `AnswerKey`.
        cases: the settings that were run, the exercise's public ones if None.

    Returns:
        `CheckResult`
    """
    cases = exercise.cases if cases is None else cases
    first, last = observation.outcomes[0].failure, observation.outcomes[-1].failure
    if first and first.kind == "not started":
        return _result(exercise, "not started", 0, details=not_started_details())
    if last and last.kind == "groundwork":
        return _result(exercise, "failed", 0, details=_groundwork(exercise, last.message))
    right = right_cases(observation, key.expected, key.parameters)
    if all(right):
        return _judge_symbolic(exercise, observation.symbolic_failure)
    points = _partial(exercise, right)
    number = right.index(False)
    for diagnosis in diagnoses(observation, key.fingerprints):
        where = f"first seen with {cases[number]}"
        details = misconception_details(MISCONCEPTIONS[diagnosis], where)
        return _result(exercise, "failed", points, diagnosis, details)
    details = _first_difference(
        exercise,
        cases[number],
        observation.outcomes[number],
        key.expected[number],
        key.parameters[number],
        f"{sum(right)} of {len(right)} settings came out right",
    )
    verdict = wrong_verdict(observation.outcomes[number].failure)
    return _result(exercise, verdict, points, None, details)


def _result(exercise, verdict, points, diagnosis=None, details=()):
    return CheckResult(exercise.id, verdict, points, exercise.points, diagnosis, tuple(details))


def _partial(exercise, right):
    """Half of the points stand for the settings that came out right, half for all of them."""
    return round(exercise.points / 2 * sum(right) / len(right), 1)


def wrong_verdict(failure):
    """Error or failed, by what came of the first case that is not right."""
    return "error" if failure and failure.kind in ("exception", "symbolic") else "failed"


def _judge_symbolic(exercise, failure):
    if failure is None:
        return _result(exercise, "passed", exercise.points, details=passed_details(exercise))
    points = exercise.points / 2
    if failure.kind == "symbolic":
        misconception = MISCONCEPTIONS["tensorflow_on_symbolic_tensor"]
        details = misconception_details(misconception, failure.line or failure.message)
        return _result(exercise, "failed", points, misconception.id, details)
    details = (
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
    return _result(exercise, "failed", points, None, details)


def passed_details(exercise):
    """What is said to a right answer."""
    return (
        (
            "Well done",
            f"All {len(exercise.cases)} settings agree with the answer key"
            + ("." if exercise.experiment else ", and Keras can build a network with your answer."),
        ),
    )


def not_started_details():
    """What is said to an untouched cell."""
    return (
        (
            "Next",
            "Write your answer in place of the line `raise NotImplementedError`, run that "
            "cell, then this one.",
        ),
    )


def _groundwork(exercise, missing):
    return (
        (
            "First things first",
            f"Your answer calls `{missing}`, and no answer for it has passed yet. "
            f'Solve "{missing}", run its check, then run this one again.',
        ),
        ("Look at", f"the exercise `{missing}`; it comes before {exercise.section}."),
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


def _first_difference(exercise, case, outcome, expected, parameters, score):
    seen, wanted = _difference(exercise, outcome, expected, parameters)
    details = [("Setting", str(case)), ("What was seen", seen), ("Expected", wanted)]
    if outcome.failure and outcome.failure.line:
        details.append(("Where", outcome.failure.line))
    shapes = "" if exercise.experiment else _shapes_on_the_way(outcome, case)
    if shapes:
        details.append(("Shapes on the way", shapes))
    details.append(("So far", f'{score}. Stuck? `rl.hint("{exercise.id}")`'))
    return tuple(details)


def _difference(exercise, outcome, expected, parameters):
    """What was seen and what was expected where they first differ."""
    names = exercise.results or [f"result {number + 1}" for number in range(len(expected))]
    if outcome.failure:
        wanted = exercise.returns
        if not exercise.experiment:
            wanted = "a result of shape " + " and ".join(map(_size, expected))
        return _in_words(outcome.failure), wanted
    if len(outcome.arrays) != len(expected):
        return f"{len(outcome.arrays)} results", f"{len(expected)} results"
    for name, array, other in zip(names, outcome.arrays, expected, strict=True):
        which = f"{name}: " if len(expected) > 1 or exercise.results else ""
        if array.shape != other.shape:
            return f"{which}shape {_size(array)}", f"{which}shape {_size(other)}"
        wrong = ~np.isclose(array, other, rtol=TOLERANCE, atol=TOLERANCE)
        if array.ndim == 0 and wrong:
            return f"{which}{array:g}", f"{which}{other:g}"
        if wrong.any() and exercise.experiment and _is_short_list(array, other):
            return f"{which}{_listed(array)}", f"{which}{_listed(other)}"
        if wrong.any():
            place = tuple(int(index) for index in np.argwhere(wrong)[0])
            return (
                f"{which}the shape is right; {wrong.mean():.0%} of the numbers differ, "
                f"the first at {place}: {_number(array[place])}",
                f"{_number(other[place])} there",
            )
    return (
        f"the numbers are right, with {outcome.parameters:,} trainable parameters",
        f"{parameters:,} trainable parameters; is a layer shared, unused, or one too many?",
    )


def _is_short_list(*arrays):
    """Whether arrays are few whole numbers, which are best shown as they are."""
    return all(array.size <= 16 and np.all(array == np.rint(array)) for array in arrays)


def _listed(array):
    return str(array.astype(int).tolist())


def _in_words(failure: Failure):
    if failure.kind == "addition" and len(failure.shapes) == 2:
        one, other = (" × ".join(map(str, shape)) for shape in failure.shapes)
        return f"two tensors that cannot be added: {one} and {other}"
    return failure.message


def _shapes_on_the_way(outcome, case):
    """The layers in order, with the shape that left each one."""
    if not outcome.layers:
        return ""
    start = f"inputs {_sizes(case.input_shape)}"
    steps = [f"{kind} {_sizes(shape)}" for kind, shape in outcome.layers[:12]]
    more = ["…"] if len(outcome.layers) > 12 else []
    return " → ".join([start, *steps, *more])


def _number(value):
    return f"{value:.3f}" if abs(value) < 1e6 else f"{value:.3g}"


def _size(array):
    return _sizes(array.shape)


def _sizes(shape):
    return " × ".join(map(str, shape))
