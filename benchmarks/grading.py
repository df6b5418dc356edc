"""Submissions graded by stock `nbgrader autograde` and by `resnet-lessons grade`: time and processor time.

Both get the same notebooks: import cells, cells to fill in and their checks; every figure is taken
out for both. Each is measured as an instructor waits for it: the whole command, start and end included,
and the processor time of all the processes that it starts. nbgrader's check cells end in the points of
the instant check alone, so that it is not charged for the hidden settings that ours runs as well. It
grades one submission after the other, so what it takes for a large class is worked out from ten.
"""

import ast
import contextlib
import os
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import nbformat
import psutil

from resnet_lessons.course.exercises import exercises_of
from resnet_lessons.instructor import notebooks
from resnet_lessons.instructor.answers import answer, without_markers
from resnet_lessons.instructor.exercises import variants
from resnet_lessons.instructor.exercises.programs import texts

# (chapter, students); what nbgrader takes for more than ten is worked out from the last ten before.
CLASSES = ((1, 10), (3, 10), (4, 10), (5, 10), (2, 10), (2, 125), (2, 500))
# The class whose answers are measured once more when none is a program of the lessons' own.
REWORDED = (2, 125)
# Of a hundred answers; the other ones are left empty.
_RIGHT, _WRONG = 70, 26
_SEED = 2015
# Seconds between two looks at the processor time.
_BETWEEN_LOOKS = 0.1
_HIDDEN = "### BEGIN HIDDEN TESTS\nresult.points\n### END HIDDEN TESTS"


@dataclass(frozen=True)
class Spent:
    """What a command took.

    Attributes:
        wall, processor: seconds.
    """

    wall: float
    processor: float

    def times(self, factor):
        """What so many times the work would take."""
        return Spent(factor * self.wall, factor * self.processor)


class Course:
    """nbgrader's course of one reduced chapter, with submissions of a class.

    Args:
        folder: an empty one.
        chapter: its number.
        count: of the students.
        is_reworded: whether every answer is written otherwise than the lessons' programs.
    """

    def __init__(self, folder, chapter, count, is_reworded=False):
        self.folder, self.count, self._is_reworded = folder, count, is_reworded
        self.ids = [exercise.id for exercise in exercises_of([chapter])]
        source = next(path for path in notebooks.sources() if path.stem.startswith(f"{chapter:02}"))
        self.name = source.stem
        self._release(source)
        self._hand_in()

    def _release(self, source):
        notebook = notebooks.build(source, edition="nbgrader")
        notebook.cells = [cell for cell in notebook.cells if _is_kept(cell)]
        for cell in notebook.cells:
            if "### BEGIN HIDDEN TESTS" in cell.source:
                cell.source = cell.source.partition("### BEGIN HIDDEN TESTS")[0] + _HIDDEN
        place = self.folder / "source" / self.name
        place.mkdir(parents=True)
        nbformat.write(notebook, place / f"{self.name}.ipynb")
        self._run(*self._stock("generate_assignment"))

    def _hand_in(self):
        """The class's notebooks, made from what nbgrader released; no two answers are the same text."""
        draw = random.Random(_SEED)
        released = self.folder / "release" / self.name / f"{self.name}.ipynb"
        for number in range(self.count):
            notebook = nbformat.read(released, as_version=4)
            for cell in notebook.cells:
                name = cell.metadata.get("nbgrader", {}).get("grade_id")
                if name in self.ids and (text := _program(name, draw)):
                    text = reworded(text) if self._is_reworded else text
                    cell.source = f"# student {number}\n{text}"
            place = self.folder / "submitted" / f"student_{number:04}" / self.name
            place.mkdir(parents=True)
            nbformat.write(notebook, place / f"{self.name}.ipynb")

    def stock(self):
        """What `nbgrader autograde` `Spent` on the class."""
        return self._run(*self._stock("autograde"))

    def ours(self, *options):
        """What `resnet-lessons grade` `Spent` on it, gradebook and reports included."""
        with tempfile.TemporaryDirectory() as report:
            return self._run(
                "resnet_lessons.cli", "grade", self.folder / "submitted", "--out",
                Path(report) / "report", *options,
            )  # fmt: skip

    def _stock(self, command):
        return "nbgrader", command, self.name

    def _run(self, module, *arguments):
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        command = [sys.executable, "-m", module, *map(str, arguments)]
        since, processor = time.perf_counter(), 0.0
        with tempfile.TemporaryFile("w+") as said:
            process = psutil.Popen(
                command,
                cwd=self.folder,
                env={**os.environ, "PATH": path},
                stdout=said,
                stderr=subprocess.STDOUT,
            )
            while process.poll() is None:
                processor = max(processor, _processor_seconds(process))
                time.sleep(_BETWEEN_LOOKS)
            said.seek(0)
            if process.returncode:
                raise SystemExit(f"{module} {arguments[0]} failed:\n{said.read()[-2000:]}")
        return Spent(time.perf_counter() - since, processor)


def _is_kept(cell):
    lines = [line for line in cell.source.splitlines() if line.strip()]
    is_setup = all(
        line.startswith(("import ", "from ", "rl.setup()", "rl.ready()")) for line in lines
    )
    return cell.cell_type == "code" and ("nbgrader" in cell.metadata or is_setup)


def _program(name, draw):
    """An answer as students write them, or None where one is left empty.

    Half of the right ones are the lessons', the others are other right programs; a wrong one has one of
    the misconceptions.
    """
    place = draw.randrange(100)
    if place < _RIGHT:
        right = without_markers(answer(name))
        others = list(texts("right", name).values())
        return draw.choice(others) if others and place % 2 else right
    return draw.choice(sorted(variants(name).values())) if place < _RIGHT + _WRONG else None


class _ReturnedByName(ast.NodeTransformer):
    """Gives what is returned a name first."""

    def visit_Return(self, node):
        if node.value is None:
            return node
        result = ast.Name("result", ast.Store())
        return [ast.Assign([result], node.value), ast.Return(ast.Name("result", ast.Load()))]


def reworded(text):
    """A program that does the same as another one and is written otherwise."""
    tree = _ReturnedByName().visit(ast.parse(text))
    return ast.unparse(ast.fix_missing_locations(tree))


def _processor_seconds(process):
    """What a process and all that it started had of a processor, those included that have ended.

    Looked up while it runs: the sandbox takes its processes' times with it.
    """
    total = 0.0
    with contextlib.suppress(psutil.NoSuchProcess):
        for each in (process, *process.children(recursive=True)):
            with contextlib.suppress(psutil.NoSuchProcess):
                times = each.cpu_times()
                total += sum(times[:4])
    return total


@contextlib.contextmanager
def course(chapter, count, is_reworded=False):
    """A `Course` in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        yield Course(Path(folder), chapter, count, is_reworded)
