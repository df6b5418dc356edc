"""Writes kept answers back into notebooks, into cells that are empty and no others."""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path

from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.display import Message
from resnet_lessons.machine import hosted
from resnet_lessons.machine.files import written_whole
from resnet_lessons.student import passed_answers
from resnet_lessons.student.notebook_cells import SavedCell, read_notebook, saved_notebooks
from resnet_lessons.student.what_is_marked import (
    ANOTHER,
    EMPTY,
    MISSING,
    exercises_in,
    state_in,
)

_BACKUPS = "backups"
_NO_NOTEBOOK = "No notebook of the lessons lies in this folder. Name its file."


def restore_answers(notebook=None):
    """Writes kept answers back into a notebook, where their cells are empty.

    A cell into which something was written stays as it is. The notebook of before is kept in the folder
    `backups/` beside it.

    Args:
        notebook: its file, for example "02_block_structure.ipynb"; every notebook of the lessons in
            this folder if None.

    Returns:
        `Message` that says what was done.
    """
    kept = passed_answers.kept_texts()
    if not kept:
        return Message("There is nothing to write back: no answer is kept in `my_answers/`.")
    if notebook is None:
        found = [one for one in saved_notebooks() if exercises_in(one)]
        if not found:
            return Message(_to_be_copied(kept) if hosted.place() else _NO_NOTEBOOK)
    elif isinstance(notebook, str | os.PathLike):
        found = [read_notebook(Path(notebook))]
        if found[0] is None:
            return Message(
                f"{notebook} is not a notebook that can be read. Is its name spelt as in the folder?"
            )
    else:
        example = 'rl.restore_answers("02_block_structure.ipynb")'
        return Message(f"Name the notebook's file: `{example}`.")
    return Message("\n".join(_restored(each, kept) for each in found))


def _to_be_copied(kept):
    """Kept answers as a text, for a place that keeps the notebook's file to itself."""
    texts = "\n\n".join(text.strip("\n") for text in kept.values())
    return (
        f"{hosted.place()} keeps the notebook's file to itself, so nothing can be written into it. Copy your "
        f"answers from here into their cells:\n\n{texts}"
    )


@dataclass
class _Plan:
    """What is to be done with one notebook: texts for empty cells, and what is left alone."""

    texts: dict = field(default_factory=dict)
    added: dict = field(default_factory=dict)
    left: list = field(default_factory=list)


def _restored(saved, kept):
    """What was done with a `SavedNotebook`, in words."""
    file, plan = saved.path.name, _planned(saved, kept)
    others = f" {_left_alone(plan.left)}" if plan.left else ""
    written = [*plan.texts, *plan.added]
    if not written:
        return f"{file}: nothing to write back, because no cell of a kept answer is empty.{others}"
    try:
        backup = _write(saved, plan)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it changed meanwhile; run this once more"
        return f"{file} was not changed: {why}."
    return (
        f"{file}: wrote back {_listed(written)}.{others} The notebook as it was before is in "
        f"{_BACKUPS}/{backup.name}. If {file} is open, reload it before you go on (in JupyterLab: "
        "File, Reload Notebook from Disk), because saving the open one would undo this. Then run "
        "the cells and their checks."
    )


def _planned(saved, kept):
    plan = _Plan()
    chapters = {EXERCISES[name].chapter for name in exercises_in(saved)}
    for name, text in kept.items():
        if EXERCISES[name].chapter not in chapters:
            continue
        state = state_in(saved, name, text)
        if state == EMPTY:
            plan.texts[name] = text
        elif state == MISSING:
            plan.added[name] = text
        elif state == ANOTHER:
            plan.left.append(name)
    return plan


def _left_alone(names):
    if len(names) == 1:
        return f"The cell of {_listed(names)} holds something else that you wrote, so it stays as it is."
    return f"The cells of {_listed(names)} hold something else that you wrote, so they stay as they are."


def _write(saved, plan):
    """Changes the file; returns the `Path` of the backup.

    Raises:
        OSError: when something cannot be written; the notebook is then as before.
        ValueError: when the notebook is not what it was when it was read.
    """
    content = saved.path.read_bytes()
    notebook = json.loads(content)
    left = dict(plan.texts)
    for number, cell in enumerate(notebook["cells"], 1):
        name = cell.get("metadata", {}).get("nbgrader", {}).get("grade_id", "")
        source = "".join(cell["source"])
        if name in left and SavedCell(number, source).is_untouched:
            cell["source"] = _lines(left.pop(name))
            cell["outputs"], cell["execution_count"] = [], None
    if left:
        raise ValueError("a cell is not there any more")
    for name, text in plan.added.items():
        notebook["cells"].append(_cell(name, text, notebook))
    backup = _free_path(saved.path)
    with written_whole(backup) as file:
        file.write(content)
    with written_whole(saved.path) as file:
        file.write((json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode())
    return backup


def _cell(name, text, notebook):
    """A new code cell; nbgrader knows it by the exercise's name."""
    facts = {"grade": False, "grade_id": name, "locked": False, "schema_version": 3}
    cell = {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {"nbgrader": facts | {"solution": True, "task": False}},
        "outputs": [],
        "source": _lines(text),
    }
    has_ids = any("id" in each for each in notebook["cells"])
    return cell | ({"id": f"restored-{name}"[:64]} if has_ids else {})


def _lines(text):
    return text.strip("\n").splitlines(keepends=True)


def _free_path(path):
    """A name for a backup that no file has yet."""
    folder, number = path.parent / _BACKUPS, 1
    while (backup := folder / f"{path.stem}-{number}.ipynb").exists():
        number += 1
    return backup


def _listed(names):
    return ", ".join(f"`{name}`" for name in names)
