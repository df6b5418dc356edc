"""How fast the depth playground trains in Chromium: its network alone, and its page with both networks."""

import tempfile
import time
from pathlib import Path

# A network of 20 layers on two numbers, trained until the browser has compiled it; then some more steps.
_WARM_UP = """async (changes) => {
  const { Training } = await import("/playground/training.js");
  const { USUAL } = await import("/playground/record.js");
  window.training = new Training({ ...USUAL, depth: 20, seed: 0, ...changes });
  while (window.training.steps < 200) window.training.step();
}"""
_TRAIN = """(steps) => {
  const end = window.training.steps + steps;
  while (window.training.steps < end) window.training.step();
}"""
NETWORKS = {
    "identity shortcuts, normalised": {},
    "no shortcuts, normalised": {"shortcut": "none"},
    "identity shortcuts, not normalised": {"isNormalised": False, "start": "scaled"},
}
PAGE = "both networks of the page, with their pictures"
_BEHIND = "#explorable=playground&leftDepth=20&rightDepth=20"
# The page's run pauses by itself after so many steps.
_STEPS_OF_A_RUN = 1000


def steps_a_second(runs=5, steps=300):
    """Measures each of `NETWORKS` alone, and the page.

    Args:
        runs: of each.
        steps: of a run; the page makes as many as it makes by itself.

    Returns:
        {(what, "clock" or "processor time"): steps a second of each run}; {} without Chromium
    """
    from tests.explorables.scripts import page_of_scripts
    from tests.journeys.lab import CHROMIUM, chromium

    if CHROMIUM is None:
        return {}
    found = {}
    with chromium() as browser:
        with page_of_scripts(browser) as page:
            for name, changes in NETWORKS.items():
                page.evaluate(_WARM_UP, changes)
                timed = [
                    _rates(page, steps, lambda: page.evaluate(_TRAIN, steps)) for _ in range(runs)
                ]
                found |= _by_clock_and_processor(name, timed)
        found |= _by_clock_and_processor(PAGE, [_rates_of_the_page(browser) for _ in range(runs)])
    return found


def _by_clock_and_processor(name, timed):
    ways = ("clock", "processor time")
    return {
        (name, way): list(rates) for way, rates in zip(ways, zip(*timed, strict=True), strict=True)
    }


def _rates(page, steps, act):
    """Steps a second by the clock, and a second of the page's own thread."""
    from benchmarks.explorables import processor_time

    milliseconds = processor_time(page)
    before, start = milliseconds(), time.perf_counter()
    act()
    return steps / (time.perf_counter() - start), 1000 * steps / (milliseconds() - before)


def _rates_of_the_page(browser):
    """The same of a run that a reader begins, in which both networks are measured and drawn too."""
    from resnet_lessons.instructor.site import own_page

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "playground.html"
        path.write_bytes(own_page("playground"))
        page = browser.new_page()
        page.goto(f"{path.as_uri()}{_BEHIND}")

        def run():
            page.get_by_role("button", name="Run", exact=True).click()
            page.wait_for_selector(
                f".playground[data-steps='{_STEPS_OF_A_RUN}'][data-running=false]"
            )

        page.set_default_timeout(120_000)
        try:
            return _rates(page, _STEPS_OF_A_RUN, run)
        finally:
            page.close()
