"""What a learner guessed: kept in `my_answers/guesses/`, one small file for each question, so that two
notebooks at once do no harm and a broken file costs one guess. Nothing of it is graded."""

import json
import os
from dataclasses import dataclass

from resnet_lessons.course.questions import Question, questions
from resnet_lessons.display import Html, Message, plain_text, table
from resnet_lessons.figures.canvas import FOR_THE_SITE, READER
from resnet_lessons.machine.files import written_whole
from resnet_lessons.student.passed_answers import answers_folder

# A longer file is not one of ours.
_LONGEST = 1000
NOT_YET = "no guess yet"
COMES_WITH_THE_GUESS = "shown once you have guessed"
_CAPTION = "What you guessed, and how it turned out"


def kept(question):
    """The guess at a `Question`, or None where there is none that can be read."""
    try:
        with _path(question).open("rb") as file:
            guess = json.loads(file.read(_LONGEST))
    except (OSError, ValueError, RecursionError):
        return None
    return guess if question.accepts(guess) else None


def keep(question, guess):
    """Keeps a guess, in the place of an earlier one.

    Args:
        question: `Question`, which accepts the guess.

    Returns:
        "" when it is kept, else a sentence that says why not.
    """
    try:
        with written_whole(_path(question)) as file:
            file.write(json.dumps(guess).encode())
    except OSError as error:
        return _unwritten(error)
    return ""


def forget(question):
    """Forgets the guess at a `Question`; returns "", or a sentence that says why it cannot."""
    try:
        _path(question).unlink(missing_ok=True)
    except OSError as error:
        return _unwritten(error)
    return ""


def _path(question):
    return answers_folder() / "guesses" / f"{question.id}.json"


def _unwritten(error):
    return (
        f"It is kept only until you close this notebook, because {answers_folder()} cannot be "
        f"written ({error.strerror})."
    )


@dataclass(frozen=True)
class Guesses:
    """The questions of a chapter, each with what was guessed, and what came.

    Attributes:
        guessed: pairs (`Question`, guess), in the chapter's order; the guess is None where there is none yet.
    """

    guessed: tuple[tuple[Question, object], ...]

    def _rows(self):
        for question, guess in self.guessed:
            if guess is None:
                yield question.heading, NOT_YET, COMES_WITH_THE_GUESS
            else:
                yield question.heading, question.in_words(guess), question.outcome

    def __repr__(self):
        rows = [f"  {asked}\n    {guess} · {came}" for asked, guess, came in self._rows()]
        return "\n".join([_CAPTION, *(plain_text(row) for row in rows)])

    def _repr_mimebundle_(self, include=None, exclude=None):
        data = {"text/plain": repr(self), "text/html": self._html()}
        if os.environ.get(FOR_THE_SITE):
            asked = [question.as_dict() for question, guess in self.guessed]
            data[READER] = {"kind": "guesses", "questions": asked, "html": self._html()}
        return data

    def _html(self):
        rows = [tuple(map(Html, row)) for row in self._rows()]
        headings = ("Question", "You guessed", "How it turned out")
        return table(
            "guesses", headings, rows, align="hll", caption=_CAPTION, sentence_widths=(40, 30, 30)
        )


def guesses(chapter):
    """What you guessed in a chapter, and what came; nothing is graded.

    Args:
        chapter: its number.

    Returns:
        `Guesses`, or a `Message` where the chapter has no question.
    """
    asked = [question for question in questions().values() if question.chapter == chapter]
    if not asked:
        return Message(f"There is no question in chapter {chapter!r}.")
    return Guesses(tuple((question, kept(question)) for question in asked))
