"""The part of a page that is computed, between two markers; the rest is written by hand."""

import textwrap

_COLUMNS = 118


def with_part(text, begin, end, markdown):
    """A page whose computed part is replaced.

    Args:
        text: of the page.
        begin, end: the markers, once each.
        markdown: what stands between them afterwards, a paragraph or a row of a table on each
            line; paragraphs are wrapped.

    Raises:
        ValueError: when a marker is missing, doubled or in the wrong place.
    """
    if text.count(begin) != 1 or text.count(end) != 1 or text.index(begin) > text.index(end):
        raise ValueError(f"the page needs {begin} and, after it, {end}, once each")
    before, rest = text.split(begin)
    _, after = rest.split(end)
    return f"{before}{begin}\n\n{_wrapped(markdown)}\n{end}{after}"


def _wrapped(markdown):
    lines = (
        [line] if line.startswith("|") else textwrap.wrap(line, _COLUMNS, break_on_hyphens=False)
        for line in markdown.split("\n")
    )
    return "\n".join("\n".join(line) for line in lines)
