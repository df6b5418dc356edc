"""The page on the conventions says what the package computes."""

import re

import pytest

from resnet_lessons.instructor.conventions_page import (
    BEGIN,
    END,
    PAGE,
    PICTURES,
    main,
    with_conventions,
)
from resnet_lessons.network.conventions import KERAS, LESSONS, PAPER, table

TEXT = PAGE.read_text(encoding="utf-8")
SAID = " ".join(TEXT.split())


def test_the_committed_page_is_fresh():
    assert main(["--check"]) is None
    for path in PICTURES.values():
        assert (PAGE.parent / path).read_bytes().startswith(b"\x89PNG")


@pytest.mark.draws
def test_a_stale_page_is_found_and_written_anew(tmp_path):
    page = tmp_path / PAGE.name
    page.write_text(f"before\n{BEGIN}\n{END}\nafter\n", encoding="utf-8")
    assert "stale" in main(["--check", "--page", str(page)])
    assert main(["--page", str(page)]) is None
    assert main(["--check", "--page", str(page)]) is None
    assert table().to_markdown() in page.read_text(encoding="utf-8")
    assert all((tmp_path / path).stat().st_size > 1000 for path in PICTURES.values())


@pytest.mark.parametrize("text", ["", BEGIN, f"{END}{BEGIN}", f"{BEGIN}{BEGIN}{END}"])
def test_markers_that_are_not_right_are_refused(text):
    with pytest.raises(ValueError, match="once each"):
        with_conventions(text, "table")


def test_the_numbers_in_the_words_are_computed():
    billions = [f"{PAPER.multiply_adds(depth) / 1e9:.2f}" for depth in (18, 34, 50, 101, 152)]
    assert f"{', '.join(billions[:-1])} and {billions[-1]} billion multiply–adds" in SAID
    assert f"{billions[2]} billion multiply–adds in the first way" in SAID
    assert f"and {LESSONS.multiply_adds(50) / 1e9:.2f} in the second" in SAID
    assert f"It has {KERAS.multiply_adds(50) / 1e9:.2f} billion multiply–adds" in SAID
    moving = KERAS.moving_statistics(50)
    assert f"{KERAS.parameters(50) + moving:,} for `ResNet50V2`, {moving:,} of which" in SAID


def test_the_markdown_has_a_cell_for_every_convention():
    lines = table().to_markdown().splitlines()
    assert len({len(re.findall(r"\|", line)) for line in lines}) == 1
    assert len(lines) == 2 + len(table().rows)
