"""Which answers stand for each other, and which may depend on something else in their notebook."""

import ast
import time

import pytest

from resnet_lessons.instructor.grading.grades import Cell, Prepared
from resnet_lessons.instructor.grading.observing.digests import submission_digest
from resnet_lessons.instructor.grading.reading.read_cell import (
    _is_same,
    _read,
    read_cell,
    without_comments,
)
from resnet_lessons.instructor.grading.reading.self_contained import (
    in_its_lines,
    plain_text,
    self_contained,
)

IMPORTS = Cell(1, "import keras\nimport resnet_lessons as rl", released=True)
ANSWER = '''def warm_up(inputs):
    """Doubles."""
    return inputs + helped(inputs)'''
HELPER = "def helped(inputs):\n    return 1 * inputs"


def submission(*sources, answer=ANSWER):
    cells = [Cell(number, source) for number, source in enumerate(sources, 2)]
    return Prepared((IMPORTS, *cells, Cell(len(cells) + 2, answer, "warm_up")), (0,))


def digest(*sources, answer=ANSWER):
    found = self_contained(submission(*sources, answer=answer), "warm_up")
    return found and submission_digest(found)


def test_where_an_answer_stands_in_its_notebook_is_not_known_to_it():
    cells = [self_contained(submission(*before, HELPER), "warm_up") for before in ((), ("y = 1",))]
    assert submission_digest(cells[0]) == submission_digest(cells[1])
    assert [each.number for each in cells[1].cells] == [1, 2, 3]
    assert cells[0].cells == cells[1].cells


@pytest.mark.parametrize(
    "answer",
    [
        ANSWER.replace('    """Doubles."""\n', ""),
        "# mine\n" + ANSWER,
        ANSWER.replace("inputs + helped(inputs)", "(inputs  +  helped( inputs ))  # twice"),
        ANSWER + '\nresult = rl.check("warm_up", warm_up)\nrl.hint("warm_up")\nresult.points if rl else 0',
        '"my answer"\n' + ANSWER,
    ],
)  # fmt: skip
def test_comments_layout_and_checks_make_no_difference(answer):
    assert digest(HELPER, answer=answer) == digest(HELPER) is not None


@pytest.mark.parametrize(
    "answer",
    [
        ANSWER.replace("+", "-"),
        ANSWER.replace("inputs", "images"),
        ANSWER.replace("return inputs + helped(inputs)", "return helped(inputs) + inputs"),
        ANSWER.replace("(inputs)", "(inputs, factor=2)", 1),
        ANSWER.replace("return", "x = 1\n    return"),
    ],
)
def test_what_may_make_a_difference_does(answer):
    assert digest(HELPER, answer=answer) not in (digest(HELPER), None)


def test_an_answer_is_taken_with_what_it_uses_and_with_nothing_else():
    unused = "def other():\n    return 2"
    found = self_contained(submission(unused, HELPER, unused), "warm_up")
    plain = ANSWER.replace('    """Doubles."""\n', "")
    assert [cell.source for cell in found.cells] == [IMPORTS.source, HELPER, plain]
    assert submission_digest(found) == digest(HELPER)
    assert digest(HELPER.replace("1", "3")) != digest(HELPER)
    assert digest(HELPER, HELPER.replace("1", "3")) != digest(HELPER)
    through = HELPER.replace("1 *", "one() *")
    assert digest("def one():\n    return 1", through) != digest(
        "def one():\n    return 2", through
    )


@pytest.mark.parametrize(
    "cells",
    [
        ("size = 1", "def helped(inputs):\n    return size * inputs", "size = 2"),
        ("def helped(inputs):\n    return one(inputs)", "def one(inputs):\n    return inputs"),
        ("class helped:\n\n    def __call__(self):\n        return last", "def last():\n    pass"),
    ],
)
def test_what_is_used_may_be_defined_below_what_uses_it(cells):
    """A function looks a name up when it is called, and finds what it stands for then."""
    found = self_contained(submission(*cells), "warm_up")
    assert found.cells[1].source == "\n".join(cells)
    assert digest(*cells) != digest(*cells[:-1])


LAYER = """from functools import partial
from keras import layers, ops
class Doubled(layers.Layer):
    size = 3
    def __init__(self, factor=2):
        super().__init__()
        self._factor = factor
    def call(self, inputs):
        return ops.multiply(inputs, self._factor)
def warm_up(inputs):
    return partial(Doubled(), training=False)(inputs)"""


def test_an_answer_may_use_a_class_of_its_own():
    assert digest(answer=LAYER) is not None
    assert digest(answer=LAYER.replace("size = 3", "size = 4")) != digest(answer=LAYER)
    start = LAYER.index("class"), LAYER.index("def warm_up")
    imports, layer, function = (
        LAYER[: start[0]],
        LAYER[start[0] : start[1]],
        LAYER[start[1] :],
    )
    found = self_contained(submission(imports, layer, answer=function), "warm_up")
    assert found.cells[1].source.splitlines()[:4] == [
        "from functools import partial",
        "from keras import layers",
        "from keras import ops",
        "class Doubled(layers.Layer):",
    ]


