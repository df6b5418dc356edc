"""What is handed out is known, and so is what nobody touched."""

import pytest

from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.grading.grades import Cell
from resnet_lessons.instructor.grading.intake.released import (
    Released,
    is_untouched,
    released_notebooks,
    without_points,
)
from resnet_lessons.instructor.grading.intake.repair import prepare
from tests.instructor.grading.intake.notebook_tools import CHAPTER_2, FILES, HOLE, handed_in, solved

RELEASED = released_notebooks()


def test_points_of_some_exercises_can_be_left_out():
    """Whoever chose other points hands out notebooks with other ones than the committed."""
    left = without_points(RELEASED, {"grow", "regular_block"})
    assert RELEASED.chapters[1].points.keys() - left.chapters[1].points.keys() == {"grow"}
    assert left.chapters[3] == RELEASED.chapters[3]
    assert left.chapters[1].fill_ins == RELEASED.chapters[1].fill_ins


@pytest.mark.parametrize(
    ("source", "untouched"),
    [
        ("", True),
        ("\n  \n# my notes\n", True),
        ('"""Nothing yet."""', True),
        (RELEASED.fill_in("grow"), True),
        (RELEASED.fill_in("grow").replace("\n", "  \n\n") + "\n# still stuck", True),
        (f"def grow(body, head, extra_blocks):\n    {HOLE}", True),
        ("def grow(body, head, extra_blocks):\n\traise NotImplementedError", True),
        (RELEASED.fill_in("grow").replace(HOLE, "return body"), False),
        (RELEASED.fill_in("grow").replace(HOLE, "return '# x'\n    " + HOLE), False),
        ("def grow(body, head, extra_blocks):\n    '#'; return 1\n    " + HOLE, False),
        ("pass", False),
        ("# " + "x" * 30_000, False),
    ],
)
def test_what_counts_as_untouched(source, untouched):
    assert is_untouched(Cell(1, source, "grow"), RELEASED) == untouched


def test_untouched_knows_the_exercise():
    hole = RELEASED.fill_in("grow")
    assert not is_untouched(Cell(1, hole, "zero_mapping"), RELEASED)
    assert is_untouched(Cell(1, hole), RELEASED)
    assert is_untouched(Cell(1, hole, "grow"), Released())
    assert not is_untouched(Cell(1, hole, "no_such_exercise"), RELEASED)


def test_the_released_edition():
    assert set(FILES) <= set(RELEASED.chapters)
    assert list(RELEASED.chapters[2].fill_ins) == CHAPTER_2
    assert RELEASED.chapters[2].points["regular_block"] == EXERCISES["regular_block"].points
    assert RELEASED.holds("rl.ready()\n\nimport keras\nfrom keras import layers, ops  \n")
    assert not RELEASED.holds("rl.ready()\n\nimport keras\n    from keras import layers, ops")
    assert all(len(one) >= 3 for one in RELEASED.telling.values())
    assert prepare(handed_in(solved()), Released()).chapters == (2,)
