"""Makes a notebook of what else holds the code of one: a script, a page, answers that the lessons kept.

Texts are cut and searched, never parsed: see `matching`.
"""

import html
import itertools
import json
import re

from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.grading.intake.kinds import only_a_link
from resnet_lessons.instructor.grading.intake.matching import definitions
from resnet_lessons.instructor.grading.intake.possessive import repeated
from resnet_lessons.instructor.grading.intake.raw_notebook import MOST_CELLS, as_dictionary
from resnet_lessons.instructor.grading.intake.released import TOKENS

LARGEST_SCRIPT, LARGEST_PAGE = 1_000_000, 100_000_000
# Of a page without Jupyter's marks, or of all code that they mark: a short tag takes many times the
# memory of its characters.
_LARGEST_MARKUP = 5_000_000
_HAND_IN = "Hand in the notebook itself, the file that ends in .ipynb"
KEPT = "These are answers that the lessons kept, no notebook; each was read as a cell."
_DAMAGED = f"is damaged: the answers that were saved in it cannot be read. {_HAND_IN}"
_PLAIN_PAGE = (
    "is a web page that shows no whole code of a notebook, perhaps one on which a notebook can be seen. "
    f"{_HAND_IN}"
)
_ONLINE_TEXT = f"is what was typed into a box of the platform, no notebook. {_HAND_IN}"
_LARGE_PAGE = f"is a page with far more text than the code of a notebook has. {_HAND_IN}"
_TYPED_CODE = f"is code in a text, where its indentation is lost. {_HAND_IN}"
# Where a cell begins: in VS Code and Spyder, in an export of Jupyter's, in Jupytext's light format.
_CELL = re.compile(r"^#(?: ?%%| In\[[\d ]{0,9}\]:| \+(?=[ \n]|$)).*\n?", re.M)
_PROSE = re.compile(r"\[(?:markdown|md|raw)\]")
# Without such marks: where a statement begins after an empty line.
_STATEMENT = re.compile(r"(?<!\n)\n\n++(?=[^\s#)\]}])(?!(?:else|elif|except|finally)\b)")
# Jupyter's exports mark the code of cells as the language of the notebook.
_CODE = re.compile(
    rb'<div class="[^"<>]{0,99}\bhl-i?python\d?\b[^"<>]{0,99}">\s{0,9}<pre[^<>]{0,99}>'
)
_BREAK = re.compile(r"<(?:br|/p|/div|/pre|/li)\b[^<>]{0,99}>\n?", re.I)
_TAG = re.compile(r"<[^<>]*>")
# Python refuses a number of thousands of digits; no character has one of eight.
_LONG_NUMBER = re.compile(r"(&#[0-9]{8})[0-9]+")
_DEF = re.compile(
    r"^(?:async )?def [^\n]*\n" + repeated(r"[ \t]*\n|[^\n]*\\\n") + r"([ \t]*)", re.M
)


def notebook_of(cells):
    """The bytes of a notebook.

    Args:
        cells: (text, exercise id or "") pairs; only so many are taken that the notebook is seen to have
            too many.
    """
    cells = [
        {
            "cell_type": "code",
            "id": f"cell-{number}",
            "source": text,
            "metadata": {"nbgrader": {"grade_id": name}} if name else {},
        }
        for number, (text, name) in enumerate(itertools.islice(cells, MOST_CELLS + 1))
    ]
    metadata = {"kernelspec": {"name": "python3"}}
    whole = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole).encode()


def from_script(content):
    """The bytes of a notebook with the cells of a Python script, or with its statements as cells."""
    text = content.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    cells = _marked(text) if _CELL.search(text) else _apart(text)
    return notebook_of((cell.strip("\n"), "") for cell in cells if _is_code(cell))


def _is_code(text):
    return any(line.strip() and not line.startswith("#") for line in text.split("\n"))


def _marked(text):
    """The cells of a script that says where each begins."""
    start, is_prose = 0, False
    for mark in _CELL.finditer(text):
        if not is_prose:
            yield text[start : mark.start()]
        start, is_prose = mark.end(), bool(_PROSE.search(mark.group()))
    if not is_prose:
        yield text[start:]


def _apart(text):
    """The statements of a script; those that stand together stay together."""
    # What stands in a string or a comment begins no statement.
    hidden = TOKENS.sub(lambda found: "x" * len(found.group()), text)
    ends = itertools.chain((found.end() for found in _STATEMENT.finditer(hidden)), [len(text)])
    for start, end in itertools.pairwise(itertools.chain([0], ends)):
        yield text[start:end]


def from_page(content, name):
    """The bytes of a notebook with the code of a page that a notebook was exported to.

    Args:
        content: of the page.
        name: of its file, as Moodle calls what was typed there.

    Returns:
        (bytes or None, why there are none)
    """
    code = list(itertools.islice(_code_of(content), MOST_CELLS + 1))
    if sum(map(len, code or [content])) > _LARGEST_MARKUP:
        return None, _LARGE_PAGE
    if code:
        texts = (cell.decode("utf-8", "replace") for cell in code)
        return notebook_of((_unescaped(_TAG.sub("", text)).strip("\n"), "") for text in texts), ""
    text = content.decode("utf-8-sig", "replace")
    plain = _TAG.sub("", _BREAK.sub("\n", text))
    if len(plain) > LARGEST_SCRIPT:
        return None, _LARGE_PAGE
    plain = _unescaped(plain).replace("\N{NO-BREAK SPACE}", " ")
    if not definitions(plain):
        typed = _ONLINE_TEXT if "onlinetext" in name.lower() else _PLAIN_PAGE
        return None, only_a_link(text) or typed
    if not all(found.group(1) for found in _DEF.finditer(plain)):
        return None, _TYPED_CODE
    return from_script(plain.encode()), ""


def _code_of(content):
    """The code of each cell that Jupyter marked, with the tags that colour it."""
    found = _CODE.search(content)
    while found and (end := content.find(b"</pre>", found.end())) >= 0:
        yield content[found.end() : end]
        found = _CODE.search(content, end)


def _unescaped(text):
    return html.unescape(_LONG_NUMBER.sub(r"\1", text))


def kept_answers(texts):
    """The bytes of a notebook with answers as the lessons keep them in `my_answers/`.

    Args:
        texts: {exercise id: bytes of its file}
    """
    return notebook_of((text.decode("utf-8-sig", "replace"), name) for name, text in texts.items())


def saved_answers(content):
    """The bytes of a notebook with the answers of the file that `rl.save_answers()` writes.

    Args:
        content: of that file; whatever is no answer in it is left out.

    Returns:
        (bytes or None, why there are none)
    """
    try:
        said = as_dictionary(json.loads(content))
    except (ValueError, RecursionError):
        return None, _DAMAGED
    answers = as_dictionary(said.get("answers"))
    texts = {name: answers[name] for name in EXERCISES if isinstance(answers.get(name), str)}
    if not texts:
        return None, f"holds no answer to an exercise. {_HAND_IN}"
    # A lone surrogate cannot be written as UTF-8.
    return kept_answers({name: text.encode("utf-8", "replace") for name, text in texts.items()}), ""