FUNCTION = "def warm_up(inputs):\n    return layers.Add()([ops.abs(inputs)] * 2)"


@pytest.mark.parametrize(
    "cells",
    [
        ["from keras import layers, ops", FUNCTION],
        ["from keras import ops\nfrom keras import layers", FUNCTION],
        ["from keras import layers\ndef other():\n    return 1", "from keras import ops", FUNCTION],
        ["from keras import layers", f"from keras import ops, layers, random\n{FUNCTION}"],
        [f"from keras import layers, ops\n{FUNCTION}"],
        [f"from keras import ops\nfrom keras import layers\n{FUNCTION}"],
        ["from keras import layers\nclass Other(layers.Layer):\n    pass", "from keras import ops", FUNCTION],
    ],
    ids=range(7),
)  # fmt: skip
def test_where_a_name_was_imported_makes_no_difference(cells):
    *before, answer = cells
    found = self_contained(submission(*before, answer=answer), "warm_up")
    assert [cell.source for cell in found.cells] == [
        IMPORTS.source,
        "from keras import layers\nfrom keras import ops",
        FUNCTION,
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("f(1)", "f(1.0)"),
        ("f(1)", "f(True)"),
        ("x = 0.0", "x = -0.0"),
        ("x = 'a'", "x = b'a'"),
        ("f(a)", "f(*a)"),
        ("f(a, b)", "f(a)"),
        ("def f(a, /): pass", "def f(a): pass"),
        ("from a import b", "from .a import b"),
        ("import a as b", "import a"),
        ("a < b", "a <= b"),
    ],
)
def test_different_programs_are_different_trees(one, other):
    trees = [ast.parse(text) for text in (one, other, f"# again\n\n{one}")]
    assert not _is_same(*trees[:2])
    assert _is_same(trees[0], trees[2])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = 1\n  # here\ny = (\n# there\n2)  # kept", "x = 1\n\ny = (\n\n2)  # kept"),
        ('x = """\n# text\n"""\n#', 'x = """\n# text\n"""\n'),
        ("# no Python (", ""),
        ("# (\nx = (", "# (\nx = ("),
        ("x = 1", "x = 1"),
    ],
)
def test_lines_of_nothing_but_a_comment_are_empty(text, expected):
    assert without_comments(text) == expected


def test_the_lines_of_an_answer_are_kept_where_it_uses_nothing_elsewhere():
    answer = "# mine\n\nfrom keras import ops\n\ndef warm_up(x):\n    return (x +\n        1)"
    found = in_its_lines(submission("import keras", answer=answer), "warm_up")
    assert found.cells[-1].source == answer.replace("# mine", "")
    assert in_its_lines(submission(HELPER), "warm_up") is None
    assert in_its_lines(submission("print(1)", answer=answer), "warm_up") is None


def test_a_name_that_is_given_twice_keeps_its_order():
    one, other = "from keras import layers, ops", "from numpy import random as layers"
    both = [digest(*cells, answer=FUNCTION) for cells in ((one, other), (other, one))]
    assert both[0] != both[1]
    assert None not in both
    again = self_contained(submission(one, other, one, answer=FUNCTION), "warm_up").cells[1]
    assert again.source.splitlines()[-1] == "from keras import layers"


def test_an_import_below_what_runs_before_it_stays_there():
    answer = f"def other(x=layers.Add):\n    return x\nfrom keras import layers, ops\n{FUNCTION}"
    found = self_contained(submission(answer=answer), "warm_up")
    assert found.cells[-1].source.startswith("def other(x=layers.Add)")


def test_cells_after_an_answer_have_no_say():
    whole = submission(HELPER)
    later = Prepared((*whole.cells, Cell(9, "keras.layers.Add = None")), (0,))
    assert submission_digest(self_contained(later, "warm_up")) == digest(HELPER)


def test_a_released_cell_is_taken_with_what_it_uses():
    uses = Cell(3, "def shown(x=1):\n    return helped(x)", released=True)
    cells = (IMPORTS, Cell(2, HELPER), uses, Cell(4, "def warm_up(x):\n    return x", "warm_up"))
    assert len(self_contained(Prepared(cells), "warm_up").cells) == 4


def test_an_earlier_answer_that_is_used_is_no_exercise_here():
    earlier = Cell(2, HELPER, "helped")
    cells = (IMPORTS, earlier, Cell(3, ANSWER, "warm_up"))
    found = self_contained(Prepared(cells), "warm_up")
    assert [cell.exercise for cell in found.cells] == ["", "", "warm_up"]


