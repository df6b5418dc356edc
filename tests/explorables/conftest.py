"""What every test of an explorable needs: its page, opened from disk in a real browser."""

import pytest

from resnet_lessons.instructor.site import own_page
from resnet_lessons.widgets.explorables.explorable import Explorable
from tests.explorables.pages import Opened
from tests.explorables.scripts import page_of_scripts
from tests.journeys.lab import chromium


@pytest.fixture(scope="module")
def browser():
    """One for the tests of a file."""
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def script(browser):
    """An empty page in which `script` is the script of the explorables, as a module."""
    page = browser.new_page()
    page.evaluate(_IMPORT, Explorable._esm)
    yield page
    page.close()


@pytest.fixture(scope="module")
def scripts(browser):
    """A page in which the modules of the explorables can be imported."""
    with page_of_scripts(browser) as page:
        yield page


_IMPORT = """async (text) => {
  window.script = await import(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
}"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where the pages of a file's tests lie."""
    return tmp_path_factory.mktemp("explorables")


@pytest.fixture
def opened(browser, folder):
    """A function from the name of an explorable to a page that shows it.

    A setting behind "#" may follow, and settings of Playwright's context. What a page complains of,
    or asks of anything but itself, fails the test.
    """
    open_pages = []

    def open_page(name, behind="", **settings):
        path = folder / f"{name}.html"
        if not path.exists():
            path.write_bytes(own_page(name))
        open_pages.append(Opened(browser.new_context(**settings), f"{path.as_uri()}{behind}"))
        return open_pages[-1].page

    yield open_page
    for each in open_pages:
        each.context.close()
    assert [said for each in open_pages for said in each.heard] == []
    assert [asked for each in open_pages for asked in each.asked] == []
