import os

import pytest

from resnet_lessons.instructor.grading.stored.on_disk import OnDisk


def test_what_was_appended_is_read_in_any_order(tmp_path):
    values = [("half a character \ud800", {"a": (1, 2.5)}), None, "x" * 100_000, ()]
    kept = OnDisk(tmp_path, values)
    assert list(kept) == values == list(kept)
    assert [kept[number] for number in (3, 0, -2)] == [values[number] for number in (3, 0, -2)]
    assert kept[1:3] == tuple(values[1:3])
    kept.append("last")
    assert (len(kept), kept[4]) == (5, "last")
    with pytest.raises(IndexError):
        kept[5]


def test_two_loops_do_not_disturb_each_other(tmp_path):
    kept = OnDisk(tmp_path, range(10))
    assert [(one, other) for one, other in zip(kept, reversed(kept), strict=True)] == [
        (number, 9 - number) for number in range(10)
    ]


def test_nothing_is_left_in_the_folder(tmp_path):
    kept = OnDisk(tmp_path, ["secret"])
    assert len(kept) == 1
    assert os.listdir(tmp_path) == []
