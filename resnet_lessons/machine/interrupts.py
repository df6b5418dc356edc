"""When the stop button (■) is heeded."""

import contextlib
import signal
import threading


def undisturbed():
    """While active, pressing ■ does nothing: what was measured is drawn and kept first.

    Only the main thread is told of an interrupt; in others nothing changes.
    """
    return heeded_by(signal.SIG_IGN)


@contextlib.contextmanager
def heeded_afterwards():
    """While active, ■ waits until what is being done is done; whoever presses twice is heeded at once.

    Only the main thread is told of an interrupt; in others nothing changes.
    """
    before, pressed = signal.getsignal(signal.SIGINT), False

    def wait(number, frame):
        nonlocal pressed
        pressed = True
        signal.signal(signal.SIGINT, before)

    try:
        with heeded_by(wait):
            yield
    finally:
        if pressed:
            signal.raise_signal(signal.SIGINT)


@contextlib.contextmanager
def heeded_by(handler):
    """While active, ■ has this handler; nothing changes where that cannot be changed from here."""
    before = signal.getsignal(signal.SIGINT)
    if before is None or threading.current_thread() is not threading.main_thread():
        yield
        return
    signal.signal(signal.SIGINT, handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
