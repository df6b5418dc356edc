"""How soon the mixing desk answers in Chromium, opened from disk: a prediction, the accuracies, itself."""

import gzip
import tempfile
from pathlib import Path

FADERS = 10
# Moves a fader; returns the milliseconds until the predictions stand in the page, laid out.
_MOVE = """(number) => {
  const desk = document.querySelector(".mixing-desk");
  const fader = desk.querySelectorAll("input[type=range]")[number];
  window.before = desk.dataset.counted;
  fader.value = Number(fader.value) === 1 ? 0.5 : 1;
  window.start = performance.now();
  fader.dispatchEvent(new Event("input", { bubbles: true }));
  desk.getBoundingClientRect();
  return performance.now() - start;
}"""
# The milliseconds from that move until both networks were counted on all images.
_COUNTED = """async () => {
  const { dataset } = document.querySelector(".mixing-desk");
  while (dataset.counted === before) await new Promise((go) => setTimeout(go, 1));
  return performance.now() - start;
}"""
# Notes when the faders can be moved, counted from the beginning of the navigation.
_WATCH = """new MutationObserver((_, observer) => {
  if (!document.querySelector("[data-explorable][data-shown]")) return;
  observer.disconnect();
  window.interactiveAfter = performance.now();
}).observe(document, { subtree: true, childList: true, attributeFilter: ["data-shown"] });"""


def mixing_desk(rounds=3):
    """Measures the page of the mixing desk with WebAssembly, and with a policy that refuses it.

    Args:
        rounds: how often the page is opened, and each fader moved; without WebAssembly once.

    Returns:
        ({(how it computes, what was measured): seconds of each run}, bytes of the page after gzip);
        ({}, bytes) without Chromium
    """
    from resnet_lessons.instructor.site import own_page
    from tests.journeys.lab import CHROMIUM, chromium

    page, found = own_page("mixing_desk"), {}
    if CHROMIUM is not None:
        with tempfile.TemporaryDirectory() as folder, chromium() as browser:
            for number, allowed in enumerate((b"wasm-unsafe-eval", b"none")):
                path = Path(folder) / f"{number}.html"
                path.write_bytes(page.replace(b"wasm-unsafe-eval", allowed))
                found |= _measured(browser, path.as_uri(), 1 if number else rounds)
    return found, len(gzip.compress(page, mtime=0))


def _measured(browser, address, rounds):
    opened = []
    for _ in range(rounds):
        context = browser.new_context()
        page = context.new_page()
        page.add_init_script(_WATCH)
        page.goto(address)
        page.wait_for_selector("[data-counted]")
        opened.append(page.evaluate("window.interactiveAfter"))
        if len(opened) < rounds:
            context.close()
    kernel = page.locator(".mixing-desk").get_attribute("data-kernel")
    found = {"opened": opened} | _moved(page, processor_time(page), rounds)
    context.close()
    return {(kernel, what): [each / 1000 for each in times] for what, times in found.items()}


def _moved(page, milliseconds, rounds):
    """Milliseconds of each move: until the predictions and the accuracies are there, by the clock, and
    what the page's thread computed by then."""
    names = ("prediction", "accuracies", "prediction, computing", "accuracies, computing")
    found = {name: [] for name in names}
    for number in rounds * list(range(FADERS)):
        before = milliseconds()
        times = [page.evaluate(_MOVE, number)]
        predicted = milliseconds()
        times += [page.evaluate(_COUNTED), predicted - before, milliseconds() - before]
        for name, value in zip(names, times, strict=True):
            found[name].append(value)
    return found


def processor_time(page):
    """A function that returns the milliseconds that the page's thread has computed."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def milliseconds():
        metrics = session.send("Performance.getMetrics")["metrics"]
        return 1000 * next(each["value"] for each in metrics if each["name"] == "TaskDuration")

    return milliseconds
