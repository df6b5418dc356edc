"""A learner opens the choices of a question, in JupyterLab and in a page without a kernel."""

import nbformat
import pytest
from nbconvert import HTMLExporter
from playwright.sync_api import expect

from resnet_lessons.instructor import notebooks
from tests.journeys.lab import CHROMIUM, Notebook
from tests.support.soak import only_in_soak

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: `apt install chromium`"),
]
SOURCE = notebooks.sources()[1]
HEADING = "Predict: which of these copies its input?"


def open_each(page, cell):
    """Opens every choice, the first by its line, the others by the keyboard alone.

    Returns:
        the text of each choice once it is open.
    """
    choices = cell.locator("details")
    texts = []
    for number in range(choices.count()):
        explanation = choices.nth(number).locator("p")
        expect(explanation).to_be_hidden()
        summary = choices.nth(number).locator("summary")
        if number:
            summary.focus()
            page.keyboard.press("Enter")
        else:
            summary.click()
        expect(explanation).to_be_visible()
        texts.append(choices.nth(number).inner_text())
    return texts


def check(page, cell, picture):
    texts = open_each(page, cell)
    cell.screenshot(path=picture)
    assert [text.split()[0] for text in texts] == ["A", "B", "C", "D"]
    assert ["✓ Right." in text for text in texts] == [False, False, True, False]
    assert ["✗ Not quite." in text for text in texts] == [True, True, False, True]


@only_in_soak
def test_choices_open_in_jupyterlab(lab, page, pictures):
    folder, address = lab
    nbformat.write(notebooks.build(SOURCE), folder / "built.ipynb")
    Notebook(page, address("built.ipynb"))
    cell = page.locator(".jp-MarkdownCell").filter(has_text=HEADING)
    check(page, cell, pictures / "question_in_jupyterlab.png")


def test_choices_open_in_a_page_without_scripts(page, pictures, tmp_path):
    html, _ = HTMLExporter().from_notebook_node(notebooks.build(SOURCE))
    (tmp_path / "built.html").write_text(html)
    still = page.context.browser.new_context(java_script_enabled=False, offline=True).new_page()
    still.goto((tmp_path / "built.html").as_uri())
    cell = still.locator(".jp-MarkdownCell").filter(has_text=HEADING)
    check(still, cell, pictures / "question_in_a_page.png")
