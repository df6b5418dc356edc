"""What the browser asks for is done where cells run: in the kernel's main thread.

JupyterLab hands messages of widgets to a subshell where the kernel has them (JEP 91), which is a
thread of its own. There a picture would be drawn while a cell runs, and checks change Keras for all
of the process while they look; an interrupt of the kernel would not reach it.
"""

import asyncio
import contextlib
import signal
import threading


class MainThread:
    """Made in a cell; hands calls to the thread in which that cell ran."""

    def __init__(self):
        self._loop = None
        if threading.current_thread() is threading.main_thread():
            with contextlib.suppress(RuntimeError):
                self._loop = asyncio.get_running_loop()

    def call(self, function, *arguments):
        """Calls at once in the main thread, and outside a kernel; else when the main thread is free."""
        elsewhere = threading.current_thread() is not threading.main_thread()
        if elsewhere and self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(_interruptible, function, *arguments)
        else:
            function(*arguments)


def _interruptible(function, *arguments):
    """Calls a function that an interrupt may end.

    Between cells the kernel ignores interrupts, and one that reached its event loop would end it.
    """
    with contextlib.suppress(KeyboardInterrupt):
        handler = signal.getsignal(signal.SIGINT)
        try:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            function(*arguments)
        finally:
            signal.signal(signal.SIGINT, handler)
