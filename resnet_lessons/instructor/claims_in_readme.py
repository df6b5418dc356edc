"""Writes the ledger of claims into the README, between its two markers: `make ledger`."""

import argparse
import sys
from pathlib import Path

from resnet_lessons.experiments.claims_table import ledger
from resnet_lessons.instructor.computed_part import with_part

README = Path(__file__).parents[2] / "README.md"
BEGIN, END = "<!-- ledger: make ledger -->", "<!-- end of ledger -->"


def with_ledger(text, markdown):
    """The README with other ledger; see `with_part`."""
    return with_part(text, BEGIN, END, markdown)


def main(arguments=None):
    """Writes the ledger, or says whether it is fresh."""
    parser = argparse.ArgumentParser(prog="claims_in_readme", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; fail if it is stale")
    parser.add_argument("--readme", type=Path, default=README)
    chosen = parser.parse_args(arguments)
    text = chosen.readme.read_text(encoding="utf-8")
    fresh = with_ledger(text, ledger().to_markdown())
    if chosen.check:
        return None if text == fresh else "The README's ledger is stale: run make ledger."
    chosen.readme.write_text(fresh, encoding="utf-8")
    return None


if __name__ == "__main__":
    sys.exit(main())
