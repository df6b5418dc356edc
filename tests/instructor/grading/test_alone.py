"""Points of one answer, judged alone: what nbgrader's edition asks for in its hidden lines."""

import ast
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.answers import answer, compiled, with_holes, without_markers
from resnet_lessons.instructor.exercises import variants
from resnet_lessons.instructor.grading import alone
from tests.support.soak import some

SEED = 5


def right(exercise_id):
    return compiled(without_markers(answer(exercise_id)), exercise_id)


@pytest.mark.parametrize("name", some(EXERCISES, 6))
def test_the_answer_earns_all_points_and_the_hole_none(name):
    assert alone.points(name, right(name), seed=SEED) == EXERCISES[name].points
    assert alone.points(name, compiled(with_holes(answer(name)), name), seed=SEED) == 0


@pytest.mark.grades
def test_a_misconception_earns_its_share():
    # Right in the three of seven settings without strides: 4 / 2 * 3 / 7.
    text = variants("regular_block")["stride_on_second_convolution"]
    earned = {alone.points("regular_block", compiled(text, "regular_block")) for _ in range(3)}
    assert earned == {0.9}


def test_an_answer_that_only_fits_the_instant_check_earns_half():
    known = {(4, 3, 5), (3, 2, 4), (2, 3, 4)}

    def pre_activation(self, inputs, is_training):
        sides = tuple(inputs.shape[1:])
        known_here = sides in known or (*sides[1:], sides[0]) in known
        result = right("pre_activation")(self, inputs, is_training)
        return result if known_here else 2 * result

    assert alone.points("pre_activation", pre_activation) == 1


def _raises(error):
    def answer(*args):
        raise error

    return answer


class _Hostile:
    def __call__(self, *args):
        raise RuntimeError

    def __getattribute__(self, name):
        raise SystemExit(name)


# Made in the test: pytest itself falls over some of them.
WRONG = {
    "nothing": lambda: None,
    "a number": lambda: 3,
    "a text": lambda: "text",
    "a builtin class": lambda: int,
    "a class": lambda: _Hostile,
    "a hostile object": _Hostile,
    "no parameters": lambda: lambda: None,
    "returns nothing": lambda: lambda *args: None,
    "reads a file": lambda: lambda *args: Path("/no/such/file").read_text(),
    "leaves": lambda: lambda *args: sys.exit(0),
    "hole": lambda: _raises(NotImplementedError()),
    "interrupt": lambda: _raises(KeyboardInterrupt()),
    "generator": lambda: _raises(GeneratorExit()),
    "bare": lambda: _raises(BaseException()),
    "memory": lambda: _raises(MemoryError()),
}


@pytest.mark.parametrize("name", WRONG)
def test_nothing_that_a_student_wrote_makes_it_raise(name):
    assert alone.points("warm_up", WRONG[name](), seed=SEED) == 0
    assert alone.points("pre_activation", WRONG[name](), seed=SEED) == 0


@pytest.mark.grades
def test_groundwork_called_by_its_name_is_the_references():
    text = without_markers(answer("regular_block")).replace(
        "self.pre_activation(", "pre_activation(self, "
    )
    block = compiled(text, "regular_block")
    names = block.__globals__
    wrong = names["pre_activation"] = lambda *args: 1 / 0
    assert alone.points("regular_block", block, seed=SEED) == 4
    assert names["pre_activation"] is wrong
    assert "pre_activation_with_shortcut" not in names


def test_points_that_an_instructor_chose():
    assert alone.points("warm_up", right("warm_up"), seed=SEED, most=7.5) == 7.5
    assert alone.points("warm_up", lambda *_: None, seed=SEED, most=7.5) == 0


def test_nothing_is_printed(capfd):
    def noisy(self, inputs, is_training):
        print("out")
        print("err", file=sys.stderr)
        import os

        os.write(2, b"from beneath")
        return right("pre_activation")(self, inputs, is_training)

    assert alone.points("pre_activation", noisy, seed=SEED) == 2
    assert capfd.readouterr() == ("", "")


def test_in_a_notebook_the_cells_output_is_replaced(monkeypatch):
    import IPython

    said = []
    monkeypatch.setattr(IPython, "get_ipython", lambda: True)
    monkeypatch.setattr("IPython.display.clear_output", lambda: said.append("cleared"))
    monkeypatch.setattr("IPython.display.display", lambda shown: said.append(str(shown)))
    alone.points("warm_up", right("warm_up"), "the check's result", SEED)
    points = EXERCISES["warm_up"].points
    last = f"Graded alone, on hidden settings: {points} of {points} points."
    assert said == ["cleared", "the check's result", last]


def test_the_seed_is_secret_and_drawn_afresh(monkeypatch):
    drawn = []
    draw = alone.randbelow
    monkeypatch.setattr(alone, "randbelow", lambda most: drawn.append(draw(most)) or drawn[-1])
    for _ in range(2):
        alone.points("warm_up", right("warm_up"))
    assert len(set(drawn)) == 2


def test_an_unknown_exercise_is_an_error():
    with pytest.raises(KeyError):
        alone.points("no_such_exercise", None)


@pytest.mark.parametrize("name", EXERCISES)
def test_the_last_line_of_a_check_is_the_number_and_hidden(name):
    exercise = EXERCISES[name]
    lines = alone.check_cell(exercise).splitlines()
    assert lines[2] == "### BEGIN HIDDEN TESTS" and lines[-1] == "### END HIDDEN TESTS"
    last = ast.parse(alone.check_cell(exercise)).body[-1]
    assert ast.unparse(last) == f"alone.points('{name}', {name}, result)"
    chosen = ast.parse(alone.check_cell(replace(exercise, points=7.5))).body[-1]
    assert ast.unparse(chosen) == f"alone.points('{name}', {name}, result, most=7.5)"
    assert "\n".join(lines[:2]) == f'result = rl.check("{name}", {name})\ndisplay(result)'
