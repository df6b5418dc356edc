"""Every program of every method, probed with lean layers: what Keras shows, or unsettled."""

import subprocess
import sys
from functools import cache

import numpy as np
import pytest

from resnet_lessons.checker.groundwork import Groundwork
from resnet_lessons.checker.made_weights import Weights
from resnet_lessons.checker.observation import FAILED, REFUSED
from resnet_lessons.checker.probe import probe
from resnet_lessons.course.answers.model import ResNetModel
from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.answers import compiled
from resnet_lessons.instructor.grading.observing import hidden
from tests.classes.programs import LEFT_OUT, texts
from tests.support.soak import some

METHODS = [each for each in EXERCISES.values() if each.cases and not each.experiment]
SEED = 11


@cache
def _functions(exercise_id):
    """{"kind/name": function} of each text that defines one."""
    found = {}
    for name, text in texts(exercise_id).items():
        if (exercise_id, name) in LEFT_OUT or name.startswith("broken/"):
            continue
        found[name] = compiled(text, exercise_id)
    return found


def _probed(exercise, function, **options):
    groundwork = Groundwork(weights=Weights(in_order=True))
    cases = hidden.cases(exercise, SEED)
    return probe(exercise, function, SEED, cases, groundwork, **options)


def assert_same(found, expected):
    assert found.symbolic_failure == expected.symbolic_failure
    for one, other in zip(found.outcomes, expected.outcomes, strict=True):
        for array, another in zip(one.arrays, other.arrays, strict=True):
            np.testing.assert_allclose(array, another, rtol=1e-5, atol=1e-5)
        for fact in ("parameters", "moved", "returned", "calls"):
            assert getattr(one, fact) == getattr(other, fact)
        assert (one.failure and one.failure.kind) == (other.failure and other.failure.kind)


def _compared(exercise, names):
    """The programs that are settled; each is compared with what Keras shows."""
    settled = []
    for name in names:
        function = _functions(exercise.id)[name]
        found = _probed(exercise, function, lean=True)
        if found.unsettled:
            continue
        settled.append(name)
        assert_same(found, _probed(exercise, function))
    return settled


def test_the_methods_are_these():
    assert [each.id for each in METHODS] == [
        name for name in EXERCISES if hasattr(ResNetModel, name)
    ]
    assert {"pre_activation", "regular_block", "build_resnet"} < {each.id for each in METHODS}


def test_a_right_answer_a_wrong_one_and_none():
    exercise = EXERCISES["pre_activation"]
    names = ["right/the_answer", "misconception/channel_axis_ignored", "unfinished/hole"]
    assert _compared(exercise, names) == names


@pytest.mark.grades
@pytest.mark.parametrize("exercise", METHODS, ids=lambda each: each.id)
def test_every_program(exercise, record_property):
    names = some(_functions(exercise.id), 8)
    settled = _compared(exercise, names)
    record_property("settled", f"{len(settled)} of {len(names)}")
    assert "right/the_answer" in settled


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("def pre_activation(self, inputs, is_training):\n    return nothing\n", FAILED),
        (
            "def pre_activation(self, inputs, is_training):\n    return layers.Dropout(0.1)(inputs)\n",
            REFUSED,
        ),
        (
            "def pre_activation(self, inputs, is_training):\n"
            "    try:\n        return layers.Dropout(0.1)(inputs)\n    except:\n        return inputs\n",
            REFUSED,
        ),
    ],
    ids=["an error", "another layer", "another layer that nobody minds"],
)
def test_what_lean_layers_cannot_judge_is_unsettled(text, expected):
    function = compiled(text, "pre_activation")
    assert _probed(EXERCISES["pre_activation"], function, lean=True) is expected


@pytest.mark.parametrize("is_wanted", [True, False])
def test_an_answer_is_traced_if_its_numbers_are_worth_it(is_wanted):
    text = (
        "def pre_activation(self, inputs, is_training):\n"
        "    return inputs if is_training else layers.ReLU()(inputs)\n"
    )
    seen = []

    def wants_trace(observation):
        seen.append(observation)
        return is_wanted

    exercise, function = EXERCISES["pre_activation"], compiled(text, "pre_activation")
    found = probe(exercise, function, SEED, lean=True, is_traced=wants_trace)
    assert (found.symbolic_failure is not None) == is_wanted
    assert [each.outcomes for each in seen] == [found.outcomes]


def test_of_an_answer_that_fails_nobody_asks_whether_it_is_traced():
    text = "def pre_activation(self, inputs, is_training):\n    return nothing\n"
    exercise, function = EXERCISES["pre_activation"], compiled(text, "pre_activation")
    probe(exercise, function, SEED, is_traced=pytest.fail)


def test_an_experiment_runs_with_keras():
    exercise = EXERCISES["residual_function"]
    function = compiled("def residual_function(f, x):\n    return f(x) - x\n", "residual_function")
    assert probe(exercise, function, SEED, lean=True).unsettled == ""


@pytest.mark.process
def test_to_import_what_probes_does_not_start_tensorflow():
    """A process that forks imports it first, and threads of TensorFlow's are not there in a fork."""
    code = (
        "import resnet_lessons.instructor.sandbox.inside.job\n"
        "from tensorflow.python.eager.context import context\n"
        "assert not context()._initialized"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
