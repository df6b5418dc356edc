"""Answers that never end, in a plain interpreter and in a kernel: the check stops them."""

import importlib
import os
import signal
import sys
import threading
import time

import nbformat
import numpy as np
import pytest
from keras import layers, ops

import resnet_lessons as rl
from resnet_lessons.instructor import notebooks
from resnet_lessons.student import time_limit

checking = importlib.import_module("resnet_lessons.student.check")


@pytest.fixture(autouse=True)
def short(monkeypatch):
    """Checks may take a fifth of a second, once everything that they need has been loaded."""
    assert rl.check("pre_activation", pre_activation).verdict == "passed"
    monkeypatch.setattr(checking, "_LONGEST_CHECK", 0.2)


def pre_activation(self, inputs, is_training):
    axis = 1 if self.data_format == "channels_first" else -1
    return ops.relu(layers.BatchNormalization(axis=axis)(inputs, training=is_training))


def empty(self, inputs, is_training):
    while True:
        pass


def of_keras(self, inputs, is_training):
    while inputs is not None:
        inputs = layers.ReLU()(inputs)


def of_numpy(self, inputs, is_training):
    total = 0
    while total < 1:
        total = total + np.zeros((200, 200)).sum()


def that_sleeps(self, inputs, is_training):
    time.sleep(1000)


def that_catches_everything(self, inputs, is_training):
    while True:
        try:  # noqa: SIM105
            ops.relu(inputs)
        except:  # noqa: E722
            pass


def that_catches_around_a_loop(self, inputs, is_training):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass


def swallow():
    try:  # noqa: SIM105
        time.sleep(0.02)
    except:  # noqa: E722
        pass


def that_calls_what_catches(self, inputs, is_training):
    while True:
        try:  # noqa: SIM105
            swallow()
        except BaseException:
            pass


def in_a_generator(self, inputs, is_training):
    def numbers():
        while True:
            yield 1

    return sum(numbers())


def when_it_is_traced(self, inputs, is_training):
    while type(inputs).__name__ == "KerasTensor":
        pass
    return pre_activation(self, inputs, is_training)


LOOPS = (
    empty,
    of_keras,
    of_numpy,
    that_sleeps,
    that_catches_everything,
    that_catches_around_a_loop,
    that_calls_what_catches,
    in_a_generator,
    when_it_is_traced,
)


def assert_stopped(result, function):
    code = function.__code__
    assert (result.verdict, result.points) == ("error", 0)
    said = dict(result.details)
    assert "was stopped: it was still running after 0.2 seconds" in said["What was seen"]
    number = int(said["Where"].split()[1])
    assert code.co_firstlineno < number <= code.co_firstlineno + 8


def assert_right_answers_pass(monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(checking, "_LONGEST_CHECK", 20)
        assert rl.check("pre_activation", pre_activation).verdict == "passed"


@pytest.mark.parametrize("function", LOOPS, ids=lambda function: function.__name__)
def test_an_endless_answer_is_stopped_at_its_line(function, monkeypatch):
    usual, tracing = signal.getsignal(signal.SIGALRM), sys.gettrace()
    began = time.monotonic()
    assert_stopped(rl.check("pre_activation", function), function)
    assert time.monotonic() - began < 5
    assert signal.getsignal(signal.SIGALRM) is usual
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    assert sys.gettrace() is tracing
    assert_right_answers_pass(monkeypatch)


@pytest.mark.parametrize("function", [empty, of_keras, when_it_is_traced])
def test_a_loop_in_another_thread_is_stopped(function, monkeypatch):
    results = []
    thread = threading.Thread(
        target=lambda: results.append(rl.check("pre_activation", function)), daemon=True
    )
    thread.start()
    thread.join(30)
    assert_stopped(results[0], function)
    assert_right_answers_pass(monkeypatch)


def test_an_alarm_that_somebody_else_set_still_rings():
    rung = threading.Event()
    usual = signal.signal(signal.SIGALRM, lambda *_: rung.set())
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.25)
        rl.check("pre_activation", empty)
        assert rung.wait(5)
    finally:
        signal.signal(signal.SIGALRM, usual)


def test_the_stop_button_stops_a_check(monkeypatch):
    monkeypatch.setattr(checking, "_LONGEST_CHECK", 20)
    usual = signal.signal(signal.SIGINT, signal.default_int_handler)
    timer = threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    try:
        with pytest.raises(KeyboardInterrupt):
            rl.check("pre_activation", empty)
    finally:
        timer.join()
        signal.signal(signal.SIGINT, usual)
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    assert_right_answers_pass(monkeypatch)


def test_a_call_of_a_library_that_never_returns_is_stopped_at_last(monkeypatch):
    monkeypatch.setattr(time_limit, "_LAST_RESORT", 0.1)
    turn = threading.Event()

    def waits(self, inputs, is_training):
        turn.wait()

    assert_stopped(rl.check("pre_activation", waits), waits)


KERNEL = (
    "import importlib\nimport signal\nimport resnet_lessons as rl\nfrom keras import layers, ops\n"
    "importlib.import_module('resnet_lessons.student.check')._LONGEST_CHECK = 5",
    "def pre_activation(self, inputs, is_training):\n    count = 0\n    while count < 3:\n"
    "        try:\n            layers.ReLU()(inputs)\n        except:\n            pass",
    "print(rl.check('pre_activation', pre_activation))",
    "print(signal.getsignal(signal.SIGALRM) is signal.SIG_DFL)",
    "def pre_activation(self, inputs, is_training):\n"
    "    axis = 1 if self.data_format == 'channels_first' else -1\n"
    "    normalized = layers.BatchNormalization(axis=axis)(inputs, training=is_training)\n"
    "    return ops.relu(normalized)",
    "print(rl.check('pre_activation', pre_activation))",
)


@pytest.mark.kernel
def test_a_kernel_goes_on_after_an_endless_answer():
    cells = list(map(nbformat.v4.new_code_cell, KERNEL))
    run = notebooks.execute(nbformat.v4.new_notebook(cells=cells), seconds=60).cells
    stopped, usual, passed = (run[number].outputs[0].text for number in (2, 3, 5))
    assert "was stopped: it was still running after 5 seconds" in stopped
    assert "Where: line " in stopped
    assert usual == "True\n"
    assert "✓ pre_activation: passed" in passed
