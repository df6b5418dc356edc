"""Questions in a page without a kernel, in a real browser: by mouse, by keyboard, and without a script."""

import json

import pytest
from playwright.sync_api import expect

from resnet_lessons.course.questions import questions
from resnet_lessons.display import plain_text
from resnet_lessons.instructor import site
from resnet_lessons.instructor.site import folder
from resnet_lessons.student.guesses import COMES_WITH_THE_GUESS, NOT_YET
from tests.instructor.site.notebooks import (
    asked,
    code,
    control,
    explorer,
    figure,
    frame,
    guessed,
    notebook,
    prose,
)
from tests.journeys.explorers import SERIOUS, accessibility_faults, complaints, guess_everywhere
from tests.journeys.lab import CHROMIUM, chromium

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: `apt install chromium`"),
]
CHOICE, LINE, POINT = NAMES = ("deeper_plain", "window", "resnet50_costs")
FORBIDDEN = "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } });"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Of a page with one question of each kind, and their table."""
    moved = explorer([frame("one"), frame("two", "red")], [control("size", ["1", "2"])])
    out = tmp_path_factory.mktemp("site")
    cells = (
        prose("# 1 · The first\n\n## 1.1 Is it so?"),
        code(f'rl.ask("{CHOICE}")', asked(CHOICE, figure("what came, drawn"))),
        code(f'rl.ask("{LINE}")', asked(LINE, moved)),
        code(f'rl.ask("{POINT}")', asked(POINT)),
        code("rl.guesses(1)", guessed(*NAMES)),
    )
    folder.write(out, site.build({"01_first": notebook(*cells)}))
    return (out / "01_first.html").as_uri()


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


@pytest.fixture
def opened(browser, address):
    """A function that opens the page; what it complains of fails the test."""
    contexts, heard = [], []

    def open_page(script="", **settings):
        contexts.append(browser.new_context(**settings))
        page = contexts[-1].new_page()
        if script:
            page.add_init_script(script)
        heard.append(complaints(page))
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert all(each == [] for each in heard)


def field(page, name):
    return page.locator("[data-question]").nth(NAMES.index(name))


def row(page, name):
    """(guess, what came) in the table."""
    return page.locator("[data-guesses] tbody tr").nth(NAMES.index(name)).locator("td")


def expect_silence(page, name):
    question, place = questions()[name], field(page, name)
    expect(place.locator(".rest")).to_be_hidden()
    said = place.inner_text() + row(page, name).nth(1).inner_text()
    for told in question.options or question.regions:
        assert plain_text(told.explanation)[:40] not in said
    assert plain_text(question.story)[:40] not in said
    expect(row(page, name)).to_have_text([NOT_YET, COMES_WITH_THE_GUESS])


def test_nothing_of_what_came_is_to_be_seen_before_a_guess(opened):
    page = opened()
    for name in NAMES:
        expect_silence(page, name)
    assert page.get_by_text("outcome", exact=True).count() == 0


def test_an_option_is_chosen_with_the_mouse_and_kept(opened):
    page = opened()
    question = questions()[CHOICE]
    wrong = next(n for n, option in enumerate(question.options) if not option.right)
    field(page, CHOICE).locator("button.option").nth(wrong).click()
    for _ in range(2):
        chosen = field(page, CHOICE).locator("details.told[open]")
        expect(chosen).to_have_count(1)
        expect(chosen).to_contain_text(plain_text(question.options[wrong].explanation))
        expect(chosen).to_contain_text("your guess")
        expect(field(page, CHOICE).get_by_alt_text("what came, drawn").first).to_be_visible()
        expect(row(page, CHOICE)).to_have_text(
            [question.options[wrong].text, question.outcome], use_inner_text=True
        )
        expect_silence(page, LINE)
        page.reload()
    field(page, CHOICE).get_by_role("button", name="Guess again").click()
    expect_silence(page, CHOICE)
    page.reload()
    expect_silence(page, CHOICE)


def test_an_option_is_chosen_with_the_keyboard(opened):
    page = opened()
    field(page, CHOICE).locator("button.option").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    opened_choice = field(page, CHOICE).locator("details.told[open]")
    expect(opened_choice).to_contain_text("Right.")
    # The focus stays with the question: the next stop is what was just told.
    page.keyboard.press("Tab")
    expect(field(page, CHOICE).locator("summary").first).to_be_focused()


def test_a_number_is_put_on_a_line_with_the_keyboard(opened):
    page = opened()
    slider = field(page, LINE).get_by_role("slider")
    commit = field(page, LINE).get_by_role("button", name="This is my guess")
    expect(commit).to_have_attribute("aria-disabled", "true")
    commit.press("Enter")
    expect_silence(page, LINE)
    slider.press("Home")
    slider.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", "2 pixels")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(field(page, LINE)).to_contain_text("You guessed 2 pixels. The outcome: 35 pixels.")
    expect(field(page, LINE)).to_contain_text("each of the three convolutions adds 8")
    # What came may have controls of its own.
    field(page, LINE).get_by_role("slider", name="size").press("End")
    expect(field(page, LINE).locator("img.frame")).to_have_attribute("alt", "two")
    expect(row(page, LINE)).to_have_text(["2 pixels", "35 pixels"])


def test_a_point_is_drawn_into_the_axes_with_the_mouse(opened):
    page = opened()
    axes = field(page, POINT).locator("svg")
    axes.scroll_into_view_if_needed()
    place = axes.bounding_box()
    page.mouse.move(place["x"] + 0.9 * place["width"], place["y"] + 0.1 * place["height"])
    page.mouse.down()
    page.mouse.move(place["x"] + 0.5 * place["width"], place["y"] + 0.5 * place["height"])
    page.mouse.up()
    page.mouse.move(place["x"], place["y"])
    readings = field(page, POINT).locator("output").all_inner_texts()
    across, up = (float(reading.split()[0]) for reading in readings)
    # The middle of the drawing is a little left of the plane's, and below it.
    assert 24 < across < 30 and 3.5 < up < 5
    field(page, POINT).get_by_role("button", name="This is my guess").click()
    expect(field(page, POINT).locator(".came circle")).to_be_visible()
    kept = page.evaluate(f"localStorage.getItem('resnet-lessons-guess-{POINT}')")
    assert json.loads(kept) == [across, up]


def test_a_point_is_drawn_with_the_keyboard(opened):
    page = opened()
    for slider, key in zip(
        field(page, POINT).get_by_role("slider").all(), ("End", "Home"), strict=True
    ):
        slider.press(key)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    region = next(each for each in questions()[POINT].regions if each.holds([60, 0]))
    expect(field(page, POINT)).to_contain_text(plain_text(region.explanation))


@pytest.mark.parametrize("kept", ["7", "-1", "[1]", "null", "{", '"1"', "true", "1.5"])
def test_a_broken_guess_is_none(opened, kept):
    script = f"localStorage.setItem('resnet-lessons-guess-{CHOICE}', {json.dumps(kept)});"
    expect_silence(opened(script), CHOICE)


def test_where_nothing_can_be_stored_a_guess_lasts_as_long_as_the_page(opened):
    page = opened(FORBIDDEN)
    field(page, CHOICE).locator("button.option").first.click()
    expect(row(page, CHOICE).nth(1)).to_have_text(plain_text(questions()[CHOICE].outcome))


@pytest.mark.parametrize("name", NAMES)
def test_without_a_script_everything_opens(opened, name):
    page = opened(java_script_enabled=False)
    question = questions()[name]
    for told in question.options or question.regions:
        explanation = field(page, name).locator("p", has_text=plain_text(told.explanation))
        expect(explanation).to_be_hidden()
    first = field(page, name).locator(".openings summary").first
    first.click()
    expect(field(page, name).locator(".openings p").first).to_be_visible()
    field(page, name).locator(".rest > summary").click()
    expect(field(page, name).locator(".rest .prose")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_question_fits_and_is_accessible_before_and_after_a_guess(opened, scheme):
    page = opened(color_scheme=scheme)
    look_at(page)
    guess_everywhere(page)
    look_at(page)


def look_at(page):
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        root = page.locator("html")
        assert root.evaluate("root => root.scrollWidth - root.clientWidth") == 0, width
        options = {"preload": False}
        found = accessibility_faults(page, impacts=SERIOUS | {"moderate"}, options=options)
        assert found == [], width
