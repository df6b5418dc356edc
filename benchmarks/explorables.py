"""How soon the mixing desk and Unfold answer in Chromium, and their pages are there, opened from disk."""

import gzip
import tempfile
from pathlib import Path

from benchmarks.rows import row

# As many as there are blocks.
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
# Both act on the ten blocks that are unfolded, and return the milliseconds until all of it is laid out.
_CUT = """(number) => {
  const unfolded = document.querySelector(".unfold");
  const start = performance.now();
  unfolded.querySelectorAll(".blocks button")[number].click();
  unfolded.getBoundingClientRect();
  return performance.now() - start;
}"""
_UNFOLD = """(blocks) => {
  const unfolded = document.querySelector(".unfold");
  const range = unfolded.querySelector("input[type=range]");
  const start = performance.now();
  range.value = blocks;
  range.dispatchEvent(new Event("input", { bubbles: true }));
  unfolded.getBoundingClientRect();
  return performance.now() - start;
}"""
_DESK = {
    "opened": "page of the mixing desk opened from disk",
    "prediction": "fader to prediction of one image, both networks",
    "accuracies": "fader to accuracy on 200 images, both networks",
    "prediction, computing": "fader to prediction, processor time",
    "accuracies, computing": "fader to accuracy, processor time",
}
_UNFOLDED = {
    "opened": "page of Unfold opened from disk",
    "unfolded": "slider to ten blocks unfolded, 1,024 paths",
    "cut": "press to what a cut of ten blocks leaves",
}
_PLAYED = {"opened": "page of the playground opened from disk"}


def rows(rounds=3):
    """The rows of the table.

    Args:
        rounds: as of `mixing_desk`, `unfold`, and `playground`.

    Returns:
        list of `Row`
    """
    times, size = mixing_desk(rounds)
    found = [
        row("explorables", f"{_DESK[what]} ({kernel})", seconds)
        for (kernel, what), seconds in times.items()
    ]
    found.append(row("explorables", "page of the mixing desk, gzipped", [size / 1e3], "kB"))
    for names, called, (times, size) in (
        (_UNFOLDED, "Unfold", unfold(rounds)),
        (_PLAYED, "the playground", playground(rounds)),
    ):
        found += [row("explorables", names[what], seconds) for what, seconds in times.items()]
        found.append(row("explorables", f"page of {called}, gzipped", [size / 1e3], "kB"))
    return found


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


def unfold(rounds=3):
    """Measures the page of Unfold.

    Args:
        rounds: how often the page is opened, ten blocks are unfolded, and each of them is cut and mended.

    Returns:
        ({what was measured: seconds of each run}, bytes of the page after gzip); ({}, bytes) without
        Chromium
    """
    return _of_page("unfold", rounds, _cut)


def playground(rounds=3):
    """Measures the page of the depth playground; its steps are measured by `benchmarks.playground`.

    Args:
        rounds: how often it is opened.

    Returns:
        as of `unfold`
    """
    return _of_page("playground", rounds)


def _of_page(name, rounds, act=lambda page, rounds: {}):
    """Seconds until an explorable's page can be used, and of what `act` measures on it; its bytes."""
    from resnet_lessons.instructor.site import own_page
    from tests.journeys.lab import CHROMIUM, chromium

    page, found = own_page(name), {}
    if CHROMIUM is not None:
        with tempfile.TemporaryDirectory() as folder, chromium() as browser:
            path = Path(folder) / f"{name}.html"
            path.write_bytes(page)
            opened, shown = _opened(browser, path.as_uri(), rounds, "[data-shown]")
            found = {"opened": opened} | act(shown, rounds)
            shown.context.close()
    seconds = {what: [each / 1000 for each in times] for what, times in found.items()}
    return seconds, len(gzip.compress(page, mtime=0))


def _cut(page, rounds):
    """Milliseconds until ten blocks are unfolded, and until what a cut leaves is shown."""
    found = {"unfolded": [], "cut": []}
    for _ in range(rounds):
        page.evaluate(_UNFOLD, 1)
        found["unfolded"].append(page.evaluate(_UNFOLD, FADERS))
        # Each block is cut, and then mended.
        found["cut"] += [page.evaluate(_CUT, number) for number in 2 * list(range(FADERS))]
    return found


def _opened(browser, address, rounds, selector):
    """Milliseconds until a page can be used, each time in a new context, and the page of the last time."""
    opened = []
    for _ in range(rounds):
        context = browser.new_context()
        page = context.new_page()
        page.add_init_script(_WATCH)
        page.goto(address)
        page.wait_for_selector(selector)
        opened.append(page.evaluate("window.interactiveAfter"))
        if len(opened) < rounds:
            context.close()
    return opened, page


def _measured(browser, address, rounds):
    opened, page = _opened(browser, address, rounds, "[data-counted]")
    kernel = page.locator(".mixing-desk").get_attribute("data-kernel")
    found = {"opened": opened} | _moved(page, processor_time(page), rounds)
    page.context.close()
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
