"""Questions to predict, as a chapter's source states them: Markdown in, `Question`s out.

Three cells make a question. A Markdown cell with the tag "question" holds a heading, prose if need
be, a block of settings, and the guesses that are told apart. A code cell asks it and says what shows
what came. A Markdown cell with the tag "came", which may be left out, tells the story of it:

    ### Predict: how many numbers are left?

    ```toml
    id = "numbers_left"
    ```

    - [ ] As many as before. :: Tempting: ...
    - [x] Half of them. :: A quarter of the positions ...

    rl.ask("numbers_left", lambda: rl.figures.…)

Instead of options a question may have one axis or two, on which a number or a point is guessed. Then
the list holds regions, of which the first that holds explains a guess; the last takes the rest:

    axes = [{ name = "share", label = "share, in percent", low = 0, high = 100, step = 1, unit = "%" }]
    came = [72]

    - up to 30 :: ...
    - above 30 :: ...

With two axes a limit begins with the name of its axis, several are joined by commas, and "elsewhere"
has none. `known` lists points that are drawn beforehand: `{ label = "…", at = [1, 2] }`.

The notebook holds heading, prose and the code; all that gives the answer away goes into the package,
from where the code shows it.
"""

import json
import re
import tomllib

import mistune
from mistune.core import BlockState

from resnet_lessons.course.questions import Axis, GuessRegion, Known, Option, Question

TAG, CAME = "question", "came"
_SETTINGS = re.compile(r"^```toml\n(.*?)^```\n?", re.DOTALL | re.MULTILINE)
_KEYS = {"id", "axes", "came", "known"}
_OPTION = re.compile(r"\[([ xX])\] (.*)")
_LIMIT = re.compile(r"(?:(\w+) )?(up to|above) (-?\d+(?:\.\d+)?)")
_REST = "elsewhere"
_SEPARATOR = " :: "
_ASKED = re.compile(r'rl\.ask\(\s*"(\w+)"')


class QuestionError(ValueError):
    """A question is malformed; the message says how."""


def taken_out(cells, chapter):
    """Takes the questions of a chapter out of its cells.

    Args:
        cells: of the source. Those that state a question keep its heading and prose.
        chapter: its number.

    Returns:
        (the cells that are left, `Question`s in order)

    Raises:
        QuestionError: when one is malformed, is not asked, or a story belongs to none; it begins with
            the first line of the cell.
    """
    left, found = [], []
    for number, cell in enumerate(cells):
        tags = cell.metadata.get("tags", ())
        try:
            if TAG in tags:
                asking = cells[number + 1].source if number + 1 < len(cells) else ""
                after = cells[number + 2] if number + 2 < len(cells) else None
                is_told = after is not None and CAME in after.metadata.get("tags", ())
                story = after.source if is_told else ""
                cell.source, question = parse(cell.source, chapter, story)
                if _ASKED.findall(asking) != [question.id]:
                    raise QuestionError(f'the next cell has to ask it: rl.ask("{question.id}")')
                if question.id in {each.id for each in found}:
                    raise QuestionError(f"another one is called {question.id!r}")
                found.append(question)
            elif CAME in tags:
                before = cells[number - 2].metadata.get("tags", ()) if number > 1 else ()
                if TAG not in before:
                    raise QuestionError("what came is told right after the cell that asks")
                continue
        except QuestionError as error:
            raise QuestionError(f"{cell.source.strip().partition(chr(10))[0]!r}: {error}") from None
        left.append(cell)
    return left, tuple(found)


