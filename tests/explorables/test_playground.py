"""The playground's page: every control to its ends, the numbers it shows, keyboard, themes and widths."""

import re

import pytest
from playwright.sync_api import expect

from resnet_lessons.figures.canvas import READER
from resnet_lessons.instructor import site
from resnet_lessons.instructor.notebook_sources import SOURCES
from resnet_lessons.instructor.site import folder as site_folder
from resnet_lessons.widgets.explorables import playground as playground_widget
from tests.explorables.pages import click_on_slider
from tests.explorables.playground_page import COMPUTED, playground, readings, rests_at, step_to
from tests.instructor.site.notebooks import asked, code, notebook, prose, result
from tests.journeys.explorers import accessibility_faults, complaints
from tests.journeys.lab import CHROMIUM, SECONDS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: `apt install chromium`"),
]
# Two small networks, so that steps take no time worth mentioning.
SMALL = "#explorable=playground&leftDepth=4&rightDepth=6"
_NETWORK = {
    "Depth": 42, "Shortcut": "none", "Normalised": "yes", "Start": "usual", "Optimiser": "adam",
    "Rate": 0.003,
}  # fmt: skip
DEFAULTS = {
    "task": "spirals",
    "seed": 0,
    **{f"{side}{key}": value for side in ("left", "right") for key, value in _NETWORK.items()},
    "rightShortcut": "identity",
}


def test_it_shows_the_numbers_that_were_compared_with_keras(opened, scripts):
    setting = {"leftDepth": 8, "rightDepth": 12, "rightShortcut": "dropout", "seed": 7}
    behind = "".join(f"&{key}={value}" for key, value in setting.items())
    page = opened("playground", f"#explorable=playground{behind}")
    before = readings(page)
    assert [[row[1] for row in before], len(before[0])] == [["–", "–"], 3]
    step_to(page, "One step", 1)
    step_to(page, "100 steps", 101)
    assert readings(page) == scripts.evaluate(COMPUTED, {"setting": setting, "steps": 101})
    step_to(page, "Start over", 0)
    assert readings(page) == before


def test_a_shown_run_and_steps_at_once_end_at_the_same_numbers(opened):
    page = opened("playground", SMALL)
    step_to(page, "Run", 1000)
    ran = readings(page)
    step_to(page, "Start over", 0)
    for steps in range(100, 1001, 100):
        step_to(page, "100 steps", steps)
    assert readings(page) == ran


def test_the_link_to_the_setting_keeps_what_was_learnt(opened):
    page = opened("playground")
    step_to(page, "One step", 1)
    before = readings(page)
    page.get_by_role("link", name="Link to this setting").click()
    expect(page).to_have_url(re.compile("#explorable=playground$"))
    expect(page.locator(".said")).to_contain_text("now holds this setting")
    rests_at(page, 1)
    assert readings(page) == before


ENDS = {
    "depth": ("Depth", "2", "60"),
    "step size": ("Rate", "0.0001", "0.3"),
    "shortcut": ("Shortcut", "none", "dropout"),
    "start": ("Start", "usual", "zero"),
    "optimiser": ("Optimiser", "adam", "sgd"),
}


def kept(page, key, value):
    """Waits until the link keeps a setting, or leaves out what stands at its default."""
    link = page.get_by_role("link", name="Link to this setting")
    pair = re.compile(f"[&]{key}={re.escape(value)}(&|$)")
    if value == str(DEFAULTS[key]):
        expect(link).not_to_have_attribute("href", re.compile(f"[&]{key}="))
    else:
        expect(link).to_have_attribute("href", pair)


@pytest.mark.parametrize("side", ["left", "right"])
def test_every_control_reaches_both_ends_by_keyboard(opened, side):
    page = opened("playground", SMALL)
    region = page.get_by_role("region", name=f"{side.title()} network")
    for label, (key, *values) in ENDS.items():
        control = region.get_by_label(label, exact=True)
        for first, then, value in zip(("End", "Home"), ("Home", "End"), values, strict=True):
            control.focus()
            page.keyboard.press(first)
            page.keyboard.press(then)
            rests_at(page, 0)
            kept(page, f"{side}{key}", value)
            step_to(page, "One step", 1)
            assert all("not" not in reading for reading in readings(page)[side == "right"])
        page.goto(page.url)
    for value in ("no", "yes"):
        region.get_by_label("batch normalisation").focus()
        page.keyboard.press("Space")
        rests_at(page, 0)
        kept(page, f"{side}Normalised", value)


