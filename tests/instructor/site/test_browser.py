"""A small site in a real browser, opened as files: no server, no kernel, no network."""

import re

import pytest
from playwright.sync_api import expect

from resnet_lessons.instructor import site
from resnet_lessons.instructor.site import folder
from tests.instructor.site.notebooks import (
    code,
    control,
    explorer,
    figure,
    frame,
    notebook,
    prose,
    result,
)
from tests.journeys.explorers import SERIOUS, accessibility_faults
from tests.journeys.lab import CHROMIUM, chromium

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: `apt install chromium`"),
]

HOSTILE = (
    '<p>so</p><script>document.body.dataset.taken = "yes"</script><img alt="" src="x" onerror="a">'
)
CONTROLS = [
    control("size", ["small", "middle", "large"], start=1),
    control("kind", ["plain", "residual"], kind="choice"),
]
COLOURS = ("red", "green", "blue", "yellow", "purple", "orange")
LONG = "x = [" + "1234567890, " * 20 + "]"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Address of a site of two chapters."""
    frames = [frame(f"frame {n}", colour, "black") for n, colour in enumerate(COLOURS)]
    choices = '<details name="q"><summary>Yes $x$</summary><p>No.</p></details>\n' * 2
    first = notebook(
        prose("# 1 · The first\n\n## 1.1 Is it so?\n\n" + choices),
        code(LONG, figure()),
        prose(
            f"```python\n{LONG}\n```\n\n| "
            + "a wide head | " * 9
            + "\n"
            + "|---" * 9
            + "|\n"
            + "| word " * 9
            + "|"
        ),
        code("explore()", explorer(frames, CONTROLS)),
        code("def answer():\n    raise NotImplementedError", nbgrader={"solution": True}),
        prose(r"$$\max\left(0,\ \frac{x - \mu}{\sqrt{\sigma^2}}\right)" + "+ abcdefgh" * 9 + "$$"),
    )
    out = tmp_path_factory.mktemp("site")
    second = notebook(prose("# 2 · The second"), code("1", result({"text/html": HOSTILE})))
    folder.write(out, site.build({"01_first": first, "02_second": second}))
    return out.as_uri()


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


@pytest.fixture
def opened(browser):
    """A function that opens an address in a page of its own; what goes wrong there fails the test."""
    complaints, contexts = [], []

    def open_page(address, **settings):
        contexts.append(browser.new_context(**settings))
        page = contexts[-1].new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("requestfailed", lambda request: complaints.append(request.url))
        page.on("request", lambda request: _note_foreign(request.url, complaints))
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def _note_foreign(address, complaints):
    if not address.startswith(("file:", "data:")):
        complaints.append(address)


def test_every_control_changes_the_picture(home, opened):
    page = opened(f"{home}/01_first.html")
    picture = page.locator(".resnet-explorer img.frame")
    expect(picture).to_have_attribute("alt", "frame 2")
    slider = page.get_by_role("slider", name="size")
    for key, shown in (("End", 4), ("Home", 0), ("ArrowRight", 2)):
        slider.press(key)
        expect(picture).to_have_attribute("alt", f"frame {shown}")
    page.get_by_role("combobox", name="kind").select_option("residual")
    expect(picture).to_have_attribute("alt", "frame 3")
    assert picture.evaluate("image => image.naturalWidth") == 80
    assert page.get_by_text("this picture has controls").count() == 0


def test_the_theme_is_the_systems_until_one_is_chosen(home, opened):
    page = opened(f"{home}/01_first.html", color_scheme="dark")
    light, dark = page.locator(".cell.code > .picture img").all()
    button = page.get_by_role("button", name=re.compile("Theme"))
    explored = page.locator(".resnet-explorer img.frame")
    in_the_dark = explored.get_attribute("src")
    assert (light.is_visible(), dark.is_visible()) == (False, True)
    button.click()
    expect(button).to_have_text("Theme: light")
    assert (light.is_visible(), dark.is_visible()) == (True, False)
    expect(explored).not_to_have_attribute("src", in_the_dark)
    page.reload()
    expect(button).to_have_text("Theme: light")
    assert light.is_visible()
    button.click()
    button.click()
    expect(button).to_have_text("Theme: system")
    assert dark.is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_without_script_everything_is_there_but_the_controls(home, opened, scheme):
    page = opened(f"{home}/01_first.html", color_scheme=scheme, java_script_enabled=False)
    explored = page.locator(".resnet-explorer img").all()
    assert [image.is_visible() for image in explored] == [scheme == "light", scheme == "dark"]
    assert page.get_by_text("this picture has controls").is_visible()
    assert page.get_by_role("button", name="Theme").count() == 0
    choices = page.locator("details p")
    page.get_by_text("Yes").first.click()
    expect(choices.first).to_be_visible()
    page.get_by_text("Yes").last.click()
    expect(choices.first).to_be_hidden()


def test_a_script_in_an_output_does_not_run(browser, home):
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{home}/02_second.html")
    expect(page.get_by_role("button", name=re.compile("Theme"))).to_be_visible()
    assert page.locator("body").get_attribute("data-taken") is None
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["index", "01_first"])
def test_a_page_fits_and_is_accessible(home, opened, name, scheme):
    page = opened(f"{home}/{name}.html", color_scheme=scheme)
    for width in (1600, 900, 360):
        page.set_viewport_size({"width": width, "height": 800})
        root = page.locator("html")
        assert root.evaluate("root => root.scrollWidth - root.clientWidth") == 0, width
        # Axe would look at the style sheet by a request that the page forbids.
        found = accessibility_faults(
            page, impacts=SERIOUS | {"moderate"}, options={"preload": False}
        )
        assert found == [], width


def test_the_keyboard_reaches_everything(home, opened):
    page = opened(f"{home}/01_first.html", viewport={"width": 360, "height": 800})
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    passed = []
    for _ in range(12):
        page.keyboard.press("Tab")
        passed.append(page.evaluate("document.activeElement.tagName"))
    # The last DIV is the explorer's picture, wider than a phone; the button before it shrinks it.
    fields = ["INPUT", "SELECT", "BUTTON", "DIV"]
    assert passed == ["SUMMARY", "SUMMARY", "PRE", "PRE", "DIV", *fields, "SPAN", "A", "A"]


def test_the_sections_fold_away_on_a_phone_and_stand_beside_a_wide_chapter(home, opened):
    page = opened(f"{home}/01_first.html", viewport={"width": 390, "height": 800})
    section = page.get_by_role("link", name="1.1 Is it so?", exact=True)
    expect(section).to_be_hidden()
    assert page.locator("h1").bounding_box()["y"] < 250
    page.locator(".contents summary").click()
    section.click()
    expect(page).to_have_url(f"{home}/01_first.html#1-1-is-it-so")
    page.set_viewport_size({"width": 1300, "height": 800})
    expect(section).to_be_in_viewport()
    page.set_viewport_size({"width": 390, "height": 800})
    expect(section).to_be_hidden()


def test_a_wide_figure_says_that_it_goes_on_and_shrinks_when_asked(home, opened):
    page = opened(f"{home}/01_first.html", viewport={"width": 390, "height": 800})
    view = page.locator(".resnet-explorer .view")
    expect(view).to_have_attribute("data-goes-on", "right")
    expect(page.locator(".wider:visible")).to_have_text(
        ["The figure goes on to the right. Show all of it"]
    )
    view.press("ArrowRight")
    expect(view).to_have_attribute("data-goes-on", "left right")
    view.evaluate("view => view.scrollTo({ left: view.scrollWidth })")
    expect(view).to_have_attribute("data-goes-on", "left")
    page.get_by_role("button", name="Show all of it").press("Enter")
    expect(view).to_have_attribute("data-goes-on", "")
    assert view.locator("img").bounding_box()["width"] <= view.bounding_box()["width"] <= 390
    larger = page.get_by_role("button", name="Show it larger")
    expect(larger).to_be_focused()
    larger.press("Enter")
    expect(view).to_have_attribute("data-goes-on", re.compile("right"))
    page.set_viewport_size({"width": 1300, "height": 800})
    expect(page.get_by_role("button", name="Show all of it")).to_be_hidden()


def test_code_and_tables_show_where_they_go_on(home, opened):
    page = opened(f"{home}/01_first.html", viewport={"width": 390, "height": 800})
    wide = page.locator(".scroller:is(pre, .formula, :has(table))")
    expect(wide).to_have_count(6)
    for element in wide.all()[:3]:
        expect(element).to_have_attribute("data-goes-on", "right")
    short = wide.nth(3)
    expect(short).to_have_attribute("data-goes-on", "")
    assert short.get_attribute("tabindex") is None


def test_without_script_a_figure_fits_a_phone(home, opened):
    page = opened(
        f"{home}/01_first.html", viewport={"width": 390, "height": 800}, java_script_enabled=False
    )
    for picture in page.locator(".picture").all():
        assert picture.evaluate("box => box.scrollWidth <= box.clientWidth")
