"""The solved edition under nbval: every check in it passes, and all else is as in the student's.

CI trains for a tenth of the steps, `make soak` to the end.
"""

import re
from dataclasses import replace

import nbformat
import pytest

from resnet_lessons.checker.feedback import CheckResult
from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor import notebooks
from resnet_lessons.network import costs
from resnet_lessons.student.asking import QUESTION
from resnet_lessons.student.passed_answers import CourseProgress
from tests.notebooks.support import code_cells, run_nbval
from tests.support.soak import IS_SOAK

pytestmark = [pytest.mark.kernel, pytest.mark.trains]

SOURCES = notebooks.sources()
# What a passed check says after its first line depends on the exercise; see tests/checker.
FIRST_LINE_OF_A_PASSED_CHECK = "[passed]\nregex: (?s)(✓ \\w+: passed, [^\\n]*)\\n.*\nreplace: \\1\n"


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """One folder for all chapters, in order: later ones use the answers of earlier ones."""
    with pytest.MonkeyPatch.context() as patch:
        if not IS_SOAK:
            patch.setenv("RESNET_LESSONS_QUICK", "1")
        yield tmp_path_factory.mktemp("solved")


def exercises_of(notebook):
    """Ids of a notebook's exercises, in order."""
    ids = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in code_cells(notebook)]
    return [name for name in ids if name in EXERCISES]


def expected_text(cell, student_text, passed):
    """What a tagged cell of the solved edition is to show.

    Args:
        cell: of the solved edition.
        student_text: what it shows in the student edition.
        passed: ids of the exercises of this chapter and those before.
    """
    if check := re.fullmatch(r'rl\.check\("(\w+)", \1\)', cell.source):
        points = EXERCISES[check.group(1)].points
        return repr(CheckResult(check.group(1), "passed", points, points))
    if cell.source == "rl.progress()":
        return repr(CourseProgress(passed))
    return student_text


def expected_shown(cell, shown):
    """What a question of the solved edition shows once it is answered: alt texts and tables."""
    if "rl.cost_table(own=count_flops)" not in cell.source:
        return shown
    table = costs.cost_table(224)
    rows = [
        replace(row, own_multiply_adds=row.multiply_adds if row.num_layers <= 50 else None)
        for row in table.rows
    ]
    return [repr(replace(table, rows=tuple(rows))), *shown[1:]]


def solved(source, passed):
    """The solved edition of a chapter, with the text that its tagged cells are to show."""
    notebook = notebooks.build(source, edition="solved")
    student = nbformat.read(notebooks.NOTEBOOKS / f"{source.stem}.ipynb", as_version=4)
    for cell, in_student_edition in zip(code_cells(notebook), code_cells(student), strict=True):
        cell.outputs = in_student_edition.outputs
        # nbval takes outputs for real only where the cell has run.
        cell.execution_count = in_student_edition.execution_count
        if notebooks.COMPARED in cell.metadata.get("tags", ()):
            for output in cell.outputs:
                if output.output_type != "stream":
                    text = output.data["text/plain"]
                    output.data["text/plain"] = expected_text(cell, text, passed)
                if QUESTION in output.get("data", {}):
                    asked = output.data[QUESTION]
                    asked["shown"] = expected_shown(cell, asked["shown"])
    return notebook


def run(notebook, name, folder):
    """What nbval finds: (exit status, cells passed, whole output)."""
    path, sanitize = folder / f"{name}.ipynb", folder / "sanitize.cfg"
    nbformat.write(notebook, path)
    sanitize.write_text(FIRST_LINE_OF_A_PASSED_CHECK)
    return run_nbval([path], folder / "run", sanitize=sanitize)


def test_every_exercise_has_a_check_in_one_chapter():
    assert [name for source in SOURCES for name in exercises_of(notebooks.build(source))] == [
        *EXERCISES
    ]


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_every_check_passes(source, course):
    so_far = SOURCES[: SOURCES.index(source) + 1]
    passed = [name for each in so_far for name in exercises_of(notebooks.build(each))]
    notebook = solved(source, tuple(passed))
    status, cells, output = run(notebook, source.stem, course)
    assert status == 0, output
    assert cells == len(code_cells(notebook))
    kept = {path.stem for path in (course / "run" / "my_answers").glob("*.py")}
    assert kept == set(passed)


def test_a_check_that_does_not_pass_is_noticed(tmp_path):
    notebook = solved(SOURCES[0], ("warm_up",))
    (answer,) = [cell for cell in code_cells(notebook) if cell.source.startswith("def warm_up(")]
    answer.source += "\n\n\ndef warm_up(*sizes):\n    return sizes"
    status, _, output = run(notebook, "wrong", tmp_path)
    assert status == 1
    # The check itself and the chapter's progress.
    assert "2 failed" in output
