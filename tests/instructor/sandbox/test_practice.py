"""The parent that has practised: what its forks can do, what they refuse, and who goes on from there."""

import contextlib
from dataclasses import replace

import pytest

from resnet_lessons.checker.verdict import decide
from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.course.keys import public_key
from resnet_lessons.instructor.exercises.programs import texts
from resnet_lessons.instructor.grading.grades import Cell, Prepared
from resnet_lessons.instructor.grading.marks.marking import mark
from resnet_lessons.instructor.grading.observing import hidden
from resnet_lessons.instructor.grading.observing.examine import examine
from resnet_lessons.instructor.grading.observing.references import References
from resnet_lessons.instructor.grading.observing.short_ways import Trials
from resnet_lessons.instructor.sandbox.inside import practice
from resnet_lessons.instructor.sandbox.inside.describing import described
from tests.instructor.grading.whole_classes.whole_runs import needs_sandbox
from tests.instructor.sandbox.support import sandbox, told

pytestmark = pytest.mark.sandbox
SEED = 7
COMPILED = """
import tensorflow as tf

@tf.function
def doubled(values):
    return 2 * values

doubled(tf.constant(1.0))
"""
TRAINED = """
import keras, numpy
model = keras.Sequential([keras.layers.Dense(1)])
model.compile("sgd", "mse")
model.fit(numpy.ones((4, 2)), numpy.ones((4, 1)), verbose=0)
"""
DATA = (
    "import tensorflow as tf\nassert [int(each) for each in tf.data.Dataset.range(3)] == [0, 1, 2]"
)


class Counting:
    """A sandbox that notes which forks had practised."""

    def __init__(self, made):
        self._made, self.forks = made, []

    def __getattr__(self, name):
        return getattr(self._made, name)

    @contextlib.contextmanager
    def open(self, alone=False, pinned=True, practised=False):
        self.forks += [practised] if pinned else []
        with self._made.open(alone, pinned, practised) as child:
            yield child


@pytest.fixture(scope="module")
def running():
    with sandbox(seconds=15) as made:
        yield made


@pytest.fixture
def counting(running):
    return Counting(running)


def examined(running, text, *beside, name="pre_activation", way="lean", is_traced=True):
    cells = [Cell(number, each) for number, each in enumerate(beside, 1)]
    prepared = Prepared((*cells, Cell(len(cells) + 1, text, name)), (2,))
    remarks = []
    wanted = {name: (SEED, hidden.cases(EXERCISES[name], SEED))}
    found = examine(
        running,
        prepared,
        wanted,
        lambda *told: remarks.extend(told[2]),
        trials=Trials({name: way}) if way else None,
        is_traced=is_traced,
    )
    return found[name], remarks


def is_right(running, name, observation):
    expected = References(running).answer(name, SEED, lean=False)
    return mark(EXERCISES[name], observation, expected).verdict == "passed"


def test_every_layer_is_practised():
    found = practice.practise()
    assert not found.unsettled and not found.symbolic_failure
    assert not any(outcome.failure for outcome in found.outcomes)


def test_what_is_practised_answers_no_exercise():
    found = decide(EXERCISES["pre_activation"], practice.practise(), public_key("pre_activation"))
    assert found.name == "failed"


@needs_sandbox
@pytest.mark.parametrize("cell", [COMPILED, TRAINED, DATA], ids=["compiled", "trained", "data"])
def test_what_needs_another_thread_is_refused_and_then_runs_elsewhere(counting, cell):
    # Once the refusal is seen, and once what it means for the answer.
    with counting.open(pinned=False, practised=True) as child:
        child.send(
            {"cells": [dict(number=1, source=cell, exercise="", mode="context")], "probe": {}}
        )
        assert child.receive()[0] == {"begun": 1}
        assert child.receive()[0] == {"raised": 1, "what": "Unsupported"}
    assert told(counting, cell, pinned=False) == ""
    text = texts("right", "pre_activation")["as_in_the_course"]
    found, remarks = examined(counting, text, cell)
    assert is_right(counting, "pre_activation", found) and not remarks
    assert counting.forks[:2] == [True, False]


