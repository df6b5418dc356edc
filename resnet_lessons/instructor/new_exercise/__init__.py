"""A new exercise: writes the files to fill in, in the places that docs/how_to/exercises.md names.

What is written runs at once, as a small exercise of its own. Each place that an author has to fill in
says FILL IN; `resnet_lessons.instructor.exercises.fill_ins` finds them.
"""

import ast
import builtins
import keyword
import re
from pathlib import Path
from string import Template

from resnet_lessons.instructor.answers import PACKAGE
from resnet_lessons.instructor.exercises.missing_parts import known_ids
from resnet_lessons.instructor.notebook_sources import (
    SOURCES,
    NoSuchChapter,
    chapter_of,
    sources_of,
)

LONGEST_ID = 60
_LONGEST_LINE = 100
_ID = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
# What the first cell of every chapter imports.
_IMPORTED = {"keras", "layers", "ops", "np", "tf", "rl", "plt"}
_TEMPLATES = Path(__file__).parent / "templates"
_CHAPTERS = "course/exercises/__init__.py"
# Template -> where its text goes, below the package.
_FILES = {
    "answer": "course/answers/{}.py",
    "described": "course/exercises/{}.py",
    "edits": "instructor/exercises/{}/__init__.py",
    "right": "instructor/exercises/{}/right.py",
    "wrong": "instructor/exercises/{}/wrong.py",
    "student_answers": "instructor/exercises/{}/student_answers.json",
}


class ExerciseRefused(Exception):
    """No exercise can be made of what was asked for; nothing was written."""


def new_exercise(exercise_id, chapter=None):
    """Writes the files of an exercise, lists it, and asks it at the end of its chapter.

    Args:
        exercise_id: its name.
        chapter: number of its chapter, or a text that says it; the last one with exercises if None.

    Returns:
        (paths that were written, paths to which lines were added)

    Raises:
        ExerciseRefused: when the name cannot be an id or is taken, or when there is no such chapter.
    """
    _refuse_name(exercise_id)
    chapters = (PACKAGE / _CHAPTERS).read_text(encoding="utf-8")
    source = _source(max(_lists(chapters)) if chapter is None else chapter)
    new = {PACKAGE / file.format(exercise_id): name for name, file in _FILES.items()}
    _refuse_taken(exercise_id, new)
    number = chapter_of(source)
    listed = _listed(chapters, exercise_id, number)
    given = {"id": exercise_id, "chapter": number}
    texts = {path: _filled(name, given) for path, name in new.items()}
    for path, text in texts.items():
        path.parent.mkdir(exist_ok=True)
        # Whatever has come there meanwhile stays.
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    (PACKAGE / _CHAPTERS).write_text(listed, encoding="utf-8")
    with source.open("a", encoding="utf-8") as file:
        file.write(_filled("chapter", given))
    return tuple(texts), (PACKAGE / _CHAPTERS, source)


def _refuse_name(name):
    if not _ID.fullmatch(name) or len(name) > LONGEST_ID:
        raise ExerciseRefused(
            f'"{name}" cannot be the id of an exercise. It is the name of a function: lower-case letters, '
            f"digits and underscores, a letter first, at most {LONGEST_ID} characters, such as "
            "pooled_side."
        )
    if keyword.iskeyword(name) or hasattr(builtins, name):
        raise ExerciseRefused(
            f'"{name}" cannot be the id of an exercise: Python has the word already.'
        )
    if name in _IMPORTED:
        raise ExerciseRefused(f'"{name}" cannot be the id of an exercise: the chapters import it.')


def _refuse_taken(exercise_id, new):
    """Refuses an id that any of the places knows: as an exercise, a helper of one, or another file."""
    if exercise_id in known_ids():
        raise ExerciseRefused(
            f'"{exercise_id}" is taken: there is an exercise of this name already.'
        )
    folders = ("course/answers", "course/exercises", "instructor/exercises")
    for path in (path for folder in folders for path in sorted((PACKAGE / folder).iterdir())):
        if path.stem == exercise_id:
            raise ExerciseRefused(f'"{exercise_id}" is taken: there is {_shown(path)} already.')
        if path.suffix == ".py" and path.parent.name == "answers":
            text = path.read_text(encoding="utf-8")
            if exercise_id in _defined(text):
                raise ExerciseRefused(f'"{exercise_id}" is taken: {_shown(path)} defines it.')
    for path in new:
        if path.exists():
            raise ExerciseRefused(f"{_shown(path)} is there already, and is not overwritten.")


def _defined(text):
    """Names of the functions, methods and classes in a text."""
    kinds = ast.FunctionDef | ast.ClassDef
    return {node.name for node in ast.walk(ast.parse(text)) if isinstance(node, kinds)}


def _source(chapter):
    if not SOURCES.is_dir():
        raise ExerciseRefused(
            "Exercises are made in a clone of the project; here are no sources of chapters."
        )
    try:
        return sources_of(chapter)[-1]
    except NoSuchChapter as error:
        raise ExerciseRefused(str(error)) from None


def _listed(text, exercise_id, chapter):
    """The module of the list of chapters with one id more, laid out as the formatter does."""
    lists = _lists(text)
    if chapter not in lists:
        raise ExerciseRefused(f"Add chapter {chapter} to CHAPTERS in {_CHAPTERS} first.")
    value = lists[chapter]
    names = [*ast.literal_eval(value), exercise_id]
    lines = text.splitlines(keepends=True)
    first, last = value.lineno - 1, value.end_lineno - 1
    before, after = lines[first][: value.col_offset], lines[last][value.end_col_offset :]
    words = [f'"{name}"' for name in names]
    line = f"{before}({', '.join(words)}{',' if len(words) == 1 else ''}){after}"
    if len(line.rstrip()) > _LONGEST_LINE:
        line = f"{before}(\n" + "".join(f"        {word},\n" for word in words) + f"    ){after}"
    return "".join([*lines[:first], line, *lines[last + 1 :]])


def _lists(text):
    """Chapter -> the node of its ids, in the statement that begins with CHAPTERS."""
    for node in ast.parse(text).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "CHAPTERS":
            pairs = zip(node.value.keys, node.value.values, strict=True)
            return {ast.literal_eval(key): value for key, value in pairs}
    raise ExerciseRefused(f"{_CHAPTERS} has no CHAPTERS.")


def _filled(template, given):
    text = (_TEMPLATES / f"{template}.txt").read_text(encoding="utf-8")
    return Template(text).substitute(given)


def _shown(path):
    return path.relative_to(PACKAGE.parent).as_posix()


def main(exercise_id, chapter=None):
    """Makes an exercise and says what was written; returns the exit status.

    Raises:
        ExerciseRefused: see `new_exercise`.
    """
    written, extended = new_exercise(exercise_id, chapter)
    for path in written:
        print(f"wrote {_shown(path)}")
    for path in extended:
        print(f"added {exercise_id} to {_shown(path)}")
    number = chapter_of(extended[-1])
    print(
        "\nIt runs as it stands:\n"
        f"  make keys EXERCISE={exercise_id}\n"
        f"  make notebooks CHAPTER={number}\n"
        f"  resnet-lessons verify {exercise_id}\n"
        "Then change what says FILL IN; `make keys` and `resnet-lessons verify` name what is left."
    )
    return 0
