"""The grader's side of the sandbox: starts the warm parent, hands out jobs, ends what takes too long."""

import collections
import contextlib
import itertools
import socket
import threading
import time
from dataclasses import dataclass

from resnet_lessons.instructor.sandbox import SandboxLost
from resnet_lessons.instructor.sandbox.cores import Cores
from resnet_lessons.instructor.sandbox.inside import channel
from resnet_lessons.instructor.sandbox.warm_parent import WarmParent


@dataclass(frozen=True)
class Limits:
    """What one job may use.

    Args:
        seconds: of wall time for each cell, the probe of its answer included.
        processor_seconds: of one fork, all its cells together.
        megabytes: of memory beyond the warm parent's.
    """

    seconds: float = 15
    processor_seconds: int = 120
    megabytes: int = 2048


class Sandbox:
    """Two warm parents, each in a box that is made when it is first needed; one of them has practised.

    A box ends with the thread that made it; another one is made then.

    Args:
        lessons: folder that holds the package without answers.
        tier: from `box.choose`.
        limits: `Limits` of each job.
        start: "fork" from the warm parent, or "spawn" a whole new process for each job: what tests
            compare a fork with. It has the box, and no separate namespaces inside.

    """

    def __init__(self, lessons, tier, limits=None, start="fork"):
        self.lessons, self.tier = lessons, tier
        self.limits = limits or Limits()
        self.start = start
        self._numbers = itertools.count(1)
        self._locks = {practised: threading.Lock() for practised in (False, True)}
        self._cores = Cores()
        # Whether it has practised -> a warm parent, None until it is needed.
        self._parents, self._is_stopped = dict.fromkeys(self._locks), False
        # What they do -> processes that run no student's code and wait for work.
        self._idle = collections.defaultdict(collections.deque)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        """Ends the box and what runs in it; `open` raises `SandboxLost` from now on."""
        self._is_stopped = True
        for waiting in self._idle.values():
            with contextlib.suppress(IndexError):
                while True:
                    self._close(waiting.pop())
        for parent in filter(None, self._parents.values()):
            parent.close()

    def keep(self, work, process):
        """Keeps a process that runs no student's code until somebody needs it.

        Args:
            work: what such processes do, by which `take` finds them.
            process: with a method `close`.
        """
        if self._is_stopped:
            self._close(process)
        else:
            self._idle[work].append(process)

    def take(self, work):
        """A process that was kept, None if there is none."""
        with contextlib.suppress(IndexError):
            return self._idle[work].pop()

    @staticmethod
    def _close(process):
        # Why the grader was stopped is told elsewhere.
        with contextlib.suppress(SandboxLost):
            process.close()

    def begin(self, practised=False):
        """Starts a warm parent and does not wait until it is ready."""
        if self.start == "fork":
            with self._locks[practised]:
                self._begun(practised)

    def wait(self, practised=False):
        """Starts a warm parent and returns once it is ready, at once where there is none."""
        if self.start == "fork":
            self._living(practised)

    @contextlib.contextmanager
    def open(self, alone=False, pinned=True, practised=False):
        """A fresh child for one job; it has ended, with all it started, when the block is left.

        Args:
            alone: in a box with no other job, so that it can lose none of the others.
            pinned: to one core. What is trusted takes no other's time and may run on any.
            practised: a fork of the parent that has practised (`inside.practice`), unless it is in a
                box of its own.

        Yields:
            `Child`
        """
        in_new_box = alone or self.start == "spawn"
        parent = self._new_box() if in_new_box else self._living(practised)
        number = next(self._numbers)
        ours, theirs = socket.socketpair()
        child = Child(ours, self.limits.seconds)
        core = self._cores.take() if pinned else None
        try:
            ended = parent.begin(number, theirs, core)
            theirs.close()
            yield child
        finally:
            ours.close()
            child.status, child.processor_seconds = parent.end(number, ended)
            child.elapsed = time.monotonic() - child.since
            self._cores.give_back(core)
            child.is_lost = child.status is None and not in_new_box
            if in_new_box:
                parent.close()
            # What ends because the grader ends says nothing of the submission.
            self._assert_running()

    def _new_box(self):
        self._assert_running()
        parent = WarmParent(self, once=self.start == "spawn")
        try:
            parent.wait()
        except SandboxLost:
            parent.close()
            raise
        return parent

    def _assert_running(self):
        if self._is_stopped:
            raise SandboxLost("The grader was stopped.")

    def _living(self, practised):
        """A warm parent that is ready."""
        with self._locks[practised]:
            parent = self._begun(practised)
            parent.wait()
            return parent

    def _begun(self, practised):
        """A warm parent, another one where it has ended; for whoever has its lock."""
        self._assert_running()
        parent = self._parents[practised]
        if parent and parent.has_ended:
            parent.close()
        if not parent or parent.has_ended:
            parent = self._parents[practised] = WarmParent(self, practised=practised)
        if self._is_stopped:
            # It may have been made while the others were closed.
            parent.close()
            self._assert_running()
        return parent


class Child:
    """The grader's end of one job.

    Once it has ended, `status` is its exit status, None if its box went with it, and `is_lost` says
    that others were in that box: which of them was the cause is not known then. It ran for `elapsed`
    seconds and had a processor for `processor_seconds` of them.
    """

    def __init__(self, connection, seconds):
        self.connection, self.seconds = connection, seconds
        self.status, self.is_lost = None, False
        self.since, self.elapsed, self.processor_seconds = time.monotonic(), 0.0, 0.0

    def send(self, header, arrays=(), seconds=None):
        """Sends a frame, within some seconds or the child's; a child that has gone or does not read is
        noticed when it is to answer."""
        self.connection.settimeout(self.seconds if seconds is None else seconds)
        with contextlib.suppress(ConnectionError, TimeoutError):
            channel.send(self.connection, header, arrays)

    def receive(self, seconds=None, **limits):
        """The next frame, within some seconds or the child's; see `channel.receive`."""
        seconds = self.seconds if seconds is None else seconds
        return channel.receive(self.connection, seconds, **limits)
