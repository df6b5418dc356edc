"""TensorFlow loads in another thread while the student reads; what needs it waits here.

The thread imports Keras, what that computes with, and nothing of the lessons that a cell may import
meanwhile: of two threads that import the same modules, one may meet half of a module.
"""

import importlib
import sys
import threading
import time

from resnet_lessons.display import Message
from resnet_lessons.machine import device

# Importing holds up everything else for long stretches. So it begins once no cell has run for so many
# seconds: whoever runs the first cells one after the other sees the first figure before.
_PAUSE = 1.0
_BETWEEN_LOOKS = 0.1
# A shorter wait is not worth a word.
_NOTICEABLE = 0.5
_STARTED = "TensorFlow is loading while you read."
_WAITING = "TensorFlow is still loading: a few seconds, once for each notebook."
_LOADED = "TensorFlow is loaded."
_STOPPED = "You stopped the wait. TensorFlow goes on loading."

_lock = threading.Lock()
_loading = None


class LoadingFailed(RuntimeError):
    """TensorFlow does not start."""

    def _render_traceback_(self):
        # IPython shows this in the place of the traceback.
        return [str(self)]


def setup():
    """Begins to load TensorFlow and returns at once: the first cell of a chapter.

    Returns:
        what a notebook shows: one sentence, or the `Device` where TensorFlow is loaded already
    """
    start()
    with _lock:
        is_loading = _loading is not None and not _loading.done.is_set()
    return Message(_STARTED) if is_loading else wait()


def ready():
    """Waits until TensorFlow is loaded, then shows where the lessons compute.

    Raises:
        LoadingFailed: when it does not start.
    """
    note = _Note()
    note.show(wait(note))


def start():
    """Begins to load TensorFlow in a thread, once; does nothing where it is loaded already."""
    global _loading
    with _lock:
        if _loading is not None or _is_loaded():
            return
        # Keras imports it too, where it is there, and the first figure needs it now.
        importlib.import_module("matplotlib.figure")
        _loading = _Loading()


def wait(note=None):
    """Waits until TensorFlow is loaded; loads it here where `start` was not called.

    Args:
        note: where to say so when it takes a while, or None.

    Returns:
        `Device`

    Raises:
        LoadingFailed: when it does not start. A later call tries again.
    """
    finish(note)
    try:
        return device.setup()
    except Exception as error:
        raise _plain(error) from error


def finish(note=None):
    """Waits for what `start` began, if it did.

    Raises:
        LoadingFailed: when it failed. A later call of `start` tries again.
    """
    global _loading
    loading = _loading
    # The thread itself imports what may ask for this.
    if loading is None or loading.is_this_thread():
        return
    loading.wanted.set()
    if not loading.done.wait(_NOTICEABLE):
        _wait_with_a_word(loading, note)
    if loading.error is not None:
        with _lock:
            _loading = None
        raise _plain(loading.error) from loading.error


def _wait_with_a_word(loading, note):
    shown = note or _Note()
    shown.show(Message(_WAITING))
    try:
        loading.done.wait()
    except KeyboardInterrupt:
        shown.show(Message(_STOPPED))
        raise
    if note is None:
        shown.show(Message(_LOADED))


def _is_loaded():
    return "keras" in sys.modules and "tensorflow" in sys.modules


def _plain(error):
    # Made for a reader already, as `device.NoBackend` is.
    if hasattr(error, "_render_traceback_"):
        return error
    text = f"{type(error).__name__}: {str(error)[:200]}"
    return LoadingFailed(
        f"TensorFlow does not start ({text}). Run `rl.look_around()`: it says what is missing."
    )


class _Loading:
    """The thread, and how far it is."""

    def __init__(self):
        self.wanted, self.done = threading.Event(), threading.Event()
        self.error = None
        self._cells = _Cells()
        # A daemon: whoever closes the notebook does not wait for it.
        self._thread = threading.Thread(target=self._run, name="TensorFlow loads", daemon=True)
        self._thread.start()

    def is_this_thread(self):
        return threading.current_thread() is self._thread

    def _run(self):
        while not (self.wanted.wait(_BETWEEN_LOOKS) or self._cells.pause() >= _PAUSE):
            pass
        try:
            device.setup()
        except BaseException as error:
            self.error = error
        finally:
            self._cells.forget()
            self.done.set()


class _Cells:
    """How long no cell has run, as IPython tells; outside it, since the beginning."""

    def __init__(self):
        self._shell = _ipython()
        # It begins in a cell.
        self._runs, self._ended = self._shell is not None, time.monotonic()
        if self._shell is not None:
            self._shell.events.register("pre_run_cell", self._begin)
            self._shell.events.register("post_run_cell", self._end)

    def pause(self):
        """Seconds since the last cell ended; 0 while one runs."""
        return 0.0 if self._runs else time.monotonic() - self._ended

    def forget(self):
        if self._shell is not None:
            self._shell.events.unregister("pre_run_cell", self._begin)
            self._shell.events.unregister("post_run_cell", self._end)

    def _begin(self, *_):
        self._runs = True

    def _end(self, *_):
        self._ended, self._runs = time.monotonic(), False


class _Note:
    """One output that changes in place; outside a notebook, printed lines."""

    def __init__(self):
        self._handle = None

    def show(self, content):
        if not hasattr(_ipython(), "kernel"):
            print(content, flush=True)
        elif self._handle is None:
            from IPython.display import display

            self._handle = display(content, display_id=True)
        else:
            self._handle.update(content)


def _ipython():
    ipython = sys.modules.get("IPython")
    return ipython and ipython.get_ipython()
