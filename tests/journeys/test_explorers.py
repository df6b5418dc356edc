"""A reader in JupyterLab moves every control of every explorer, without a mouse."""

import nbformat
import pytest
from playwright.sync_api import expect

from resnet_lessons import widgets
from resnet_lessons.widgets import explorables
from tests.journeys.explorers import accessibility_faults, complaints, try_every_control
from tests.journeys.lab import CHROMIUM, SECONDS, Notebook
from tests.support.soak import IS_SOAK, only_in_soak

pytestmark = [
    pytest.mark.browser,
    pytest.mark.kernel,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: `apt install chromium`"),
]
EVERYTHING = "import resnet_lessons as rl"
# `test_live_experiments.py` looks at the others.
NAMES = [name for name in widgets.__all__ if name not in ("experiment", *explorables.__all__)]
# Chapter 2's journey walks through another.
TRIED = NAMES if IS_SOAK else ["block_anatomy"]


@pytest.fixture
def every_explorer(lab):
    """Address of a notebook with one cell for each explorer, and nothing else."""
    folder, address = lab
    cells = [nbformat.v4.new_code_cell(EVERYTHING)]
    cells += [nbformat.v4.new_code_cell(f"rl.widgets.{name}()") for name in TRIED]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {"display_name": "Python 3", "name": "python3"}
    nbformat.write(notebook, folder / "explorers.ipynb")
    return address("explorers.ipynb")


def test_every_control_moves_by_keyboard(every_explorer, page, pictures):
    heard = complaints(page)
    notebook = Notebook(page, every_explorer)
    notebook.run_all()
    explorers = page.locator(".resnet-explorer")
    expect(explorers).to_have_count(len(TRIED), timeout=60 * SECONDS)
    for number, name in enumerate(TRIED):
        explorer = explorers.nth(number)
        names = explorer.locator("label").all_inner_texts()
        assert try_every_control(page, explorer) == names, name
        explorer.screenshot(path=pictures / f"explorer_{name}.png")
    assert accessibility_faults(page, ".resnet-explorer") == []
    assert heard == []


@only_in_soak
def test_the_dark_theme_reaches_the_explorers_and_a_kernel_that_is_gone_is_told(
    every_explorer, page, pictures
):
    notebook = Notebook(page, every_explorer)
    notebook.run(notebook.cell(EVERYTHING))
    notebook.run(notebook.cell("rl.widgets.block_anatomy()"))
    explorer = page.locator(".resnet-explorer")
    # Its first picture comes a moment after the cell has run.
    expect(explorer).to_have_attribute("data-shown", "2 0 0", timeout=20 * SECONDS)
    light = explorer.locator("img.frame").get_attribute("src")
    page.get_by_role("menuitem", name="Settings", exact=True).click()
    page.locator(".lm-Menu-itemLabel", has_text="Theme").first.hover()
    page.locator(".lm-Menu-itemLabel", has_text="JupyterLab Dark").first.click()
    expect(page.locator("body[data-jp-theme-light=false]")).to_be_attached(timeout=20 * SECONDS)
    expect(explorer.locator("img.frame")).not_to_have_attribute("src", light, timeout=20 * SECONDS)
    explorer.screenshot(path=pictures / "explorer_dark.png")
    assert accessibility_faults(page, ".resnet-explorer") == []
    expect(explorer).to_have_attribute("data-shown", "2 0 0", timeout=20 * SECONDS)
    page.get_by_role("menuitem", name="Kernel", exact=True).click()
    page.locator(".lm-Menu-itemLabel", has_text="Restart Kernel…").first.click()
    page.locator(".jp-Dialog .jp-mod-accept").click()
    state = explorer.locator(".state [role=status]")
    gone = "The kernel that drew this is gone. Run this cell again to explore."
    expect(state).to_have_text(gone, timeout=30 * SECONDS)
    notebook.wait_until_idle()
    explorer.locator("input").first.focus()
    page.keyboard.press("Home")
    expect(state).to_have_text(gone, timeout=20 * SECONDS)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(explorer).to_have_attribute("data-shown", "2 0 0")
    expect(state).to_have_text("")


def test_a_notebook_that_was_not_run_shows_pictures(lab, page):
    folder, address = lab
    for path in folder.glob("0*.ipynb"):
        text = path.read_text()
        assert "application/vnd.jupyter.widget" not in text
        assert path.stat().st_size < 1.5e6
    chapter = next(folder.glob("03*.ipynb"))
    cells = nbformat.read(chapter, as_version=4).cells
    number = next(n for n, cell in enumerate(cells) if cell.source.startswith("rl.widgets."))
    Notebook(page, address(chapter.name))
    cell = page.locator(".jp-Notebook .jp-Cell").nth(number)
    cell.scroll_into_view_if_needed()
    expect(cell.locator(".jp-OutputArea-output img")).to_be_visible()
    expect(page.locator(".resnet-explorer")).to_have_count(0)
