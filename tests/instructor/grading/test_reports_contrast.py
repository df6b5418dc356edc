"""Text on a report stands out enough for WCAG AA, by day and by night."""

import re
from pathlib import Path

import pytest

from resnet_lessons.instructor.grading.reports import pages

# What is written on what, by the names of the colours in style.css.
VERDICT_NAMES = ("passed", "failed", "error", "not-started", "unreadable")
WRITTEN = [
    *((ink, paper) for ink in ("ink", "quiet", "link") for paper in ("paper", "sheet", "band")),
    *((word, f"{word}-fill") for word in VERDICT_NAMES),
    *((word, paper) for word in VERDICT_NAMES for paper in ("paper", "sheet", "band")),
    *(("ink", f"{word}-fill") for word in VERDICT_NAMES),
]
DRAWN = [("bar", "paper"), ("focus", "paper"), ("focus", "sheet"), ("bar", "band")]


def colours():
    style = (Path(pages.__file__).parent / "templates" / "style.css").read_text()
    light, dark = style.split("@media screen and (prefers-color-scheme: dark)")
    named = dict(re.findall(r"--([\w-]+): (#\w{6});", light))
    dark = dict(re.findall(r"--([\w-]+): (#\w{6});", dark.split("@media print")[0]))
    assert set(dark) == set(named)
    return {"light": named, "dark": dark}


def luminance(colour):
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_is_enough(scheme):
    named = colours()[scheme]
    for pairs, least in ((WRITTEN, 4.5), (DRAWN, 3)):
        for ink, paper in pairs:
            assert contrast(named[ink], named[paper]) >= least, (scheme, ink, paper)


def test_contrast_is_computed_right():
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54
