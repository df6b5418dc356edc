"""Reads and writes benchmarks/results.json: each section keeps the run that measured it last."""

import json
from pathlib import Path

RESULTS = Path(__file__).with_name("results.json")
# Sections that hold the network's speed: here, and as kept from a machine with a graphics card.
SPEEDS = ("model", "card")


def read(path=RESULTS):
    """{section: what was measured}; {} where nothing was, or in a form of the past."""
    if not path.exists():
        return {}
    return json.loads(path.read_text()).get("sections", {})


def merged(kept, measured):
    """Sections of an earlier run, replaced by those that were measured again.

    Args:
        kept, measured: {section: dict}.

    Returns:
        {section: dict}: kept sections in their order, then new ones
    """
    return kept | measured


def write(sections, path=RESULTS):
    """Writes all sections."""
    text = json.dumps({"sections": sections}, indent=1, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")
