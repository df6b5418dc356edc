"""Advice from a process that has Keras loaded: the same words as here, and none where it is gone."""

import subprocess
import sys

import pytest

from resnet_lessons.instructor.grading.grades import Cell
from resnet_lessons.instructor.grading.observing.advisor import Advisor
from resnet_lessons.instructor.grading.telling.trusted_advice import trusted_advice
from tests.instructor.grading.observing.scripted_sandbox import Scripted
from tests.instructor.grading.whole_classes.whole_runs import needs_sandbox
from tests.instructor.sandbox.support import sandbox

CELL = Cell(
    2,
    "def pre_activation(self, inputs, is_training):\n    return layers.BatchNormalisation()(inputs)",
    "pre_activation",
)
LINE = "return layers.BatchNormalisation()(inputs)"
ERRORS = (
    "AttributeError: module 'keras.layers' has no attribute 'BatchNormalisation'",
    "NameError: name 'layers' is not defined",
    "ValueError: it ends in the middle of",
    "KeyError: 3",
)


@pytest.mark.sandbox
@needs_sandbox
def test_it_gives_the_advice_that_is_given_here():
    with sandbox(seconds=15) as made:
        advise = Advisor(made)
        told = [trusted_advice(error, LINE, CELL, advise) for error in ERRORS]
    assert told == [trusted_advice(error, LINE, CELL) for error in ERRORS]
    assert "BatchNormalization" in told[0]


@pytest.mark.sandbox
@needs_sandbox
def test_a_process_that_is_gone_is_replaced_at_once():
    with sandbox(seconds=15) as made:
        advise = Advisor(made)
        expected = trusted_advice(ERRORS[0], LINE, CELL, advise)
        process = made.take("advice")
        process.child.connection.close()
        process.child.connection = _Gone()
        made.keep("advice", process)
        assert trusted_advice(ERRORS[0], LINE, CELL, advise) == expected


class _Gone:
    """A connection to nobody."""

    def settimeout(self, _):
        pass

    def sendall(self, _):
        raise ConnectionError

    recv = sendall
    close = shutdown = lambda *_: None


@pytest.mark.parametrize("said", [[TimeoutError()], [], [{"words": 3, "layers": []}]])
def test_whatever_is_said_grading_goes_on(said):
    class Advising(Scripted):
        def open(self, pinned, practised):
            return super().open(False, pinned, practised)

        def send(self, header):
            self.jobs.append(header)

        def receive(self):
            return super().receive(1)

    words = trusted_advice(ERRORS[0], LINE, CELL, Advisor(Advising(said)))
    assert words in ("", "3")


def test_the_process_that_decides_needs_no_keras_for_it():
    program = (
        "import sys\n"
        "from tests.instructor.grading.observing.test_advisor import CELL, ERRORS, LINE\n"
        "import resnet_lessons.instructor.grading.telling.plain_words\n"
        "from resnet_lessons.instructor.grading.telling.trusted_advice import trusted_advice\n"
        "told = {'words': 'Did you mean `BatchNormalization`?', 'layers': ['BatchNormalization']}\n"
        "trusted_advice(ERRORS[0], LINE, CELL, lambda facts: told)\n"
        "assert 'keras' not in sys.modules and 'tensorflow' not in sys.modules\n"
    )
    assert subprocess.run([sys.executable, "-c", program]).returncode == 0
