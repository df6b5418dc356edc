"""An answer for a newer Python is told which one grades, and what to write instead."""

import sys

import pytest

from resnet_lessons.checker.observation import Failure, Observation, Outcome
from resnet_lessons.instructor.grading.grades import Cell
from resnet_lessons.instructor.grading.telling import newer_python
from resnet_lessons.instructor.grading.telling.newer_python import newer_library, newer_syntax
from resnet_lessons.instructor.grading.telling.plain_words import in_our_words

HERE = f"{sys.version_info[0]}.{sys.version_info[1]}"
SECRET = "c2VjcmV0IGFuc3dlcg"


@pytest.fixture
def old_grader(monkeypatch):
    monkeypatch.setattr(newer_python, "VERSION", (3, 11))


@pytest.mark.parametrize(
    ("line", "version", "what"),
    [
        ("print(f'{d['a']}')", "3.12", "the use of the same quotes inside an f-string"),
        ('return x + f"{len("a")} {y}"', "3.12", "the use of the same quotes inside an f-string"),
        (r"""f"{'\n'.join(names)}" """, "3.12", "a backslash inside the braces"),
        ("type Pair = tuple[int, int]", "3.12", "the statement `type`"),
        ("type Pair[T] = tuple[T, T]", "3.12", "the statement `type`"),
        ("def first[T](many: list[T]) -> T:", "3.12", "a list of type parameters"),
        ("class Pair[T]:", "3.12", "a list of type parameters"),
        ("    except ValueError, TypeError:", "3.14", "an `except` with several errors"),
        ("print(t'{x}')", "3.14", "a t-string"),
        ("lazy import numpy", "3.15", "a lazy import"),
    ],
)
def test_syntax_of_a_newer_python(old_grader, line, version, what):
    assert newer_syntax(line).startswith(what)
    assert f"needs Python {version}, and the grader runs 3.11." in newer_syntax(line)


@pytest.mark.parametrize(
    "line",
    ["print(f'{x}' 'a'", "f'{x['", "type(x) = 3", "def f(x:", "x = [1, 2", "'t' 'x", "list('a'",
     "except ValueError as error", "print(f'{x}\\n'", "for type in x", ""],
)  # fmt: skip
def test_an_ordinary_slip_is_no_newer_python(old_grader, line):
    assert newer_syntax(line) == ""


def test_what_the_graders_python_has_is_not_called_newer(monkeypatch):
    monkeypatch.setattr(newer_python, "VERSION", (3, 13))
    assert newer_syntax("type Pair = int") == ""
    assert "runs 3.13." in newer_syntax("lazy import numpy")


def told(source, error):
    failure = Failure("exception", f"The cell stops: {error}")
    cell = Cell(1, source, "grow")
    return in_our_words(Observation((Outcome(failure=failure),)), cell).outcomes[0].failure.message


def test_the_feedback_names_the_line_the_versions_and_the_way_out(old_grader):
    source = "def grow(x):\n    return f'{x['a']}'"
    assert told(source, f"SyntaxError: {SECRET} (line 2)") == (
        "Python cannot read this cell (line 2: return f'{x['a']}'): the use of the same quotes inside an "
        "f-string as around it needs Python 3.12, and the grader runs 3.11. Use the other kind of quotes inside"
    )


@pytest.mark.parametrize(
    "error",
    [
        "AttributeError: module 'itertools' has no attribute 'batched'",
        "ImportError: cannot import name 'batched' from 'itertools' (unknown location)",
    ],
)
def test_a_part_of_pythons_own_modules_that_is_not_there(error):
    source = "import itertools\nitertools.batched([], 2)"
    assert f"`itertools` of Python {HERE}, which the grader runs, has no `batched`." in told(
        source, error
    )
    assert newer_library(error, "nothing of it") == ""
    assert newer_library(error.replace("itertools", "keras"), source) == ""
    assert SECRET not in newer_library(error.replace("batched", SECRET), source)
