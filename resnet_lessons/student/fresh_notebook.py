"""Whether the grader, which runs the notebook's cells afresh, would come to the same as a check.

A check judges a function as it is in the kernel now. The grader has the notebook's file alone. So what
the function is called and what it uses is looked up in the cells that ran, and in the file as it was
saved last. Nothing of it is run here.
"""

import builtins
import re
import sys

from resnet_lessons.checker.failures import is_function
from resnet_lessons.student.bindings import Bindings
from resnet_lessons.student.notebook_cells import (
    as_python,
    ran_cells,
    saved_notebook,
    shell,
)
from resnet_lessons.student.used_names import used_by
from resnet_lessons.student.what_is_marked import marked_cell
from resnet_lessons.student.with_the_grader import (
    file_beside,
    file_of_code,
    is_with_the_grader,
    top_module_of,
)

_MOST_SAID = 3
_TOO_LATE = "so this answer will not pass there"


def what_differs(exercise_id, function):
    """What the grader would not have, or would take for something else.

    Args:
        exercise_id: of the exercise whose check the function passed.
        function: whatever was handed in.

    Returns:
        sentences, none where nothing is known to differ.
    """
    notebook = getattr(shell(), "user_ns", None)
    ran = ran_cells()
    if notebook is None or not ran:
        return ()
    try:
        comparison = _Comparison(exercise_id, function, notebook, ran)
        return tuple(dict.fromkeys(comparison.sentences()))[:_MOST_SAID]
    except KeyboardInterrupt:
        raise
    except BaseException:
        # What a student wrote may answer any question with any error.
        return ()


