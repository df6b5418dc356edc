"""The style sheet: text can be read in both themes (WCAG 2.2, 1.4.3), and figures stand in the page
without an edge."""

import re

import pytest
from matplotlib.colors import to_hex

from resnet_lessons.figures import tones
from resnet_lessons.instructor.site.site_pages import TEMPLATES
from tests.figures.overlap import contrast

COLOURS = {
    name: dict(zip(tones.THEMES, pair, strict=True))
    for name, *pair in re.findall(
        r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", (TEMPLATES / "style.css").read_text()
    )
}
CODE = [name for name in COLOURS if name.startswith("code-")]
ON_PAPER = ["ink", "quiet", "link", "question"]
ON_THEIR_OWN = ["passed", "failed", "not-started", "hint"]
PAIRS = [
    *((name, "paper") for name in ON_PAPER),
    *((name, "sheet") for name in ["ink", *CODE]),
    ("ink", "band"),
    ("quiet", "band"),
    ("ink", "question-fill"),
    ("link", "question-fill"),
    *((name, f"{name}-fill") for name in ON_THEIR_OWN),
    *(("ink", f"{name}-fill") for name in ON_THEIR_OWN),
]


def test_the_measure_agrees_with_the_standards_own_example():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", tones.THEMES)
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_can_be_read(text, ground, theme):
    assert contrast(COLOURS[text][theme], COLOURS[ground][theme]) >= 4.5


@pytest.mark.parametrize("theme", tones.THEMES)
def test_the_focus_can_be_seen(theme):
    for ground in ("paper", "sheet", "question-fill"):
        assert contrast(COLOURS["focus"][theme], COLOURS[ground][theme]) >= 3


@pytest.mark.parametrize("name", tones.THEMES)
def test_the_pages_paper_and_ink_are_the_figures(name):
    with tones.theme(name):
        assert COLOURS["paper"][name] == to_hex(tones.paper())
        assert COLOURS["ink"][name] == to_hex(tones.ink())
