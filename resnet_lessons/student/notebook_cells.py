"""What is known of the student's notebook: which cells ran, and how the file was saved last."""

import functools
import json
import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from resnet_lessons.checker.cell_statements import TIMED
from resnet_lessons.student.hand_in_file import handed_in

# More of a folder nobody reads before a check says what it found.
_MOST_NOTEBOOKS, _LARGEST = 40, 50_000_000
_UNTOUCHED = "raise NotImplementedError  # replace this line with your answer"


@dataclass(frozen=True)
class RanCell:
    """A cell that ran.

    Args:
        text: as the student wrote it.
        python: the same with its magics as calls.
    """

    text: str
    python: str


@dataclass(frozen=True)
class SavedCell:
    """A cell of the notebook as it was saved.

    Args:
        number: its place in the notebook, from 1.
        text: its source.
        grade_id: nbgrader's name of the cell, "" if it has none.
    """

    number: int
    text: str
    grade_id: str = ""

    @property
    def is_untouched(self):
        """Whether it waits for an answer."""
        return is_untouched(self.text)

    @property
    def is_python(self):
        """Whether its text is run as Python, and does not go to another program or a file."""
        magic = re.match(r"\s*%%(\w+)", self.text)
        return magic is None or magic.group(1) in TIMED


@dataclass(frozen=True)
class SavedNotebook:
    """The code cells of a notebook as it was saved.

    Args:
        path: of the file.
        cells: its `SavedCell`s.
        is_hand_in: whether it is a copy that was written to be handed in.
    """

    path: Path
    cells: tuple[SavedCell, ...]
    is_hand_in: bool = False

    def holding(self, text):
        """The last cell of that text, or None."""
        wanted = normalised(text)
        return next((cell for cell in self.cells[::-1] if normalised(cell.text) == wanted), None)


def is_untouched(text):
    """Whether a cell of that text waits for an answer."""
    return _UNTOUCHED in text or not text.strip()


def as_python(saved):
    """(number, text with its magics as calls) of the cells of a `SavedNotebook` that can be read so."""
    from IPython.core.inputtransformer2 import TransformerManager

    for cell in saved.cells:
        try:
            yield cell.number, TransformerManager().transform_cell(cell.text)
        except SyntaxError:
            continue


def normalised(text):
    """A text without what nobody sees: spaces at the ends of lines, empty lines around it."""
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")


def shell():
    """The IPython shell of this notebook, or None outside of one."""
    ipython = sys.modules.get("IPython")
    return ipython and ipython.get_ipython()


def ran_cells():
    """The `RanCell`s of this kernel, the newest last; none outside a notebook."""
    history = getattr(shell(), "history_manager", None)
    if history is None:
        return []
    pairs = zip(history.input_hist_raw, history.input_hist_parsed, strict=False)
    return [RanCell(text, python) for text, python in pairs if isinstance(text, str) and text]


def saved_notebook(ran):
    """The `SavedNotebook` that this kernel belongs to, or None where nobody can tell.

    Args:
        ran: the `RanCell`s of this kernel, which tell it where the program that shows the notebook
            does not.
    """
    path = _path_from_program()
    if path is not None:
        return read_notebook(path)
    found = saved_notebooks()
    texts = {normalised(cell.text) for cell in ran}
    held = [{normalised(cell.text) for cell in notebook.cells} & texts for notebook in found]
    # What stands in several of them tells nothing.
    telling = [
        len(mine.difference(*(held[:number] + held[number + 1 :])))
        for number, mine in enumerate(held)
    ]
    most = max(telling, default=0)
    return found[telling.index(most)] if most and telling.count(most) == 1 else None


def saved_notebooks(folder=None):
    """The `SavedNotebook`s of a folder, that of this notebook if None; copies that were written to be
    handed in are nobody's place of work."""
    folder = Path.cwd() if folder is None else folder
    try:
        paths = sorted(path for path in folder.glob("*.ipynb") if path.is_file())
    except OSError:
        return []
    read = map(read_notebook, paths[:_MOST_NOTEBOOKS])
    return [one for one in read if one is not None and not one.is_hand_in]


def read_notebook(path):
    """The `SavedNotebook` in a file, or None where it is no notebook."""
    try:
        facts = path.stat()
        if facts.st_size > _LARGEST:
            return None
        return _read(path, facts.st_mtime_ns, facts.st_size)
    except (OSError, ValueError, TypeError, AttributeError, KeyError, RecursionError):
        return None


@functools.lru_cache(maxsize=_MOST_NOTEBOOKS)
def _read(path, changed, size):
    """A notebook; read once for each time that it is saved."""
    del changed, size
    return from_json(path, json.loads(path.read_text(encoding="utf-8")))


def from_json(path, notebook):
    """The `SavedNotebook` of what a notebook's JSON says.

    Args:
        path: of its file.
        notebook: of any form.

    Raises:
        TypeError, AttributeError, KeyError: where it is no notebook.
    """
    return SavedNotebook(
        path,
        tuple(
            SavedCell(number, "".join(cell["source"]), _grade_id(cell))
            for number, cell in enumerate(notebook["cells"], 1)
            if cell["cell_type"] == "code"
        ),
        bool(handed_in(notebook.get("metadata"))),
    )


def _grade_id(cell):
    name = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
    return name if isinstance(name, str) else ""


def _path_from_program():
    """The notebook's file as VS Code or Jupyter's server names it, or None."""
    names = (
        getattr(shell(), "user_ns", {}).get("__vsc_ipynb_file__"),
        os.environ.get("JPY_SESSION_NAME"),
    )
    for name in names:
        if isinstance(name, str) and name.endswith(".ipynb"):
            # A server names it from its own folder; a kernel runs in that of the notebook.
            for path in (Path(name), Path.cwd() / Path(name).name):
                if path.is_absolute() and path.is_file():
                    return path
    return None
