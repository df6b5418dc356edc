"""Reads and writes benchmarks/results.json: each section keeps the run that measured it last."""

import json
from pathlib import Path

RESULTS = Path(__file__).with_name("results.json")
# Sections that hold the network's speed: here, and as kept from a machine with a graphics card.
SPEEDS = ("model", "card")
# Of a machine: where these are equal, what was measured on it stands beside what is measured now.
_SAME = ("processor", "cores", "system", "python", "versions", "backend", "card")


def read(path=RESULTS):
    """{section: what was measured}; {} where nothing was, or in a form of the past."""
    if not path.exists():
        return {}
    return json.loads(path.read_text()).get("sections", {})


def merged(kept, measured):
    """Sections of an earlier run, replaced by those that were measured again.

    Of the network's speed, settings that were not measured again stay, if the machine is the same.

    Args:
        kept, measured: {section: dict}.

    Returns:
        {section: dict}: kept sections in their order, then new ones
    """
    speeds = {name: kept[name] for name in SPEEDS if name in kept and name in measured}
    return kept | measured | {name: _joined(speeds[name], measured[name]) for name in speeds}


def _joined(kept, measured):
    if any(kept["machine"].get(fact) != measured["machine"].get(fact) for fact in _SAME):
        return measured
    # A setting that failed before is kept by its name alone.
    again = {_setting(row) for row in measured["rows"]}
    again |= {each["setting"] for each in measured["details"]}
    return measured | {
        part: [each for each in kept[part] if _setting(each) not in again] + measured[part]
        for part in ("rows", "details")
    }


def _setting(found):
    """Setting and images of a row or a detail; of what failed the setting alone."""
    if "setting" not in found:
        return found["name"].split(": ")[0]
    images = f", {found['images']} images" if "images" in found else ""
    return f"{found['setting']}{images}"


def write(sections, path=RESULTS):
    """Writes all sections."""
    text = json.dumps({"sections": sections}, indent=1, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")
