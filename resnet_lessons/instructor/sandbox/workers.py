"""The grader's side of the sandbox: starts the warm parent, hands out jobs, ends what takes too long."""

import collections
import contextlib
import itertools
import json
import queue
import socket
import subprocess
import threading
import time
from dataclasses import dataclass

from resnet_lessons.instructor.sandbox import SandboxLost
from resnet_lessons.instructor.sandbox.box import apart, command
from resnet_lessons.instructor.sandbox.cores import Cores
from resnet_lessons.instructor.sandbox.inside import channel, leftovers

_SECONDS_TO_START = 180
_SECONDS_TO_END = 10
# Of a child whose parent is gone: no status, and nobody knows how long it had a processor.
_GONE = (None, 0.0)


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
        parent = _WarmParent(self, once=self.start == "spawn")
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
        """A warm parent, another one where it has ended."""
        with self._locks[practised]:
            self._assert_running()
            parent = self._parents[practised]
            if parent and parent.has_ended:
                parent.close()
            if not parent or parent.has_ended:
                parent = self._parents[practised] = _WarmParent(self, practised=practised)
            parent.wait()
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


class _WarmParent:
    """The process in the box, and a thread that hears when its children end."""

    def __init__(self, sandbox, once=False, practised=False):
        self.once, self._tier = once, sandbox.tier
        self._apart = apart(sandbox.tier, sandbox.lessons)
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        options = {
            "user": sandbox.tier.user,
            "isolated": sandbox.tier.is_safe,
            "apart": self._apart,
            "once": once,
            "practised": practised,
            "seconds": sandbox.limits.processor_seconds,
            "megabytes": sandbox.limits.megabytes,
        }
        arguments, environment = command(
            sandbox.tier, sandbox.lessons, theirs.fileno(), json.dumps(options), practised
        )
        self.process = subprocess.Popen(
            arguments,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            pass_fds=[theirs.fileno()],
            # Ctrl-C in the grader's terminal is for the grader, which ends the box in order.
            start_new_session=True,
        )
        theirs.close()
        self._ended, self._users, self._printed = {}, set(), b""
        self._ready = threading.Event()
        self._gone = threading.Event()
        self._sending = threading.Lock()
        threading.Thread(target=self._listen, daemon=True).start()
        self._reader = threading.Thread(target=self._read_errors, daemon=True)
        self._reader.start()

    @property
    def has_ended(self):
        return self._gone.is_set()

    def wait(self):
        is_in_time = self._ready.wait(_SECONDS_TO_START)
        if not is_in_time or self._gone.is_set():
            self._stop()
            if not is_in_time:
                # What libraries print while they are loaded is not why they are late.
                raise SandboxLost(
                    f"The sandbox does not start within {_SECONDS_TO_START} seconds. This machine may be "
                    "busy: run the same command again when it has less to do."
                )
            self._reader.join(_SECONDS_TO_END)
            last = self._printed.decode(errors="replace").strip().splitlines()[-1:]
            raise SandboxLost(
                "The sandbox does not start: " + (last[0][:300] if last else "it says nothing why")
            )

    def begin(self, number, connection, core):
        ended = self._ended[number] = queue.Queue()
        with self._sending, contextlib.suppress(OSError):
            order = {"start": number, "core": core, "user": self._tier.user_of(number)}
            self._users.add(order["user"])
            message = json.dumps(order).encode()
            socket.send_fds(self._control, [message], [connection.fileno()])
        return ended

    def end(self, number, ended):
        """Ends a child that has not ended yet; returns its status, None if its parent is gone, and
        the seconds for which it had a processor."""
        if self.once:
            self._stop()
        with self._sending, contextlib.suppress(OSError):
            self._control.send(json.dumps({"kill": number}).encode())
        try:
            found = _GONE if self._gone.is_set() else ended.get(timeout=_SECONDS_TO_END)
        except queue.Empty:
            # Its guard does not answer: end the box and everything in it.
            self._stop()
            found = _GONE
        self._ended.pop(number, None)
        return found

    def close(self):
        self._control.close()
        self._stop()

    def _stop(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        if self._apart:
            # No namespace ends with its warm parent, and guards that are killed tidy up nothing.
            leftovers.remove(self._users, [*self._apart["folders"], self._apart["scratch"]])

    def _listen(self):
        while True:
            try:
                message = self._control.recv(4096)
            except OSError:
                message = b""
            if not message:
                break
            told = json.loads(message)
            if "ready" in told:
                self._ready.set()
            elif told["ended"] in self._ended:
                found = told["status"], told["processor_seconds"]
                self._ended[told["ended"]].put(found)
        self._gone.set()
        self._ready.set()
        for ended in list(self._ended.values()):
            ended.put(_GONE)

    def _read_errors(self):
        with self.process.stderr as stream:
            for line in stream:
                self._printed = (self._printed + line)[-4000:]
