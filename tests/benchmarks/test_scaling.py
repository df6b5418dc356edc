"""What is computed of many machines agrees with what can be worked out by hand."""

import pytest

from benchmarks.scaling import Costs, main, seconds, table

COSTS = Costs(submission=1.0, client=0.01, start=8.0, references=4.0, fixed=6.0)


def test_one_worker_takes_the_sum():
    # 97 of a hundred take four fifths of a second on average, three take seven and a half.
    expected = 6 + 12 + 1000 * (0.97 * 0.8 + 0.03 * 7.5)
    assert seconds(1000, 1, COSTS) == pytest.approx(expected, rel=0.15)


def test_many_workers_share_it_until_the_client_is_the_narrowest():
    rows = {workers: (each, faster) for workers, each, faster, _ in table(10_000, COSTS)}
    assert 1.95 < rows[2][1] <= 2 and 7.5 < rows[8][1] <= 8
    # A job each hundredth of a second, whoever judges them.
    assert rows[256][0] == pytest.approx(6 + 10_000 * 0.01, rel=0.15)
    assert rows[256][0] <= rows[128][0] <= rows[1][0]


def test_it_is_the_same_each_time():
    assert table(500, COSTS) == table(500, COSTS)


def test_the_table_says_what_it_assumes(capsys):
    main(["--students", "100", "--submission", "0.5"])
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("100 submissions, Costs(submission=0.5, client=")
    assert len(told) == 11
