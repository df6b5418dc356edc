"""TensorFlow loads beside the reader, once; what needs it waits, says so and can be stopped."""

import json
import subprocess
import sys
import threading
from types import SimpleNamespace

import nbformat
import pytest

from resnet_lessons.instructor import notebooks
from resnet_lessons.machine import device, loading
from resnet_lessons.student.asking import QUESTION
from tests.support.soak import some

CHAPTERS = sorted(notebooks.NOTEBOOKS.glob("*.ipynb"))
CPU = device.Device("CPU", "", "Keras")


class Setup:
    """Stands in for `device.setup`: counts, and waits until it is let go."""

    def __init__(self):
        self.threads, self.error, self.may_end = [], None, threading.Event()

    def __call__(self):
        self.threads.append(threading.current_thread())
        assert self.may_end.wait(60)
        if self.error:
            raise self.error
        return CPU


class InPlainWords(RuntimeError):
    def _render_traceback_(self):
        return [str(self)]


@pytest.fixture
def setup(monkeypatch):
    """Nothing is loaded yet, and loading begins at once."""
    stand_in = Setup()
    monkeypatch.setattr(device, "setup", stand_in)
    monkeypatch.setattr(loading, "_loading", None)
    monkeypatch.setattr(loading, "_is_loaded", lambda: False)
    monkeypatch.setattr(loading, "_PAUSE", 0.0)
    yield stand_in
    stand_in.may_end.set()


def test_one_thread_loads_once(setup):
    setup.may_end.set()
    for _ in range(3):
        loading.start()
    loading.finish()
    loading.start()
    (thread,) = setup.threads
    assert thread is not threading.main_thread()
    assert thread.daemon


def test_the_first_cell_returns_while_it_loads(setup):
    assert repr(loading.setup()) == "TensorFlow is loading while you read."
    setup.may_end.set()
    loading.finish()
    assert loading.setup() is CPU


def test_a_wait_without_a_start_loads_in_the_caller(setup):
    setup.may_end.set()
    loading.finish()
    assert setup.threads == []
    assert loading.wait() is CPU
    assert setup.threads == [threading.current_thread()]


def test_whoever_needs_it_cuts_the_pause_short(setup, monkeypatch):
    monkeypatch.setattr(loading, "_PAUSE", float("inf"))
    setup.may_end.set()
    loading.start()
    assert setup.threads == []
    assert loading.wait() is CPU


def test_a_long_wait_says_what_for(setup, monkeypatch, capsys):
    monkeypatch.setattr(loading, "_NOTICEABLE", 0.0)
    loading.start()
    threading.Timer(0.2, setup.may_end.set).start()
    loading.ready()
    assert capsys.readouterr().out.splitlines() == [loading._WAITING, repr(CPU)]


def test_a_short_wait_says_nothing(setup, capsys):
    setup.may_end.set()
    loading.start()
    loading._loading.done.wait()
    loading.finish()
    assert capsys.readouterr().out == ""


def test_an_error_is_raised_in_who_waits_and_a_later_call_tries_again(setup):
    setup.error = ImportError("no such library")
    setup.may_end.set()
    loading.start()
    with pytest.raises(loading.LoadingFailed, match=r"ImportError: no such library.*look_around"):
        loading.ready()
    with pytest.raises(loading.LoadingFailed):
        loading.wait()
    setup.error = None
    loading.start()
    assert loading.wait() is CPU


def test_what_the_device_says_in_plain_words_stays(setup):
    setup.error = InPlainWords("KERAS_BACKEND is misspelt")
    setup.may_end.set()
    loading.start()
    with pytest.raises(InPlainWords, match="misspelt"):
        loading.wait()


def test_no_thread_where_it_is_loaded():
    import keras  # noqa: F401
    import tensorflow  # noqa: F401

    before = loading._loading
    loading.start()
    assert loading._loading is before
    assert "Checks always run on the CPU" in repr(loading.setup())


def test_cells_that_run_one_after_the_other_come_first(monkeypatch):
    called = {}
    events = SimpleNamespace(
        register=called.__setitem__, unregister=lambda event, _: called.pop(event)
    )
    monkeypatch.setattr(loading, "_ipython", lambda: SimpleNamespace(events=events))
    cells = loading._Cells()
    assert cells.pause() == 0
    called["post_run_cell"]("result")
    assert cells.pause() > 0
    called["pre_run_cell"]("info")
    assert cells.pause() == 0
    cells.forget()
    assert called == {}


_STOPPED = """
import os, signal, threading, time
from resnet_lessons.machine import device, loading

def setup():
    time.sleep(1.5)
    return "loaded"

device.setup, loading._PAUSE = setup, 0.0
signal.signal(signal.SIGINT, signal.default_int_handler)
loading.start()
threading.Timer(0.7, os.kill, (os.getpid(), signal.SIGINT)).start()
try:
    loading.finish()
except KeyboardInterrupt:
    print("stopped")
print(loading.wait())
"""


@pytest.mark.process
def test_the_wait_can_be_stopped_and_the_loading_goes_on():
    lines = _output(_STOPPED)
    assert lines[:3] == [loading._WAITING, loading._STOPPED, "stopped"]
    assert lines[-1] == "loaded"


@pytest.mark.kernel
def test_a_notebook_keeps_the_last_word_only():
    slow = "import time\nfrom resnet_lessons.machine import device\n\n\ndef setup():\n    time.sleep(1)\n"
    slow += "    return device.Device('CPU', '', 'Keras')\n\n\ndevice.setup = setup"
    texts = (slow, "import resnet_lessons as rl\n\nrl.setup()", "rl.ready()")
    notebook = nbformat.v4.new_notebook(cells=list(map(nbformat.v4.new_code_cell, texts)))
    _, first, last = notebooks.execute(notebook).cells
    assert [output.data["text/plain"] for output in first.outputs] == [loading._STARTED]
    assert [output.data["text/plain"] for output in last.outputs] == [repr(CPU)]


_FIRST_FIGURE = """
import json, sys
from IPython.core.interactiveshell import InteractiveShell
from resnet_lessons.machine import loading

# However slow this machine is: the cells come first.
loading._PAUSE = float("inf")
shell = InteractiveShell.instance()
for text in json.load(sys.stdin):
    done = shell.run_cell(text)
    done.raise_error()
formats, _ = shell.display_formatter.format(done.result)
print("image/png" in formats or "data:image/png" in formats["text/html"])
print("keras" in sys.modules or "tensorflow" in sys.modules)
"""


@pytest.mark.process
@pytest.mark.parametrize("path", some(CHAPTERS, 3), ids=lambda path: path.stem)
def test_the_first_figure_of_a_chapter_needs_no_tensorflow(path):
    texts = _until_the_first_figure(nbformat.read(path, as_version=4))
    assert _output(_FIRST_FIGURE, json.dumps(texts))[-2:] == ["True", "False"]


def _until_the_first_figure(notebook):
    texts = []
    for cell in notebook.cells:
        if cell.cell_type == "code":
            texts.append(cell.source)
            # A question's figure lies folded in its text until something is guessed.
            shown = [output.get("data", {}) for output in cell.outputs]
            if any("image/png" in each or QUESTION in each for each in shown):
                return texts
    raise AssertionError("it has no figure")


def _output(script, text=None):
    """Lines that a script prints in a fresh interpreter."""
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()
