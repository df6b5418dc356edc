"""A whole student's path: every chapter opened, run and solved by typing, until all is passed.

Only in `make soak`: CI solves chapter 2 (`test_chapter2.py`).
"""

import nbformat
import pytest
from playwright.sync_api import expect

from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.answers import answer, without_markers
from tests.journeys.lab import CHROMIUM, SECONDS, Notebook
from tests.support.soak import only_in_soak

pytestmark = [
    pytest.mark.browser,
    pytest.mark.kernel,
    only_in_soak,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: `apt install chromium`"),
]


def exercises_of(path):
    """Ids of a notebook's exercises, in order."""
    cells = nbformat.read(path, as_version=4).cells
    ids = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in cells]
    return [name for name in ids if name in EXERCISES]


def test_a_student_solves_every_chapter(lab, page, pictures):
    folder, address = lab
    solved, paths = [], sorted(folder.glob("*.ipynb"))
    for path in paths:
        notebook = Notebook(page, address(path.name))
        notebook.run_all()
        page.screenshot(path=pictures / f"{path.stem}_unsolved.png")
        for name in exercises_of(path):
            notebook.type_into(notebook.cell(f"def {name}("), without_markers(answer(name)))
            check = notebook.cell(f'rl.check("{name}", {name})')
            notebook.run(check)
            expect(check.locator('.resnet-check[data-verdict="passed"]')).to_be_visible(
                timeout=30 * SECONDS
            )
            solved.append(name)
        page.screenshot(path=pictures / f"{path.stem}_solved.png")
        notebook.save()
    assert solved == [name for path in paths for name in exercises_of(path)]
    assert set(solved) == set(EXERCISES)
    progress = notebook.cell("rl.progress()")
    notebook.run(progress)
    expect(progress.locator(".resnet-progress")).to_contain_text(
        f"{len(solved)} of {len(EXERCISES)} exercises passed"
    )
    kept = {path.stem for path in (folder / "my_answers").glob("*.py")}
    assert kept == set(solved)
