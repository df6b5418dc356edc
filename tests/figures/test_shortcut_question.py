"""The question gives nothing away; the answer draws the paper's numbers."""

import re

import pytest

from resnet_lessons.figures.shortcut_question import (
    DRAWINGS,
    RESULTS,
    four_shortcuts,
    four_shortcuts_answer,
)
from resnet_lessons.figures.tones import NEUTRAL, SHORTCUT
from resnet_lessons.network.anatomy import TIMES
from tests.figures.overlap import assert_readable, drawn_texts

# He et al. 2016, table 1 (A, B, C) and table 2 (D), ResNet-110.
PAPER = {"A": (6.61, 1), "B": (12.22, 1), "C": (12.35, 1), "D": (8.17, 2)}


def all_words(figure):
    return [text.words for text in drawn_texts(figure)]


def test_the_papers_numbers():
    assert {result.letter: (result.error, result.table) for result in RESULTS} == PAPER


def test_the_question_is_readable_and_holds_no_error():
    figure = four_shortcuts()
    assert_readable(figure)
    seen = " ".join(all_words(figure)) + figure.alt_text
    assert [letter for letter in PAPER if f"{letter}: " in seen] == list(PAPER)
    assert not re.search(r"%|percent|12\.|6\.|8\.", seen)
    assert all(result.name in figure.alt_text for result in RESULTS)


def test_all_four_are_drawn_in_the_order_in_which_they_were_measured():
    """He et al. 2016, figures 2 and 4: a ReLU after the addition, BN after each convolution."""
    for letter, paths in DRAWINGS.items():
        after = [box.text for box in paths.after]
        assert after == ["BN"] * (letter == "D") + ["ReLU", "output"]
        branch = [box.text.replace("\n", " ") for box in paths.branch]
        assert branch[:3] == [f"3{TIMES}3 convolution", "BN + ReLU", f"3{TIMES}3 convolution"]
        assert ("BN" in branch) == (letter != "D")
    (name,) = (result.name for result in RESULTS if result.letter == "D")
    assert name == "second BN after the addition"


def test_what_the_four_drawings_differ_in():
    boxes = [
        text.words for text in drawn_texts(four_shortcuts()) if text.artist.get_gid() == "box text"
    ]
    assert boxes.count("input") == boxes.count("output") == 4
    assert boxes.count(f"1{TIMES}1\nconvolution") == 1
    assert boxes.count(f"{TIMES} 0.5") == 2  # the paper scales both paths
    assert boxes.count("BN") == 4
    assert boxes.count(f"3{TIMES}3\nconvolution") == 8


def test_the_answer_draws_and_writes_each_error():
    figure = four_shortcuts_answer()
    assert_readable(figure)
    (axes,) = figure.axes
    assert [bar.get_width() for bar in axes.patches] == [error for error, _ in PAPER.values()]
    seen = all_words(figure)
    for error, _ in PAPER.values():
        assert f"{error:.2f}%" in seen
        assert f"{error:.2f}%" in figure.alt_text
    colors = [bar.get_facecolor()[:3] for bar in axes.patches]
    assert len(set(colors)) == len({SHORTCUT.line, NEUTRAL.line})
    assert "percent" in axes.get_xlabel()


def test_the_answer_names_its_source_and_its_finding():
    figure = four_shortcuts_answer()
    seen = " ".join(" ".join(all_words(figure)).split())
    assert "He et al. 2016" in seen
    assert "tables 1 and 2" in seen
    assert f"{12.35 / 6.61:.1f} times" in figure.get_suptitle()


@pytest.mark.parametrize("draw", [four_shortcuts, four_shortcuts_answer])
def test_the_alt_text_says_what_is_seen(draw):
    assert draw().get_suptitle().replace("\n", " ") in draw().alt_text
