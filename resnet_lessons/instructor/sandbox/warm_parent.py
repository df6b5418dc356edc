"""The process in the box that is forked for each job, as the grader sees it: asked, heard, ended."""

import contextlib
import json
import queue
import socket
import subprocess
import threading

from resnet_lessons.instructor.sandbox import SandboxLost
from resnet_lessons.instructor.sandbox.box import apart, command
from resnet_lessons.instructor.sandbox.inside import leftovers

_SECONDS_TO_START = 180
_SECONDS_TO_END = 10
# Of a child whose parent is gone: no status, and nobody knows how long it had a processor.
_GONE = (None, 0.0)


class WarmParent:
    """The process in the box, and a thread that hears when its children end.

    Args:
        sandbox: the `Sandbox` whose jobs it runs.
        once: whether it ends with its first child.
        practised: whether it practises before it is forked (`inside.practice`).
    """

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
        """Whether it is gone, whatever ended it."""
        return self._gone.is_set()

    def wait(self):
        """Returns once it can be forked.

        Raises:
            SandboxLost: when it ended, or is not ready in time.
        """
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
        """Has a child begin; returns the queue in which it is told how it ended, for `end`.

        Args:
            number: of the child.
            connection: socket over which it gets its job.
            core: to which it is pinned, None for any.
        """
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
        """Ends the box and everything in it."""
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