def test_controls_of_both_networks_reach_their_ends(opened):
    page = opened("playground", SMALL)
    for label, key, least, most in (
        ("task", "task", "spirals", "garments"),
        ("seed", "seed", 0, 999),
    ):
        control = page.get_by_label(label, exact=True)
        for value in (most, least):
            control.fill(str(value)) if key == "seed" else control.select_option(value)
            page.keyboard.press("Enter")
            rests_at(page, 0)
            kept(page, key, str(value))
    for wrong, mended in (("-3", "0"), ("12345", "999"), ("4.6", "5"), ("", "0")):
        page.get_by_label("seed", exact=True).fill(wrong)
        page.keyboard.press("Enter")
        expect(page.get_by_label("seed", exact=True)).to_have_value(mended)


@pytest.mark.parametrize("side", ["left", "right"])
def test_sliders_and_ticks_follow_the_mouse_to_both_ends(opened, side):
    page = opened("playground", SMALL)
    region = page.get_by_role("region", name=f"{side.title()} network")
    for label in ("depth", "step size"):
        key, least, most = ENDS[label]
        slider = region.get_by_label(label, exact=True)
        for across, value in ((0.999, most), (0.001, least)):
            click_on_slider(slider, across)
            expect(slider).to_have_attribute("aria-valuetext", re.compile(f"^{value}( layers)?$"))
            kept(page, f"{side}{key}", value)
    for value in ("no", "yes"):
        region.get_by_label("batch normalisation").click()
        kept(page, f"{side}Normalised", value)


def test_each_comparison_sets_both_networks_and_is_known_again(opened):
    page = opened("playground")
    comparison = page.get_by_label("compare")
    names = comparison.locator("option").all_inner_texts()
    assert len(names) > 8
    chapter = (SOURCES / "01_identity_and_zero_mappings.py").read_text(encoding="utf-8")
    assert "branches at zero: no shortcut, identity" in set(names) & set(chapter.split("*"))
    shown = set()
    for name in names[1:]:
        comparison.select_option(name)
        expect(comparison).to_have_value(name)
        step_to(page, "One step", 1)
        shown.add(str(readings(page)))
    assert len(shown) == len(names) - 1
    page.get_by_role("region", name="Left network").get_by_label("depth", exact=True).press("Home")
    expect(comparison).to_have_value("")


def test_a_run_is_begun_paused_and_told_by_keyboard(opened):
    page = opened("playground")
    page.get_by_role("button", name="Run", exact=True).focus()
    page.keyboard.press("Space")
    expect(playground(page)).to_have_attribute("data-running", "true")
    expect(page.locator(":focus")).to_have_text("Pause")
    expect(playground(page)).not_to_have_attribute("data-steps", "0")
    page.keyboard.press("Space")
    expect(playground(page)).to_have_attribute("data-running", "false")
    expect(page.locator(":focus")).to_have_text("Run")
    steps = playground(page).get_attribute("data-steps")
    told = page.locator(".said")
    expect(told).to_contain_text(f"After {steps} step")
    for words in ("Left network, 42 layers, no shortcut", "Right network, 42 layers, shortcut"):
        expect(told).to_contain_text(words)
    assert "loss" in told.inner_text() and "correlation" in told.inner_text()


def test_without_motion_steps_come_at_once(opened):
    page = opened("playground", SMALL, reduced_motion="reduce")
    expect(page.get_by_role("button", name="Run", exact=True)).to_have_count(0)
    step_to(page, "100 steps", 100)
    assert readings(page)[0][1] != "–"


