"""The palette is readable, and a title never leaves its figure."""

import matplotlib.text
import pytest

from resnet_lessons.figures import style
from resnet_lessons.figures.canvas import LessonFigure
from tests.figures.overlap import CONTRAST, assert_readable, contrast, faint, outside, overlaps
from tests.figures.overlap import drawn_texts as drawn

TONES = {name: tone for name, tone in vars(style).items() if isinstance(tone, style.Tone)}


@pytest.mark.parametrize("name", TONES)
def test_ink_stands_out_on_white_and_on_its_fill(name):
    assert contrast(TONES[name].ink, "white") >= CONTRAST
    assert contrast(TONES[name].ink, TONES[name].fill) >= CONTRAST


def test_every_meaning_has_a_colour_of_its_own():
    assert len({tone.line for tone in TONES.values()}) == len(TONES)
    assert contrast(style.INK, "white") >= 7


@pytest.mark.parametrize("words", [1, 14, 40])
def test_a_title_of_any_length_fits(words):
    figure = style.house_style(style.lesson_figure)(" ".join(["remarkable"] * words), 2)
    axes = style.place_axes(figure, 0.5, 0.3, 4, 1.2)
    axes.set_title("axes")
    assert_readable(figure)


def test_text_width_is_that_of_the_drawn_text():
    figure = LessonFigure(6, 1)
    figure.text(0, 0, "block layer 2, block 1", fontfamily=style.FONT, fontsize=10)
    box = drawn(figure)[0].box
    assert style.text_width("block layer 2, block 1") == pytest.approx(
        box.width / figure.dpi, rel=0.03
    )


def test_the_helper_finds_what_it_is_for():
    figure = LessonFigure(4, 2)
    figure.text(0.1, 0.5, "one")
    figure.text(0.12, 0.5, "two")
    figure.text(0.98, 0.1, "cut off")
    figure.text(0.5, 0.8, "faint", color="#999999")
    texts = drawn(figure)
    assert overlaps(texts) == [("one", "two")]
    assert outside(figure, texts) == ["cut off"]
    assert faint(figure, texts) == ["faint"]
    line = matplotlib.lines.Line2D([0, 1], [0.53, 0.53], color="black")
    figure.add_artist(line)
    assert "one" in faint(figure, texts)
