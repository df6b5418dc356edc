"""What a cell shows: a sentence, a picture with what it shows in words, or a table."""

import base64
import html
import re
from dataclasses import dataclass, field

_TAG = re.compile(r"<!--.*?-->|</?[a-zA-Z][^>]*>", re.DOTALL)


@dataclass(frozen=True)
class Message:
    """A sentence that a notebook shows as it is.

    Attributes:
        text: the sentence.
    """

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


class Html(str):
    """Text that is HTML already: a table takes it as it is and escapes every other text."""


def joined(words):
    """Words as a list in a sentence: "a", "a and b", "a, b and c"; there is at least one."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def in_points(number):
    """ "1 point" or "2.5 points" """
    return f"{number:g} point{'' if number == 1 else 's'}"


def inline_code(text):
    """Plain text as `Html`: what `backticks` surround is code, a new line stays one."""
    parts = html.escape(text).split("`")
    return Html(
        "".join(
            f"<code>{part}</code>" if number % 2 else part.replace("\n", "<br>")
            for number, part in enumerate(parts)
        )
    )


def plain_text(markup):
    """The text of a piece of HTML."""
    return html.unescape(_TAG.sub("", markup))


def table(kind, headings, rows, *, align, caption="", notes=(), sentence_widths=()):
    """One table as HTML.

    Args:
        kind: what it shows, in one word; its class in CSS is "resnet-" and this word.
        headings: of the columns; empty for a table without headings.
        rows: tuples with a cell for each column: `Html`, or anything else as text.
        align: a letter for each column: "l" for left, "r" for right, where notebooks put a cell
            by themselves, and "h" for the headings of the rows, which are aligned left.
        caption: above the table.
        notes: sentences below it.
        sentence_widths: of the columns, in percent, where cells hold whole sentences, which wrap
            and begin at the top.

    Returns:
        `Html`
    """
    widths = sentence_widths or [None] * len(align)
    head_tags, tags = zip(*map(_tags, align, widths), strict=True)
    head = f"<thead>{_row(head_tags, headings)}</thead>" if headings else ""
    body = "".join(_row(tags, cells) for cells in rows)
    if caption:
        caption = f'<caption style="text-align:left">{_escaped(caption)}</caption>'
    below = "".join(f"<p>{_escaped(note)}</p>" for note in notes)
    return Html(f'<table class="resnet-{kind}">{caption}{head}<tbody>{body}</tbody></table>{below}')


def _tags(letter, width):
    """(the tag of a column's heading, the tag of its cells), with their attributes."""
    tag = "th" if letter == "h" else "td"
    style = "" if letter == "r" else "text-align:left"
    if width is None:
        attribute = f' style="{style}"' if style else ""
        return f"th{attribute}", f"{tag}{attribute}"
    scope = ' scope="row"' if letter == "h" else ""
    style = f"{style};vertical-align:top;white-space:normal"
    return (
        f'th scope="col" style="{style};width:{width}%"',
        f'{tag}{scope} style="{style};font-weight:normal"',
    )


def _row(tags, cells):
    pairs = zip(tags, cells, strict=True)
    return f"<tr>{''.join(f'<{tag}>{_escaped(cell)}</{tag[:2]}>' for tag, cell in pairs)}</tr>"


def _escaped(cell):
    return cell if isinstance(cell, Html) else html.escape(str(cell))
