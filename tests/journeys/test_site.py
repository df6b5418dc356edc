"""A reader's path through the real site, opened as files: no kernel, no server, no network.

All its frames take five minutes to draw: CI has the first chapter, which has none, and an explorer
in a small site (`tests/instructor/site/test_browser.py`); the soak has all chapters.
"""

import pytest
from playwright.sync_api import expect

from resnet_lessons.instructor import hidden_part, leaks, site
from resnet_lessons.instructor.notebooks import sources
from resnet_lessons.widgets import explorables
from tests.journeys.explorers import (
    accessibility_faults,
    complaints,
    guess_everywhere,
    try_every_control,
)
from tests.journeys.lab import CHROMIUM
from tests.support.soak import IS_SOAK, only_in_soak

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: `apt install chromium`"),
]
ONLY = "" if IS_SOAK else "00_start"
CHAPTERS = [source.stem for source in sources() if ONLY in source.stem]
WIDTHS = (360, 900, 1600)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """The folder of the site."""
    folder = tmp_path_factory.mktemp("readers") / "site"
    site.write(folder, ONLY)
    return folder


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["index", *CHAPTERS, *explorables.__all__])
def test_a_page_is_whole_and_accessible(home, page, pictures, name, scheme):
    page.emulate_media(color_scheme=scheme)
    heard, asked = complaints(page), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((home / f"{name}.html").as_uri())
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        root = page.locator("html")
        assert root.evaluate("root => root.scrollWidth - root.clientWidth") == 0
        page.evaluate(_LOAD_EVERY_PICTURE)
        page.screenshot(path=pictures / f"site_{name}_{width}_{scheme}.png", full_page=True)
    assert heard == []
    assert [address for address in asked if not address.startswith(("file:", "data:"))] == []
    assert accessibility_faults(page) == []


_LOAD_EVERY_PICTURE = """async () => {
  for (const image of document.images) {
    image.loading = "eager";
    if (image.checkVisibility()) await image.decode();
  }
}"""


@only_in_soak
@pytest.mark.parametrize("name", CHAPTERS)
def test_every_explorer_moves(home, page, name):
    heard = complaints(page)
    page.goto((home / f"{name}.html").as_uri())
    guess_everywhere(page)
    for explorer in page.locator(".resnet-explorer").all():
        labels = explorer.locator(".control label").all_inner_texts()
        assert try_every_control(page, explorer) == labels
    assert heard == []


def test_no_page_holds_an_answer(home):
    assert leaks.search(home, hidden_part.of_chapter(), "*.html") == []


def test_the_chapters_hold_together(home, page):
    page.goto((home / "index.html").as_uri())
    page.locator(".card a").first.click()
    for name in CHAPTERS[1:]:
        page.locator("a[rel=next]").click()
        expect(page).to_have_url((home / f"{name}.html").as_uri())
    expect(page.locator("a[rel=next]")).to_have_count(0)
    page.get_by_role("link", name="All chapters").click()
    expect(page.locator(".card")).to_have_count(len(CHAPTERS))
