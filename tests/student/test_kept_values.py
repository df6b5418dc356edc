"""Constants beside an answer: kept with its text where that is safe, else refused truthfully."""

import linecache
import math

import keras
import numpy as np
import pytest
from keras import layers, ops

import resnet_lessons as rl
from resnet_lessons.student.answer_text import TextNotFound, collect
from resnet_lessons.student.kept_values import as_text


def defined(cell, *earlier, name="answer"):
    """The function of that name that cells define, as in a notebook."""
    names = {"__name__": "a_notebook", "keras": keras, "layers": layers, "ops": ops, "np": np}
    names |= {"rl": rl, "math": math}
    for number, text in enumerate((*earlier, cell)):
        place = f"<cell {number} of a notebook>"
        linecache.cache[place] = (len(text), None, text.splitlines(True), place)
        exec(compile(text, place, "exec"), names)
    return names[name]


def again(text):
    """What the kept text computes."""
    names = {"__name__": "somewhere_else"}
    exec(compile(text, "<kept>", "exec"), names)
    return names["answer"]()


ANSWER = "\ndef answer():\n    return {}\n"
TENSOR = "np.ones((2, 3), 'float32')"
KEPT = {
    "a list": ("WIDTHS = [64, 128]", "WIDTHS[-1]"),
    "a list that is computed": ("WIDTHS = [64 * 2**i for i in range(4)]", "WIDTHS"),
    "a list that grows": ("WIDTHS = []\nfor i in range(3):\n    WIDTHS.append(i)", "WIDTHS"),
    "a dictionary": ("AXES = {'channels_first': 1}", "AXES['channels_first']"),
    "a set": ("DEPTHS = {18, 34}", "sorted(DEPTHS)"),
    "a number without a spelling": ("LOWEST = float('-inf')", "LOWEST"),
    "an array": ("KERNEL = np.eye(3, dtype='float32')", "KERNEL.tolist(), str(KERNEL.dtype)"),
    "an array that is filled": ("KERNEL = np.zeros(3)\nKERNEL[1] = 1", "KERNEL.tolist()"),
    "an empty array": ("KERNEL = np.zeros((0, 3))", "KERNEL.shape"),
    "a number of NumPy": ("HALF = np.float32(0.5)", "HALF / 2, str(HALF.dtype)"),
    "a large array": ("GRID = np.arange(10_000)", "int(GRID.sum())"),
    "a slice": ("INNER = slice(1, None)", "[1, 2, 3][INNER]"),
    "a lambda": ("double = lambda x: 2 * x", "double(4)"),
    "a lambda that uses another": ("one = lambda: 1\ntwo = lambda: one() + one()", "two()"),
    "a lambda that calls itself": ("f = lambda n: n and f(n - 1)", "f(3)"),
    "a layer": ("relu = layers.ReLU()", f"float(relu({TENSOR}).numpy().sum())"),
    "a layer by its own name": (
        "from keras.layers import ReLU\nrelu = ReLU()",
        f"float(relu({TENSOR}).numpy().sum())",
    ),
    "two layers at once": (
        "relu, add = layers.ReLU(), layers.Add()",
        f"float(add([relu({TENSOR}), relu({TENSOR})]).numpy().sum())",
    ),
    "a layer that is looked at": (
        "relu = layers.ReLU()\nprint(relu.name)",
        f"float(relu({TENSOR}).numpy().sum())",
    ),
    "a pattern": ("import re\nNUMBER = re.compile('[0-9]+')", "NUMBER.findall('a12')"),
    "a partial": ("import functools\nfirst = functools.partial(max, 3)", "first(2)"),
    "an object of one's own class": (
        "class Counter:\n    start = 2\n    def count(self):\n        return self.start\n"
        "counter = Counter()",
        "counter.count()",
    ),
    "a tensor": ("MEAN = ops.ones((2,))", "MEAN.numpy().tolist()"),
}


@pytest.mark.parametrize("case", KEPT)
def test_a_constant_of_the_answers_cell_is_kept(case, capsys):
    constant, used = KEPT[case]
    function = defined(constant + ANSWER.format(used))
    assert again(collect(function, "answer")) == function()


@pytest.mark.parametrize("case", ["a list", "a dictionary", "an array", "a lambda"])
def test_plain_values_are_kept_from_any_cell(case):
    constant, used = KEPT[case]
    function = defined(ANSWER.format(used), constant)
    assert again(collect(function, "answer")) == function()


def test_an_answer_may_be_a_lambda():
    function = defined("NUMBER = 3\nanswer = lambda: NUMBER + 1\n")
    assert again(collect(function, "answer")) == 4


REFUSED = {
    "made in another cell": ("relu = layers.ReLU()", "", "relu", "another cell makes"),
    "changed after it was made": (
        "",
        "relu = layers.ReLU()\nrelu.trainable = False",
        "relu",
        "makes in several steps",
    ),
    "built after it was made": (
        "",
        "dense = layers.Dense(2)\ndense.build((None, 3))",
        "dense",
        "makes in several steps",
    ),
    "made by a function of the notebook": (
        "",
        "def make():\n    return layers.ReLU()\nrelu = make()",
        "relu",
        "is not made again with each check",
    ),
    "a network of the lessons": (
        "",
        "model = rl.ResNetModel(32, 32, 18, 10)",
        "model",
        "is not made again with each check",
    ),
    "an open file": (
        "",
        "file = open(__import__('os').devnull)",
        "file",
        "is not made again with each check",
    ),
    "made in a loop": (
        "",
        "for relu in [layers.ReLU()]:\n    pass",
        "relu",
        "makes in several steps",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_not_safe_is_refused_with_the_reason(case):
    earlier, constant, name, reason = REFUSED[case]
    function = defined(constant + ANSWER.format(name), earlier)
    with pytest.raises(TextNotFound, match=reason) as refused:
        collect(function, "answer")
    text = str(refused.value)
    assert f"it uses `{name}` (of type " in text
    assert "not part of the cell" not in text
    assert text.endswith(".")


@pytest.mark.parametrize(
    "value", [math.nan, -math.inf, 0.5, (1, [2, {"a": None}]), frozenset(), np.int64(3), np.eye(2)]
)
def test_a_value_comes_back_as_it_was(value):
    names = {}
    exec(as_text("it", value), names)
    np.testing.assert_equal(names["it"], value)
    assert type(names["it"]) is type(value)


def test_what_has_no_spelling_has_none():
    class Number(int):
        pass

    for value in (object(), [object()], Number(3), np.array([object()]), "x" * 10**6, [math.nan]):
        assert as_text("it", value) is None
