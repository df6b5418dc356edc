"""What a notebook calls, from a first cell to the next chapter's kernel."""

import os
import subprocess
import sys
from xml.etree import ElementTree

import numpy as np
import pytest
from keras import layers, ops

import resnet_lessons as rl
from resnet_lessons.course.answers.model import ResNetModel
from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.student import answer_text, hints


@pytest.fixture(autouse=True)
def first_rungs(monkeypatch):
    monkeypatch.setattr(hints, "_next_rung", {})


def pre_activation(self, inputs, is_training):
    axis = 1 if self.data_format == "channels_first" else -1
    normalized = layers.BatchNormalization(axis=axis)(inputs, training=is_training)
    # Not ReLU's own function, so that a network shows whose answer is in it.
    return ops.maximum(normalized, 0.0)


def pre_activation_without_relu(self, inputs, is_training):
    axis = 1 if self.data_format == "channels_first" else -1
    return layers.BatchNormalization(axis=axis)(inputs, training=is_training)


def regular_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
    outputs, shortcut = self.pre_activation_with_shortcut(
        inputs, is_training, (shortcut_filters, strides)
    )
    outputs = self.custom_conv2d(outputs, filters, 3, strides)
    outputs = self.custom_conv2d(self.pre_activation(outputs, is_training), filters, 3, 1)
    return ops.add(shortcut, outputs)


def pre_activation_with_shortcut(self, inputs, is_training, shortcut_params):
    shortcut_filters, strides = shortcut_params
    outputs = self.pre_activation(inputs, is_training)
    if shortcut_filters is None:
        return outputs, inputs
    return outputs, self.custom_conv2d(outputs, shortcut_filters, 1, strides)


def not_started(self, *args, **kwargs):
    raise NotImplementedError


# Checking ----------------------------------------------------------------------------------------


def test_a_right_answer_passes_and_is_kept(answers_folder):
    result = rl.check("pre_activation", pre_activation)
    assert result.verdict == "passed"
    assert result.points == result.max_points == EXERCISES["pre_activation"].points
    assert result.diagnosis is None
    assert "other chapters" in result.message
    assert (answers_folder / "pre_activation.py").is_file()
    assert rl.progress().passed == ("pre_activation",)


def test_a_wrong_answer_later_keeps_the_earlier_pass(answers_folder):
    rl.check("pre_activation", pre_activation)
    before = (answers_folder / "pre_activation.py").read_text()
    for wrong in (pre_activation_without_relu, not_started, None, 3):
        result = rl.check("pre_activation", wrong)
        assert result.verdict != "passed"
        assert result.points < result.max_points
    assert rl.progress().passed == ("pre_activation",)
    assert (answers_folder / "pre_activation.py").read_text() == before


def test_a_wrong_answer_is_not_kept(answers_folder):
    result = rl.check("pre_activation", pre_activation_without_relu)
    assert (result.verdict, result.diagnosis) == ("failed", "relu_missing")
    assert rl.progress().passed == ()
    assert not answers_folder.exists()


def test_an_exercise_not_started_says_so(answers_folder):
    result = rl.check("regular_block", not_started)
    assert (result.verdict, result.points) == ("not started", 0)
    assert not answers_folder.exists()


def test_groundwork_comes_first():
    result = rl.check("regular_block", regular_block)
    assert result.verdict == "failed"
    assert "pre_activation" in result.message
    rl.check("pre_activation", pre_activation)
    rl.check("pre_activation_with_shortcut", pre_activation_with_shortcut)
    assert rl.check("regular_block", regular_block).verdict == "passed"


@pytest.mark.parametrize("name", ["regular_blok", "", None, 3, 2.5, ["regular_block"], {}, len])
def test_unknown_exercises_are_answered_in_words(name):
    result = rl.check(name, pre_activation)
    assert result.verdict == "error"
    assert "regular_block" in result.message
    assert "regular_block" in repr(rl.hint(name))
    if name == "regular_blok":
        assert 'Did you mean "regular_block"?' in result.message
        assert 'Did you mean "regular_block"?' in repr(rl.hint(name))


def test_functions_that_are_none_are_answered_in_words():
    for function in (None, 3, "pre_activation", np.zeros(3), ResNetModel):
        result = rl.check("pre_activation", function)
        assert result.verdict == "error"
        assert 'rl.check("pre_activation", pre_activation)' in result.message
    assert rl.check("pre_activation").verdict == "error"


def leave(self, inputs, is_training):
    raise SystemExit


def of_no_arguments():
    return 1


ANSWERS_ACROSS_LINES = {
    "pre_activation": lambda self, inputs, is_training: ops.relu(
        layers.BatchNormalization(axis=1 if self.data_format == "channels_first" else -1)(
            inputs, training=is_training
        )
    ),
}


@pytest.mark.parametrize("function", [leave, of_no_arguments, len, print, lambda: 1, id])
def test_strange_functions_never_raise(function):
    assert rl.check("pre_activation", function).verdict in ("failed", "error")


def test_a_right_answer_passes_however_it_was_written(answers_folder):
    result = rl.check("pre_activation", ANSWERS_ACROSS_LINES["pre_activation"])
    assert result.verdict == "passed"
    kept = (answers_folder / "pre_activation.py").is_file()
    assert kept or "only until you close this notebook" in result.message
    assert rl.progress().passed == ("pre_activation",)


