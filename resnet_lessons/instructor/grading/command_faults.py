"""What stops the grader's command from outside, Ctrl-C or a full disk, and how that is told."""

import contextlib
import errno
import os
import shutil
import signal
import tempfile
import time

from resnet_lessons.instructor.grading.intake.owners import printable
from resnet_lessons.machine.interrupts import heeded_by

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
MAKE_ROOM = "Make room, and run the same command again: what was graded is kept."
# Whoever presses Ctrl-C once more meanwhile does not disturb the ending of the sandbox.
_SECONDS_TO_STOP = 5


@contextlib.contextmanager
def told_at_once():
    """Ctrl-C shows that it was heard: to stop what runs takes a moment."""
    stopping = []

    def stop(*_):
        now = time.monotonic()
        if stopping and now - stopping[-1] < _SECONDS_TO_STOP:
            return
        if not stopping:
            # Not print: what was interrupted may be a print.
            with contextlib.suppress(OSError):
                os.write(2, "\nStopping …\n".encode())
        stopping.append(now)
        raise KeyboardInterrupt

    is_usual = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    with heeded_by(stop) if is_usual else contextlib.nullcontext():
        yield


def system_error(error, out):
    """What the system refused while the class was graded, in a sentence."""
    if any(error.errno == code or os.strerror(code) in str(error) for code in _NO_ROOM):
        # An error of copying is that of many files, those of the temporary folder.
        is_copying = isinstance(error, shutil.Error)
        place = tempfile.gettempdir() if is_copying else error.filename or out
        return f"The disk is full: no room is left for {printable(str(place), 300)}. {MAKE_ROOM}"
    return f"{printable(str(error.filename or out), 300)}: {error.strerror or error}"
