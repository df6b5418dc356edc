"""Explorables in JupyterLab: they compute in the browser, and the keys are their own."""

import nbformat
import pytest
from playwright.sync_api import expect

from tests.journeys.explorers import accessibility_faults, complaints
from tests.journeys.lab import CHROMIUM, SECONDS, Notebook

pytestmark = [
    pytest.mark.browser,
    pytest.mark.kernel,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: `apt install chromium`"),
]
CELLS = (
    "import resnet_lessons as rl",
    "desk = rl.widgets.mixing_desk()",
    "desk",
    "print(desk.setting['b2'], desk.setting['block'])",
)

PLAYGROUND_CELLS = (
    "import resnet_lessons as rl",
    "playground = rl.widgets.playground()",
    "playground",
    "print(playground.setting['leftDepth'], playground.setting['rightShortcut'])",
)
UNFOLD_CELLS = (
    "import resnet_lessons as rl",
    "unfolded = rl.widgets.unfold()",
    "unfolded",
    "print(unfolded.setting['blocks'], unfolded.setting['cut'])",
)


def _opened(lab, page, name, texts):
    """A notebook of some cells, written, opened, and run."""
    folder, address = lab
    cells = [nbformat.v4.new_code_cell(text) for text in texts]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {"display_name": "Python 3", "name": "python3"}
    nbformat.write(notebook, folder / name)
    notebook = Notebook(page, address(name))
    notebook.run_all()
    return notebook


def _leave(page, notebook, pictures, name, kept):
    """Looks at an explorable that came to rest; the kernel then knows its setting, told by the last cell."""
    assert accessibility_faults(page, ".resnet-explorable") == []
    page.screenshot(path=pictures / f"{name}_in_jupyterlab.png")
    page.wait_for_timeout(1 * SECONDS)
    asked = notebook.cell("print(")
    notebook.run(asked)
    expect(asked.locator(".jp-OutputArea-output")).to_have_text(kept, timeout=20 * SECONDS)


def test_a_fader_moves_without_the_kernel_and_the_setting_is_kept(lab, page, pictures):
    heard = complaints(page)
    notebook = _opened(lab, page, "mixing.ipynb", CELLS)
    desk = page.locator(".mixing-desk")
    expect(desk).to_have_attribute(
        "data-counted", "1 1 1 1 1 1 1 1 1 1 0123456789", timeout=60 * SECONDS
    )
    fader = desk.get_by_role("slider").nth(1)
    for key in ("Home", "ArrowUp", "ArrowUp"):
        fader.press(key)
    expect(fader).to_be_focused()
    expect(desk).to_have_attribute(
        "data-counted", "1 0.1 1 1 1 1 1 1 1 1 0123456789", timeout=30 * SECONDS
    )
    expect(page.get_by_role("link", name="Link to this setting")).to_have_count(0)
    _leave(page, notebook, pictures, "mixing_desk", kept="0.1 2")
    assert heard == []


def test_blocks_are_cut_by_keys_and_the_kernel_knows_which(lab, page, pictures):
    heard = complaints(page)
    notebook = _opened(lab, page, "unfold.ipynb", UNFOLD_CELLS)
    unfolded = page.locator(".unfold")
    slider = unfolded.get_by_role("slider")
    expect(slider).to_have_value("4", timeout=60 * SECONDS)
    slider.press("ArrowRight")
    expect(slider).to_be_focused()
    for block in ("Block 12", "Block 15"):
        unfolded.get_by_role("button", name=block).press("Space")
    expect(unfolded.locator(".finding")).to_contain_text(
        "With blocks 12 and 15 cut, 8 of 32 paths are left"
    )
    _leave(page, notebook, pictures, "unfold", kept="5 18")
    assert heard == []


def test_two_networks_learn_without_the_kernel_and_the_setting_is_kept(lab, page, pictures):
    heard = complaints(page)
    notebook = _opened(lab, page, "playground.ipynb", PLAYGROUND_CELLS)
    playground = page.locator(".playground")
    expect(playground).to_have_attribute("data-steps", "0", timeout=60 * SECONDS)
    depth = page.get_by_role("region", name="Left network").get_by_label("depth", exact=True)
    for key in ("Home", "ArrowRight", "ArrowRight"):
        depth.press(key)
    expect(depth).to_be_focused()
    expect(depth).to_have_attribute("aria-valuetext", "6 layers")
    page.get_by_role("button", name="100 steps").click()
    expect(playground).to_have_attribute("data-steps", "100", timeout=60 * SECONDS)
    expect(playground).to_have_attribute("data-running", "false")
    _leave(page, notebook, pictures, "playground", kept="6 identity")
    assert heard == []
