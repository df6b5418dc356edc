"""A cell that failed before its `def` leaves the former definition: the check says so."""

from textwrap import dedent

import pytest
from IPython.core.interactiveshell import InteractiveShell

import resnet_lessons as rl
from resnet_lessons.student.former_definitions import newer_cell_failed
from tests.support.notebook_shell import notebook_shell

FORMER = """
def pre_activation(self, inputs, is_training):
    raise NotImplementedError
"""
NEWER = """
def pre_activation(self, inputs, is_training):
    return inputs
"""


@pytest.fixture
def shell(monkeypatch, tmp_path):
    with notebook_shell(monkeypatch, tmp_path) as made:
        yield made


def run(shell, *cells):
    for cell in cells:
        shell.run_cell(dedent(cell), store_history=True)
    return shell.user_ns["pre_activation"]


SYNTAX = NEWER.replace("inputs\n", "(inputs\n")
FAILED = {
    "a parenthesis is missing": (SYNTAX, "Python cannot read it at its line 2 ('(' was never clo"),
    "the indent is wrong": (NEWER.replace("    return", "return"), "Python cannot read it at its"),
    "an error before the def": ("import no_such_module\n" + NEWER, "stopped with an error before"),
    "an error in the decorator": ("@no_such_decorator" + NEWER, "stopped with an error before"),
}


@pytest.mark.parametrize("case", FAILED)
def test_a_newer_cell_that_failed_is_told(shell, case, capsys):
    cell, words = FAILED[case]
    former = run(shell, FORMER, cell)
    assert words in newer_cell_failed(former)
    result = rl.check("pre_activation", former)
    assert (result.verdict, result.points) == ("error", 0)
    said = dict(result.details)
    assert said["What was seen"].startswith("Your newest cell with `def pre_activation`")
    assert said["What was seen"].endswith("would judge the earlier definition.")
    assert said["Next"].startswith("Correct that cell")


DEFINED = {
    "once": [NEWER],
    "again": [FORMER, NEWER],
    "as it was": [NEWER, FORMER, NEWER],
    "after a failure": [FORMER, SYNTAX, NEWER],
    "beside a failure elsewhere": [NEWER, "1 +"],
    "and another function failed": [NEWER, "def pre_activation_with_shortcut(:"],
    "in the check's own cell": [FORMER, NEWER + "\nresult = pre_activation"],
    "and set to something else": [NEWER, "kept = pre_activation", FORMER, "pre_activation = kept"],
    "in a cell that is timed": [FORMER, "%%time\n" + NEWER.strip()],
    "and only mentioned": [NEWER, "# def pre_activation(\nx = 'def pre_activation('"],
}


@pytest.mark.parametrize("case", DEFINED)
def test_the_function_of_the_newest_cell_is_judged(shell, case):
    assert newer_cell_failed(run(shell, *DEFINED[case])) == ""


def test_outside_a_notebook_nothing_is_known():
    assert newer_cell_failed(run) == ""
    for other in (len, 3, None, InteractiveShell):
        assert newer_cell_failed(other) == ""
