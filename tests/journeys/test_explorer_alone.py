"""The explorer's script in an empty page, with a kernel that sends what no picture is made of."""

import json

import pytest
from playwright.sync_api import expect

from resnet_lessons.widgets.explorer import Explorer
from tests.journeys.explorers import complaints
from tests.journeys.lab import CHROMIUM, SECONDS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: `apt install chromium`"),
]
# Stands in for the widget's model. Asked for a run, it sends drafts, then how the run ended.
# `send(message, png)` is the kernel's; a PNG that is null cannot be decoded.
PAGE = """<!doctype html><title>An explorer</title><div id="here"></div><script type="module">
const asked = ASKED;
const canvas = Object.assign(document.createElement("canvas"), { width: 40, height: 20 });
const blob = await new Promise((resolve) => canvas.toBlob(resolve));
const good = await blob.arrayBuffer();
const bad = new TextEncoder().encode("no picture").buffer;
const key = { position: [0], theme: "light" };
const facts = (alt) => ({ alt, width: 40, height: 20 });
let receive;
const values = {
  title: "What?", controls: [{ name: "size", options: ["small"], start: 0, kind: "choice" }],
  note: "Recorded.", actions: { 0: "Run it here" }, measured: {},
  first_frame: { ...key, ...facts("the first"), png: asked.first ? good : bad },
};
const model = {
  get: (name) => values[name],
  on: (name, react) => { if (name === "msg:custom") receive = react; },
  off() {},
  send(content) {
    if (content.of !== "run")
      return receive({ kind: "frame", ...content, ...facts("measured") }, [good]);
    for (const isGood of asked.drafts)
      receive({ kind: "draft", ...content, ...facts("a draft") }, [isGood ? good : bad]);
    const measured = { 0: { run: 1, note: "Measured." } };
    if (asked.failure) receive({ kind: "failure", ...content, text: asked.failure }, []);
    else receive({ kind: "done", ...content, measured }, []);
  },
};
const script = URL.createObjectURL(new Blob([SCRIPT], { type: "text/javascript" }));
const { default: widget } = await import(script);
widget.render({ model, el: document.getElementById("here") });
</script>"""


@pytest.fixture
def explorer_of(page):
    """A function from what the kernel sends to an explorer whose button was pressed."""

    def pressed(**asked):
        script = json.dumps(Explorer._esm).replace("</", "<\\/")
        html = PAGE.replace("ASKED", json.dumps(asked)).replace("SCRIPT", script)
        page.set_content(html)
        explorer = page.locator(".resnet-explorer")
        status = explorer.locator("[role=status]")
        if asked["first"]:
            expect(explorer).to_have_attribute("data-shown", "0", timeout=10 * SECONDS)
        else:
            expect(status).to_contain_text("decode", timeout=10 * SECONDS)
        explorer.locator("button").first.click()
        return explorer

    return pressed


def test_drafts_that_are_no_pictures_are_left_out(explorer_of, page):
    heard = complaints(page)
    explorer = explorer_of(first=True, drafts=[False, True, False], failure="")
    expect(explorer.locator(".note")).to_have_text("Measured.", timeout=10 * SECONDS)
    expect(explorer.locator("img.frame")).to_have_attribute("alt", "measured")
    expect(explorer.locator("select")).to_be_enabled()
    expect(explorer.locator("button").first).to_have_attribute("aria-disabled", "false")
    expect(explorer.locator("[role=status]")).to_have_text("")
    assert heard == []


@pytest.mark.parametrize("drafts", [[], [False], [True]])
@pytest.mark.parametrize("first", [True, False])
def test_what_went_wrong_with_a_run_is_told(explorer_of, page, first, drafts):
    heard = complaints(page)
    explorer = explorer_of(first=first, drafts=drafts, failure="This run failed. No room.")
    status = explorer.locator("[role=status]")
    expect(status).to_have_text("This run failed. No room.", timeout=10 * SECONDS)
    expect(explorer.locator("select")).to_be_enabled()
    expect(explorer.locator("button").first).to_have_attribute("aria-disabled", "false")
    image = explorer.locator("img.frame")
    if first:
        expect(image).to_have_attribute("alt", "the first")
        assert image.evaluate("image => image.naturalWidth") == 40
    else:
        # What came from a draft does not stay.
        expect(image).not_to_have_attribute("src")
    assert heard == []