@pytest.mark.parametrize(
    "source",
    [
        "print(1)",
        "class Host(metaclass=type):\n    pass",
        "class Host(keras.pair()):\n    pass",
        "@keras.saving.register_keras_serializable()\nclass Host:\n    pass",
        "class Host:\n    size = keras.Input((3,))",
        "class Host:\n    print(1)",
        "class Host:\n    __call__ = print",
        "class Host:\n    def __getattr__(self, name):\n        return 1",
        "class Host:\n    def __init_subclass__(cls):\n        print(1)",
        "class Host:\n    @keras.on\n    def call(self):\n        return 1",
        "class Host:\n    class Inner:\n        pass",
        "class Host:\n    def call(self):\n        return self.__dict__",
        "import functools",
        "def other(x):\n    return '{0.__globals__}'.format(x)",
        "from functools import update_wrapper",
        "keras.layers.Add = None",
        "x = keras.Input((3,))",
        "@keras.saving.register_keras_serializable()\ndef other():\n    pass",
        "def other(x=keras.Input((3,))):\n    pass",
        "def other(x: keras.Input((3,))):\n    pass",
        "def other() -> print(1):\n    pass",
        "def other():\n    global keras\n    keras = None",
        "def other():\n    return globals()",
        "def other(x):\n    return x.__class__",
        "def other():\n    import os",
        "import os",
        "from keras.layers import *",
        "from . import other",
        "check = rl.check",
        "for i in range(3):\n    pass",
        "%time 1",
        "!ls",
        "def other(:",
        "x: int = 1",
        "x += 1",
        "a = b = [1]",
        "lambda: 1",
        "import math as __builtins__",
        "from math import sqrt as __builtins__",
        "def __getattr__(name):\n    return 1",
        "__builtins__ = None",
        "def other():\n    from tensorflow.python.util.tf_inspect import currentframe",
        "def other():\n    return keras.currentframe().f_globals",
        "def other():\n    return keras.frame.f_back",
        "import typing\ndef other():\n    return typing.sys.modules",
        "from typing import sys as other",
        "def other():\n    return keras._tf_keras",
    ],
)
def test_a_notebook_that_does_more_than_define_is_judged_as_a_whole(source):
    assert digest(HELPER, source) is None
    assert digest(HELPER, answer=f"{ANSWER}\n{source}") is None


@pytest.mark.parametrize(
    "source",
    [
        "(" * 10_000,
        "-" * 10_000 + "1",
        "x = " + "a." * 10_000 + "a",
        "x = " + "+".join("1" * 10_000),
        "\n".join(" " * depth + "if 1:" for depth in range(90)) + "\n" + " " * 90 + "x = 1",
        "x = 1\0",
        "x = '\ud800'",
        "'" * 10_001,
        "x = 1\n" * 10_000,
        "x = f'{" + "(" * 200 + "1" + ")" * 200 + "}'",
        "\\\n" * 1_000,
        "\f" * 1_000 + "x",
    ],
    ids=range(12),
)
def test_hostile_texts_are_not_read(source):
    assert digest(HELPER, source) in (None, digest(HELPER))
    assert plain_text(source) is not None


@pytest.mark.parametrize(
    "source",
    [
        'def other():\n    ("""\n>>> \n""")',
        "def other():\n    # now\x0c%a \\\n    return 1",
        "def other():\n    return 1\x0c",
        "def other():\n    return 1\r",
        "x = 1\u2028",
        "def other():\n    return (1\n% 2)",
        "x = 1 # \x85!ls",
    ],
    ids=range(7),
)
def test_what_the_notebook_may_run_otherwise_is_judged_as_a_whole(source):
    assert digest(HELPER, source) is None
    assert digest(HELPER, answer=f"{ANSWER}\n{source}") is None


def test_what_is_run_is_what_was_compared():
    one, other = (
        self_contained(submission(HELPER, answer=text), "warm_up")
        for text in (ANSWER, f"# mine\n{ANSWER}".replace("inputs + h", "(inputs)  +  h"))
    )
    assert one == other
    assert one.cells[-1].source == "def warm_up(inputs):\n    return inputs + helped(inputs)"


def test_a_function_of_nothing_but_a_docstring_is_run_as_well():
    found = self_contained(submission(answer='def warm_up(x):\n    """Nothing."""'), "warm_up")
    assert found.cells[-1].source == "def warm_up(x):\n    pass"


def test_a_notebook_of_very_many_cells_is_not_read():
    assert digest(*[HELPER] * 59) is not None
    assert digest(*[HELPER] * 60) is None


def test_a_notebook_of_very_long_cells_is_not_read():
    long = HELPER + "  #" + " " * 19_000
    assert digest(*[long] * 3) is not None
    assert digest(*[long] * 4) is None


