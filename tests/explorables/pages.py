"""A page that was opened, and what it complained of and asked for."""

from tests.journeys.explorers import complaints


def click_on_slider(slider, across):
    """Clicks a slider with the mouse where so much of its width lies to the left."""
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    x, y = box["x"] + across * box["width"], box["y"] + box["height"] / 2
    slider.page.mouse.click(x, y)


class Opened:
    """A page in a context of its own.

    Attributes:
        context, page: Playwright's.
        heard: errors on its console, and those that nobody caught.
        asked: addresses of requests, but for the page itself and what stands inside it.
    """

    def __init__(self, context, address):
        self.context, self.page = context, context.new_page()
        self.heard, self.asked = complaints(self.page), []
        self.page.on("request", lambda request: self._note(request.url, address))
        self.page.goto(address)

    def _note(self, url, address):
        if url.partition("#")[0] != address.partition("#")[0] and not url.startswith("data:"):
            self.asked.append(url)
