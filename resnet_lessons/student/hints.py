"""What a notebook calls to ask for a hint."""

import html
from dataclasses import dataclass

from resnet_lessons.course.exercises import EXERCISES, unknown_exercise
from resnet_lessons.display import Message

_next_rung = {}
_RUNGS = ("concept", "structure", "nearly code")
# JupyterLab breaks the lines of any <pre> within words, unless told otherwise.
_LINES = "white-space:pre-wrap;word-break:normal;overflow-wrap:break-word"


@dataclass(frozen=True)
class Hint:
    """One rung of an exercise's three hints.

    Attributes:
        exercise: its id.
        rung: 0, 1 or 2.
        text: the hint.
    """

    exercise: str
    rung: int
    text: str

    @property
    def _headline(self):
        return f"Hint {self.rung} of {len(_RUNGS)} for {self.exercise}: {_RUNGS[self.rung - 1]}"

    def __repr__(self):
        return f"{self._headline}\n{self.text}"

    def _repr_html_(self):
        return (
            '<div class="resnet-hint" role="note" style="border-left:5px solid #0b5b8a;'
            'background:#e8f2f9;color:#1d2733;padding:.6em 1em;max-width:46em">'
            f"<p style='margin:.1em 0'><strong>{html.escape(self._headline)}</strong></p>"
            f'<pre style="{_LINES};background:none;margin:.3em 0">{html.escape(self.text)}</pre></div>'
        )


def hint(exercise_id):
    """The next of three hints: concept, structure, nearly code. After the third they begin again.

    Args:
        exercise_id: for example "regular_block".

    Returns:
        `Hint`, or a `Message` where there is no such exercise or it comes without hints.
    """
    if not isinstance(exercise_id, str) or exercise_id not in EXERCISES:
        return Message(unknown_exercise(exercise_id))
    if not EXERCISES[exercise_id].hints:
        return Message(
            f"{exercise_id} comes without hints. Its check says what it saw, and what to look for."
        )
    rung = _next_rung.get(exercise_id, 0)
    _next_rung[exercise_id] = (rung + 1) % len(_RUNGS)
    return Hint(exercise_id, rung + 1, EXERCISES[exercise_id].hints[rung])
