"""Questions to predict: a task list in a chapter's source, choices to open in its notebook.

A markdown cell with the tag "question" holds a heading, prose if need be, and the choices:

    ### Predict: how many numbers are left?

    - [ ] As many as before. :: Tempting: ...
    - [x] Half of them. :: A quarter of the positions ...

The notebook shows each choice as a line that opens to its explanation. That is plain HTML, so it
needs no kernel and no script. It stands in one piece, without an empty line: so JupyterLab, GitHub
and nbconvert take it as it is, whatever their Markdown. Formulas stay as they are for the page.
"""

import re
from dataclasses import dataclass

import mistune
from mistune.core import BlockState

TAG = "question"
INVITATION = "Open the choice that you would take."
_CHOICE = re.compile(r"- \[([ xX])\] (.*)")
_SEPARATOR = " :: "
_BEGINNINGS = {True: "✓ <strong>Right.</strong>", False: "✗ <strong>Not quite.</strong>"}


class QuestionError(ValueError):
    """A question is malformed; the message says how."""


@dataclass(frozen=True)
class Choice:
    """One answer to choose.

    Attributes:
        text: the answer, in inline Markdown.
        explanation: what a learner who opens it reads, in inline Markdown.
        right: whether it is the right one.
    """

    text: str
    explanation: str
    right: bool


@dataclass(frozen=True)
class Question:
    """A question to predict: heading and prose as Markdown, and its choices in order."""

    prose: str
    choices: tuple[Choice, ...]


class _Inline(mistune.HTMLRenderer):
    """Code, emphasis and links as HTML; a formula as it was written."""

    def inline_math(self, text):
        if re.search("[<>&]", text):
            raise QuestionError(f"write \\lt, \\gt or \\& in the formula ${text}$")
        return f"${text}$"


_MARKDOWN = mistune.create_markdown(renderer=_Inline(escape=True), plugins=["math"])


def parse(text):
    """Reads a question.

    Args:
        text: Markdown; the choices come last, and a choice's further lines are indented.

    Returns:
        `Question`

    Raises:
        QuestionError: without a heading or an explanation, with fewer than two choices, with none
            or several right ones, or when something else stands among the choices.
    """
    lines = text.strip().splitlines()
    first = next((n for n, line in enumerate(lines) if line.startswith("- [")), len(lines))
    prose = "\n".join(lines[:first]).strip()
    choices = tuple(_choice(item) for item in _items(lines[first:]))
    right = sum(choice.right for choice in choices)
    if not prose.startswith("#"):
        raise QuestionError("it begins with a heading")
    if len(choices) < 2:
        raise QuestionError(f"it needs at least two choices, it has {len(choices)}")
    if right != 1:
        raise QuestionError(f"one choice is right and marked [x], here {right} are")
    return Question(prose, choices)


def _items(lines):
    """The text of each choice, its lines joined."""
    items = []
    for line in lines:
        if line.startswith("- ["):
            items.append(line)
        elif line.startswith(" ") and line.strip():
            items[-1] += " " + line.strip()
        elif line.strip():
            raise QuestionError(f"{line!r} stands among the choices; indent it, or put it before")
    return items


def _choice(item):
    match = _CHOICE.fullmatch(item)
    if not match:
        raise QuestionError(f"{item!r} begins with neither '- [ ] ' nor '- [x] '")
    text, separator, explanation = (part.strip() for part in match.group(2).partition(_SEPARATOR))
    if not (separator and text and explanation):
        raise QuestionError(f"{item!r} is not 'choice{_SEPARATOR}explanation'")
    return Choice(text, explanation, right=match.group(1) != " ")


def cell_text(text, number):
    """A question as the Markdown of a notebook's cell.

    Args:
        text: as for `parse`.
        number: of the question in its notebook; where names are kept, opening one of its choices
            closes the other.

    Raises:
        QuestionError: as `parse` does, and for a formula that HTML would change; it begins with
            the question's first line.
    """
    title = text.strip().partition("\n")[0]
    try:
        question = parse(text)
        choices = [_details(choice, f"question-{number}") for choice in question.choices]
    except QuestionError as error:
        raise QuestionError(f"{title!r}: {error}") from None
    return "\n\n".join([question.prose, INVITATION, "\n".join(choices)])


def _details(choice, name):
    return (
        f'<details name="{name}"><summary>{_html(choice.text)}</summary>'
        f"<p>{_BEGINNINGS[choice.right]} {_html(choice.explanation)}</p></details>"
    )


def _html(text):
    return _MARKDOWN.renderer(_MARKDOWN.inline(text, {}), BlockState())


__all__ = ["INVITATION", "TAG", "Choice", "Question", "QuestionError", "cell_text", "parse"]
