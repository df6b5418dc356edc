"""Writes the table of claims into `docs/reference/claims.md`, between its two markers: `make ledger`."""

import argparse
import sys
from pathlib import Path

from resnet_lessons.experiments.claims_table import ledger
from resnet_lessons.instructor.computed_part import with_part

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "claims.md"
BEGIN, END = "<!-- ledger: make ledger -->", "<!-- end of ledger -->"


def with_ledger(text, markdown):
    """The page with another table; see `with_part`."""
    return with_part(text, BEGIN, END, markdown)


def main(arguments=None):
    """Writes the table, or says whether it is fresh."""
    parser = argparse.ArgumentParser(prog="claims_page", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; fail if it is stale")
    parser.add_argument("--page", type=Path, default=PAGE)
    chosen = parser.parse_args(arguments)
    text = chosen.page.read_text(encoding="utf-8")
    fresh = with_ledger(text, ledger().to_markdown())
    if chosen.check:
        return None if text == fresh else "The table of claims is stale: run make ledger."
    chosen.page.write_text(fresh, encoding="utf-8")
    return None


if __name__ == "__main__":
    sys.exit(main())
