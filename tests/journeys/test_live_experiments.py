"""A learner in JupyterLab runs an experiment, stops it and runs it again, without a mouse."""

import nbformat
import pytest
from playwright.sync_api import expect

from tests.journeys.explorers import accessibility_faults, complaints
from tests.journeys.lab import CHROMIUM, SECONDS, Notebook
from tests.support.soak import only_in_soak

pytestmark = [
    pytest.mark.browser,
    pytest.mark.kernel,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: `apt install chromium`"),
]
PANEL = 'rl.widgets.experiment("shattering")'
# Places of the slider: two layers are quick, fifty take long enough to be stopped.
QUICK, LONG = 0, 4


@pytest.fixture
def panel(lab, page):
    """(notebook, explorer) with one experiment in JupyterLab."""
    folder, address = lab
    cells = [
        nbformat.v4.new_code_cell(source)
        for source in ("import resnet_lessons as rl", PANEL, "1 + 1")
    ]
    book = nbformat.v4.new_notebook(cells=cells)
    book.metadata["kernelspec"] = {"display_name": "Python 3", "name": "python3"}
    nbformat.write(book, folder / "experiment.ipynb")
    notebook = Notebook(page, address("experiment.ipynb"))
    notebook.run(notebook.cell("import resnet_lessons"))
    notebook.run(notebook.cell(PANEL))
    explorer = page.locator(".resnet-explorer")
    expect(explorer).to_have_attribute("data-shown", "3", timeout=60 * SECONDS)
    return notebook, explorer


def go_to(page, explorer, place):
    """Moves the slider with the keyboard."""
    explorer.locator("input").focus()
    page.keyboard.press("Home")
    for _ in range(place):
        page.keyboard.press("ArrowRight")
    expect(explorer).to_have_attribute("data-shown", str(place), timeout=60 * SECONDS)


def source(explorer):
    return explorer.locator("img.frame").get_attribute("src")


@only_in_soak
def test_an_experiment_runs_by_keyboard(panel, page, pictures):
    heard = complaints(page)
    _, explorer = panel
    go_to(page, explorer, QUICK)
    start, change = (explorer.locator("button").nth(number) for number in (0, 1))
    note, bar = explorer.locator(".note"), explorer.locator("progress")
    expect(start).to_have_text("Run it here (about 10 s)")
    expect(change).to_be_hidden()
    expect(note).to_contain_text("Recorded: 3 seeds")
    recorded = source(explorer)
    start.focus()
    page.keyboard.press("Enter")
    expect(bar).to_be_visible(timeout=60 * SECONDS)
    expect(explorer.locator(".share")).to_contain_text("%")
    expect(explorer.locator("input")).to_be_disabled()
    expect(note).to_contain_text("Its stop button")
    expect(note).to_contain_text("Measured here just now: seed 0", timeout=120 * SECONDS)
    expect(bar).to_be_hidden()
    expect(start).to_be_focused()
    measured = source(explorer)
    assert measured != recorded
    explorer.screenshot(path=pictures / "experiment_measured.png")
    page.keyboard.press("Tab")
    expect(change).to_be_focused()
    page.keyboard.press("Space")
    expect(note).to_contain_text("Recorded: 3 seeds")
    assert source(explorer) == recorded
    page.keyboard.press("Space")
    expect(note).to_contain_text("Measured here just now")
    assert source(explorer) == measured
    assert accessibility_faults(page, ".resnet-explorer") == []
    assert heard == []
    _assert_found_again(page, explorer)


def _assert_found_again(page, explorer):
    """A second view of the same explorer, as a page that is opened again has."""
    explorer.click(button="right", position={"x": 5, "y": 5})
    page.locator(".lm-Menu-itemLabel", has_text="Create New View for Cell Output").first.click()
    second = page.locator(".resnet-explorer").nth(1)
    expect(second.locator(".note")).to_contain_text("Recorded: 3 seeds", timeout=60 * SECONDS)
    second.locator("input").focus()
    page.keyboard.press("Home")
    expect(second.locator(".note")).to_contain_text("Measured here just now", timeout=60 * SECONDS)


def test_the_stop_button_keeps_what_was_measured_and_it_runs_again(panel, page, pictures):
    notebook, explorer = panel
    go_to(page, explorer, LONG)
    start, note = explorer.locator("button").first, explorer.locator(".note")
    recorded = source(explorer)
    start.focus()
    page.keyboard.press("Space")
    # One network of ten: looking takes time, and what comes after it must not be over by then.
    expect(explorer.locator(".share")).to_have_text("10%", timeout=300 * SECONDS)
    explorer.screenshot(path=pictures / "experiment_running.png")
    assert accessibility_faults(page, ".resnet-explorer") == []
    # Six of ten: those without shortcuts are measured.
    expect(explorer.locator(".share")).to_have_text("60%", timeout=300 * SECONDS)
    page.locator('[data-command="notebook:interrupt-kernel"], [title*="Interrupt"]').first.click()
    expect(note).to_contain_text("stopped after", timeout=120 * SECONDS)
    assert source(explorer) != recorded
    explorer.screenshot(path=pictures / "experiment_stopped.png")
    notebook.run(notebook.cell("1 + 1"))
    go_to(page, explorer, QUICK)
    expect(note).to_contain_text("Recorded: 3 seeds")
    start.focus()
    page.keyboard.press("Enter")
    expect(note).to_contain_text("Measured here just now", timeout=120 * SECONDS)
    expect(note).not_to_contain_text("stopped")
