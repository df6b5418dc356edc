"""A student hands in from JupyterLab: what was not saved is noticed, and what was saved is in the file."""

import json

import nbformat
import pytest
from playwright.sync_api import expect

from tests.journeys.lab import CHROMIUM, SECONDS, Notebook
from tests.support.saved_notebook import ANSWER, HOLE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.kernel,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: `apt install chromium`"),
]
CHECK = 'rl.check("warm_up", warm_up)'


@pytest.fixture
def unsolved(lab):
    """(path, address) of a notebook with one exercise and the call that hands it in."""
    folder, address = lab
    texts = ("import resnet_lessons as rl", HOLE, CHECK, "rl.hand_in()")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(each) for each in texts])
    notebook.cells[1].metadata["nbgrader"] = {"grade_id": "warm_up", "solution": True}
    notebook.metadata["kernelspec"] = {"display_name": "Python 3", "name": "python3"}
    nbformat.write(notebook, folder / "my_work.ipynb")
    return folder / "my_work.ipynb", address("my_work.ipynb")


def test_an_unsaved_answer_is_noticed_and_the_saved_one_handed_in(unsolved, page):
    path, address = unsolved
    handed_in = path.with_name("my_work_hand_in.ipynb")
    notebook = Notebook(page, address)
    notebook.run(notebook.cell("import resnet_lessons as rl"))
    notebook.type_into(notebook.cell("def warm_up"), ANSWER)
    notebook.run(notebook.cell(CHECK))
    expect(notebook.cell(CHECK)).to_contain_text("passed", timeout=60 * SECONDS)

    call = notebook.cell("rl.hand_in()")
    notebook.run(call)
    expect(call).to_contain_text("as last saved lacks `warm_up` as you ran it last")
    assert not handed_in.exists()

    page.keyboard.press("Control+s")
    expect(page.locator(".jp-mod-dirty")).to_have_count(0, timeout=20 * SECONDS)
    notebook.run(call)
    expect(call).to_contain_text("Upload this file: my_work_hand_in.ipynb. It holds 1 of 1 answers")
    ours = json.loads(handed_in.read_text())["metadata"]["resnet_lessons"]
    assert list(ours["answers"]) == ["warm_up"] and "2 * channels" in ours["answers"]["warm_up"]
