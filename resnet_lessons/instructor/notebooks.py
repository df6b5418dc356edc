"""Builds notebooks from their sources: the student edition and the solved edition.

A source is a jupytext percent file. A cell that reads `# exercise: <id>` becomes three cells: a
header made from the exercise's data, the cell to fill in, and its check. What answers a question to
predict is taken out and written into the package. Every other cell is taken as it stands.
"""

import os
import tempfile
from dataclasses import replace
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from traitlets.config import Config

from resnet_lessons.course import questions as course_questions
from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.display import in_points
from resnet_lessons.instructor import packed_pictures
from resnet_lessons.instructor.answers import answer, with_holes, without_markers
from resnet_lessons.instructor.grading.alone import check_cell
from resnet_lessons.instructor.notebook_sources import (
    EXERCISE,
    NOTEBOOKS,
    SOURCES,
    sources,
    sources_of,
)
from resnet_lessons.instructor.question_sources import QuestionError, as_json, taken_out
from resnet_lessons.student.asking import QUESTION

# One cell of a solved chapter trains a network; one of the site draws some hundred frames of an
# explorer. A slow machine may do it.
SECONDS_PER_CELL = 1800
COMPARED = "nbval-check-output"
_WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
# A kernel whose messages are not encrypted prints a warning among what the command says.
_KERNEL_SETTINGS = Config({"KernelManager": {"transport_encryption": "auto"}})

_EDITIONS = {"student": with_holes, "solved": without_markers, "nbgrader": lambda text: text}


class BuildError(Exception):
    """A source names an unknown exercise, holds a malformed question, or has a cell that raises."""


def build(source, edition="student", points=None):
    """One notebook without outputs.

    Args:
        source: path of a jupytext percent file.
        edition: "student": the cells to fill in hold a hole; "solved": the answer; "nbgrader": the
            answer with its markers, and checks whose value is the points earned.
        points: {exercise id: points} that the instructor chose, or None.

    Returns:
        `NotebookNode`

    Raises:
        BuildError: when the source names an unknown exercise or holds a malformed question.
    """
    cells = []
    for cell in _read(source)[0]:
        match = EXERCISE.fullmatch(cell.source.strip()) if cell.cell_type == "code" else None
        cells += _exercise_cells(match.group(1), edition, source, points or {}) if match else [cell]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number:02d}"
    nbformat.validate(notebook)
    return notebook


def _read(source):
    """(a source's cells, without what answers its questions; its questions)"""
    written = jupytext.read(source, fmt="py:percent")
    try:
        return taken_out(written.cells, int(source.stem[:2]))
    except QuestionError as error:
        raise BuildError(f"{source.name}, question {error}") from None


def write_questions(source):
    """Writes the questions of a chapter into the package, from where its notebook asks them."""
    asked, path = _read(source)[1], _questions_file(source)
    if asked:
        path.write_text(as_json(asked), encoding="utf-8")
    else:
        path.unlink(missing_ok=True)


def _questions_file(source):
    return course_questions.FOLDER / f"{source.stem}.json"


def has_fresh_questions(source):
    path = _questions_file(source)
    text = path.read_text(encoding="utf-8") if path.exists() else as_json(())
    return text == as_json(_read(source)[1])


def _exercise_cells(exercise_id, edition, source, points):
    if exercise_id not in EXERCISES:
        raise BuildError(f"{source.name}: there is no exercise {exercise_id!r}")
    exercise = EXERCISES[exercise_id]
    exercise = replace(exercise, points=points.get(exercise_id, exercise.points))
    text = _EDITIONS[edition](answer(exercise_id))
    fill_in = nbformat.v4.new_code_cell(text.rstrip())
    fill_in.metadata["nbgrader"] = _nbgrader(exercise_id, solution=True)
    call = f'rl.check("{exercise_id}", {exercise_id})'
    check = nbformat.v4.new_code_cell(check_cell(exercise) if edition == "nbgrader" else call)
    check.metadata["nbgrader"] = _nbgrader(f"{exercise_id}_check", points=exercise.points)
    check.metadata["tags"] = [COMPARED]
    return [nbformat.v4.new_markdown_cell(_header(exercise)), fill_in, check]


def _header(exercise):
    hints = f'Stuck? Run `rl.hint("{exercise.id}")` in a new cell, up to three times.'
    worth = in_points(exercise.points) if exercise.points else "no points"
    return (
        f"### Exercise `{exercise.id}`: {exercise.title}\n\n"
        f"Difficulty {_dots(exercise.difficulty)} · importance {_dots(exercise.importance)} · "
        f"about {exercise.minutes} minutes · {worth}\n\n"
        f"Replace the line `raise NotImplementedError`, run the cell, then run the check below it. "
        f"{hints if exercise.hints else 'This exercise comes without hints.'}"
    )


def _dots(number):
    return "●" * number + "○" * (5 - number) + f" ({number} of 5)"


