"""What would be marked: the answers in the notebooks as they were saved last, beside those that are kept.

The grader has the notebooks alone. A kept answer whose cell is empty there would earn nothing.
"""

import ast
import re
from dataclasses import dataclass

from resnet_lessons.checker.cell_statements import statements_of
from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.student.notebook_cells import ran_cells, saved_notebooks, shell

_UNKNOWN = (
    "There is no notebook of the lessons in this folder, so we cannot tell from here whether the one that "
    "you hand in holds these answers. Look into the file before you hand it in."
)
AS_KEPT, ANOTHER, EMPTY, MISSING = "as kept", "another", "empty", "missing"


@dataclass(frozen=True)
class InNotebook:
    """What stands for a kept answer in the notebook of its chapter.

    Args:
        exercise_id: of the answer.
        state: AS_KEPT, ANOTHER (another text), EMPTY (its cell waits for an answer) or MISSING (there
            is no such cell).
        file: name of the notebook.
        has_run: whether a cell with the kept answer ran in this kernel, perhaps not saved yet.
    """

    exercise_id: str
    state: str
    file: str
    has_run: bool = False

    @property
    def sentence(self):
        """What a student should know about it, "" where all is well."""
        name, file = f"`{self.exercise_id}`", self.file
        if self.state == AS_KEPT:
            return ""
        if self.has_run and self.state == ANOTHER:
            return (
                f"{name} in {file}, as last saved, is not the answer that passed. Save the notebook before "
                "you hand it in; if you have changed the cell since, check it again."
            )
        if self.has_run:
            return f"{name} is not yet in {file} as last saved. Save it before you hand it in."
        if self.state == ANOTHER:
            return (
                f"{name} in {file} is not the answer that passed, and the grader marks the one in the "
                "notebook. Run its cell and check it once more."
            )
        what = "its cell is empty" if self.state == EMPTY else "it has no cell"
        return (
            f"{name} would earn nothing: {what} in {file} as last saved. If you have not saved it since, "
            "save it; otherwise `rl.restore_answers()` writes your kept answer back."
        )


def sentences(kept):
    """What a student should know of kept answers that the notebooks do not hold.

    Args:
        kept: {exercise id: text of the kept answer}

    Returns:
        sentences; none where all is well, or outside of a notebook without any beside it.
    """
    notebooks = [one for one in saved_notebooks() if exercises_in(one)]
    if kept and not notebooks and shell() is not None:
        return (_UNKNOWN,)
    return tuple(one.sentence for one in what_is_marked(kept, notebooks) if one.sentence)


def what_is_marked(kept, notebooks):
    """What notebooks hold for kept answers.

    Args:
        kept: {exercise id: text of the kept answer}
        notebooks: `SavedNotebook`s.

    Returns:
        one `InNotebook` for each answer of whose chapter there is a notebook.
    """
    if not kept or not notebooks:
        return []
    ran = {name for cell in ran_cells() for name in EXERCISES if f"def {name}" in cell.text}
    texts = "\n".join(cell.python for cell in ran_cells()) if ran else ""
    found = []
    for name, text in kept.items():
        notebook = _notebook_of(name, notebooks)
        if notebook is not None:
            has_run = name in ran and _holds(texts, name, text)
            state = state_in(notebook, name, text)
            found.append(InNotebook(name, state, notebook.path.name, has_run))
    return found


def exercises_in(notebook):
    """Ids of the exercises that have a cell in a `SavedNotebook`."""
    return [cell.grade_id for cell in notebook.cells if cell.grade_id in EXERCISES]


def state_in(notebook, exercise_id, text):
    """How a kept answer stands in a `SavedNotebook`: AS_KEPT, ANOTHER, EMPTY or MISSING.

    Args:
        notebook: `SavedNotebook`.
        exercise_id: of the answer.
        text: of the kept answer.
    """
    cell = marked_cell(notebook, exercise_id)
    if cell is None:
        return EMPTY if exercise_id in exercises_in(notebook) else MISSING
    return AS_KEPT if _holds(cell.text, exercise_id, text) else ANOTHER


def marked_cell(notebook, exercise_id):
    """The cell of a `SavedNotebook` that the grader takes for an answer, or None.

    The cell that was handed out for it comes before others, and of these the last that defines it.
    """
    defines = re.compile(rf"^(?:def|class) +{exercise_id}\b|^{exercise_id} *=[^=]", re.MULTILINE)
    filled = [cell for cell in notebook.cells if not cell.is_untouched and cell.is_python]
    named = [cell for cell in filled if cell.grade_id == exercise_id]
    others = [cell for cell in filled if defines.search(cell.text)]
    defining = [cell for cell in named if defines.search(cell.text)]
    # Under an `if` or the like, where it stands nowhere else.
    further_in = re.compile(rf"^[ \t]+def +{exercise_id}\b", re.MULTILINE)
    further = [cell for cell in filled if further_in.search(cell.text)]
    return (defining or others or named or further or [None])[-1]


def _notebook_of(exercise_id, notebooks):
    """The notebook of a folder that holds the cell of an exercise, else one of its chapter."""
    chapter = EXERCISES[exercise_id].chapter
    holding = [one for one in notebooks if exercise_id in exercises_in(one)]
    of_chapter = [
        one
        for one in notebooks
        if any(EXERCISES[name].chapter == chapter for name in exercises_in(one))
    ]
    # A copy has a longer name than the notebook that was handed out.
    return min(holding or of_chapter, key=lambda one: len(one.path.name), default=None)


def _holds(source, exercise_id, kept):
    """Whether a text holds what a kept answer does, docstrings and comments aside."""
    wanted = _definitions(kept)
    name, seen = exercise_id, set()
    while name in wanted and name not in seen:
        seen.add(name)
        statement = wanted[name]
        value = getattr(statement, "value", None)
        if not isinstance(value, ast.Name):
            return ast.dump(statement) in {ast.dump(each) for each in _all_definitions(source)}
        # Kept under the exercise's name; the cell gives it another.
        name = value.id
    return False


def _definitions(text):
    return {_name(each): each for each in _all_definitions(text)}


def _all_definitions(text):
    kinds = (ast.FunctionDef, ast.ClassDef, ast.Assign)
    tree = ast.Module(statements_of(_without_magics(text)), [])
    found = [node for node in ast.walk(tree) if isinstance(node, kinds) and _name(node)]
    for node in found:
        if not isinstance(node, ast.Assign) and ast.get_docstring(node, clean=False) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return found


def _name(node):
    if isinstance(node, ast.Assign):
        target = node.targets[0]
        return target.id if isinstance(target, ast.Name) else ""
    return node.name


def _without_magics(text):
    return re.sub(r"(?m)^\s*[%!].*$", "", text)
