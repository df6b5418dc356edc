"""Writes the table and the pictures of `docs/reference/network_conventions.md`, the table between its markers.

Run it with `python -m resnet_lessons.instructor.conventions_page`.
"""

import argparse
import sys
from pathlib import Path

from resnet_lessons.figures import three_conventions
from resnet_lessons.figures.canvas import picture_of
from resnet_lessons.instructor.computed_part import with_part
from resnet_lessons.network.conventions import table

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "network_conventions.md"
BEGIN, END = "<!-- conventions: computed -->", "<!-- end of conventions -->"
# Depth -> the picture of it, below the page's folder.
PICTURES = {18: "pictures/conventions_18.png", 50: "pictures/conventions_50.png"}


def with_conventions(text, markdown):
    """The page with other conventions; see `with_part`."""
    return with_part(text, BEGIN, END, markdown)


def computed_part():
    """The pictures, with their alt text, and the table, in Markdown."""
    shown = (f"![{three_conventions(depth).alt_text}]({path})" for depth, path in PICTURES.items())
    return "\n\n".join([*shown, table().to_markdown()])


def main(arguments=None):
    """Writes page and pictures, or says whether the page is fresh."""
    parser = argparse.ArgumentParser(prog="conventions_page", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; fail if it is stale")
    parser.add_argument("--page", type=Path, default=PAGE)
    chosen = parser.parse_args(arguments)
    text = chosen.page.read_text(encoding="utf-8")
    fresh = with_conventions(text, computed_part())
    if chosen.check:
        return None if text == fresh else f"{chosen.page.name} is stale: write it anew."
    chosen.page.write_text(fresh, encoding="utf-8")
    for depth, path in PICTURES.items():
        picture = chosen.page.parent / path
        picture.parent.mkdir(exist_ok=True)
        picture.write_bytes(picture_of(three_conventions(depth)).png)
    return None


if __name__ == "__main__":
    sys.exit(main())
