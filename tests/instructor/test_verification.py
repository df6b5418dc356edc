"""Right programs are judged right, wrong ones wrong; and the proof itself can fail."""

import ast
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest

from resnet_lessons.exercises import EXERCISES
from resnet_lessons.exercises.exercise import Case
from resnet_lessons.instructor import programs, verification
from resnet_lessons.instructor.programs.kinds import KINDS
from resnet_lessons.instructor.verification import TRIAL_KINDS, Row, row, table, trials, verify
from resnet_lessons.keys import public_key

ANSWERS = ("stub", "answer", "misconception")
PROGRAMS = ("right program", "wrong program")
# How many styles a right program must have been written in.
RIGHT_STYLES = {
    "pre_activation": 4,
    "pre_activation_with_shortcut": 4,
    "regular_block": 8,
    "bottleneck_block": 8,
    "block_layer": 8,
}
BLOCK = EXERCISES["regular_block"]
SMALL = EXERCISES["pre_activation"]


def not_ok(rows):
    return [each for each in rows if not each.ok]


# The proof ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EXERCISES)
def test_stub_answer_and_misconceptions_are_judged_as_they_must_be(name):
    rows = verify(EXERCISES[name], only=ANSWERS)
    assert not_ok(rows) == []
    assert [each.kind for each in rows].count("stub") == 1
    assert [each.kind for each in rows].count("answer") == 1
    found = [each.name for each in rows if each.kind == "misconception"]
    assert sorted(found) == sorted(EXERCISES[name].misconceptions)


@pytest.mark.parametrize("name", EXERCISES)
def test_programs_are_judged_as_they_must_be(name):
    assert not_ok(verify(EXERCISES[name], only=PROGRAMS)) == []


@pytest.mark.parametrize("name", EXERCISES)
def test_answers_of_the_wrong_kind_are_judged_and_never_raise(name):
    """The first two settings are enough here; `resnet-lessons verify` runs all of them."""
    exercise, key = EXERCISES[name], public_key(name)
    cases = exercise.cases[:2]
    short = replace(key, expected=key.expected[:2], parameters=key.parameters[:2], fingerprints={})
    rows = verify(exercise, cases=cases, key=short, only=("wrong kind",))
    assert not_ok(rows) == []
    assert rows


@pytest.mark.parametrize("name", RIGHT_STYLES)
def test_there_are_programs_enough(name):
    assert len(programs.right(name)) >= RIGHT_STYLES[name]
    assert len(programs.wrong(name)) >= 4
    assert len(KINDS) >= 60


def test_no_two_programs_are_the_same():
    folder = Path(programs.__file__).parent
    for files in (folder.glob("right/*/"), folder.glob("wrong/*/")):
        for exercise in files:
            trees = {path: ast.dump(ast.parse(path.read_text())) for path in exercise.glob("*.py")}
            for one, other in combinations(trees, 2):
                assert trees[one] != trees[other], (one, other)


def test_another_seed_finds_the_same():
    rows = verify(BLOCK, seed=7, only=ANSWERS)
    assert not_ok(rows) == []


def test_other_settings_find_the_same():
    cases = (
        Case(3, 5, 4, {"is_training": True}),
        Case(6, 2, 7, {"is_training": False}, data_format="channels_first"),
        Case(2, 2, 3, {"is_training": False}),
    )
    rows = verify(SMALL, seed=11, cases=cases)
    assert not_ok(rows) == []
    assert {each.kind for each in rows} == set(TRIAL_KINDS)


# The proof can fail ------------------------------------------------------------------------------


def trial_of(kind, name=None):
    return next(each for each in trials(SMALL) if each.kind == kind and name in (None, each.name))


def is_ok(trial):
    return row(SMALL, trial, public_key(SMALL.id)).ok


@pytest.mark.parametrize(
    ("kind", "broken"),
    [
        ("stub", {"expected": "failed"}),
        ("stub", {"says": "words that are not there"}),
        ("answer", {"expected": "failed"}),
        ("answer", {"diagnosis": ("relu_missing",)}),
        ("misconception", {"diagnosis": ()}),
        ("misconception", {"diagnosis": ("relu_missing",)}),
        ("misconception", {"expected": "passed"}),
        ("right program", {"expected": "failed"}),
        ("wrong program", {"expected": "passed"}),
        ("wrong program", {"diagnosis": ("relu_missing",)}),
        ("wrong kind", {"expected": "passed"}),
        ("wrong kind", {"says": "words that are not there"}),
    ],
)
def test_a_broken_expectation_is_noticed(kind, broken):
    trial = trial_of(kind)
    assert is_ok(trial)
    assert not is_ok(replace(trial, **broken))


@pytest.mark.parametrize(
    ("kind", "stranger"),
    [
        ("stub", "answer"),
        ("answer", "stub"),
        ("misconception", "answer"),
        ("misconception", "wrong program"),
        ("right program", "misconception"),
        ("wrong program", "answer"),
        ("wrong program", "misconception"),
        ("wrong kind", "answer"),
    ],
)
def test_another_program_is_noticed(kind, stranger):
    assert not is_ok(replace(trial_of(kind), function=trial_of(stranger).function))


def test_a_wrong_program_among_the_right_ones_fails_the_command(monkeypatch, capsys):
    wrong = programs.wrong("pre_activation")["sigmoid"]
    monkeypatch.setattr(programs, "right", lambda name: {"sigmoid": wrong})
    assert verification.main(["pre_activation"]) == 1
    output = capsys.readouterr().out
    line = next(line for line in output.splitlines() if "NOT OK" in line)
    assert "right program" in line
    assert "sigmoid" in line
    assert "right program: 0 of 1 ok" in output


def test_the_command_succeeds_and_counts(capsys):
    assert verification.main(["pre_activation"]) == 0
    output = capsys.readouterr().out
    assert "NOT OK" not in output
    assert "debug 0" not in output, "what a program prints is not shown"
    count = len(trials(SMALL))
    assert output.splitlines()[-1] == f"all: {count} of {count} ok"


def test_an_unknown_exercise_is_refused(capsys):
    with pytest.raises(SystemExit) as stopped:
        verification.main(["regular_blok"])
    assert stopped.value.code == 2
    assert "regular_blok" in capsys.readouterr().err


def test_the_table_is_aligned():
    rows = [
        Row(
            "regular_block", "stub", "hole", "not started, no diagnosis", "not started", None, True
        ),
        Row("x", "misconception", "long_name", "failed, long_name", "failed", "long_name", False),
    ]
    head, first, second, empty, *counts = table(rows).splitlines()
    assert empty == ""
    for column in ("kind", "expected", "verdict"):
        place = head.index(column)
        assert first[place - 1] == second[place - 1] == " "
        assert first[place] != " "
        assert second[place] != " "
    assert first.endswith("  ok")
    assert second.endswith("NOT OK")
    assert counts == ["stub: 1 of 1 ok", "misconception: 0 of 1 ok", "all: 1 of 2 ok"]
