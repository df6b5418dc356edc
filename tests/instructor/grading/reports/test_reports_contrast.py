"""Text on a report stands out enough for WCAG AA, by day and by night."""

import re
from pathlib import Path

import pytest

from resnet_lessons.instructor.grading.reports import report_pages
from tests.figures.overlap import contrast

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
    style = (Path(report_pages.__file__).parent / "templates" / "style.css").read_text()
    light, dark = style.split("@media screen and (prefers-color-scheme: dark)")
    named = dict(re.findall(r"--([\w-]+): (#\w{6});", light))
    dark = dict(re.findall(r"--([\w-]+): (#\w{6});", dark.split("@media print")[0]))
    assert set(dark) == set(named)
    return {"light": named, "dark": dark}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_is_enough(scheme):
    named = colours()[scheme]
    for pairs, least in ((WRITTEN, 4.5), (DRAWN, 3)):
        for ink, paper in pairs:
            assert contrast(named[ink], named[paper]) >= least, (scheme, ink, paper)
