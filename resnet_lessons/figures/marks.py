"""What makes a box or an edge of a drawing stand out, for readers of any colour vision."""

from dataclasses import dataclass

from resnet_lessons.figures.tones import Tone

LINE_WIDTH = 3.6


@dataclass(frozen=True)
class Mark:
    """A heavy, solid stroke in the ink of a tone, and words beside it.

    The ink, not the line, since lines of these colours already stand for a branch or a sum; solid,
    since a dashed line would say that something is missing.

    Attributes:
        tone: of the stroke and of the words.
        words: a few, such as "✗ differs".
    """

    tone: Tone
    words: str

    @property
    def color(self):
        """Of the stroke and of the words."""
        return self.tone.ink
