"""What runs in a worker of the cluster: it hires a process of ours and passes bytes to it.

Neither a student's code nor TensorFlow is ever in the worker itself. It needs nothing but Python's own
modules, so that it loads at once wherever the lessons are installed.
"""

import atexit
import contextlib
import json
import os
import select
import subprocess
import sys
import threading
import time

# To load TensorFlow, and to try whether the sandbox holds.
_SECONDS_TO_BEGIN = 300
_own = threading.local()


def judged(job, terms):
    """Has a job judged on this machine.

    Args:
        job: bytes of a `Job`; b"" to prove only that one could be.
        terms: bytes, JSON: "limits" of the sandbox, "proof" that this machine must give, and
            "patience", the seconds after which a job is given up.

    Returns:
        bytes: a line that starts with + for each thing found, and one, JSON, that says how it ended:
        {"done": true}, {"failed": kind, "text": …}, {"lost": why} or {"refused": why, "worker": …}
    """
    try:
        hired = _hired(terms)
        asked = json.loads(terms)
        if job and hired.proven.get("proof") == asked["proof"]:
            return hired.judged(job, asked["patience"])
        return _to_bytes(hired.proven if not job else _refusal(hired.proven))
    except _Lost as error:
        _fire()
        return _to_bytes({"lost": str(error)})


def _refusal(proven):
    """Why this machine is given no job, for whoever asked."""
    why = proven.get(
        "refused", "its lessons or its versions are not those of the machine that asks."
    )
    return {"refused": why, "worker": _address()}


def _address():
    """What the cluster calls this worker."""
    from distributed import get_worker

    return get_worker().address


def _to_bytes(facts):
    return json.dumps(facts).encode("ascii")


class _Lost(Exception):
    """The hired process is gone, or says nothing for too long."""


class _Hired:
    """A grader's process."""

    def __init__(self, terms):
        self.terms, self._buffer = terms, b""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "resnet_lessons.instructor.grading.machines.hired"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # A signal to the worker is for the worker, which ends this process in order.
            start_new_session=True,
        )
        try:
            self._send(terms)
            self.proven = json.loads(self._line(time.monotonic() + _SECONDS_TO_BEGIN))
        except BaseException:
            self.close()
            raise

    def judged(self, job, patience):
        self._send(job)
        until, lines = time.monotonic() + patience, []
        while True:
            lines.append(self._line(until))
            if not lines[-1].startswith(b"+"):
                return b"\n".join(lines)

    def close(self):
        with contextlib.suppress(OSError):
            self.process.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(2)
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def _send(self, line):
        try:
            self.process.stdin.write(line + b"\n")
            self.process.stdin.flush()
        except OSError:
            raise _Lost("the grader's process there ended") from None

    def _line(self, until):
        while b"\n" not in self._buffer:
            left = until - time.monotonic()
            if left <= 0 or not select.select([self.process.stdout], [], [], left)[0]:
                raise _Lost("the grader's process there said nothing for too long")
            data = os.read(self.process.stdout.fileno(), 1 << 16)
            if not data:
                raise _Lost("the grader's process there ended")
            self._buffer += data
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line


def _hired(terms):
    """The process of this thread, begun where there is none on these terms that can be used."""
    hired = getattr(_own, "hired", None)
    is_usable = hired and hired.terms == terms and hired.process.poll() is None
    if not is_usable:
        _fire()
        hired = _own.hired = _Hired(terms)
        atexit.register(hired.close)
    return hired


def _fire():
    """Ends the process of this thread; the next job hires another."""
    hired, _own.hired = getattr(_own, "hired", None), None
    if hired:
        atexit.unregister(hired.close)
        hired.close()
