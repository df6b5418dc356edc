"""When the stop button (■) is heeded."""

import contextlib
import signal
import threading


@contextlib.contextmanager
def undisturbed():
    """While active, pressing ■ does nothing: what was measured is drawn and kept first.

    Only the main thread is told of an interrupt; in others nothing changes.
    """
    before = _handler()
    if before is None:
        yield
        return
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextlib.contextmanager
def heeded_afterwards():
    """While active, ■ waits until what is being done is done; whoever presses twice is heeded at once.

    Only the main thread is told of an interrupt; in others nothing changes.
    """
    before = _handler()
    if before is None:
        yield
        return
    pressed = False

    def wait(number, frame):
        nonlocal pressed
        pressed = True
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, wait)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if pressed:
            signal.raise_signal(signal.SIGINT)


def _handler():
    """What heeds ■ now; None where that cannot be changed from here."""
    if threading.current_thread() is threading.main_thread():
        return signal.getsignal(signal.SIGINT)
    return None
