"""Questions to predict: what may be guessed, what came of it, and what each guess is told.

A question is stated in its chapter, in `notebooks/source/`. `resnet-lessons build` writes what a
kernel needs of it into this folder, one file for each chapter; nobody edits these files. Texts are
HTML, made from the chapter's Markdown.
"""

import functools
import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Option:
    """One answer to choose.

    Attributes:
        text: the answer.
        explanation: what a learner who chose it reads.
        right: whether it is the right one.
    """

    text: str
    explanation: str
    right: bool


@dataclass(frozen=True)
class Axis:
    """A line on which a number is guessed; two of them span a plane for a point.

    Attributes:
        name: one word, by which regions name it.
        label: what is measured, and in which unit.
        low, high: its ends.
        step: between two numbers that can be guessed.
        unit: that follows a number, as in "72%".
    """

    name: str
    label: str
    low: float
    high: float
    step: float
    unit: str = ""

    def __post_init__(self):
        if not (self.low < self.high and 0 < self.step <= self.high - self.low):
            raise ValueError(f"the axis {self.name!r} has no numbers to guess")

    def in_words(self, number):
        """A number with its unit."""
        space = "" if self.unit.startswith("%") else " "
        return f"{number:g}{space}{self.unit}".rstrip()


@dataclass(frozen=True)
class GuessRegion:
    """Guesses that are told the same.

    Attributes:
        text: which guesses, in words.
        limits: (index of an axis, "up to" or "above", number), all of which hold; none hold always.
        explanation: what a learner who guessed so reads.
    """

    text: str
    limits: tuple[tuple[int, str, float], ...]
    explanation: str

    def holds(self, guess):
        """Whether a guess, a sequence of numbers, lies in it."""
        return all(
            guess[axis] <= number if side == "up to" else guess[axis] > number
            for axis, side, number in self.limits
        )


@dataclass(frozen=True)
class Known:
    """A point that is drawn before the guess: its label, and a number for each axis."""

    label: str
    at: tuple[float, ...]


@dataclass(frozen=True)
class Question:
    """One question. It has options, of which a guess is an index, or else one axis or two, for which a
    guess is a list of as many numbers.

    Attributes:
        id: known to `rl.ask`.
        chapter: its number.
        heading: the question itself.
        options: two or more, or none.
        axes: one, two, or none.
        regions: of the axes; the first that holds explains a guess.
        known: points that are drawn beforehand.
        came: what came, a number for each axis.
        story: what is told of it once something was guessed; HTML, perhaps "".
    """

    id: str
    chapter: int
    heading: str
    options: tuple[Option, ...] = ()
    axes: tuple[Axis, ...] = ()
    regions: tuple[GuessRegion, ...] = ()
    known: tuple[Known, ...] = ()
    came: tuple[float, ...] = ()
    story: str = ""

    def accepts(self, guess):
        """Whether something is a guess at this question; anything may be asked."""
        if self.options:
            return type(guess) is int and 0 <= guess < len(self.options)
        return (
            isinstance(guess, list)
            and len(guess) == len(self.axes)
            and all(type(number) in (int, float) and math.isfinite(number) for number in guess)
            and all(a.low <= number <= a.high for a, number in zip(self.axes, guess, strict=True))
        )

    def in_words(self, guess):
        """A guess as HTML."""
        if self.options:
            return self.options[guess].text
        pairs = zip(self.axes, guess, strict=True)
        return ", ".join(axis.in_words(number) for axis, number in pairs)

    def guesses_of(self, region):
        """Which guesses a region holds, in words: each limit with the unit of its axis."""
        limits = [f"{side} {self.axes[axis].in_words(n)}" for axis, side, n in region.limits]
        return " and ".join(limits) or "anywhere else"

    @property
    def outcome(self):
        """What came, as HTML."""
        if self.options:
            return next(option.text for option in self.options if option.right)
        return self.in_words(self.came)

    def as_dict(self):
        """Plain values, for a file and for the browser."""
        return asdict(self)


def from_dict(values):
    """The question of which `as_dict` made these values, perhaps by way of JSON."""
    return Question(
        **values
        | {
            "options": tuple(Option(**option) for option in values["options"]),
            "axes": tuple(Axis(**axis) for axis in values["axes"]),
            "regions": tuple(
                GuessRegion(**region | {"limits": tuple(map(tuple, region["limits"]))})
                for region in values["regions"]
            ),
            "known": tuple(Known(point["label"], tuple(point["at"])) for point in values["known"]),
            "came": tuple(values["came"]),
        }
    )


@functools.cache
def questions():
    """{id: `Question`}, in the order of the chapters."""
    files = sorted(FOLDER.glob("*.json"))
    read = [json.loads(path.read_text(encoding="utf-8")) for path in files]
    return {values["id"]: from_dict(values) for chapter in read for values in chapter}
