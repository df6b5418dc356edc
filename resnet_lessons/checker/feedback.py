"""What a check hands back: a verdict with its words, as text and as HTML."""

import html
from dataclasses import dataclass

import numpy as np

from resnet_lessons.checker import wording
from resnet_lessons.checker.verdict import decide
from resnet_lessons.display import Picture, in_points, inline_code

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

    Attributes:
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
    details: tuple[tuple[str, str], ...] = ()
    picture: Picture | None = None

    @property
    def message(self):
        """The details as plain text, one line each."""
        return "\n".join(f"{label}: {text}" for label, text in self.details)

    @property
    def _headline(self):
        points = f"{self.points:g} of {in_points(self.max_points)}"
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
    """Decides on what the probe saw, and says why.

    Args:
        exercise: the `Exercise`.
        observation: from `probe`, run with the key's seed and the same cases.
        key: the `AnswerKey`.
        cases: the settings that were run, the exercise's public ones if None.

    Returns:
        `CheckResult`
    """
    cases = exercise.cases if cases is None else cases
    verdict = decide(exercise, observation, key)
    said = wording.details(verdict, exercise, observation, key, cases)
    return CheckResult(
        exercise=exercise.id,
        verdict=verdict.name,
        points=verdict.points,
        max_points=exercise.points,
        diagnosis=verdict.diagnosis,
        details=said,
    )
