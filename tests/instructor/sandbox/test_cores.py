"""Each job gets the core that the fewest others have."""

import os

import pytest

from resnet_lessons.instructor.sandbox.cores import Cores


def test_jobs_spread_over_the_cores_and_then_share_them():
    cores = Cores({5, 2, 9})
    assert {cores.take() for _ in range(3)} == {2, 5, 9}
    assert {cores.take() for _ in range(3)} == {2, 5, 9}
    cores.give_back(9)
    assert cores.take() == 9
    cores.give_back(2)
    cores.give_back(2)
    assert [cores.take(), cores.take()] == [2, 2]


def test_without_a_choice_there_is_none():
    cores = Cores(())
    assert cores.take() is None
    cores.give_back(None)


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="the system does not tell")
def test_they_are_those_that_this_process_may_use():
    assert Cores().take() in os.sched_getaffinity(0)