@needs_sandbox
@pytest.mark.parametrize(
    ("name", "forks"), [("sequential", 2), ("own_layer", 2), ("as_in_the_course", 1)]
)
def test_layers_that_are_not_lean_are_settled_by_keras_in_a_practised_fork(counting, name, forks):
    found, _ = examined(counting, texts("right", "pre_activation")[name])
    assert counting.forks == [True] * forks
    assert is_right(counting, "pre_activation", found)


@needs_sandbox
@pytest.mark.parametrize(
    "wrong",
    [
        "inputs + undefined_name",
        "layers.add([inputs, inputs[:, 1:, 1:]])",
        "layers.Dens(3)(inputs)",
    ],
)
@pytest.mark.parametrize("way", ["lean", "plain"])
def test_what_fails_has_the_words_of_keras_in_a_practised_fork(counting, wrong, way):
    text = (
        "from keras import layers\n"
        f"def pre_activation(self, inputs, is_training):\n    return {wrong}"
    )
    found, _ = examined(counting, text, way=way)
    assert counting.forks == ([True, True] if way == "lean" else [True])
    assert described(found)[0] == described(examined(counting, text, way=None)[0])[0]


@needs_sandbox
def test_what_fails_for_want_of_a_thread_has_the_words_of_a_process_that_lacks_nothing(counting):
    text = (
        "import tensorflow as tf\n@tf.function\ndef doubled(values):\n    return 2 * nothing\n"
        "def pre_activation(self, inputs, is_training):\n    return doubled(inputs)"
    )
    found, _ = examined(counting, text, way="plain")
    assert counting.forks == [True, False]
    assert described(found)[0] == described(examined(counting, text, way=None)[0])[0]


@needs_sandbox
@pytest.mark.parametrize("name", ["right/as_in_the_course", "wrong/without_scale"])
def test_what_came_out_wrong_is_not_traced(counting, name):
    kind, _, program = name.partition("/")
    asked = []

    def is_traced(name, observation):
        asked.append((name, observation))
        return is_right(counting, name, observation)

    text = texts(kind, "pre_activation")[program]
    found, _ = examined(counting, text, is_traced=is_traced)
    [(exercise, observation)] = asked
    assert exercise == "pre_activation" and counting.forks == [True]
    assert replace(found, symbolic_failure=None) == observation
    assert is_right(counting, "pre_activation", found) == (kind == "right")


@needs_sandbox
@pytest.mark.parametrize("way", ["lean", "plain", None])
def test_an_answer_that_interrupts_its_trace_is_not_right(counting, way):
    stop = "    if not tf.is_tensor(inputs):\n        raise KeyboardInterrupt\n    axis ="
    right = texts("right", "pre_activation")["as_in_the_course"]
    text = "import tensorflow as tf\n" + right.replace("    axis =", stop, 1)
    found, _ = examined(counting, text, way=way, is_traced=lambda *_: True)
    assert not is_right(counting, "pre_activation", found)


@needs_sandbox
def test_wrong_numbers_are_settled_at_once(counting):
    found, _ = examined(counting, texts("wrong", "pre_activation")["leaky"])
    assert counting.forks == [True, True]
    assert not is_right(counting, "pre_activation", found)


@needs_sandbox
def test_a_cell_that_ends_a_practised_process_is_judged_in_another(counting):
    text = texts("right", "pre_activation")["as_in_the_course"]
    found, remarks = examined(counting, text, "import os\nos._exit(4)")
    assert counting.forks[:2] == [True, False]
    assert is_right(counting, "pre_activation", found)
    assert remarks == ["cell 1 was left out: its process ended (with status 4)"]


@needs_sandbox
def test_where_only_trials_are_wanted_what_fails_is_left_out(counting):
    cells = [
        Cell(
            1,
            "def pre_activation(self, inputs, is_training):\n    return nothing",
            "pre_activation",
        )
    ]
    wanted = {"pre_activation": (SEED, hidden.cases(EXERCISES["pre_activation"], SEED))}
    trials = Trials(dict.fromkeys(wanted, "lean"), is_all=True)
    found = examine(counting, Prepared(tuple(cells), (2,)), wanted, trials=trials)
    assert found == {} and counting.forks == [True]
