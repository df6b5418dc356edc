"""What makes a box or an edge of a drawing stand out, for readers of any colour vision."""

from dataclasses import dataclass

from resnet_lessons.figures.style import Tone

_LINE_WIDTH = 3


@dataclass(frozen=True)
class Mark:
    """A tone, a heavier stroke, and words beside it.

    Attributes:
        tone: of the stroke and of the words.
        words: a few, such as "differs".
        dashes: lengths of dash and gap in line widths, or None for a solid stroke.
    """

    tone: Tone
    words: str
    dashes: tuple[float, float] | None = None

    @property
    def stroke(self):
        """Settings of the stroke, as matplotlib's artists take them."""
        style = (0, self.dashes) if self.dashes else "solid"
        return {"linewidth": _LINE_WIDTH, "linestyle": style}
