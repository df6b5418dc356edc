"""When the stop button (■) is heeded."""

import contextlib
import signal
import threading


@contextlib.contextmanager
def undisturbed():
    """While active, pressing ■ does nothing: what was measured is drawn and kept first.

    Only the main thread is told of an interrupt; in others nothing changes.
    """
    before = signal.getsignal(signal.SIGINT)
    if before is None or threading.current_thread() is not threading.main_thread():
        yield
        return
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
