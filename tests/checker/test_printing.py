"""What a student's code prints during a check."""

import sys
import tracemalloc

import pytest

from resnet_lessons.checker.printing import Nowhere, cut_short


def test_little_is_shown_as_it_is(capsys):
    with cut_short():
        print("one\ntwo", end="")
        print("careful", file=sys.stderr)
    assert capsys.readouterr() == ("one\ntwo", "careful\n")


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_of_a_million_lines_the_first_are_shown_and_one_sentence(stream, capsys):
    with cut_short():
        for number in range(200_000):
            getattr(sys, stream).write(f"{number}\n")
    lines = getattr(capsys.readouterr(), stream.removeprefix("std")).splitlines()
    assert lines[:100] == [str(number) for number in range(100)]
    assert lines[-1] == "… The rest is not shown: your answer printed 200,000 lines."
    assert len(lines) <= 102


def test_one_long_line_is_cut_too(capsys):
    with cut_short():
        print("x" * 10**6)
    shown = capsys.readouterr().out
    assert len(shown) < 11_000
    assert shown.endswith("… The rest is not shown: your answer printed 1 lines.\n")


def test_it_is_said_although_the_code_raises(capsys):
    with pytest.raises(ValueError, match="wrong"), cut_short():
        print("\n" * 1000)
        raise ValueError("wrong")
    assert "The rest is not shown" in capsys.readouterr().out


def test_the_streams_are_the_usual_ones_afterwards_and_what_they_are_asked_reaches_them():
    usual = sys.stdout, sys.stderr
    with cut_short():
        assert sys.stdout.encoding == usual[0].encoding
        sys.stdout.flush()
    assert (sys.stdout, sys.stderr) == usual


def test_nothing_that_is_written_nowhere_is_kept():
    tracemalloc.start()
    nowhere = Nowhere()
    for _ in range(1000):
        print("x" * 1000, file=nowhere)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 100_000
