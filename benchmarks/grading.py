"""Ten submissions of chapter 2, graded by stock `nbgrader autograde` and by `resnet-lessons grade`.

Both get the same notebooks: import cells, cells to fill in and their checks; every figure is taken
out for both. Each is timed as an instructor waits for it: the whole command, start and end included.
nbgrader's check cells end in the points of the instant check alone, so that it is not charged for
the hidden settings that ours runs as well.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat

from resnet_lessons.course.exercises import exercises_of
from resnet_lessons.instructor import notebooks
from resnet_lessons.instructor.answers import answer, without_markers
from resnet_lessons.instructor.exercises import variants

CHAPTER = "02_block_structure"
IDS = [exercise.id for exercise in exercises_of([2])]
# Who hands in what, beside right answers: exercise -> misconception, or None for an empty cell.
CLASS = {
    **{f"right_{number}": {} for number in range(6)},
    "stride": {"regular_block": "stride_on_second_convolution"},
    "shortcut": {"pre_activation_with_shortcut": "projection_from_raw_input"},
    "two": {
        "pre_activation": "relu_before_normalization",
        "bottleneck_block": "shortcut_not_added",
    },
    "unfinished": {"regular_block": None, "bottleneck_block": None},
}
_HIDDEN = "### BEGIN HIDDEN TESTS\nresult.points\n### END HIDDEN TESTS"


def make_course(folder):
    """nbgrader's source tree of the reduced chapter."""
    source = next(path for path in notebooks.sources() if path.stem == CHAPTER)
    notebook = notebooks.build(source, edition="nbgrader")
    notebook.cells = [cell for cell in notebook.cells if _is_kept(cell)]
    for cell in notebook.cells:
        if "### BEGIN HIDDEN TESTS" in cell.source:
            cell.source = cell.source.partition("### BEGIN HIDDEN TESTS")[0] + _HIDDEN
    place = folder / "source" / CHAPTER
    place.mkdir(parents=True)
    nbformat.write(notebook, place / f"{CHAPTER}.ipynb")
    _nbgrader(folder, "generate_assignment", CHAPTER)


def _is_kept(cell):
    lines = [line for line in cell.source.splitlines() if line.strip()]
    is_setup = all(
        line.startswith(("import ", "from ", "rl.setup()", "rl.ready()")) for line in lines
    )
    return cell.cell_type == "code" and ("nbgrader" in cell.metadata or is_setup)


def hand_in(folder):
    """The class's notebooks, made from what nbgrader released."""
    released = folder / "release" / CHAPTER / f"{CHAPTER}.ipynb"
    for student, mistakes in CLASS.items():
        notebook = nbformat.read(released, as_version=4)
        for cell in notebook.cells:
            name = cell.metadata.get("nbgrader", {}).get("grade_id")
            if name in IDS and mistakes.get(name, "right") is not None:
                # Of equal notebooks ours runs one.
                cell.source = f"# {student}\n{_program(name, mistakes.get(name))}"
        place = folder / "submitted" / student / CHAPTER
        place.mkdir(parents=True)
        nbformat.write(notebook, place / f"{CHAPTER}.ipynb")


def _program(name, misconception):
    return variants(name)[misconception] if misconception else without_markers(answer(name))


def _nbgrader(folder, *arguments):
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    command = [sys.executable, "-m", "nbgrader", *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"nbgrader {arguments[0]} failed:\n{done.stderr[-2000:]}")


def seconds_of_nbgrader(folder):
    """Of `nbgrader autograde`, for the whole class."""
    since = time.perf_counter()
    _nbgrader(folder, "autograde", CHAPTER)
    return time.perf_counter() - since


def seconds_of_ours(folder, workers, report):
    """Of `resnet-lessons grade`, gradebook and reports included; each report is a fresh one."""
    command = [
        sys.executable, "-m", "resnet_lessons.cli", "grade", folder / "submitted",
        "--out", report, "--workers", str(workers),
    ]  # fmt: skip
    since = time.perf_counter()
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"resnet-lessons grade failed:\n{done.stderr[-2000:]}")
    return time.perf_counter() - since


def measured(runs=3):
    """{who: [seconds of each run]}; they take turns, so that a noisy minute meets all of them.

    Args:
        runs: of ours; nbgrader, which takes longest, runs once.
    """
    found = {"nbgrader": [], "ours, one worker": [], "ours, two workers": []}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        make_course(folder)
        hand_in(folder)
        for number in range(runs):
            found["ours, one worker"].append(seconds_of_ours(folder, 1, folder / f"one{number}"))
            found["ours, two workers"].append(seconds_of_ours(folder, 2, folder / f"two{number}"))
            if number == runs // 2:
                found["nbgrader"].append(seconds_of_nbgrader(folder))
    return found
