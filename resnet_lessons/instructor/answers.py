"""Answers: their text stands once, in the package, between markers. This reads it and cuts it out."""

import ast
import re
import textwrap
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parents[1]
ANSWER_FILES = tuple(
    path.relative_to(PACKAGE).as_posix()
    for path in sorted((PACKAGE / "course" / "answers").glob("*.py"))
    if path.name != "__init__.py"
)
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
# What the lessons' own programs are run with.
IMPORTS = (
    "import keras\nimport numpy as np\nimport resnet_lessons as rl\n"
    "import tensorflow as tf\nfrom keras import layers, ops"
)
HOLE = "raise NotImplementedError  # replace this line with your answer"


class MarkerError(ValueError):
    """Markers around an answer are unbalanced, nested or empty."""


@dataclass(frozen=True)
class Region:
    """An answer between its markers: first and last line of the statements, from 0, and their text."""

    first: int
    last: int
    text: str


def regions(text):
    """The answer regions of a text.

    Raises:
        MarkerError: names the line of a marker that has no partner or nothing inside.
    """
    found, start = [], None
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if line.strip() == BEGIN:
            if start is not None:
                raise MarkerError(f"line {number + 1}: a second '{BEGIN}' before '{END}'")
            start = number
        elif line.strip() == END:
            if start is None:
                raise MarkerError(f"line {number + 1}: '{END}' without '{BEGIN}'")
            body = lines[start + 1 : number]
            if not any(line.strip() for line in body):
                raise MarkerError(f"line {start + 1}: nothing between the markers")
            found.append(Region(start + 1, number - 1, "\n".join(body)))
            start = None
    if start is not None:
        raise MarkerError(f"line {start + 1}: '{BEGIN}' without '{END}'")
    return tuple(found)


def with_holes(text, keep=()):
    """The text with each answer replaced by a hole, markers gone: the student's side.

    Args:
        text: with markers.
        keep: regions whose answer stays.
    """
    lines = text.splitlines()
    for region in reversed(regions(text)):
        indent = re.match(r"\s*", lines[region.first - 1]).group()
        inside = region.text.splitlines() if region in keep else [indent + HOLE]
        lines[region.first - 1 : region.last + 2] = inside
    return "\n".join(lines) + "\n"


def without_markers(text):
    """The text with its answers, markers gone: the solved side."""
    regions(text)
    kept = [line for line in text.splitlines() if line.strip() not in (BEGIN, END)]
    return "\n".join(kept) + "\n"


def answer(exercise_id):
    """The text of an exercise's answer, a plain function with its markers.

    Raises:
        KeyError: when no answer file holds it.
    """
    for file in ANSWER_FILES:
        path = PACKAGE / file
        if path.exists() and (text := _functions(path.read_text()).get(exercise_id)):
            return text
    raise KeyError(f"no answer file holds a function {exercise_id!r}")


def answer_name(text, region):
    """The id of the exercise whose answer a region is."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and node.lineno <= region.first <= node.end_lineno:
            return node.name
    raise MarkerError(f"line {region.first}: an answer outside every function")


@cache
def _functions(text):
    """{name: text} of the functions that a file defines, with their markers."""
    found, lines = {}, text.splitlines()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            last = node.end_lineno
            # The closing marker is a comment, so the syntax tree ends one line before it.
            if last < len(lines) and lines[last].strip() == END:
                last += 1
            kept = textwrap.dedent("\n".join(lines[node.lineno - 1 : last]))
            found.setdefault(node.name, kept + "\n")
    return found


def compiled(text, name):
    """The function `name` that a text defines, with `notebook_names` in reach."""
    namespace = notebook_names()
    exec(compile(text, f"<{name}>", "exec"), namespace)
    return namespace[name]


def notebook_names():
    """{name: value} of what a notebook has at hand: Keras, NumPy, TensorFlow, `rl`, and the lessons'
    answers that chapter 1 builds on."""
    import keras
    import numpy
    import tensorflow

    import resnet_lessons
    from resnet_lessons.course.answers import residual

    return vars(residual) | {
        "keras": keras,
        "layers": keras.layers,
        "ops": keras.ops,
        "np": numpy,
        "tf": tensorflow,
        "rl": resnet_lessons,
    }
