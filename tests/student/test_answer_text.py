"""Answers written in a real IPython notebook, and the text that is kept of them."""

import sys
from textwrap import dedent

import keras
import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from resnet_lessons.course.answers.model import ResNetModel
from resnet_lessons.student.answer_text import TextNotFound, collect
from tests.support.soak import some

IMPORTS = "import keras\nfrom keras import layers, ops"
ANSWER = """
def pre_activation(self, inputs, is_training):
    axis = 1 if self.data_format == "channels_first" else -1
    return {relu}(layers.BatchNormalization(axis=axis)(inputs, training=is_training))
"""


class Notebook:
    """Cells run one after another, as in a kernel."""

    def __init__(self):
        self.shell = InteractiveShell(config=Config({"HistoryManager": {"enabled": False}}))

    def run(self, *cells):
        for cell in cells:
            result = self.shell.run_cell(dedent(cell), store_history=True)
            result.raise_error()
        return result.result

    def __getitem__(self, name):
        return self.shell.user_ns[name]


@pytest.fixture
def notebook(monkeypatch, tmp_path):
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    # As in a kernel, `__main__` becomes the notebook, a module without a file.
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    yield Notebook()


def reloaded(text, name="pre_activation"):
    namespace = {"__name__": "somewhere_else"}
    exec(compile(text, "<kept>", "exec"), namespace)
    return namespace[name]


def assert_pre_activates(function):
    """Fresh weights normalise by nothing but epsilon."""
    images = np.random.default_rng(0).normal(size=(2, 3, 4, 5)).astype("float32")
    host = ResNetModel(32, 32, 18, 10)
    seen = keras.ops.convert_to_numpy(function(host, images, False))
    np.testing.assert_allclose(seen, np.maximum(images, 0) / np.sqrt(1.001), atol=1e-5)


def kept_text(notebook, *cells, answer="pre_activation"):
    notebook.run(IMPORTS, *cells)
    return collect(notebook.run(answer), "pre_activation")


