"""How soon an explorer answers: a frame drawn by the kernel, and one that was drawn beforehand."""

import tempfile
import time
from pathlib import Path

import nbformat

# Milliseconds from the event that moves a slider until the new picture is in its place, in the page.
_MOVES = """async (moves) => {
  const element = document.querySelectorAll(".resnet-explorer")[0];
  const slider = element.querySelector("input[type=range]");
  const times = [];
  for (let move = 0; move < moves; move += 1) {
    slider.value = (Number(slider.value) + 1) % (Number(slider.max) + 1);
    const before = element.dataset.shown;
    const start = performance.now();
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    while (element.dataset.shown === before) await new Promise((go) => setTimeout(go, 1));
    await new Promise((go) => requestAnimationFrame(go));
    times.push(performance.now() - start);
  }
  return times;
}"""
FRAMES = 9


def drawn_by_the_kernel():
    """{explorer: seconds of frames that were not drawn before}; long sweeps were kept before."""
    from resnet_lessons import widgets
    from resnet_lessons.widgets import explorables

    found = {}
    for name in (name for name in widgets.__all__ if name not in explorables.__all__):
        arguments = ("shattering",) if name == "experiment" else ()
        explorer = getattr(widgets, name)(*arguments)
        positions = [each for each in explorer.positions if each != explorer.start]
        chosen = positions[1 :: max(1, len(positions) // FRAMES)][:FRAMES]
        for position in chosen:
            explorer.frame(position, "dark")
        found[name] = [_seconds(explorer, position) for position in chosen]
    return found


def _seconds(explorer, position):
    start = time.perf_counter()
    explorer.frame(position)
    return time.perf_counter() - start


def drawn_beforehand():
    """Seconds of each move of a slider whose frames are files, in Chromium; [] without it."""
    from tests.journeys.lab import CHROMIUM, chromium

    if CHROMIUM is None:
        return []
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        page = browser.new_page()
        page.goto(_page(Path(folder) / "site"))
        page.wait_for_selector(".resnet-explorer[data-shown]")
        milliseconds = page.evaluate(_MOVES, 2 * FRAMES)
    return [each / 1000 for each in milliseconds]


def _page(out):
    """Address of a site of one page, which holds one explorer."""
    from resnet_lessons import widgets
    from resnet_lessons.figures.canvas import READER
    from resnet_lessons.instructor import site
    from resnet_lessons.instructor.site import folder

    data = {READER: widgets.block_anatomy().reader_form()}
    output = nbformat.v4.new_output("display_data", data=data)
    cell = nbformat.v4.new_code_cell("rl.widgets.block_anatomy()", outputs=[output])
    folder.write(out, site.build({"page": nbformat.v4.new_notebook(cells=[cell])}))
    return (out / "page.html").as_uri()
