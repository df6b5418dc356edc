"""What nbval compares: text. A figure's HTML holds its picture, whose alt text is compared instead."""


def pytest_collectstart(collector):
    if hasattr(collector, "skip_compare"):
        collector.skip_compare += ("text/html",)
