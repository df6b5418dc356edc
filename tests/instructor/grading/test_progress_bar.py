"""How far the grader is, and how long it will still take, where there is no terminal."""

import pytest

from resnet_lessons.instructor.grading import progress_bar
from resnet_lessons.instructor.grading.progress_bar import ProgressBar, in_words


@pytest.fixture
def clock(monkeypatch):
    """A clock that a test sets."""

    class Clock:
        now = 100.0

        def monotonic(self):
            return self.now

    monkeypatch.setattr(progress_bar, "time", found := Clock())
    return found


def test_lines_come_now_and_then_with_the_time_that_is_left(clock, capsys):
    with ProgressBar() as bar:
        for done in range(1, 2001):
            bar.show(done, None)
        bar.show(100, 1100)
        for done in range(101, 1101):
            clock.now += 0.6
            bar.show(done, 1100)
    lines = capsys.readouterr().err.splitlines()
    assert lines[:3] == ["read 1000 files", "read 2000 files", "graded 100 of 1100 files"]
    assert lines[3] == "graded 117 of 1100 files, about 10 min left"
    assert lines[-1] == "graded 1100 of 1100 files"
    assert not bar.is_all_known


def test_a_small_class_is_told_at_once_that_grading_begins_and_then_how_far_it_is(clock, capsys):
    with ProgressBar() as bar:
        for done in range(5):
            bar.show(done, 4)
            clock.now += 7
    assert capsys.readouterr().err.splitlines() == [
        "grading 4 files",
        "graded 2 of 4 files, about 14 s left",
        "graded 4 of 4 files",
    ]


def test_where_nothing_is_left_it_says_so(capsys):
    with ProgressBar() as bar:
        bar.show(7, 7)
    assert bar.is_all_known
    assert capsys.readouterr().err == "graded 7 of 7 files\n"


@pytest.mark.parametrize(
    ("seconds", "words"), [(4.2, "4 s"), (90, "2 min"), (3_540, "59 min"), (7_500, "2 h 5 min")]
)
def test_durations_in_words(seconds, words):
    assert in_words(seconds) == words
