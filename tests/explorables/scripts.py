"""A page in which the modules of the explorables can be imported: the folder stands in for a server."""

import contextlib
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "explorables"
_ADDRESS = "http://explorables.test"


@contextlib.contextmanager
def page_of_scripts(browser):
    """An empty page; `import("/playground/training.js")` works in it. Nothing is asked of a network."""

    def answer(route):
        path = FOLDER / route.request.url.removeprefix(_ADDRESS).lstrip("/")
        if path.is_file():
            route.fulfill(path=path, content_type="text/javascript")
        else:
            route.fulfill(body="<!doctype html><title>Scripts</title>", content_type="text/html")

    context = browser.new_context()
    page = context.new_page()
    page.route(f"{_ADDRESS}/**", answer)
    page.goto(f"{_ADDRESS}/")
    try:
        yield page
    finally:
        context.close()
