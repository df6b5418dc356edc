"""A reader at an explorer's controls, with the keyboard alone; and what the browser complains of."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.journeys.lab import SECONDS

SERIOUS = {"serious", "critical"}


def complaints(page):
    """A list that fills with the errors of a page: those on its console, and those nobody caught."""
    heard = []
    page.on("console", lambda message: heard.append(message.text) if message.type == "error" else 0)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


def accessibility_faults(page, within=None, impacts=SERIOUS, options=None):
    """Violations that axe finds.

    Args:
        within: a CSS selector, or None for the whole page.
        impacts: those that count.
        options: of axe.

    Returns:
        list of "rule: element" texts
    """
    found = Axe().run(page, context=within, options=options).response["violations"]
    return [
        f"{violation['id']}: {node['html'][:200]}"
        for violation in found
        if violation["impact"] in impacts
        for node in violation["nodes"]
    ]


def guess_everywhere(page):
    """Guesses anything at each question of a page of the site, so that what came of it is shown."""
    for question in page.locator("[data-question]").all():
        options = question.locator("button.option")
        if options.count():
            options.first.click()
            continue
        for slider in question.locator(".slider input").all():
            slider.press("Home")
        question.locator("button.commit").click()


def try_every_control(page, explorer, seconds=30):
    """Moves each control of an explorer to both of its ends and back with the keyboard.

    Returns:
        names of the controls whose two ends show different pictures
    """
    expect(explorer).to_have_attribute("data-shown", shown_at(explorer), timeout=seconds * SECONDS)
    lively = []
    for number in range(explorer.locator(".control").count()):
        control = explorer.locator(".control").nth(number)
        field = control.locator("input, select")
        field.focus()
        pictures = set()
        for key, end in (("Home", 0), ("End", -1)):
            page.keyboard.press(key)
            _wait_for(explorer, number, _last(field) if end else 0, seconds)
            pictures.add(_picture(explorer))
        if len(pictures) == 2:
            lively.append(control.locator("label").inner_text())
        page.keyboard.press("ArrowLeft" if _is_slider(field) else "ArrowUp")
        _wait_for(explorer, number, max(_last(field) - 1, 0), seconds)
    return lively


def _is_slider(field):
    return field.get_attribute("type") == "range"


def _last(field):
    """Index of a control's last option."""
    if _is_slider(field):
        return int(field.get_attribute("max"))
    return field.locator("option").count() - 1


def _wait_for(explorer, number, place, seconds):
    """Waits until the picture is that of control `number` standing at `place`."""
    before = shown_at(explorer).split()
    assert before[number] == str(place), f"control {number} stands at {before[number]}, not {place}"
    expect(explorer).to_have_attribute("data-shown", " ".join(before), timeout=seconds * SECONDS)
    expect(explorer.locator(".state [role=status]")).to_have_text("")


def shown_at(explorer):
    """Where the controls stand, as the explorer writes it."""
    values = explorer.locator("input, select").evaluate_all("all => all.map(each => each.value)")
    return " ".join(values)


def _picture(explorer):
    """The picture as the reader sees it, and its alt text."""
    image = explorer.locator("img.frame")
    assert image.evaluate("image => image.naturalWidth") > 600
    assert len(image.get_attribute("alt")) > 40
    return image.screenshot(), image.get_attribute("alt")
