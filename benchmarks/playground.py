"""How fast the depth playground trains in Chromium: its network alone, and its page with both networks."""

import tempfile
from pathlib import Path

# Steps a second of one network of 20 layers on two numbers, once the browser has compiled it.
_TRAIN = """async ({ changes, milliseconds }) => {
  const { Training } = await import("/playground/training.js");
  const { USUAL } = await import("/playground/record.js");
  const training = new Training({ ...USUAL, depth: 20, seed: 0, ...changes });
  while (training.steps < 200) training.step();
  const start = performance.now();
  while (performance.now() - start < milliseconds) training.step();
  return (1000 * (training.steps - 200)) / (performance.now() - start);
}"""
# Steps a second of a run in the page, during which it also measures and draws both networks.
_WATCH = """async (milliseconds) => {
  const page = document.querySelector(".playground");
  const button = [...page.querySelectorAll("button")].find(({ textContent }) => textContent === "Run");
  button.click();
  await new Promise((go) => setTimeout(go, milliseconds));
  const start = [performance.now(), Number(page.dataset.steps)];
  await new Promise((go) => setTimeout(go, milliseconds));
  const seconds = (performance.now() - start[0]) / 1000;
  const steps = Number(page.dataset.steps) - start[1];
  if (page.dataset.running === "true") button.click();
  return steps / seconds;
}"""
NETWORKS = {
    "identity shortcuts, normalised": {},
    "no shortcuts, normalised": {"shortcut": "none"},
    "identity shortcuts, not normalised": {"isNormalised": False, "start": "scaled"},
}
_BEHIND = "#explorable=playground&leftDepth=20&rightDepth=20"


def steps_a_second(runs=5, milliseconds=1000):
    """Measures each of `NETWORKS` alone, and the page.

    Args:
        runs: of each.
        milliseconds: of a run.

    Returns:
        {what: steps a second of each run}; {} without Chromium
    """
    from resnet_lessons.instructor.site import own_page
    from tests.explorables.scripts import page_of_scripts
    from tests.journeys.lab import CHROMIUM, chromium

    if CHROMIUM is None:
        return {}
    found = {}
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        with page_of_scripts(browser) as page:
            for name, changes in NETWORKS.items():
                given = {"changes": changes, "milliseconds": milliseconds}
                found[name] = [page.evaluate(_TRAIN, given) for _ in range(runs)]
        path = Path(folder) / "playground.html"
        path.write_bytes(own_page("playground"))
        address = f"{path.as_uri()}{_BEHIND}"
        watched = [_watched(browser, address, milliseconds) for _ in range(runs)]
    return found | {"both networks of the page, with pictures": watched}


def _watched(browser, address, milliseconds):
    """Steps a second of each network of the page."""
    page = browser.new_page()
    page.goto(address)
    page.wait_for_selector(".playground[data-steps]")
    try:
        return page.evaluate(_WATCH, milliseconds)
    finally:
        page.close()