STAND_ALONE = {
    "plain": [ANSWER.format(relu="ops.relu")],
    "helper function": [
        "def rectify(x):\n    return ops.relu(x)",
        ANSWER.format(relu="rectify"),
    ],
    "helpers that call helpers, defined later": [
        ANSWER.format(relu="rectify"),
        "def rectify(x):\n    return clip(x, lowest)",
        "lowest = 0.0\ndef clip(x, low):\n    return ops.maximum(x, low)",
    ],
    "recursive helper": [
        "def rectify(x, times=2):\n    return rectify(ops.relu(x), times - 1) if times else x",
        ANSWER.format(relu="rectify"),
    ],
    "two helpers that call each other": [
        "def rectify(x, left=3):\n    return again(ops.relu(x), left - 1) if left else x",
        "def again(x, left):\n    return rectify(ops.relu(x), left - 1) if left else x",
        ANSWER.format(relu="rectify"),
    ],
    "helper class": [
        "class Rectifier:\n    def __call__(self, x):\n        return ops.relu(x)",
        ANSWER.format(relu="Rectifier()"),
    ],
    "helper class with a base class of the notebook": [
        "class Base:\n    lowest = 0.0",
        "class Rectifier(Base):\n    def go(self, x):\n        return ops.maximum(x, self.lowest)",
        ANSWER.format(relu="Rectifier().go"),
    ],
    "layer class of the notebook": [
        "class Rectifier(layers.Layer):\n    def call(self, x):\n        return ops.relu(x)",
        ANSWER.format(relu="Rectifier()"),
    ],
    "module aliases": [
        "import numpy as np\nimport tensorflow as tf\nfrom keras import ops as K",
        "from keras.layers import BatchNormalization as BN\nfrom keras.ops import maximum",
        """
        def pre_activation(self, inputs, is_training):
            outputs = maximum(BN(axis=-1)(inputs, training=is_training), np.float32(0))
            return K.abs(tf.nn.relu(outputs))
        """,
    ],
    "constants of other cells": [
        "LOWEST = 0.0",
        "NAMES = ('channels_first', -1, None, True)",
        """
        def pre_activation(self, inputs, is_training):
            axis = 1 if self.data_format == NAMES[0] else NAMES[1]
            outputs = layers.BatchNormalization(axis=axis)(inputs, training=is_training)
            return ops.maximum(outputs, LOWEST)
        """,
    ],
    "constant as a default argument": [
        "LAST = -1",
        """
        def pre_activation(self, inputs, is_training, axis=LAST):
            return ops.relu(layers.BatchNormalization(axis=axis)(inputs, training=is_training))
        """,
    ],
    "decorator that wraps": [
        """
        import functools

        def rectified(function):
            @functools.wraps(function)
            def wrapper(*args, **kwargs):
                return ops.relu(function(*args, **kwargs))
            return wrapper
        """,
        "@rectified" + ANSWER.format(relu=""),
    ],
    "comments, type hints and words in other alphabets": [
        '''
        def pre_activation(self, inputs: "Tensor", is_training: bool):  # – 標準化 ✓
            """Ünïcode."""
            return ops.relu(layers.BatchNormalization()(inputs, training=is_training))
        '''
    ],
    "nested function": [
        """
        def pre_activation(self, inputs, is_training):
            def rectify(x):
                return ops.maximum(x, lowest)
            lowest = 0.0
            return rectify(layers.BatchNormalization()(inputs, training=is_training))
        """
    ],
    "a variable of the notebook has a parameter's name": [
        "inputs = [1, 2, 3]",
        ANSWER.format(relu="ops.relu"),
    ],
    "a variable of the notebook has a local variable's name": [
        "axis = {'a': 1}",
        ANSWER.format(relu="ops.relu"),
    ],
    "a loop over _ after a cell that showed something": [
        "object()",
        """
        def pre_activation(self, inputs, is_training):
            outputs = layers.BatchNormalization()(inputs, training=is_training)
            for _ in range(2):
                outputs = ops.relu(outputs)
            return outputs
        """,
    ],
    "two answers in one cell": [
        "def regular_block(self, inputs):\n    return inputs\n" + ANSWER.format(relu="ops.relu")
    ],
    "a magic in the cell": ["%precision 3\n" + ANSWER.format(relu="ops.relu")],
}


@pytest.mark.process
@pytest.mark.parametrize("cells", some(STAND_ALONE.values(), 4), ids=some(STAND_ALONE, 4))
def test_the_kept_text_stands_alone(notebook, cells):
    text = kept_text(notebook, *cells)
    assert text == collect(notebook["pre_activation"], "pre_activation")
    notebook.shell.reset(new_session=False)
    assert_pre_activates(reloaded(text))


def test_another_name_is_bound_to_the_exercise(notebook):
    renamed = ANSWER.format(relu="ops.relu").replace("def pre_activation", "def my_solution")
    text = kept_text(notebook, renamed, answer="my_solution")
    assert_pre_activates(reloaded(text))


def test_a_method_of_a_class(notebook):
    method = ANSWER.format(relu="ops.relu").replace("\n", "\n    ")
    text = kept_text(notebook, "class Mine:" + method, answer="Mine.pre_activation")
    assert_pre_activates(reloaded(text))


def test_a_cell_run_again_is_kept_as_it_is_now(notebook):
    first = kept_text(notebook, ANSWER.format(relu="ops.relu"))
    second = kept_text(notebook, ANSWER.format(relu="ops.abs"))
    assert "ops.relu" in first
    assert "ops.relu" not in second
    assert "ops.abs" in second


def test_an_answer_from_a_file_beside_the_notebook(notebook, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "my_solutions.py").write_text(IMPORTS + "\n" + ANSWER.format(relu="ops.relu"))
    text = kept_text(notebook, "from my_solutions import pre_activation")
    assert "my_solutions" not in text
    sys.modules.pop("my_solutions")
    (tmp_path / "my_solutions.py").unlink()
    assert_pre_activates(reloaded(text))


