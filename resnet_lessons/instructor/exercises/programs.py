"""Whole programs for `verification`: right ones in many styles, and wrong ones that are nobody's
misconception.

`right.py` and `wrong.py` of an exercise hold one in each cell, which begins with `# %% its_name`,
defines a function of the exercise's name and imports what it needs.
"""

import re
from pathlib import Path

_CELL = re.compile(r"^# %% (\w+)\n", re.MULTILINE)


class ProgramError(Exception):
    """A cell of programs does not run, or does not define its function; its text names the cell."""


def right(exercise_id):
    """{style: function} of the right programs of an exercise."""
    return _functions("right", exercise_id)


def wrong(exercise_id):
    """{what is wrong: function} of the wrong programs of an exercise."""
    return _functions("wrong", exercise_id)


def texts(kind, exercise_id):
    """{name: text} of an exercise's programs of a kind, "right" or "wrong"."""
    return {name: text.strip() + "\n" for name, _, text in _cells(_path(kind, exercise_id))}


def _path(kind, exercise_id):
    return Path(__file__).parent / exercise_id / f"{kind}.py"


def _cells(path):
    """(name, number of lines before it, text) of each cell; none without the file."""
    written = path.read_text(encoding="utf-8") if path.exists() else ""
    for mark in _CELL.finditer(written):
        next_mark = _CELL.search(written, mark.end())
        end = next_mark.start() if next_mark else None
        yield mark[1], written.count("\n", 0, mark.end()), written[mark.end() : end]


def _functions(kind, exercise_id):
    path = _path(kind, exercise_id)
    functions = {}
    for name, lines, text in _cells(path):
        namespace = {"__name__": name}
        try:
            # With as many empty lines before it, an error names the line of the file.
            exec(compile("\n" * lines + text, str(path), "exec"), namespace)
            functions[name] = namespace[exercise_id]
        except Exception as error:
            place = f"instructor/exercises/{exercise_id}/{kind}.py, cell `# %% {name}`"
            raise ProgramError(f"{place}: {type(error).__name__}: {error}") from error
    return functions
