"""Makes the one file that a student uploads, and says beforehand what would be lost or marked otherwise."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.display import Message, inline_code, joined, table
from resnet_lessons.machine import hosted
from resnet_lessons.machine.files import written_whole
from resnet_lessons.student import hand_in_file, passed_answers
from resnet_lessons.student.notebook_cells import (
    SavedNotebook,
    from_json,
    ran_cells,
    read_notebook,
    saved_notebook,
    saved_notebooks,
    shell,
)
from resnet_lessons.student.unsaved import unsaved
from resnet_lessons.student.what_is_marked import (
    AS_KEPT,
    EMPTY,
    MISSING,
    exercises_in,
    marked_cell,
    state_in,
    what_is_marked,
)

_PASSED, _OTHER = "✓ passed", "✗ not what passed"
_LOST, _TO_DO, _UNCHECKED = "✗ passed, and not in it", "○ to do", "· has passed no check"
_EXAMPLE = '`rl.hand_in("02_block_structure.ipynb")`'
_ONLY_ANSWERS = (
    "This place does not show us your notebook. So the file holds the answers that passed and nothing else. "
    "To hand in what has not passed as well, download the notebook itself and upload it too."
)


@dataclass(frozen=True)
class _Source:
    """What is to be handed in.

    Args:
        saved: `SavedNotebook`, or None where no notebook can be read.
        content: what its JSON says.
        is_on_screen: whether it was read from the browser, where nothing is unsaved.
        is_this: whether it is the notebook of this kernel.
    """

    saved: SavedNotebook | None = None
    content: dict | None = None
    is_on_screen: bool = False
    is_this: bool = False


@dataclass(frozen=True)
class HandIn:
    """The file to upload, and what it holds.

    Attributes:
        path: of the file.
        states: dict {exercise id: how its answer stands in the file, in words}.
        notes: sentences on what would be lost or marked otherwise, and on where the file is.
    """

    path: Path
    states: dict
    notes: tuple[str, ...]

    @property
    def _headline(self):
        number = sum(state == _PASSED for state in self.states.values())
        return (
            f"Upload this file: {self.path.name}. It holds {number} of {len(self.states)} answers as they "
            "passed."
        )

    def __repr__(self):
        rows = [f"  {state}: {name}" for name, state in self.states.items()]
        return "\n".join([self._headline, *rows, *self.notes])

    def _repr_html_(self):
        rows = [
            (state, inline_code(f"`{name}`"), EXERCISES[name].title, EXERCISES[name].points)
            for name, state in self.states.items()
        ]
        headings = ("State", "Exercise", "What", "Points")
        notes = [inline_code(note) for note in self.notes]
        return table("hand-in", headings, rows, align="lllr", caption=self._headline, notes=notes)


def hand_in(notebook=None, as_saved=False):
    """Writes the file to upload, beside the notebook.

    It holds the notebook and, by exercise, the answers that passed. Nothing is written while the notebook's
    file is not what this kernel ran, because then something would be lost.

    Args:
        notebook: its file, for example "02_block_structure.ipynb"; the one in which this runs if None.
        as_saved: hand in the file as it was saved, whatever else has run.

    Returns:
        `HandIn`, or a `Message` that says why nothing was written and what to do.
    """
    source = _source(notebook)
    if isinstance(source, Message):
        return source
    lacking = () if source.saved is None else _unsaved(source)
    if lacking and not as_saved:
        return Message(_not_saved(source.saved.path.name, lacking))
    kept = passed_answers.kept_texts()
    if source.saved is None:
        content, is_cut = hand_in_file.of_answers(kept), False
        path, states = (
            Path.cwd() / f"answers{hand_in_file.ENDING}.ipynb",
            dict.fromkeys(kept, _PASSED),
        )
        notes = [_ONLY_ANSWERS]
    else:
        content, is_cut = hand_in_file.of_notebook(source.content, kept)
        path = source.saved.path.with_name(f"{source.saved.path.stem}{hand_in_file.ENDING}.ipynb")
        states, notes = _states(source.saved, kept), _notes(source, kept)
    notes += [f"It lacks {each}, as you asked for." for each in lacking]
    notes += ["Figures and other outputs are left out, because they are large."] if is_cut else []
    try:
        with written_whole(path) as file:
            file.write(content)
    except OSError as error:
        return Message(_unwritten(path, error, source.saved))
    return HandIn(path, states, (*notes, _where(path)))


def _source(notebook):
    """The `_Source`, or a `Message` where there is none."""
    if notebook is not None and not isinstance(notebook, str | os.PathLike):
        return Message(f"Name the notebook's file: {_EXAMPLE}.")
    if notebook is not None:
        return _of_file(read_notebook(Path(notebook)), notebook)
    if (content := hosted.notebook_on_screen()) is not None:
        try:
            return _checked(
                _Source(from_json(_path_on_screen(content), content), content, True, True)
            )
        except (TypeError, AttributeError, KeyError):
            pass
    if saved := saved_notebook(ran_cells()):
        return _of_file(saved, saved.path.name)
    found = [one for one in saved_notebooks() if exercises_in(one)]
    if len(found) == 1:
        return _of_file(found[0], found[0].path.name)
    if found:
        names = joined([f"`{one.path.name}`" for one in found])
        return Message(
            f"Which notebook is to be handed in? Here are {names}. Name one: {_EXAMPLE}."
        )
    if passed_answers.kept_texts():
        return _Source()
    return Message(
        "There is nothing to hand in: no notebook of the lessons lies in this folder, and no answer has "
        f"passed. Name the notebook's file: {_EXAMPLE}."
    )


def _of_file(saved, name):
    if saved is None:
        return Message(
            f"{name} is not a notebook that can be read. Is its name spelt as in the folder?"
        )
    try:
        content = json.loads(saved.path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return Message(f"{name} changed while it was read. Run this once more.")
    mine = saved_notebook(ran_cells())
    is_this = mine is not None and mine.path.resolve() == saved.path.resolve()
    return _checked(_Source(saved, content, is_this=is_this))


def _checked(source):
    """The source, or a `Message` where it is not one to hand in."""
    name = source.saved.path.name
    if source.saved.is_hand_in:
        return Message(
            f"{name} is a copy that was written to be handed in: upload it as it is. To go on working, "
            "open your own notebook, and hand in from there."
        )
    if not _answered_in(source.saved):
        return Message(f"{name} holds no exercise of the lessons. Name another: {_EXAMPLE}.")
    return source


def _answered_in(saved):
    """Ids of the exercises that have a cell in a notebook, perhaps one that lost its metadata."""
    return exercises_in(saved) or [name for name in EXERCISES if marked_cell(saved, name)]


def _path_on_screen(content):
    """Where the file of a notebook goes that lies on no disk of this machine."""
    name = content["metadata"].get("colab", {}).get("name")
    name = Path(name).name if isinstance(name, str) else ""
    return Path.cwd() / (name if name.endswith(".ipynb") else "notebook.ipynb")


def _unsaved(source):
    if source.is_on_screen:
        return ()
    return unsaved(source.saved, ran_cells(), _answered_in(source.saved), source.is_this)


def _not_saved(file, lacking):
    return (
        f"Nothing was written yet, because {file} as last saved lacks {joined(lacking)}. Save the notebook "
        "(Ctrl + S, on a Mac ⌘ S), and run this cell again. If you changed an answer since you ran it, run "
        "its cell and its check first. If that file is what you want to hand in all the same, run "
        "`rl.hand_in(as_saved=True)`."
    )


def _states(saved, kept):
    """{exercise id: how its answer stands} of the exercises in a notebook."""
    names = _answered_in(saved)
    chapters = [EXERCISES[name].chapter for name in names]
    chapter = max(chapters, key=chapters.count)
    asked = [name for name, one in EXERCISES.items() if name in names or one.chapter == chapter]
    return {name: _state(saved, name, kept) for name in asked}


def _state(saved, name, kept):
    if name in kept:
        state = state_in(saved, name, kept[name])
        return {AS_KEPT: _PASSED, EMPTY: _LOST, MISSING: _LOST}.get(state, _OTHER)
    if marked_cell(saved, name) is None:
        return _TO_DO
    # Without a text of its own it lives in this kernel.
    return _PASSED if passed_answers.is_kept(name) else _UNCHECKED


def _notes(source, kept):
    """Sentences on what would be marked otherwise than its check said."""
    saved = source.saved
    of_notebook = {name: kept[name] for name in _states(saved, kept) if name in kept}
    notes = [one.sentence for one in what_is_marked(of_notebook, [saved]) if one.sentence]
    functions = getattr(shell(), "user_ns", {}) if source.is_this else {}
    for name in of_notebook:
        if name in functions:
            notes += [f"`{name}`: {said}" for said in _what_differs(name, functions[name])]
    return list(dict.fromkeys(notes))


def _what_differs(name, function):
    # Only where a check has run, and loaded TensorFlow.
    from resnet_lessons.student.fresh_notebook import what_differs

    return what_differs(name, function)


def _where(path):
    size = f"{path.stat().st_size / 1e3:,.0f} kB"
    if hosted.offer_download(path):
        return f"Your browser downloads it ({size})."
    if hosted.place() == hosted.KAGGLE:
        return f"It lies in {path.parent} ({size}): download it from the panel *Output*."
    return (
        f"It lies beside the notebook ({size}). In JupyterLab, right-click it in the list of files and choose "
        "*Download*. Whoever marks it opens it as any other notebook."
    )


def _unwritten(path, error, saved):
    itself = "" if saved is None else f" You may as well upload {saved.path.name} itself."
    return (
        f"{path} cannot be written ({error.strerror or error}), so nothing was written. Make room there, or "
        f"move the notebook to a folder of your own.{itself}"
    )
