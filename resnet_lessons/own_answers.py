"""Which answers passed. Their source lies in `my_answers/` beside the notebooks, one file each, so
that it survives a kernel restart and serves other chapters; two notebooks at once do no harm."""

import html
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from resnet_lessons.exercises import EXERCISES, unknown_exercise
from resnet_lessons.source import SourceNotFound, collect

_FOLDER_VARIABLE = "RESNET_LESSONS_ANSWERS"
_in_memory = {}


def answers_folder():
    """Where passed answers are kept: `my_answers/` in the notebook's folder."""
    return Path(os.environ.get(_FOLDER_VARIABLE) or Path.cwd() / "my_answers")


def register(exercise_id, function):
    """Keeps an answer that passed.

    Returns:
        "" when it is kept on disk, else a sentence that says why it lives in this notebook only.
    """
    _in_memory[exercise_id] = function
    try:
        text = collect(function, exercise_id)
        _write(answers_folder() / f"{exercise_id}.py", text)
    except SourceNotFound as error:
        return f"It is kept until this notebook is closed only: {error}"
    except OSError as error:
        return (
            f"It is kept until this notebook is closed only: {answers_folder()} cannot be written "
            f"({error.strerror})."
        )
    return ""


def _write(path, text):
    """Writes whole or not at all, so that another notebook never reads half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".part")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(temporary, path)


def passed():
    """Ids of the exercises whose answers passed, in the order of the lessons."""
    folder = answers_folder()
    return tuple(
        name for name in EXERCISES if name in _in_memory or (folder / f"{name}.py").is_file()
    )


def answers():
    """The student's passed answers.

    Returns:
        {exercise id: function}. An answer on disk that no longer runs is left out.
    """
    found = {name: _load(name) for name in passed()}
    return {name: function for name, function in found.items() if function is not None}


def _load(exercise_id):
    path = answers_folder() / f"{exercise_id}.py"
    if not path.is_file():
        return _in_memory.get(exercise_id)
    namespace = {"__name__": f"my_answers.{exercise_id}"}
    try:
        exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), namespace)
    except Exception:
        return _in_memory.get(exercise_id)
    return namespace.get(exercise_id)


def reset(*exercise_ids):
    """Forgets passed answers: those named, or all of them.

    Returns:
        `Message` that says what was forgotten; the notebooks' own cells stay as they are.
    """
    for name in exercise_ids:
        if name not in EXERCISES:
            return Message(unknown_exercise(name))
    forgotten = [name for name in passed() if not exercise_ids or name in exercise_ids]
    for name in forgotten:
        _in_memory.pop(name, None)
        (answers_folder() / f"{name}.py").unlink(missing_ok=True)
    return Message(f"Forgotten: {', '.join(forgotten) or 'nothing, no answer had passed'}.")


@dataclass(frozen=True)
class Message:
    """A sentence that a notebook shows as it is."""

    text: str

    def __repr__(self):
        return self.text


@dataclass(frozen=True)
class Progress:
    """What passes and what is left."""

    passed: tuple[str, ...]

    @property
    def points(self):
        """Points of the answers that passed."""
        return sum(EXERCISES[name].points for name in self.passed)

    @property
    def _total(self):
        return sum(exercise.points for exercise in EXERCISES.values())

    @property
    def _headline(self):
        return (
            f"{len(self.passed)} of {len(EXERCISES)} exercises passed, "
            f"{self.points} of {self._total} points"
        )

    def _rows(self):
        for exercise in EXERCISES.values():
            yield exercise, exercise.id in self.passed

    def __repr__(self):
        lines = [self._headline]
        for exercise, done in self._rows():
            mark = "✓" if done else "○"
            lines.append(f"  {mark} chapter {exercise.chapter}  {exercise.id} ({exercise.points})")
        return "\n".join(lines)

    def _repr_html_(self):
        rows = "".join(
            f"<tr><td>{'✓ passed' if done else '○ to do'}</td><td>{exercise.chapter}</td>"
            f'<td style="text-align:left"><code>{exercise.id}</code></td>'
            f'<td style="text-align:left">{html.escape(exercise.title)}</td>'
            f"<td>{exercise.points}</td></tr>"
            for exercise, done in self._rows()
        )
        return (
            f'<table class="resnet-progress"><caption style="text-align:left">{self._headline}'
            f'</caption><thead><tr><th>State</th><th>Chapter</th><th style="text-align:left">'
            f'Exercise</th><th style="text-align:left">What</th><th>Points</th></tr></thead>'
            f"<tbody>{rows}</tbody></table>"
        )


def progress():
    """What passes and what is left, here and in the other notebooks of this folder."""
    return Progress(passed())
