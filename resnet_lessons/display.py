"""What a cell shows: a sentence, or a picture with what it shows in words."""

import base64
import html
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Message:
    """A sentence that a notebook shows as it is."""

    text: str

    def __repr__(self):
        return self.text


@dataclass(frozen=True)
class Picture:
    """One picture.

    Attributes:
        png: bytes of the picture.
        alt: what it shows, in words.
        width, height: in CSS pixels.
    """

    png: bytes = field(repr=False)
    alt: str
    width: int
    height: int

    @property
    def facts(self):
        """All but the picture itself."""
        return {"alt": self.alt, "width": self.width, "height": self.height}

    @property
    def encoded(self):
        """The PNG as text, in base64."""
        return base64.b64encode(self.png).decode("ascii")

    @property
    def html(self):
        """The picture as an image of HTML."""
        return (
            f'<img src="data:image/png;base64,{self.encoded}" alt="{html.escape(self.alt)}" '
            f'width="{self.width}" height="{self.height}" style="max-width:100%;height:auto">'
        )
