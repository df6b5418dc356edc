"""Processes that run one program of the lessons' own after the other, since a fork for each takes longer."""

import contextlib
import time

from resnet_lessons.instructor.sandbox.inside.channel import NO_ANSWER

_WORK = "own programs"
# A process that worked for so many seconds is not kept, since its processor time is limited.
_SECONDS_OF_WORK = 40


class TrustedProcess:
    """A process of ours that runs no student's code, and may be used again and again. Close it.

    Args:
        sandbox: the `Sandbox` that makes it.
        work: the first frame, which says what it does.
        practised: whether its parent has practised.

    Attributes:
        child: the `Child`.
    """

    def __init__(self, sandbox, work, practised=True):
        self._stack = contextlib.ExitStack()
        self.child = self._stack.enter_context(sandbox.open(pinned=False, practised=practised))
        self.child.send(work)

    def close(self):
        self._stack.close()


class Kept:
    """What `Sandbox.open` is for a student's code, for what is trusted; it must never run a student's.

    A process that ended its job in order gets the next one.

    Args:
        sandbox: the `Sandbox` that makes and keeps them.
    """

    def __init__(self, sandbox):
        self._sandbox = sandbox

    @contextlib.contextmanager
    def open(self, alone=False, pinned=False, practised=False):
        """See `Sandbox.open`."""
        if alone:
            with self._sandbox.open(alone, pinned, practised) as child:
                yield child
            return
        work = _WORK, practised
        process = self._sandbox.take(work) or _KeptProcess(self._sandbox, practised)
        try:
            yield process.begin()
            is_kept = process.goes_on()
        except BaseException:
            process.close()
            raise
        if is_kept:
            self._sandbox.keep(work, process)
        else:
            process.close()


class _KeptProcess(TrustedProcess):
    def __init__(self, sandbox, practised):
        super().__init__(sandbox, {"programs": "the lessons' own"}, practised)
        self._seconds, self._worked = self.child.seconds, 0.0

    def begin(self):
        """The `Child` for another job."""
        self.child.seconds, self.child.since = self._seconds, time.monotonic()
        return self.child

    def goes_on(self):
        """Whether its job has ended in order, and it may have another one."""
        self._worked += time.monotonic() - self.child.since
        with contextlib.suppress(*NO_ANSWER):
            return self.child.receive()[0] == {"done": True} and self._worked < _SECONDS_OF_WORK
        return False