class _Comparison:
    """One function, held against the cells that ran and the file."""

    def __init__(self, exercise_id, function, notebook, ran):
        self.exercise_id, self.function, self.notebook = exercise_id, function, notebook
        self.name = _name_of(function, exercise_id, notebook)
        self.used = used_by(function, notebook)
        self.ran, self.bindings = ran, Bindings([(n, c.python) for n, c in enumerate(ran)])
        self.saved = saved_notebook(ran)
        self.in_file = Bindings(as_python(self.saved)) if self.saved else None

    def sentences(self):
        yield from self._of_name()
        yield from self._of_files()
        yield from self._of_packages()
        if self.name:
            yield from self._of_answer()
        for name in self._needed():
            yield from self._of_used(name)

    def _needed(self):
        """Names that the answer uses when it is called, and those that these are made with."""
        needed, waiting = {}, [self.name, *self.used.names]
        while waiting:
            name = waiting.pop()
            if name in needed or name not in self.notebook or hasattr(builtins, name):
                continue
            needed[name] = None
            for binding in self.bindings.of(name)[-1:]:
                waiting += binding.needs
        return [name for name in needed if name not in (self.name, "get_ipython")]

    def _of_name(self):
        name = self.exercise_id
        if self.name == name:
            return
        other = self.notebook.get(name)
        and_other = f", and `{name}` is another function here" if _is_written(other) else ""
        if not self.name:
            yield (
                f"The grader looks for a function called `{name}`, but the one that you checked has no "
                f"name{and_other}. Write `{name} = …` in the answer's cell, run it, and check `{name}`."
            )
            return
        yield (
            f"The grader looks for a function called `{name}`, but yours is called "
            f"`{self.name}`{and_other}. It finds yours only as long as this very check is in the "
            f"cell below the answer. It is better to write `def {name}`, run that cell, and check "
            f"`{name}`."
        )

    def _of_files(self):
        """What comes from a file beside the notebook."""
        places = {}
        for name, value in self.used.names.items():
            places.setdefault(file_beside(value), name)
        for function in self.used.functions:
            places.setdefault(file_of_code(function), function.__name__)
        for module in self.used.imported:
            places.setdefault(file_beside(sys.modules.get(module.split(".")[0])), module)
        for file, name in places.items():
            if file:
                yield (
                    f"`{name}` comes from the file {file.name}. Only the notebook is handed in, and the "
                    f"grader does not have that file, {_TOO_LATE}. Copy what you need of it into the "
                    "answer's cell, run that cell, and check again."
                )

    def _of_packages(self):
        modules = {name.split(".")[0] for name in self.used.imported}
        modules |= set(map(top_module_of, self.used.names.values()))
        for module in sorted(modules):
            if not is_with_the_grader(module):
                yield (
                    f"Your answer uses `{module}`, which the grader does not have, {_TOO_LATE}. It has "
                    "Python's own modules, NumPy, Keras, TensorFlow and Matplotlib."
                )

    def _of_answer(self):
        """Which cell defines the answer, as the grader sees it."""
        yield from self._of_bindings(self.name, self.bindings.of(self.name))
        marked, checked = self._marked_cell(), self._cell_in_file(self.name)
        if checked and not marked and self.name == self.exercise_id:
            yield (
                f"The grader finds no `def {self.name}` in the saved notebook: in cell {checked.number} it "
                "has a form that the grader does not look for. Write it with `def`, at the left margin "
                "of the answer's cell."
            )
        if marked and checked and marked.number != checked.number:
            yield (
                f"The saved notebook defines `{self.name}` twice: in cell {marked.number} and in cell "
                f"{checked.number}, which you checked. The grader marks cell {marked.number}. Copy your "
                f"answer there, and give the other function another name."
            )

    def _marked_cell(self):
        """The cell of the file that the grader takes for the answer, or None."""
        if self.saved is None or self.name != self.exercise_id:
            return None
        return marked_cell(self.saved, self.exercise_id)

    def _cell_in_file(self, name):
        """The cell of the file whose text, when it ran, gave a name its value; or None."""
        found = self.bindings.of(name)
        if self.saved is None or not found:
            return None
        return self.saved.holding(self.ran[found[-1].place].text)

    def _of_used(self, name):
        found = self.bindings.of(name)
        told = list(self._of_bindings(name, found))
        yield from told
        if not told and found and self._cell_in_file(self.name) is not None:
            yield from self._of_file(name, found[-1])

    def _of_bindings(self, name, found):
        """Whether the cells that ran define a name in a way in which the grader does."""
        if not found:
            if not self.bindings.reaches_further and not file_beside(self.notebook.get(name)):
                yield (
                    f"No cell that ran in this notebook defines `{name}`. A fresh notebook does not "
                    f"have it, {_TOO_LATE}. Define it in the answer's cell."
                )
            return
        why = {each.left_out for each in found}
        if why == {"lessons"}:
            yield (
                f"`{name}` is made by a line that asks the lessons (`rl.…`). The grader leaves such "
                f"lines out, {_TOO_LATE}. Make it inside the function."
            )
        elif "" not in why:
            yield (
                f"`{name}` is made by a line that begins with `%` or `!`. The grader leaves such lines "
                f"out, {_TOO_LATE}. Make it with Python, in the answer's cell."
            )

    def _of_file(self, name, newest):
        """Whether the file, which holds the answer as it ran, holds what the answer uses."""
        file = self.saved.path.name
        cell = self._cell_in_file(name)
        others = [each for each in self.in_file.of(name) if not each.left_out]
        if cell is None and not others:
            yield (
                f"The notebook as last saved ({file}) has no cell that defines `{name}`. Save it before "
                "you hand it in; if you deleted that cell, write it again, because the grader has only "
                "the file."
            )
        elif cell is None and not any(each.is_like(newest) for each in others):
            yield (
                f"The notebook as last saved ({file}) gives `{name}` a different value from the "
                "one it had in this check. Save the notebook before you hand it in; if you "
                "changed that cell after you ran it, run it and check again."
            )
        elif cell is not None and not self._is_nearest(newest, others):
            yield (
                f"The saved notebook gives `{name}` two values, and the one in cell {cell.number}, which "
                "ran last, is not the nearest one above this check, which is the one that the grader "
                "uses. Leave only one of them, run it, and check again."
            )

    def _check_number(self):
        """The number of the first cell below the answer that checks it, or None."""
        answer = self._cell_in_file(self.name)
        call = re.compile(rf"""check\(\s*["']{self.exercise_id}["']""")
        below = (cell for cell in self.saved.cells if cell.number > answer.number)
        return next((cell.number for cell in below if call.search(cell.text)), None)

    def _is_nearest(self, newest, others):
        """Whether what ran last stands nearest above the check, as far as anything stands there."""
        check = self._check_number()
        above = [each for each in others if check is not None and each.place <= check]
        return not above or above[-1].is_like(newest)


def _name_of(function, exercise_id, notebook):
    """The name that a function has in the notebook, the exercise's before any other; or ""."""
    if notebook.get(exercise_id) is function:
        return exercise_id
    own = getattr(function, "__name__", "")
    if isinstance(own, str) and notebook.get(own) is function:
        return own
    names = (name for name, value in notebook.items() if value is function)
    return next((name for name in names if not name.startswith("_")), "")


def _is_written(thing):
    """Whether it is a function, and not the one of a cell that waits for an answer."""
    names = getattr(getattr(thing, "__code__", None), "co_names", ())
    return is_function(thing) and "NotImplementedError" not in names
