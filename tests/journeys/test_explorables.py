"""The mixing desk in JupyterLab: it computes in the browser, and the keys are its own."""

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


def test_a_fader_moves_without_the_kernel_and_the_setting_is_kept(lab, page, pictures):
    folder, address = lab
    cells = [nbformat.v4.new_code_cell(text) for text in CELLS]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {"display_name": "Python 3", "name": "python3"}
    nbformat.write(notebook, folder / "mixing.ipynb")
    heard = complaints(page)
    notebook = Notebook(page, address("mixing.ipynb"))
    notebook.run_all()
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
    assert accessibility_faults(page, ".resnet-explorable") == []
    page.screenshot(path=pictures / "mixing_desk_in_jupyterlab.png")
    # The kernel knows where the faders stand, once they have come to rest.
    page.wait_for_timeout(1 * SECONDS)
    asked = notebook.cell("print(")
    notebook.run(asked)
    expect(asked.locator(".jp-OutputArea-output")).to_have_text("0.1 2", timeout=20 * SECONDS)
    assert heard == []
