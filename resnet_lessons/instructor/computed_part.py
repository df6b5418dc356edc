"""The part of a page that is computed, between two markers; the rest is written by hand."""


def with_part(text, begin, end, markdown):
    """A page whose computed part is replaced.

    Args:
        text: of the page.
        begin, end: the markers, once each.
        markdown: what stands between them afterwards.

    Raises:
        ValueError: when a marker is missing, doubled or in the wrong place.
    """
    if text.count(begin) != 1 or text.count(end) != 1 or text.index(begin) > text.index(end):
        raise ValueError(f"the page needs {begin} and, after it, {end}, once each")
    before, rest = text.split(begin)
    _, after = rest.split(end)
    return f"{before}{begin}\n\n{markdown}\n{end}{after}"
