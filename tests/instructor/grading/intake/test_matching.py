"""The cell that a student meant is the one that counts."""

import pytest

from resnet_lessons.instructor.grading.grades import Prepared
from resnet_lessons.instructor.grading.intake.released import is_untouched, released_notebooks
from resnet_lessons.instructor.grading.intake.repair import NO_EXERCISE
from tests.instructor.grading.intake.notebook_tools import (
    CHAPTER_2,
    answers,
    cell_of,
    code,
    damaged,
    place,
    prepared,
    released,
    solved,
)


def test_a_copy_of_a_cell_with_its_id():
    notebook = solved()
    first = cell_of(notebook, "regular_block")
    again = dict(first, source=first["source"].replace("return 1", "return 2"))
    where = place(notebook, "regular_block")
    notebook["cells"].insert(where + 1, again)
    told = (
        f"`regular_block` stands in cells {where + 1}, {where + 2}; cell {where + 2} was taken, "
        "the answer that counts."
    )
    result = damaged(notebook, told)
    assert result.answer("regular_block").source.endswith("return 2")
    assert [cell.number for cell in result.cells if not cell.again].count(where + 1) == 1


def test_an_untouched_copy_below_the_answer_does_not_count_and_does_not_run():
    notebook = solved()
    where = place(notebook, "regular_block")
    notebook["cells"].append(cell_of(released(), "regular_block"))
    result = prepared(notebook)
    assert result.answer("regular_block").number == where + 1
    assert len(notebook["cells"]) not in [cell.number for cell in result.cells]
    assert f"cell {where + 1} was taken" in result.repairs[0]


def test_two_untouched_copies():
    notebook = released()
    notebook["cells"].append(cell_of(notebook, "regular_block"))
    result = prepared(notebook)
    assert is_untouched(result.answer("regular_block"), released_notebooks())
    assert result.answer("regular_block").number == place(notebook, "regular_block") + 1
    assert "none of which was filled in" in result.repairs[0]
    assert len(notebook["cells"]) not in [cell.number for cell in result.cells]


def test_the_cell_with_the_id_counts_before_a_definition_elsewhere():
    notebook = solved()
    where = place(notebook, "regular_block")
    notebook["cells"].append(code("def regular_block(self):\n    return 'a trial'"))
    notebook["cells"].insert(0, code("regular_block = 'an earlier trial'"))
    result = prepared(notebook)
    assert result.answer("regular_block").number == where + 2
    numbers = [cell.number for cell in result.cells]
    assert 1 in numbers and len(notebook["cells"]) not in numbers


def test_an_answer_written_into_a_new_cell():
    notebook = released()
    source = "import os\n\n@staticmethod\ndef regular_block (self):\n    return 2"
    notebook["cells"].append(code(source))
    result = prepared(notebook)
    assert result.answer("regular_block").source == source
    assert "recognised by its definition of `regular_block`" in " ".join(result.repairs)
    assert place(notebook, "regular_block") + 1 not in [cell.number for cell in result.cells]


@pytest.mark.parametrize(
    "source",
    [
        "grow = lambda body: body",
        "grow: object = print",
        "class grow:\n    pass",
        "  def grow(x):\n    pass",
        "async def grow(): pass",
    ],
)
def test_ways_to_define_an_answer(source):
    assert prepared({"cells": [code(source)]}).answer("grow").source == source


@pytest.mark.parametrize(
    "source",
    [
        "grow == 1",
        "grow(1)",
        "# def grow(x)",
        "class Mine:\n    def grow(x): pass",
        "%%writefile mine.py\ndef grow(x): pass",
        "\n%%html\ngrow = 1",
        "grower = 1",
    ],
)
def test_what_defines_no_answer(source):
    notebook = {"cells": [code(source)], "nbformat": 4}
    assert prepared(notebook, "x.ipynb") == Prepared(problem=NO_EXERCISE)


def test_ids_of_two_exercises_exchanged_go_by_the_definition():
    notebook = solved()
    places = [place(notebook, name) for name in CHAPTER_2[:2]]
    for where, name in zip(places, reversed(CHAPTER_2[:2]), strict=True):
        notebook["cells"][where]["metadata"]["nbgrader"]["grade_id"] = name
    result = prepared(notebook)
    assert [result.answer(name).number - 1 for name in CHAPTER_2[:2]] == places


def test_a_cell_with_two_answers_counts_for_both():
    notebook = solved()
    block = cell_of(notebook, "regular_block")
    block["source"] += "\n\ndef pre_activation(self):\n    return 3"
    with_its_own = prepared(notebook)
    assert with_its_own.answer("pre_activation").number == place(notebook, "pre_activation") + 1
    del notebook["cells"][place(notebook, "pre_activation")]
    result = prepared(notebook)
    number = place(notebook, "regular_block") + 1
    assert answers(result)["pre_activation"] == answers(result)["regular_block"] == number
    assert (
        f"Cell {number} defines `pre_activation` beside `regular_block`; it counts for both."
        in result.repairs
    )


def test_an_answer_in_the_check_cell():
    notebook = released()
    cell_of(notebook, "regular_block_check")["source"] = "def regular_block(self):\n    return 2"
    result = prepared(notebook)
    assert result.answer("regular_block").number == place(notebook, "regular_block_check") + 1
    assert "carries the id 'regular_block_check'" in " ".join(result.repairs)


def test_a_cell_that_defines_its_answer_otherwise():
    notebook = solved()
    cell_of(notebook, "regular_block")["source"] = "if True:\n    def regular_block(self): pass"
    number = place(notebook, "regular_block") + 1
    told = f"Cell {number} carries the id of `regular_block` and does not define it at its margin."
    assert damaged(notebook, told).answer("regular_block").number == number


