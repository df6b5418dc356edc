"""Workers die, hang, are cut off or are others than they should be: every job is counted once all the same."""

import json

import pytest

from resnet_lessons.instructor.grading.machines.errands import (
    ClusterLost,
    Errands,
    FailedThere,
    WorkersLost,
)
from resnet_lessons.instructor.grading.observing.references import ReferenceFails
from resnet_lessons.instructor.sandbox import SandboxLost

DONE = b'+{"mark": 1}\n{"done": true}'
LOST = json.dumps({"lost": "its process ended"}).encode()


def failed(kind, text=""):
    return json.dumps({"failed": kind, "text": text}).encode()


class Killed(Exception):
    """As Dask calls it when a job's worker ended again and again."""


class Service:
    """Answers at once what `answers` says of a job and its number of tries; None: never.

    Attributes:
        sent: (job, what was avoided, how many others were on their way) of everything that was sent.
    """

    def __init__(self, answer, workers=("one", "two")):
        self.answer, self.all = answer, list(workers)
        self.sent, self.open = [], 0

    def workers(self):
        return self.all

    def send(self, job, avoided):
        tries = sum(job == each for each, _, _ in self.sent)
        self.sent.append((job, set(avoided), self.open))
        return Copy(self, self.answer(job, tries))


class Copy:
    def __init__(self, service, answer):
        self.service, self.answer, self.is_cancelled = service, answer, False
        service.open += 1

    def add_done_callback(self, function):
        if self.answer is not None:
            function(self)

    def outcome(self):
        self.service.open -= 1
        return self.answer

    def cancel(self):
        self.is_cancelled = True


def judged(service, jobs=3, **options):
    errands = Errands(service, **{"overdue": 60, "silence": 60, "tick": 0.01} | options)
    return list(errands.judged((number, b"job %d" % number) for number in range(jobs)))


def test_what_is_found_comes_with_its_job():
    told = judged(Service(lambda job, tries: DONE))
    assert sorted(told, key=lambda each: each[0]) == [
        each for number in range(3) for each in ((number, b'{"mark": 1}'), (number, None))
    ]


def test_a_few_jobs_are_on_their_way_and_no_more():
    made, service = [], Service(lambda job, tries: None)

    def jobs():
        for number in range(50):
            made.append(number)
            yield number, b""

    with pytest.raises(ClusterLost):
        list(Errands(service, overdue=60, silence=0.05, tick=0.01).judged(jobs()))
    assert len(made) == 4


@pytest.mark.parametrize("loss", [LOST, Killed("its worker ended")])
def test_a_job_that_was_lost_is_sent_again(loss):
    service = Service(lambda job, tries: loss if job == b"job 1" and tries < 2 else DONE)
    told = judged(service)
    assert [each for each in told if each[0] == 1] == [(1, b'{"mark": 1}'), (1, None)]
    assert len(service.sent) == 5


def test_a_job_that_is_lost_again_and_again_is_tried_by_itself():
    service = Service(lambda job, tries: LOST if job == b"job 0" and tries < 3 else DONE)
    told = judged(service, jobs=9)
    assert [number for number, each in told if each is None][-1] == 0
    job, _, others = service.sent[-1]
    assert (job, others) == (b"job 0", 0)


def test_whose_workers_are_always_lost_is_told_and_the_others_are_graded():
    told = judged(Service(lambda job, tries: LOST if job == b"job 0" else DONE))
    errors = [each for each in told if isinstance(each[1], Exception)]
    assert [(number, type(error)) for number, error in errors] == [(0, WorkersLost)]
    assert sum(each is None for _, each in told) == 2


def test_an_overdue_job_is_sent_to_another_and_counts_once():
    service = Service(lambda job, tries: None if job == b"job 1" and tries == 0 else DONE)
    told = judged(service, overdue=0.05)
    assert [each for each in told if each[0] == 1] == [(1, b'{"mark": 1}'), (1, None)]


def test_two_results_of_one_job_count_once():
    late = []

    class Slow(Copy):
        def add_done_callback(self, function):
            late.append((self, function))
            if len(late) == 2:
                for copy, tell in late:
                    copy.answer = DONE
                    tell(copy)

    service = Service(lambda job, tries: None)
    service.send = lambda job, avoided: Slow(service, None)
    assert judged(service, jobs=1, overdue=0.05) == [(0, b'{"mark": 1}'), (0, None)]
    assert len(late) == 2


def test_a_worker_that_is_another_than_it_should_be_gets_no_more(caplog):
    refused = json.dumps({"refused": "its versions differ.", "worker": "two"}).encode()
    service = Service(lambda job, tries: refused if job == b"job 1" and tries == 0 else DONE)
    assert sum(each is None for _, each in judged(service)) == 3
    assert service.sent[-1][1] == {"two"}
    assert "The worker two gets no work: its versions differ." in caplog.text


def test_where_no_worker_is_left_the_run_ends():
    refused = json.dumps({"refused": "no bubblewrap.", "worker": "one"}).encode()
    with pytest.raises(ClusterLost, match="no bubblewrap"):
        judged(Service(lambda job, tries: refused, workers=["one"]))


def test_where_nothing_comes_back_the_run_ends():
    with pytest.raises(ClusterLost, match="run the same command to go on"):
        judged(Service(lambda job, tries: None), silence=0.05)


def test_a_box_that_does_not_start_anywhere_ends_the_run():
    for error in (SandboxLost, ReferenceFails):
        service = Service(lambda job, tries, error=error: failed(error.__name__, "no room"))
        told = judged(service, jobs=1)
        assert [type(each) for _, each in told] == [error]
        assert len(service.sent) == 3


def test_a_fault_of_the_graders_own_is_told_by_its_kind():
    told = judged(Service(lambda job, tries: failed("ZeroDivisionError")), jobs=1)
    ((_, error),) = told
    assert isinstance(error, FailedThere) and str(error) == "ZeroDivisionError"


def test_whoever_stops_calls_everything_back():
    sent, service = [], Service(lambda job, tries: DONE if job == b"job 0" else None)
    send = service.send
    service.send = lambda *given: sent.append(send(*given)) or sent[-1]
    errands = Errands(service, overdue=60, silence=60, tick=0.01)
    judging = errands.judged((number, b"job %d" % number) for number in range(3))
    next(judging)
    errands.stop()
    assert all(copy.is_cancelled for copy in sent if copy.answer is None)