def _nbgrader(grade_id, solution=False, points=None):
    metadata = {
        "grade": points is not None,
        "grade_id": grade_id,
        "locked": points is not None,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    return metadata if points is None else metadata | {"points": points}


def execute(
    notebook,
    answers_folder=None,
    python_path=None,
    environment=None,
    seconds=SECONDS_PER_CELL,
    on_cell=None,
):
    """Runs every cell in a fresh kernel, as someone would from top to bottom.

    Args:
        notebook: changed in place: outputs and execution counts are filled in.
        answers_folder: where passed answers are kept; a temporary folder if None.
        python_path: folder whose `resnet_lessons` takes the place of this one.
        environment: further variables for the kernel, or None.
        seconds: that a cell may take.
        on_cell: called with each cell's index before it is run, or None.

    Raises:
        BuildError: when a cell raises or takes too long; it quotes the cell and the error.
    """
    with tempfile.TemporaryDirectory() as temporary:
        variables = {
            **os.environ,
            **(environment or {}),
            "RESNET_LESSONS_ANSWERS": str(answers_folder or temporary),
            # The inline backend of another environment would draw figures of its own.
            "MPLBACKEND": "agg",
        }
        if python_path:
            variables["PYTHONPATH"] = str(python_path)
        client = NotebookClient(
            notebook,
            config=_KERNEL_SETTINGS,
            timeout=seconds,
            on_cell_start=on_cell and (lambda cell, cell_index: on_cell(cell_index)),
            kernel_name="python3",
            record_timing=False,
            store_widget_state=False,
            resources={"metadata": {"path": temporary}},
        )
        try:
            client.execute(env=variables)
        except CellExecutionError as error:
            raise BuildError(f"a cell raises {error.ename}: {error.evalue}\n{error}") from None
        except CellTimeoutError as error:
            raise BuildError(f"a cell takes longer than {seconds} seconds\n{error}") from None
        except DeadKernelError as error:
            raise BuildError(f"the kernel died, perhaps for want of memory: {error}") from None
    notebook.metadata["language_info"] = {"name": "python"}
    _keep_one_picture(notebook)
    return notebook


def _keep_one_picture(notebook):
    """Leaves the PNG of a figure or explorer alone.

    A figure's HTML form, which JupyterLab needs for the alt text, holds the picture a second time. An
    explorer's view, or a question's, belongs to the kernel that is gone: where nobody ran the
    notebook, JupyterLab would say that it has no model instead of showing what stands there.
    """
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            if "image/png" in data:
                data.pop("text/html", None)
            if "image/png" in data or QUESTION in data:
                data.pop(_WIDGET_VIEW, None)


def write(folder, edition="student", chapter=None):
    """Builds and executes chapters; their questions are written into the package.

    Args:
        folder: where the notebooks go.
        edition: "student" or "solved".
        chapter: the number of the one to build; None for all.

    Yields:
        the path of each notebook once it is written.

    Raises:
        NoSuchChapter: when there is no such chapter.
        BuildError: when a chapter cannot be built; its text begins with the name of the source.
    """
    chosen = sources_of(chapter)
    folder.mkdir(parents=True, exist_ok=True)
    for source in chosen:
        notebook = build(source, edition)
        write_questions(source)
        try:
            execute(notebook)
        except BuildError as error:
            raise BuildError(f"{source.name}: {error}") from None
        packed_pictures.pack(notebook)
        path = folder / f"{source.stem}.ipynb"
        nbformat.write(notebook, path)
        yield path


def stale(folder=NOTEBOOKS, run=True, chapter=None):
    """Names of the committed notebooks that differ from their sources.

    Args:
        folder: where they are.
        run: also run each one, to compare the text of its tagged outputs; nbval does that too.
        chapter: the number of the one to look at; None for all, and for notebooks without a source.

    Raises:
        NoSuchChapter: when there is no such chapter.
    """
    names = []
    for source in sources_of(chapter):
        path = folder / f"{source.stem}.ipynb"
        if not path.exists():
            names.append(path.name)
            continue
        committed = nbformat.read(path, as_version=4)
        fresh = build(source)
        same = _cells(committed) == _cells(fresh) and has_fresh_questions(source)
        if same and run:
            same = _compared_texts(committed) == _compared_texts(execute(fresh))
        if not same:
            names.append(path.name)
    if chapter is not None:
        return names
    known = {f"{source.stem}.ipynb" for source in sources()}
    return names + sorted(path.name for path in folder.glob("*.ipynb") if path.name not in known)


def _cells(notebook):
    return [(cell.cell_type, cell.source, dict(cell.metadata)) for cell in notebook.cells]


def _compared_texts(notebook):
    """What every cell whose outputs are compared says, and what a question shows once it is
    answered."""
    return [
        [
            (output.get("text") or output.data["text/plain"], output.get("data", {}).get(QUESTION))
            for output in cell.outputs
        ]
        for cell in notebook.cells
        if COMPARED in cell.metadata.get("tags", ())
    ]


def main(solved=None, chapter=None):
    """Builds the student edition into `notebooks/`, or the solved edition into a folder: one chapter,
    or all if `chapter` is None."""
    folder = Path(solved) if solved else NOTEBOOKS
    for path in write(folder, "solved" if solved else "student", chapter):
        print(f"built {path} ({path.stat().st_size / 1e3:.0f} kB)")
    if chapter is not None:
        print("The other notebooks are as they were.")


__all__ = [
    "NOTEBOOKS",
    "SOURCES",
    "BuildError",
    "build",
    "execute",
    "sources",
    "stale",
    "write",
]