@pytest.mark.parametrize("kind", ["markdown", "raw"])
@pytest.mark.parametrize("with_id", [True, False])
def test_an_answer_that_is_no_code_cell(kind, with_id):
    notebook = solved()
    cell = cell_of(notebook, "regular_block")
    number = place(notebook, "regular_block") + 1
    cell["cell_type"] = kind
    if not with_id:
        cell["metadata"] = {}
    result = prepared(notebook)
    assert result.answer("regular_block").number == number
    told = f"Cell {number}, the answer to `regular_block`, is of the type '{kind}'; it was used as code."
    assert told in result.repairs


def test_a_text_about_an_answer_is_no_answer():
    notebook = solved()
    del notebook["cells"][place(notebook, "regular_block")]
    prose = dict(code("Mine:\n```python\ndef regular_block(self):\n```"), cell_type="markdown")
    notebook["cells"].append(prose)
    assert prepared(notebook).answer("regular_block") is None


@pytest.mark.parametrize(
    "source",
    [
        'rl.check("grow", grow)',
        "check('grow',grow,)  # done",
        '# mine\nresult = rl.check(\n    "grow",\n    grow,\n)\ndisplay(result)',
        'rl.check("grow", grow); rl.check("grow", grow)\nresult.points',
    ],
)
def test_checks_are_left_out(source):
    notebook = {"cells": [code("def grow(): pass"), code(source), code("other = 1")]}
    result = prepared(notebook)
    assert [cell.number for cell in result.cells if not cell.again] == [1, 3]
    assert not any("check" in sentence for sentence in result.repairs)


def order(result):
    """Numbers of the cells as they run; "again" where only what a cell defines counts."""
    return [f"{cell.number} again" if cell.again else cell.number for cell in result.cells]


def test_a_cell_that_does_more_than_check_runs_before_the_answer_is_judged():
    more = 'rl.check("grow", grow)\nx = open("y")'
    notebook = {"cells": [code("def grow(): pass"), code(more), code("z = 1")]}
    assert order(prepared(notebook)) == ["3 again", "1 again", 2, 1, 3]
    notebook["cells"][1] = code(more, grade_id="grow_check")
    assert order(prepared(notebook)) == ["3 again", "1 again", 2, 1, 3]


def test_cells_between_an_answer_and_its_check_run_before_it_is_judged():
    check = code('rl.check("grow", grow)')
    notebook = {"cells": [code("def grow(): pass"), code("x = 1"), code("z = 1"), check, check]}
    assert order(prepared(notebook)) == ["1 again", 2, 3, 1]
    # Without a check an answer is judged in its place.
    del notebook["cells"][3:]
    assert order(prepared(notebook)) == ["2 again", "3 again", 1, 2, 3]


def test_cells_of_the_lessons_move_nothing():
    notebook = solved()
    numbers = [cell.number for cell in prepared(notebook).cells]
    assert numbers == sorted(set(numbers))


# A check that is called with a function of another name -------------------------------------------


def renamed(name="my_block"):
    """A notebook whose regular block has another name, with which its check is called."""
    notebook = solved()
    for each in ("regular_block", "regular_block_check"):
        cell = cell_of(notebook, each)
        source = "".join(cell["source"]).replace("def regular_block", f"def {name}")
        cell["source"] = source.replace("regular_block)", f"{name})")
    return notebook


@pytest.mark.parametrize("grade_ids", [True, False])
def test_the_function_that_its_check_is_called_with_is_the_answer(grade_ids):
    notebook = renamed()
    number = place(notebook, "regular_block") + 1
    if not grade_ids:
        for each in ("regular_block", "regular_block_check"):
            cell_of(notebook, each)["metadata"] = {}
    told = (
        f"The check of `regular_block` is called with `my_block`, which cell {number} defines; it "
        "counts as the answer."
    )
    result = prepared(notebook)
    assert told in result.repairs
    answer = result.answer("regular_block")
    assert answer.number == number
    assert answer.source.startswith("def my_block")
    assert answer.source.endswith("\nregular_block = my_block\n")
    assert list(answers(result)) == CHAPTER_2


def test_a_cell_that_is_indented_is_given_the_name_at_its_margin():
    cells = [code("  def mine(x): pass"), code('rl.check("grow", mine)')]
    source = prepared({"cells": cells}).answer("grow").source
    assert source == "  def mine(x): pass\n\n  grow = mine\n"


def test_a_trial_that_is_checked_elsewhere_does_not_count_before_the_answer():
    notebook = solved()
    notebook["cells"].append(
        code('def trial(x): pass\n\n\nrl.check("regular_block", trial)\ny = 1')
    )
    number = place(notebook, "regular_block") + 1
    assert prepared(notebook).answer("regular_block").number == number


def test_the_lessons_own_wrong_example_does_not_count():
    # Chapter 2 checks `relu_first`, to show what a check says.
    result = prepared(released())
    assert is_untouched(result.answer("pre_activation"), released_notebooks())
    notebook = released()
    del notebook["cells"][place(notebook, "pre_activation")]
    assert prepared(notebook).answer("pre_activation") is None


def test_an_answer_that_is_defined_under_a_condition():
    source = "if True:\n    def grow(x): pass"
    assert prepared({"cells": [code(source)]}).answer("grow").source == source
    notebook = solved()
    notebook["cells"].append(code(source.replace("grow", "regular_block")))
    number = place(notebook, "regular_block") + 1
    assert prepared(notebook).answer("regular_block").number == number
