"""Writes the ledger of claims into the README, between its two markers: `make ledger`."""

import argparse
import sys
from pathlib import Path

from resnet_lessons.experiments.ledger import ledger

README = Path(__file__).parents[2] / "README.md"
BEGIN, END = "<!-- ledger: make ledger -->", "<!-- end of ledger -->"


def with_ledger(text, markdown):
    """A README whose ledger is replaced.

    Args:
        text: of the README, with each marker once.
        markdown: what stands between them afterwards.

    Raises:
        ValueError: when a marker is missing, doubled or in the wrong place.
    """
    if text.count(BEGIN) != 1 or text.count(END) != 1 or text.index(BEGIN) > text.index(END):
        raise ValueError(f"the README needs {BEGIN} and, after it, {END}, once each")
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}\n\n{markdown}\n{END}{after}"


def main(arguments=None):
    """Writes the ledger, or says whether it is fresh."""
    parser = argparse.ArgumentParser(prog="ledger_in_readme", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; fail if it is stale")
    parser.add_argument("--readme", type=Path, default=README)
    chosen = parser.parse_args(arguments)
    text = chosen.readme.read_text()
    fresh = with_ledger(text, ledger().to_markdown())
    if chosen.check:
        return None if text == fresh else "The README's ledger is stale: run make ledger."
    chosen.readme.write_text(fresh)
    return None


if __name__ == "__main__":
    sys.exit(main())