def test_little_is_kept_of_what_was_read():
    assert _read.cache_parameters()["maxsize"] <= 200


@pytest.mark.parametrize(
    "source",
    [
        "a = (1" + "\n" * 19_900 + ")",
        " \n" * 9_900 + "a = 1",
        "a = 1  # " + "? " * 9_900 + "!",
        "a = 1  # ?" + " " * 19_900 + "!",
    ],
    ids=["lines", "blank lines", "questions", "blanks"],
)
def test_blanks_keep_nobody_waiting(source):
    since = time.process_time()
    assert plain_text(source) in (source, "a = 1")
    assert time.process_time() - since < 0.4


def below(source, answer=ANSWER):
    """What becomes of an answer, with a cell below it that runs for its definitions before."""
    cells = (IMPORTS, Cell(5, source, again=True), Cell(3, HELPER), Cell(4, answer, "warm_up"))
    return self_contained(Prepared(cells, (0,)), "warm_up")


@pytest.mark.parametrize(
    "source", ["pow = keras.ops.add", "shape = keras.Input((3,))", "a, pow = keras.pair()"]
)
def test_what_a_cell_below_computes_for_an_answer_is_not_left_out(source):
    """In the whole notebook it is run where the answer mentions its name, and be it after a dot."""
    uses = "def warm_up(inputs):\n    return pow(inputs, inputs.shape)"
    assert below(source, uses) is None
    assert below(source) is not None


@pytest.mark.parametrize("source", ["inputs = keras.Input((3,))", "rl.pow = 1", "x = warm_up(1)"])
def test_what_a_cell_below_tries_makes_no_difference(source):
    assert below(source).cells == below("").cells


def test_an_answer_that_was_handed_out_is_read_like_any_other():
    for source in ("def warm_up(inputs:", "import keras\x0c", f"print(1)\n{ANSWER}"):
        answer = Cell(2, source, "warm_up", released=True)
        assert self_contained(Prepared((IMPORTS, answer), (0,)), "warm_up") is None


def test_a_notebook_at_which_the_reader_fails_is_judged_as_a_whole(monkeypatch, caplog):
    monkeypatch.setattr("resnet_lessons.instructor.grading.reading.read_cell.bound_names", 1)
    answer = "def warm_up(inputs):\n    return 1357"
    assert self_contained(submission(answer=answer), "warm_up") is None
    assert "please report this" in caplog.text
    assert "TypeError" in caplog.text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("def f(a):\n        x = a\n        return x", "def f(a):\n        x = a\n\treturn x"),
        ("x = 1  # a", "x = 1  # \0"),
        ("x = 1  # a", "x = 1  # \ud800"),
        ("def f():\n    x = 1\n\\\n    x = 2", "def f():\n    x = 1\nx = 2"),
        (
            "def f(x\u0300, y):\n    return x\u0300 not in y",
            "def f(x\u0300, y):\n    return x\u0300not in y",
        ),
    ],
    ids=["tab", "null", "half a character", "backslash", "accent"],
)
def test_what_is_no_python_does_not_pass_for_a_cell_of_the_same_tokens(one, other):
    """Nor the other way round: an honest cell is read, whoever wrote one like it before."""

    def read(*sources):
        read_cell.cache_clear()
        _read.cache_clear()
        return list(map(read_cell, sources))

    alone = read(one) + read(other)
    assert read(one, other) == alone and read(other, one) == alone[::-1]
    assert alone[0] != alone[1]


def test_what_is_no_python_stands_for_itself():
    assert plain_text("%time 1") == "%time 1"
    assert plain_text("def f( x ): # here\n  return x") == plain_text("def f(x):\n    return x")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x = 1  # a", "x  =  1"),
        ("x = (1,\n     # b\n     2)", "x = (1, 2)"),
        ("\n\nx = 1 + \\\n    2\n", "x = 1 + 2"),
    ],
)
def test_texts_of_the_same_tokens_are_read_once(one, other):
    assert read_cell(one) is read_cell(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('x = f"{y=}"', 'x = f"{y = }"'),
        ('x = "#"', 'x = "# "'),
        ("x = 1.real", "x = 1 .real"),
        ("if x:\n    y = 1\nz = 2", "if x:\n    y = 1\n    z = 2"),
        ("x = 0x1for y", "x = 0x1 for y"),
        ("x = 'a' 'b'", "x = 'a''b' "),
        ("x = 1\ny = 2", "x = 1; y = 2"),
    ],
)
def test_other_tokens_are_read_for_themselves(one, other):
    def read(source):
        try:
            return ast.dump(ast.parse(source))
        except SyntaxError:
            return None

    found = [each and each.text for each in map(read_cell, (one, other))]
    assert (found[0] == found[1]) == (read(one) == read(other))