def test_numbers_that_grow_too_large_are_told_and_end_the_run(opened):
    behind = "&".join(f"{side}Normalised=no&{side}Optimiser=sgd" for side in ("left", "right"))
    page = opened("playground", f"#explorable=playground&seed=1&leftShortcut=identity&{behind}")
    page.get_by_role("button", name="Run", exact=True).click()
    trouble = page.get_by_role("region", name="Right network").locator(".trouble")
    expect(trouble).to_contain_text("grew beyond", timeout=60 * SECONDS)
    expect(playground(page)).to_have_attribute("data-running", "false")
    assert int(playground(page).get_attribute("data-steps")) < 1000


def test_in_a_chapter_it_comes_after_a_guess_as_wide_as_the_page(browser, tmp_path):
    form = read_form_of(playground_widget("depths"))
    chapter = notebook(prose("# 1 · One\n\n## 1.1 First"), code("ask()", asked("more_steps", form)))
    site_folder.write(tmp_path, site.build({"01_one": chapter}))
    page = browser.new_page()
    heard = complaints(page)
    page.goto((tmp_path / "01_one.html").as_uri())
    expect(playground(page)).to_be_hidden()
    page.get_by_role("button", name="All of them").click()
    expect(playground(page)).to_be_visible()
    assert page.locator(".playground canvas").first.bounding_box()["width"] > 700
    depths = page.locator(".side").get_by_label("depth", exact=True)
    for number, layers in enumerate(("14 layers", "42 layers")):
        expect(depths.nth(number)).to_have_attribute("aria-valuetext", layers)
    step_to(page, "One step", 1)
    link = page.get_by_role("link", name="Link to this setting")
    expect(link).to_have_attribute("href", re.compile("^playground.html#.*leftDepth=14"))
    assert heard == []
    page.close()


def read_form_of(widget):
    return result({READER: widget.reader_form()})


@pytest.mark.parametrize("width", [320, 390])
def test_on_a_phone_a_run_is_begun_and_paused_beside_the_pictures(opened, width):
    page = opened("playground", SMALL, viewport={"width": width, "height": 640})
    run = page.get_by_role("button", name="Run", exact=True)
    for place in page.locator(".answers, .side .sheet").all():
        # As somebody scrolls: the picture's top comes to stand below the buttons.
        place.evaluate("place => scrollBy(0, place.getBoundingClientRect().top - 120)")
        expect(run).to_be_in_viewport(ratio=1)
        assert page.locator(".buttons").bounding_box()["height"] < 120
    run.click()
    pause = page.get_by_role("button", name="Pause", exact=True)
    pause.click()
    expect(playground(page)).to_have_attribute("data-running", "false")
    # Going back with the keyboard, nothing that has the focus lies beneath the buttons.
    page.locator("summary").first.focus()
    for _ in range(12):
        page.keyboard.press("Shift+Tab")
        focused = page.locator(":focus")
        if focused.evaluate("element => element.closest('.side') !== null"):
            bar, box = page.locator(".buttons").bounding_box(), focused.bounding_box()
            assert box["y"] >= bar["y"] + bar["height"] - 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("task", ["spirals", "garments"])
def test_the_page_fits_its_width_and_is_accessible(opened, scheme, width, task):
    settings = {"color_scheme": scheme, "viewport": {"width": width, "height": 800}}
    page = opened("playground", f"#explorable=playground&task={task}", **settings)
    for summary in page.locator("summary").all():
        summary.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert accessibility_faults(page, within=".resnet-explorable") == []
    canvases = page.locator("canvas")
    assert canvases.count() == 7
    assert all(len(canvas.get_attribute("aria-label")) > 40 for canvas in canvases.all())


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"leftDepth": "1e999", "rightDepth": -5}, {"leftDepth": 60, "rightDepth": 2}),
        ({"leftDepth": 7.2, "rightDepth": "nothing"}, {"leftDepth": 8, "rightDepth": 42}),
        ({"seed": 3.4, "leftRate": "0.02"}, {"seed": 3, "leftRate": 0.03}),
        ({"leftShortcut": "constructor", "task": "<b>", "toString": 1, "__proto__": 2}, {}),
        ({"leftNormalised": True, "leftOptimiser": ["sgd"], "rightRate": None}, {}),
    ],
)
def test_a_setting_from_a_link_is_mended(script, given, expected):
    read = "(given) => script.explorables.playground.checked(given)"
    assert script.evaluate(read, given) == DEFAULTS | expected
