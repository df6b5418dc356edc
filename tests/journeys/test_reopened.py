"""A notebook in JupyterLab whose kernel is gone: explorers and questions say how to bring them back."""

import nbformat
import pytest
from playwright.sync_api import expect

from tests.journeys.explorers import accessibility_faults
from tests.journeys.lab import CHROMIUM, SECONDS, Notebook

pytestmark = [
    pytest.mark.browser,
    pytest.mark.kernel,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: `apt install chromium`"),
]
EXPLORER = "rl.widgets.block_anatomy()"
EXPLORABLE = "rl.widgets.unfold()"
QUESTION = 'rl.ask("four_shortcuts", rl.figures.four_shortcuts)'
# A widget of nobody's lessons, of which nothing is stored but its text.
FOREIGN = "import ipywidgets; ipywidgets.IntSlider()"
CELLS = ("import resnet_lessons as rl", EXPLORER, EXPLORABLE, QUESTION, FOREIGN)
AGAIN = "Run this cell again to explore."
GUESS_AGAIN = "Run this cell again to make your guess here."


@pytest.fixture
def notebook(lab, page):
    """A notebook that was run and saved."""
    folder, address = lab
    cells = [nbformat.v4.new_code_cell(text) for text in CELLS]
    written = nbformat.v4.new_notebook(cells=cells)
    written.metadata["kernelspec"] = {"display_name": "Python 3", "name": "python3"}
    nbformat.write(written, folder / "reopened.ipynb")
    opened = Notebook(page, address("reopened.ipynb"))
    opened.run_all()
    expect(page.locator(".resnet-explorer")).to_have_attribute(
        "data-shown", "2 0 0", timeout=60 * SECONDS
    )
    opened.save()
    return opened


def _restart_the_kernel(page):
    page.get_by_role("menuitem", name="Kernel", exact=True).click()
    page.locator(".lm-Menu-itemLabel", has_text="Restart Kernel…").first.click()
    page.locator(".jp-Dialog .jp-mod-accept").click()


def test_what_was_explored_says_how_to_go_on_when_its_kernel_is_gone(notebook, page, pictures):
    _restart_the_kernel(page)
    expect(page.locator(".resnet-explorer [role=status]")).to_have_text(
        f"The kernel that drew this is gone. {AGAIN}", timeout=60 * SECONDS
    )
    # An explorable needs none.
    slider = page.locator(".unfold").get_by_role("slider")
    slider.press("ArrowRight")
    expect(page.locator(".unfold .finding")).to_contain_text("32 paths")
    page.reload()
    for text, said in ((EXPLORER, AGAIN), (EXPLORABLE, AGAIN), (QUESTION, GUESS_AGAIN)):
        note = notebook.cell(text).locator(".resnet-run-again")
        expect(note).to_contain_text(said, timeout=60 * SECONDS)
    for text in (EXPLORER, EXPLORABLE):
        picture = notebook.cell(text).locator(".jp-OutputArea-output img")
        assert picture.evaluate("image => image.naturalWidth") > 600
        assert len(picture.get_attribute("alt")) > 40
    expect(notebook.cell(QUESTION).locator("details")).to_have_count(5)
    expect(notebook.cell("import ipywidgets").locator(".jp-OutputArea-output")).to_have_text(
        "Error displaying widget: model not found"
    )
    page.screenshot(path=pictures / "reopened.png")
    assert accessibility_faults(page, ".jp-OutputArea-output") == []
    notebook.wait_until_idle()
    notebook.run(notebook.cell(CELLS[0]))
    notebook.run(notebook.cell(EXPLORER))
    expect(page.locator(".resnet-explorer")).to_have_attribute(
        "data-shown", "2 0 0", timeout=60 * SECONDS
    )
    expect(notebook.cell(EXPLORER).locator(".resnet-run-again")).to_have_count(0)