def parse(text, chapter, story=""):
    """Reads a question.

    Args:
        text: Markdown of the cell that states it.
        chapter: its number.
        story: Markdown of the cell that tells what came, or "".

    Returns:
        (heading and prose as Markdown, `Question`)

    Raises:
        QuestionError: says what is wrong with it.
    """
    match = _SETTINGS.search(text)
    if not text.strip().startswith("#"):
        raise QuestionError("it begins with a heading")
    if not match:
        raise QuestionError("it has no settings: a block of toml that holds its id")
    settings, prose = _settings(match.group(1)), text[: match.start()].strip()
    told = [_told(item) for item in _items(text[match.end() :].strip().splitlines())]
    heading = prose.partition("\n")[0].lstrip("# ").removeprefix("Predict: ")
    try:
        axes = tuple(Axis(**axis) for axis in settings.get("axes", ()))
        known = tuple(
            Known(point["label"], tuple(point["at"])) for point in settings.get("known", ())
        )
    except (KeyError, TypeError, ValueError) as error:
        raise QuestionError(f"its settings do not fit: {error}") from None
    question = Question(
        id=settings["id"],
        chapter=chapter,
        heading=_html(heading[:1].upper() + heading[1:]),
        options=() if axes else _options(told),
        axes=axes,
        regions=_regions(told, axes) if axes else (),
        known=known,
        came=tuple(settings.get("came", ())),
        story=_story(story),
    )
    _check(question)
    return prose, question


def _settings(text):
    try:
        settings = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise QuestionError(f"its settings cannot be read: {error}") from None
    if "id" not in settings or not settings.keys() <= _KEYS:
        raise QuestionError(f"its settings are {sorted(settings)}; known are {sorted(_KEYS)}")
    return settings


def _items(lines):
    """The text of each item of the list, its lines joined."""
    items = []
    for line in lines:
        if line.startswith("- "):
            items.append(line[2:])
        elif line.startswith(" ") and line.strip() and items:
            items[-1] += " " + line.strip()
        elif line.strip():
            raise QuestionError(f"{line!r} stands in the list; indent it, or put it before")
    return items


def _told(item):
    """(what is guessed, as Markdown; its explanation, as HTML)"""
    text, separator, explanation = (part.strip() for part in item.partition(_SEPARATOR))
    if not (separator and text and explanation):
        raise QuestionError(f"{item!r} is not 'guess{_SEPARATOR}explanation'")
    return text, _html(explanation)


def _options(told):
    options = []
    for text, explanation in told:
        match = _OPTION.fullmatch(text)
        if not match:
            raise QuestionError(f"{text!r} begins with neither '[ ] ' nor '[x] '")
        options.append(Option(_html(match.group(2)), explanation, match.group(1) != " "))
    return tuple(options)


def _regions(told, axes):
    names = [axis.name for axis in axes]
    return tuple(
        GuessRegion(
            _html(text),
            () if text == _REST else tuple(_limit(part, names) for part in text.split(", ")),
            explanation,
        )
        for text, explanation in told
    )


def _limit(text, names):
    match = _LIMIT.fullmatch(text)
    if not match or (match.group(1) or names[0]) not in names:
        raise QuestionError(f"{text!r} is no limit such as '{names[0]} up to 3' or 'above 3'")
    name, side, number = match.groups()
    return names.index(name or names[0]), side, float(number)


def _check(question):
    """Refuses what cannot be asked."""
    if question.axes:
        if len(question.axes) > 2 or not question.accepts(list(question.came)):
            raise QuestionError("it needs what came, a number on each of one axis or two")
        if question.regions and not question.regions[-1].holds(
            [axis.high for axis in question.axes]
        ):
            raise QuestionError("its last region has to take the rest")
    count = len(question.options) or len(question.regions)
    if count < 2:
        raise QuestionError(f"it needs at least two guesses to tell apart, it has {count}")
    right = sum(option.right for option in question.options)
    if question.options and right != 1:
        raise QuestionError(f"one option is right and marked [x], here {right} are")


class _Inline(mistune.HTMLRenderer):
    """Code, emphasis and links as HTML."""

    def inline_math(self, text):
        raise QuestionError(f"write ${text}$ without a formula: not every notebook would set it")


_MARKDOWN = mistune.create_markdown(renderer=_Inline(escape=True), plugins=["math", "table"])


def _html(text):
    return _MARKDOWN.renderer(_MARKDOWN.inline(text, {}), BlockState())


def _story(text):
    if re.search("^#", text, re.MULTILINE):
        raise QuestionError("the story of what came has no heading of its own")
    return _MARKDOWN(text).strip()


def as_json(questions):
    """The file of a chapter's questions."""
    values = [question.as_dict() for question in questions]
    return json.dumps(values, ensure_ascii=False, indent=1) + "\n"


__all__ = ["CAME", "TAG", "QuestionError", "as_json", "parse", "taken_out"]
