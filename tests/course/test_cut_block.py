"""What the rest of a network reads after a cut is told in words."""

import numpy as np
import pytest

from resnet_lessons.course.exercises.cut_block import (
    NO_SUM_LOST,
    RECTIFIED,
    SUM,
    SUM_AND_OFFSET,
    UNKNOWN,
    about_rest,
)

NAMES = ["block_layer1_regular_block0", "block_layer1_regular_block1"]


@pytest.mark.parametrize(
    ("fed", "words"),
    [
        ((2, 0, SUM), "reads 2 times the shortcut; expected"),
        ((1, -0.5, SUM), "reads the shortcut plus -0.5 times the residual branch; expected"),
        ((0, 0, SUM), "reads zeros; expected"),
        (
            (1, 0, SUM_AND_OFFSET),
            "reads the shortcut plus a number for each channel, such as a bias",
        ),
        ((0, 0, RECTIFIED), "reads the shortcut after a ReLU"),
    ],
)
def test_what_the_rest_reads(fed, words):
    assert words in about_rest(np.float32(fed), np.float32(NO_SUM_LOST), NAMES)


@pytest.mark.parametrize("fed", [(1, 0, SUM), (0, 0, UNKNOWN)], ids=["right", "unknown"])
def test_nothing_is_said_where_nothing_is_known(fed):
    assert about_rest(np.float32(fed), np.float32(NO_SUM_LOST), NAMES) == ""


def test_a_lost_sum_is_told_with_its_block():
    told = about_rest(np.float32((1, 0, SUM)), np.float32(1), NAMES)
    assert told.startswith(
        "After the cut, what block_layer1_regular_block1 gives is not its shortcut"
    )
