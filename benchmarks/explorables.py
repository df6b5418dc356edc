"""How soon the mixing desk answers in Chromium, opened from disk: a prediction, the accuracies, itself."""

import gzip
import tempfile
from pathlib import Path

# Milliseconds from the event that moves a fader until the predictions stand in the page, laid out, and
# until both networks have been counted on all images. Each fader is moved, from the first to the last.
_MOVES = """async (rounds) => {
  const desk = document.querySelector(".mixing-desk");
  const faders = [...desk.querySelectorAll("input[type=range]")];
  const rest = () => new Promise((go) => setTimeout(go, 20));
  const found = { prediction: [], accuracies: [] };
  for (let round = 0; round < rounds; round += 1)
    for (const fader of faders) {
      await rest();
      const before = desk.dataset.counted;
      fader.value = Number(fader.value) === 1 ? 0.5 : 1;
      const start = performance.now();
      fader.dispatchEvent(new Event("input", { bubbles: true }));
      desk.getBoundingClientRect();
      found.prediction.push(performance.now() - start);
      while (desk.dataset.counted === before) await new Promise((go) => setTimeout(go, 1));
      found.accuracies.push(performance.now() - start);
    }
  return found;
}"""
# Notes when the faders can be moved, counted from the beginning of the navigation.
_WATCH = """new MutationObserver((_, observer) => {
  if (!document.querySelector("[data-explorable][data-shown]")) return;
  observer.disconnect();
  window.interactiveAfter = performance.now();
}).observe(document, { subtree: true, childList: true, attributeFilter: ["data-shown"] });"""
# Of a page that has WebAssembly and of one to which its policy refuses it.
_WAYS = {"WebAssembly": "'wasm-unsafe-eval'", "JavaScript": ""}


def mixing_desk(rounds=3):
    """Measures the page of the mixing desk.

    Args:
        rounds: how often each fader is moved; without WebAssembly once.

    Returns:
        {"way: what was measured": seconds of each run}, and the size of the page in bytes after gzip;
        ({}, size) without Chromium
    """
    from resnet_lessons.instructor.site import own_page
    from tests.journeys.lab import CHROMIUM, chromium

    page, found = own_page("mixing_desk"), {}
    size = len(gzip.compress(page, mtime=0))
    if CHROMIUM is None:
        return found, size
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        for way, allowed in _WAYS.items():
            path = Path(folder) / f"{way}.html"
            path.write_bytes(page.replace(b"'wasm-unsafe-eval'", allowed.encode()))
            times = _measured(browser, path.as_uri(), rounds if allowed else 1)
            found |= {f"{way}: {what}": seconds for what, seconds in times.items()}
    return found, size


def _measured(browser, address, rounds):
    """{what: seconds of each run} of one page, opened as often as there are rounds."""
    opened = []
    for _ in range(rounds):
        page = browser.new_page()
        page.add_init_script(_WATCH)
        page.goto(address)
        page.wait_for_selector("[data-counted]")
        opened.append(page.evaluate("window.interactiveAfter"))
        moved = page.evaluate(_MOVES, rounds) if len(opened) == rounds else None
        page.close()
    times = {"page opened from disk": opened, **moved}
    return {what: [each / 1000 for each in values] for what, values in times.items()}
