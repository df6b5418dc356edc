"""Asks a question in a notebook: something is guessed first, then what came is shown.

The guess is made in the browser (`question.js`) and kept in `my_answers/`. What answers it is the
explanation of that guess, the figure or explorer that shows what came, and the story of it. For a
reader without a kernel all of it stands in the notebook too, closed, to be opened.
"""

import base64
import functools
import os
from pathlib import Path

import anywidget
import ipywidgets
import traitlets

from resnet_lessons.course.questions import questions
from resnet_lessons.display import Message, Picture, plain_text
from resnet_lessons.figures.canvas import FOR_THE_SITE, READER
from resnet_lessons.machine.hosted import shown_here
from resnet_lessons.machine.main_thread import MainThread
from resnet_lessons.machine.shown_widgets import WithPicture
from resnet_lessons.student import guesses

_HERE = Path(__file__).parent
# Of a question's output: what nbval compares, since no text that is shown may hold what came.
QUESTION = "application/vnd.resnet-lessons.question+json"
INVITATION = "Open what you would guess. Once this cell has run, you can make your guess here."
OUTCOME = "How it turned out"
RIGHT, WRONG = "✓ <strong>Right.</strong>", "✗ <strong>Not quite.</strong>"


class GuessField(anywidget.AnyWidget):
    """Where a guess is made.

    Attributes:
        question: plain values of a `Question`.
        guess: None until one was made.
        note: why a guess could not be kept, or "".
    """

    _esm = (_HERE / "question.js").read_text(encoding="utf-8")
    _css = (_HERE / "question.css").read_text(encoding="utf-8")
    question = traitlets.Dict().tag(sync=True)
    guess = traitlets.Any(None, allow_none=True).tag(sync=True)
    note = traitlets.Unicode().tag(sync=True)


class AskedQuestion(WithPicture, ipywidgets.VBox):
    """A question, and below it what came, once something was guessed.

    Args:
        question: `Question`.
        shown: figures, explorers or tables that show what came.
    """

    def __init__(self, question, shown=()):
        self._question, self._shown = question, shown
        self.field = GuessField(question=question.as_dict(), guess=guesses.kept(question))
        super().__init__([self.field])
        self._reveal()
        main_thread = MainThread()
        self.field.observe(lambda change: main_thread.call(self._take, change["new"]), "guess")

    def _take(self, guess):
        """Keeps a guess, or forgets the last one, and shows or hides what came."""
        if guess is None:
            self.field.note = guesses.forget(self._question)
        elif self._question.accepts(guess):
            self.field.note = guesses.keep(self._question, guess)
        self._reveal()

    def _reveal(self):
        is_guessed = self._question.accepts(self.field.guess)
        self.children = (self.field, *(self._what_came if is_guessed else ()))

    @functools.cached_property
    def _what_came(self):
        """Widgets that show what came."""
        found = [
            each if isinstance(each, ipywidgets.Widget) else _html_widget(_as_html(*_bundle(each)))
            for each in self._shown
        ]
        story = self._question.story
        return (*found, *([_html_widget(story)] if story else []))

    def __repr__(self):
        question = self._question
        if question.accepts(self.field.guess):
            said = [f"You guessed: {question.in_words(self.field.guess)}", question.outcome]
            return plain_text(f"{question.heading}\n{said[0]}\n{OUTCOME}: {said[1]}")
        told = [option.text for option in question.options]
        told += [question.guesses_of(region) for region in question.regions]
        choices = "\n".join(f"  ○ {text}" for text in told)
        return plain_text(f"{question.heading}\n{choices}")

    def _repr_mimebundle_(self, **options):
        data, _ = self._view(**options)
        shown = [_bundle(each) for each in self._shown]
        opened = "".join(_as_html(*each) for each in shown) + self._question.story
        came = f"<details><summary>{OUTCOME}</summary>{opened}</details>" if opened else ""
        data |= {
            "text/plain": repr(self),
            "text/html": f"<p><em>{INVITATION}</em></p>{openings(self._question)}{came}",
            QUESTION: {
                "came": self._question.outcome,
                "shown": [data["text/plain"] for data, metadata in shown],
            },
        }
        if os.environ.get(FOR_THE_SITE):
            data[READER] = {
                "kind": "question",
                "question": self._question.as_dict(),
                "openings": openings(self._question),
                "shown": [{"data": data, "metadata": metadata} for data, metadata in shown],
            }
        return shown_here(data)


def ask(question_id, reveal=None):
    """Asks a question of the lessons: guess, and see what came.

    Args:
        question_id: its id.
        reveal: a function without arguments that returns what shows what came: a figure, an
            explorer, a table, or several of them in a tuple.

    Returns:
        `AskedQuestion`, or a `Message` where there is no such question.
    """
    if not isinstance(question_id, str) or question_id not in questions():
        return Message(f"There is no question {question_id!r}. There are {', '.join(questions())}.")
    shown = reveal() if reveal else ()
    return AskedQuestion(questions()[question_id], shown if isinstance(shown, tuple) else (shown,))


def openings(question):
    """A question's guesses as HTML without a script: each opens to its explanation."""
    if question.options:
        told = [
            (option.text, f"{RIGHT if option.right else WRONG} {option.explanation}")
            for option in question.options
        ]
    else:
        told = [(question.guesses_of(each), each.explanation) for each in question.regions]
        told.append(("The answer", f"{question.outcome}."))
    return "\n".join(
        f'<details name="{question.id}"><summary>{text}</summary><p>{explanation}</p></details>'
        for text, explanation in told
    )


def _bundle(shown):
    """(data, metadata) of what a cell would show."""
    if not hasattr(shown, "_repr_mimebundle_"):
        return {"text/plain": repr(shown), "text/html": shown._repr_html_()}, {}
    made = shown._repr_mimebundle_()
    return made if isinstance(made, tuple) else (made, {})


def _as_html(data, metadata):
    """What a cell shows, as HTML that needs no kernel."""
    if "image/png" in data:
        facts = metadata["image/png"]
        return Picture(base64.b64decode(data["image/png"]), **facts).html
    return data.get("text/html", "")


def _html_widget(html):
    return ipywidgets.HTML(f'<div class="jp-RenderedHTMLCommon resnet-story">{html}</div>')
