"""An executed notebook in, a chapter of the site out."""

import re
from dataclasses import dataclass

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from resnet_lessons.instructor.site.outputs import Output, OutputError, read_output
from resnet_lessons.instructor.site.prose import FormulaError, Heading, Prose

_AIM = re.compile(r"\*\*You will be able to\*\*\s+(.+?)(?=\n\n|\Z)", re.DOTALL)
_MINUTES = re.compile(r"\*\*Time\*\*\D*(\d+) minutes")
_BEFORE_THE_QUESTION = re.compile(r"^(Predict:|[\d.]+)\s*")


class ChapterError(Exception):
    """A notebook that cannot become a page."""


@dataclass(frozen=True)
class ShownCell:
    """One cell.

    Attributes:
        kind: "prose", "code", "exercise" (what a student fills in), "check" or "question".
        html: its text or code.
        outputs: what it gave, in order.
        section: the `Heading` of the section that it belongs to, or None.
    """

    kind: str
    html: str
    outputs: tuple[Output, ...] = ()
    section: Heading | None = None

    @property
    def explorables(self):
        """Names of the explorables that it shows, at once or after a guess."""
        shown = [each for output in self.outputs for each in (output, *output.shown)]
        return {output.content for output in shown if output.kind == "explorable"}


@dataclass(frozen=True)
class Chapter:
    """One page of the site.

    Attributes:
        name: of its page, without suffix.
        number, title: of the chapter; a title without number leaves `number` empty.
        aim: what a student learns, as HTML.
        minutes: that a student needs, or None.
        headings: all but the first.
        cells: in their order.
    """

    name: str
    number: str
    title: str
    aim: str
    minutes: int | None
    headings: tuple[Heading, ...]
    cells: tuple[ShownCell, ...]

    @property
    def question(self):
        """The first heading that asks something, or ""."""
        for heading in self.headings:
            if heading.text.endswith("?"):
                question = _BEFORE_THE_QUESTION.sub("", heading.text)
                return question[0].upper() + question[1:]
        return ""

    @property
    def sections(self):
        """The headings that are listed."""
        return tuple(heading for heading in self.headings if heading.level == 2)

    @property
    def outputs(self):
        """Those of all cells."""
        return tuple(output for cell in self.cells for output in cell.outputs)

    def sections_with(self, explorable):
        """The headings of the sections that show an explorable, each once, in their order.

        Args:
            explorable: its name.
        """
        found = [cell.section for cell in self.cells if explorable in cell.explorables]
        return tuple(dict.fromkeys(section for section in found if section))

    @property
    def picture(self):
        """The first `outputs.FrameFiles` that gives no answer away, or None."""
        return next((output.frame for output in self.outputs if output.frame), None)

    @property
    def kinds(self):
        """Kinds of all outputs, those that show what came of a question too."""
        shown = [each for output in self.outputs for each in output.shown]
        return {output.kind for output in (*self.outputs, *shown)}


def read(notebook, name, pictures, pages=()):
    """Turns an executed notebook into a chapter.

    Args:
        notebook: `NotebookNode`.
        name: of its page, without suffix.
        pictures: `outputs.Pictures`, in which its pictures are kept.
        pages: names of all chapters, for links between them.

    Returns:
        `Chapter`

    Raises:
        ChapterError: names the cell that holds a formula that cannot be set, an error, or a
            picture without a description.
    """
    prose = Prose(pages)
    cells = []
    for number, cell in enumerate(notebook.cells):
        try:
            cells.append(_cell(cell, number, prose, pictures))
        except (FormulaError, OutputError) as error:
            raise ChapterError(f"{name}, cell {number}: {error}") from None
    title = prose.headings[0].text if prose.headings else name
    mark, dot, rest = title.partition(" · ")
    opening = notebook.cells[0].source if notebook.cells else ""
    aim, minutes = _AIM.search(opening), _MINUTES.search(opening)
    return Chapter(
        name=name,
        number=mark if dot else "",
        title=rest if dot else title,
        aim=_inline(aim[1]) if aim else "",
        minutes=int(minutes[1]) if minutes else None,
        headings=prose.headings[1:],
        cells=tuple(cells),
    )


def _cell(cell, number, prose, pictures):
    if cell.cell_type != "code":
        return ShownCell("prose", prose.render(cell.source))
    shown = (
        read_output(output, pictures, f"data-{number}-{place}")
        for place, output in enumerate(cell.outputs)
    )
    found = tuple(each for each in shown if each)
    sections = [heading for heading in prose.headings if heading.level == 2]
    section = sections[-1] if sections else None
    return ShownCell(_kind(cell, found), code(cell.source), found, section)


def _kind(cell, outputs):
    if any(output.kind == "question" for output in outputs):
        return "question"
    role = cell.metadata.get("nbgrader", {})
    if role.get("solution"):
        return "exercise"
    return "check" if role.get("grade") else "code"


def code(source):
    """Python as HTML, its words marked with pygments' classes."""
    return highlight(source, PythonLexer(), HtmlFormatter(nowrap=True)).rstrip("\n")


def _inline(source):
    """A sentence of Markdown, as the inside of a paragraph; its first letter is made large."""
    text = Prose().render(source).strip().removeprefix("<p>").removesuffix("</p>")
    return text if text.startswith("<") else text[:1].upper() + text[1:]


__all__ = ["Chapter", "ChapterError", "ShownCell", "code", "read"]
