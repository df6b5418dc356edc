"""What of a student's cells is run where answers are judged."""

import sys

import pytest

from resnet_lessons.instructor.sandbox.inside.cells import Notebook


@pytest.fixture
def notebook(monkeypatch):
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    notebook = Notebook()
    notebook.run(1, "from types import SimpleNamespace\nimport math as rl\nasked = []")
    notebook.names["rl"].asked = notebook.names["asked"]
    yield notebook
    del notebook.names["rl"].asked


def test_what_speaks_to_the_lessons_is_left_out(notebook):
    assert notebook.run(2, "rl.asked.append(1)\nx = 2\ny = rl.sqrt(4) + x") is None
    assert notebook.names["asked"] == [] and notebook.names["x"] == 2
    assert "y" not in notebook.names


@pytest.mark.parametrize(
    "answer",
    [
        "def root(number):\n    return rl.sqrt(number)",
        "root = lambda number: rl.sqrt(number)",
        "root = rl.sqrt",
        "of = rl.sqrt\nroot = lambda number: of(number)",
    ],
)
def test_an_answer_may_speak_to_them_however_it_is_written(notebook, answer):
    assert notebook.run(2, answer) is None
    assert notebook.names["root"](9) == 3


def test_another_name_for_the_lessons_speaks_to_them_too(notebook):
    assert notebook.run(2, "note = rl.asked.append\nnote(1)\nagain = note\nagain(2)") is None
    assert notebook.names["asked"] == []


@pytest.mark.parametrize("text", ["a = b = rl.pi", "a, b = rl.pi, 1", "a.b = rl.pi", "rl.pi = 3"])
def test_no_form_of_assignment_stops_the_cell(notebook, text):
    assert notebook.run(2, f"{text}\nx = 2") is None
    assert notebook.names["x"] == 2
    assert notebook.names["rl"].pi > 3


def test_among_definitions_alone_another_name_counts(notebook):
    assert notebook.run(2, "root = rl.sqrt\nx = rl.sqrt(4)", only_definitions=True) is None
    assert notebook.names["root"](9) == 3 and "x" not in notebook.names


def test_among_definitions_alone_constants_and_lambdas_count(notebook):
    text = """
epsilon, sizes = 1e-3, {"first": (1, 2)}
half: int = 4 * 16 // 2
double = lambda number: math.prod([2, number])
x = len("abc")
sizes["second"] = 3
epsilon += 1
y = [each for each in sizes]
"""
    assert notebook.run(2, text, only_definitions=True) is None
    names = notebook.names
    assert (names["epsilon"], names["sizes"], names["half"]) == (1e-3, {"first": (1, 2)}, 32)
    assert callable(names["double"]) and "x" not in names and "y" not in names


def test_magics_that_time_something_run_it(notebook):
    assert notebook.run(2, "%time x = 5\n%matplotlib inline\n!ls\nfiles = !ls") is None
    assert notebook.names["x"] == 5 and notebook.names["files"] is None
    assert notebook.run(3, "%%time\ny = x + 1") is None
    assert notebook.names["y"] == 6
    assert notebook.run(4, "%%writefile mine.py\nz = 1") is None
    assert "z" not in notebook.names
    assert type(notebook.run(5, "%time nothing")) is NameError


def test_what_an_answer_needs_beside_definitions_is_made_before_it_is_called(notebook):
    text = """
asked.append(1)
word = str(12)
size = len(word)
other = len(word) + asked.append(2)
by_lessons = rl.sqrt(4)
def inner(): return size
"""
    assert notebook.run(2, text, only_definitions=True) is None
    answers = """
from functools import partial
def answer(): return inner() + by_lessons
def wrap(function):
    def wrapped(*values): return function(*values)
    return wrapped
wrapped = wrap(lambda: size)
applied = partial(lambda number: size + number, 1)
class Mine:
    def __call__(self): return size
mine = Mine()
"""
    notebook.run(3, answers)
    names = notebook.names
    assert "size" not in names
    notebook.complete(names["answer"])
    assert names["size"] == names["inner"]() == 2 and names["asked"] == []
    assert "other" not in names and "by_lessons" not in names
    for name in ("wrapped", "applied", "mine"):
        again = Notebook()
        again.run(1, "word = 'abc'\nsize = word.upper()", only_definitions=True)
        again.run(2, answers)
        again.complete(again.names[name])
        assert again.names["size"] == "ABC"
    notebook.complete(len)
    notebook.complete(None)