def test_only_what_is_used_is_kept(notebook):
    text = kept_text(
        notebook,
        "import os\nSECRET = 'unused'\ndef unused():\n    return SECRET",
        ANSWER.format(relu="ops.relu"),
        "x = pre_activation",
    )
    assert "SECRET" not in text
    assert "unused" not in text
    assert "import os" not in text


KEPT_OR_REFUSED = {
    "lambda": ["pre_activation = lambda self, inputs, is_training: ops.relu(inputs)"],
    "lambda in a dictionary": [
        """
        answers = {
            "pre_activation": lambda self, inputs, is_training: ops.relu(inputs),
        }
        pre_activation = answers["pre_activation"]
        """
    ],
    "closure": [
        """
        def make(rectify):
            def pre_activation(self, inputs, is_training):
                return rectify(layers.BatchNormalization()(inputs, training=is_training))
            return pre_activation

        pre_activation = make(ops.relu)
        """
    ],
    "decorator that does not wrap": [
        """
        def logged(function):
            def wrapper(*args):
                return function(*args)
            return wrapper
        """,
        "@logged" + ANSWER.format(relu="ops.relu"),
    ],
    "helper under a second name": [
        "def rectify(x):\n    return ops.relu(x)\nanother = rectify",
        ANSWER.format(relu="another"),
    ],
    "method with a docstring at the margin": [
        'class Mine:\n    def pre_activation(self, inputs, is_training):\n        """Normalises.\n'
        'And rectifies.\n        """\n        return ops.relu('
        "layers.BatchNormalization()(inputs, training=is_training))\n",
        "pre_activation = Mine.pre_activation",
    ],
    "value that cannot be written down": [
        "AXES = {'channels_first': 1, 'channels_last': -1}",
        """
        def pre_activation(self, inputs, is_training):
            normalization = layers.BatchNormalization(axis=AXES[self.data_format])
            return ops.relu(normalization(inputs, training=is_training))
        """,
    ],
    "layer of another cell": [
        "rectifier = layers.ReLU()",
        ANSWER.format(relu="rectifier"),
    ],
    "number without a spelling": [
        "LOWEST = float('-inf')",
        ANSWER.format(relu="(lambda x: ops.relu(ops.maximum(x, LOWEST)))"),
    ],
    "partial": [
        "import functools\n"
        "def general(self, inputs, is_training, axis):\n"
        "    return ops.relu(layers.BatchNormalization(axis=axis)(inputs, training=is_training))\n"
        "pre_activation = functools.partial(general, axis=-1)"
    ],
    "object that can be called": [
        "class Answer:\n    def __call__(self, host, inputs, is_training):\n"
        "        return ops.relu(layers.BatchNormalization()(inputs, training=is_training))\n"
        "pre_activation = Answer()"
    ],
    "exec": ["exec('''" + ANSWER.format(relu="ops.relu") + "''')"],
    "names from a star import": ["from keras.ops import *\n" + ANSWER.format(relu="relu")],
}


@pytest.mark.parametrize("cells", some(KEPT_OR_REFUSED.values(), 2), ids=some(KEPT_OR_REFUSED, 2))
def test_what_cannot_stand_alone_is_refused_in_a_sentence(notebook, cells):
    """Refusing is fine, and so is keeping it well; a text that fails in the next chapter is not."""
    try:
        text = kept_text(notebook, *cells)
    except TextNotFound as error:
        assert str(error).endswith(".")
        assert "\n" not in str(error)
        return
    notebook.shell.reset(new_session=False)
    function = reloaded(text)
    if "lambda" in cells[-1] and "BatchNormalization" not in cells[-1]:
        host, images = ResNetModel(32, 32, 18, 10), np.ones((1, 2, 2, 3), "float32")
        np.testing.assert_array_equal(function(host, images, False), images)
    else:
        assert_pre_activates(function)


@pytest.mark.parametrize("function", [len, np.maximum, 3], ids=["len", "ufunc", "number"])
def test_what_has_no_source_is_refused(function):
    with pytest.raises(TextNotFound):
        collect(function, "pre_activation")
