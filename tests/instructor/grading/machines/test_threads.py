"""Jobs in threads: asked for one by one, told as they go, and ended in order."""

import itertools
import threading

import pytest

from resnet_lessons.instructor.grading.machines.threads import Threads


def test_each_job_is_told_and_ended():
    def work(job, tell):
        tell(job + b" begun")
        if job == b"2":
            raise ZeroDivisionError

    with Threads(work, 2) as pool:
        told = list(pool.judged((number, str(number).encode()) for number in range(5)))
    for number in range(5):
        begun, ended = (each for place, each in told if place == number)
        assert begun == f"{number} begun".encode()
        assert isinstance(ended, ZeroDivisionError) if number == 2 else ended is None


def test_no_more_jobs_are_made_than_can_begin_soon():
    made, go_on = [], threading.Event()

    def jobs():
        for number in range(50):
            made.append(number)
            yield number, b""

    with Threads(lambda job, tell: go_on.wait(10), 2) as pool:
        threading.Timer(0.2, go_on.set).start()
        judged = pool.judged(jobs())
        assert next(judged)[1] is None
        assert len(made) == 4
        assert len(list(judged)) == 49


def test_whoever_stops_waits_for_what_runs_and_begins_nothing_else():
    begun = []
    with pytest.raises(KeyboardInterrupt), Threads(lambda job, _: begun.append(job), 1) as pool:
        for _ in pool.judged(zip(itertools.count(), itertools.repeat(b""))):
            pool.stop()
            raise KeyboardInterrupt
    assert len(begun) <= 3
