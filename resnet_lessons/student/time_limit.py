"""A check comes to an end, whatever a student wrote; the kernel and its stop button stay usable."""

import contextlib
import signal
import sys
import threading
import time
import types

from resnet_lessons.checker.failures import TimeIsUp

# Between two attempts to stop it, and until it is stopped wherever it is; in seconds.
_PAUSE = 0.1
_LAST_RESORT = 10


@contextlib.contextmanager
def limited(seconds, function):
    """While active, a student's code is stopped once the time is up: `TimeIsUp` is raised in it.

    In the main thread, where a notebook runs its cells, an alarm of the operating system interrupts
    it ten times a second from then on. It interrupts what sleeps or waits, and code that catches
    every exception is interrupted again where it catches. Nothing is raised inside a library:
    TensorFlow does not survive that everywhere. So a call of a library is left in peace until it
    returns, and only one that takes ten seconds more is interrupted all the same.

    Elsewhere, in another thread and on Windows, Python looks at the clock before each line of the
    student's: that ends a loop, and neither one call that takes long nor code that catches every
    exception.

    Args:
        seconds: until it is stopped.
        function: the student's; what lives in its module or in the notebook is the student's code.
    """
    # This generator, contextlib's `__enter__`, then whoever asked.
    watch = Watch(seconds, sys._getframe(2), function)
    usual = sys.gettrace()
    with _by_alarm(watch) if _has_alarm() else _by_line(watch):
        try:
            yield
        finally:
            sys.settrace(usual)


def _has_alarm():
    is_main = threading.current_thread() is threading.main_thread()
    return is_main and hasattr(signal, "setitimer")


class Watch:
    """Whose time is measured, and how it is stopped."""

    def __init__(self, seconds, outermost, function):
        self.seconds = seconds
        self._error = type("TimeIsUp", (TimeIsUp,), {"seconds": seconds})
        self._outermost = outermost
        self._began = time.monotonic()
        self._rounds = 0
        # The notebook, and the file beside it that may hold the function.
        self._modules = [outermost.f_back.f_globals] if outermost.f_back else []
        # By its type: an answer may be any object, and answer any question.
        if type(function) is types.FunctionType:
            self._modules.append(function.__globals__)

    def is_students(self, frame):
        """Whether it is a function of the student's that runs in a frame."""
        return any(frame.f_globals is module for module in self._modules)

    def stop(self, frame):
        """Stops what runs in a frame of this thread, at once or at the student's next line.

        Raises:
            TimeIsUp: where it is stopped at once.
        """
        frames = self._students_frames(frame)
        is_last_resort = self._elapsed() > self.seconds + _LAST_RESORT
        if not frames and not is_last_resort:
            return
        self._rounds += 1
        if frames and self._rounds % 2 == 0 and not is_last_resort:
            # One function further out each time: what it calls may catch everything by itself.
            self._raise_at_next_line([frames[self._rounds // 2 % len(frames)]])
            return
        # If it is caught, the next line is that of the `except`.
        self._raise_at_next_line(frames)
        if is_last_resort or frames[0] is frame:
            raise self._error

    def trace_lines(self, frame, event, argument):
        """A trace function that ends a student's function once the time is up."""
        if event == "line" and self._elapsed() > self.seconds:
            raise self._error
        return self.trace_lines

    def _elapsed(self):
        return time.monotonic() - self._began

    def _students_frames(self, frame):
        """The student's functions that are running, the innermost first."""
        frames = []
        while frame is not None and frame is not self._outermost:
            if self.is_students(frame):
                frames.append(frame)
            frame = frame.f_back
        return frames

    def _raise_at_next_line(self, frames):
        # Python forgets it once it raised.
        sys.settrace(lambda frame, event, argument: None)
        for frame in frames:
            frame.f_trace = self.trace_lines


@contextlib.contextmanager
def _by_alarm(watch):
    """An alarm that somebody else set goes on afterwards, with what is left of it."""
    began = time.monotonic()
    usual = signal.signal(signal.SIGALRM, lambda number, frame: watch.stop(frame))
    left, interval = signal.setitimer(signal.ITIMER_REAL, watch.seconds, _PAUSE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL if usual is None else usual)
        if left:
            left = max(left - (time.monotonic() - began), 0.001)
            signal.setitimer(signal.ITIMER_REAL, left, interval)


@contextlib.contextmanager
def _by_line(watch):
    sys.settrace(
        lambda frame, event, argument: watch.trace_lines if watch.is_students(frame) else None
    )
    yield
