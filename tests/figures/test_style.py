"""A title never leaves its figure, and a figure can be drawn again in another theme."""

import matplotlib.text
import pytest

from resnet_lessons.figures import style
from resnet_lessons.figures.canvas import LessonFigure, png
from resnet_lessons.figures.tones import SHORTCUT, theme
from tests.figures.overlap import assert_readable, faint, outside, overlaps, texts_and_paper
from tests.figures.overlap import drawn_texts as drawn


@pytest.mark.parametrize("words", [1, 14, 40])
def test_a_title_of_any_length_fits(words):
    figure = style.house_style(style.lesson_figure)(" ".join(["remarkable"] * words), 2)
    axes = style.place_axes(figure, 0.5, 0.3, 4, 1.2)
    axes.set_title("axes")
    assert_readable(figure)


@style.house_style
def line(values, alt_text="A line"):
    figure = style.lesson_figure("A line", 1)
    style.place_axes(figure, 0.5, 0.2, 4, 0.6).plot(values, color=SHORTCUT.line)
    figure.alt_text = alt_text
    return figure


def test_a_figure_is_drawn_again_in_another_theme():
    light = line([1, 3, 2], alt_text="Up and down")
    light.alt_text = "Said better"
    dark = light.in_theme("dark")
    assert (light.theme, dark.theme) == ("light", "dark")
    assert dark.alt_text == "Said better"
    assert dark.axes[0].lines[0].get_ydata().tolist() == [1, 3, 2]
    assert dark.axes[0].lines[0].get_color() == SHORTCUT.dark.line
    with theme("dark"):
        assert png(line([1, 3, 2])) == png(dark) != png(light)
    assert light.in_theme("light") is light
    assert png(dark.in_theme("light")) == png(light)


def test_what_no_house_drew_or_no_theme_names_is_refused():
    with pytest.raises(ValueError, match="house_style"):
        LessonFigure(2, 1, "by hand").in_theme("dark")
    with pytest.raises(ValueError, match="sepia"):
        line([1, 2]).in_theme("sepia")


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
    texts, paper = texts_and_paper(figure)
    assert overlaps(texts) == [("one", "two")]
    assert outside(figure, texts) == ["cut off"]
    assert faint(texts, paper) == ["faint"]
    line = matplotlib.lines.Line2D([0, 1], [0.53, 0.53], color="black")
    figure.add_artist(line)
    assert "one" in faint(*texts_and_paper(figure))
