"""Whole programs for `verification`: right ones in many styles, and wrong ones that are nobody's
misconception. Each file defines a function of its exercise's name and imports what it needs."""

from pathlib import Path

_FOLDER = Path(__file__).parents[1] / "programs"


def right(exercise_id):
    """{style: function} of the right programs of an exercise."""
    return _programs("right", exercise_id)


def wrong(exercise_id):
    """{what is wrong: function} of the wrong programs of an exercise."""
    return _programs("wrong", exercise_id)


def _programs(folder, exercise_id):
    paths = sorted((_FOLDER / folder / exercise_id).glob("*.py"))
    return {path.stem: _load(path, exercise_id) for path in paths}


def _load(path, name):
    namespace = {"__name__": path.stem}
    exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), namespace)
    return namespace[name]
