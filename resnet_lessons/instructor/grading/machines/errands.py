"""Jobs that are judged elsewhere: sent once more where nothing comes back, counted once, blamed on nobody.

A worker may die, hang, be cut off or be another than it should be. None of this says anything of a
submission: its job goes to another worker, at last by itself, and the first result that is whole counts.
"""

import itertools
import json
import logging
import queue
import time
from dataclasses import dataclass, field

from resnet_lessons.instructor.grading.observing.references import ReferenceFails
from resnet_lessons.instructor.sandbox import SandboxLost

_log = logging.getLogger(__name__)
_MOST_TRIES = 3
# Jobs that are sent for each worker: the one it judges, and one that it finds when it is done.
_SENT = 2
_ENDS_THE_RUN = {each.__name__: each for each in (SandboxLost, ReferenceFails)}


class ClusterLost(SandboxLost):
    """The cluster does not answer any more; says what to do."""


class WorkersLost(Exception):
    """Whichever worker had a job was lost, even where it had nothing else to do."""


class FailedThere(Exception):
    """The grader failed on a worker; its text is the kind of the error."""


@dataclass
class _Errand:
    """A job on its way.

    Attributes:
        copies: what was sent and is not back.
        since: when the last of them was sent.
        tries: how many came back without a result.
        is_alone: whether no other job is on its way.
    """

    number: int
    job: bytes
    copies: list = field(default_factory=list)
    since: float = 0.0
    tries: int = 0
    is_alone: bool = False


class Errands:
    """Has jobs judged by a service that may lose them.

    Args:
        service: has `send(job, avoided)`, which returns an object with `add_done_callback(function)`,
            `outcome()`, the bytes of `hiring.judged` or an exception, and `cancel()`; and
            `workers()`, the addresses of those that are there.
        overdue: seconds after which a job is sent to another worker as well.
        silence: seconds without any result after which the service is given up.
        tick: seconds between two looks at what is overdue.
    """

    def __init__(self, service, overdue, silence, tick=1.0):
        self._service = service
        self._overdue, self._silence, self._tick = overdue, silence, tick
        self._back = queue.SimpleQueue()
        self._running, self._avoided, self._alone = {}, {}, []
        self._heard = time.monotonic()

    def judged(self, jobs):
        """Has jobs done; see `Threads.judged`."""
        jobs, self._heard = iter(jobs), time.monotonic()
        while self._fill(jobs):
            try:
                number, copy = self._back.get(timeout=self._tick)
            except queue.Empty:
                self._look_after()
                continue
            errand = self._running.get(number)
            if errand is None or copy not in errand.copies:
                # Of two copies one was enough.
                continue
            errand.copies.remove(copy)
            self._look_after()
            for told in self._taken(errand, copy.outcome()):
                yield number, told

    def stop(self):
        """Calls back what is on its way."""
        for errand in self._running.values():
            self._forget(errand)
        self._running.clear()

    def _fill(self, jobs):
        """Sends what there is room for; returns whether anything is on its way."""
        room = _SENT * max(1, len(self._workers())) - len(self._running)
        if room > 0:
            for number, job in itertools.islice(jobs, room):
                self._running[number] = _Errand(number, job)
                self._send(self._running[number])
        if not self._running and self._alone:
            errand = self._alone.pop()
            errand.is_alone, errand.tries = True, 0
            self._running[errand.number] = errand
            self._send(errand)
        return bool(self._running)

    def _workers(self):
        return [each for each in self._service.workers() if each not in self._avoided]

    def _send(self, errand):
        copy = self._service.send(errand.job, self._avoided.keys())
        errand.copies.append(copy)
        errand.since = time.monotonic()
        copy.add_done_callback(lambda _: self._back.put((errand.number, copy)))

    def _taken(self, errand, outcome):
        """What is told of an errand whose copy is back; nothing where it is sent once more."""
        if isinstance(outcome, BaseException):
            return self._lost(errand, str(outcome))
        *found, last = outcome.split(b"\n")
        how = json.loads(last)
        if "refused" in how:
            self._avoid(how)
            self._send(errand)
            return []
        self._heard = time.monotonic()
        if "lost" in how:
            return self._lost(errand, how["lost"])
        if "failed" in how:
            return self._failed(errand, how)
        self._settle(errand)
        return [*(each.removeprefix(b"+") for each in found), None]

    def _lost(self, errand, why):
        """Another try; one that no worker survives is tried when no other job is on its way."""
        errand.tries += 1
        if errand.copies:
            return []
        if errand.tries < _MOST_TRIES:
            self._send(errand)
            return []
        self._settle(errand)
        if not errand.is_alone:
            self._alone.append(errand)
            return []
        return [WorkersLost(why)]

    def _failed(self, errand, how):
        error = _ENDS_THE_RUN.get(how["failed"])
        if error is None:
            self._settle(errand)
            return [FailedThere(how["failed"])]
        # Another machine may be well, or have more time for the lessons' own answers.
        errand.tries += 1
        if errand.tries < _MOST_TRIES:
            self._send(errand)
            return []
        self._settle(errand)
        return [error(how["text"])]

    def _avoid(self, how):
        """Sends no more to a worker that is not what it should be."""
        self._avoided[how["worker"]] = how["refused"]
        _log.warning(f"The worker {how['worker']} gets no work: {how['refused']}")
        if not self._workers():
            raise ClusterLost(
                f"No worker of the cluster can grade this class: {how['refused']} "
                "What was graded is kept."
            )

    def _look_after(self):
        """Sends once more what is overdue; gives up where nothing comes back at all."""
        now = time.monotonic()
        if now - self._heard > self._silence:
            raise ClusterLost(
                f"No worker of the cluster has answered for {self._silence / 60:.0f} minutes. What was "
                "graded is kept: when the workers are there again, run the same command to go on."
            )
        for errand in self._running.values():
            if now - errand.since > self._overdue and len(errand.copies) < _MOST_TRIES:
                self._send(errand)

    def _settle(self, errand):
        del self._running[errand.number]
        self._forget(errand)

    def _forget(self, errand):
        for copy in errand.copies:
            copy.cancel()
        errand.copies.clear()