def test_an_object_that_only_can_be_called_passes_in_this_notebook():
    class Answer:
        def __getattribute__(self, name):
            raise ValueError(f"no {name}")

        def __call__(self, *arguments):
            return pre_activation(*arguments)

    result = rl.check("pre_activation", Answer())
    assert result.verdict == "passed"
    assert "only until you close this notebook" in result.message


def test_a_check_runs_the_answers_alone_that_its_exercise_may_call(answers_folder):
    answers_folder.mkdir()
    for name in EXERCISES:
        path = answers_folder / f"{name}.py"
        path.write_text(f"from pathlib import Path\nPath({str(path)!r} + '.ran').touch()\n")
    rl.check("regular_block", regular_block)
    ran = {path.name.removesuffix(".py.ran") for path in answers_folder.glob("*.ran")}
    assert ran == set(EXERCISES["regular_block"].groundwork)


def test_the_text_of_an_answer_is_read_back_once(monkeypatch):
    read = []
    monkeypatch.setattr(answer_text, "collect", lambda function, name: read.append(name) or "")
    rl.check("pre_activation", pre_activation_without_relu)
    assert read == []
    rl.check("pre_activation", pre_activation)
    # A block that fails is drawn as well.
    rl.check("regular_block", of_no_arguments)
    assert read == ["pre_activation", "regular_block"]


def test_an_answer_that_cannot_be_kept_still_passes(answers_folder):
    answers_folder.write_text("in the way")
    result = rl.check("pre_activation", pre_activation)
    assert result.verdict == "passed"
    assert "only until you close this notebook" in result.message
    assert "cannot be written" in result.message
    assert rl.progress().passed == ("pre_activation",)


# Hints -------------------------------------------------------------------------------------------


def test_three_rungs_then_again_from_the_first():
    for name, exercise in EXERCISES.items():
        if not exercise.hints:
            assert "comes without hints" in repr(rl.hint(name))
            continue
        rungs = [rl.hint(name) for _ in range(7)]
        assert [hint.rung for hint in rungs] == [1, 2, 3, 1, 2, 3, 1]
        assert [hint.text for hint in rungs[:3]] == list(exercise.hints)
        assert len(set(exercise.hints)) == 3
        for hint, word in zip(rungs, ("concept", "structure", "nearly code"), strict=False):
            first, rest = repr(hint).split("\n", 1)
            assert first == f"Hint {hint.rung} of 3 for {name}: {word}"
            assert rest == hint.text


def test_each_exercise_counts_its_own_rungs():
    assert rl.hint("regular_block").rung == 1
    assert rl.hint("block_layer").rung == 1
    assert rl.hint("regular_block").rung == 2


def test_a_hint_in_a_notebook_is_escaped_html():
    for _ in range(3):
        hint = rl.hint("regular_block")
        element = ElementTree.fromstring(hint._repr_html_())
        assert "".join(element.itertext()).endswith(hint.text)


# Two kernels -------------------------------------------------------------------------------------

FIRST_KERNEL = '''
import sys
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

shell = InteractiveShell(config=Config({"HistoryManager": {"enabled": False}}))
cells = [
    "import resnet_lessons as rl",
    "import keras\\nfrom keras import layers as L\\nFIRST, LAST = 1, -1",
    """
def rectify(x):
    return keras.ops.maximum(x, 0.0)
""",
    """
import functools
def rectified(function):
    @functools.wraps(function)
    def wrapper(*arguments):
        return rectify(function(*arguments))
    return wrapper
""",
    """
@rectified
def pre_activation(self, inputs, is_training):
    axis = FIRST if self.data_format == "channels_first" else LAST
    return L.BatchNormalization(axis=axis)(inputs, training=is_training)
""",
    "result = rl.check('pre_activation', pre_activation)",
]
for cell in cells:
    shell.run_cell(cell).raise_error()
print(shell.user_ns["result"])
'''

SECOND_KERNEL = """
import resnet_lessons as rl
print(rl.progress())
model = rl.my_network(18, 5, 32)
print(sum(type(operation).__name__ == "Maximum" for operation in model.operations), "maxima")
"""


def run_python(text, *options):
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
    done = subprocess.run(
        [sys.executable, *options, "-c", text],
        capture_output=True,
        text=True,
        env=environment,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done


@pytest.mark.process
def test_an_answer_of_one_kernel_serves_the_next(answers_folder, tmp_path, monkeypatch):
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    first = run_python(FIRST_KERNEL).stdout
    assert "✓ pre_activation: passed" in first
    assert "other chapters" in first
    assert (answers_folder / "pre_activation.py").is_file()
    second = run_python(SECOND_KERNEL).stdout
    assert second.startswith(f"1 of {len(EXERCISES)} exercises passed")
    assert "Yours: pre_activation. The lessons'" in second
    assert "17 maxima" in second


# The contract on importing -----------------------------------------------------------------------


def test_importing_takes_less_than_0_15_seconds():
    def seconds():
        lines = run_python("import resnet_lessons", "-X", "importtime").stderr.splitlines()
        (line,) = [each for each in lines if each.split("|")[-1].strip() == "resnet_lessons"]
        return int(line.split("|")[1]) / 1e6

    assert min(seconds() for _ in range(3)) < 0.15


def test_every_name_of_the_face_is_there():
    assert set(rl.__all__) <= set(dir(rl))
    for name in rl.__all__:
        assert getattr(rl, name) is not None
    with pytest.raises(AttributeError, match="has no 'chekc'; it has check, hint"):
        _ = rl.chekc
