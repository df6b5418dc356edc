"""Right programs are judged right, wrong ones wrong; and the proof itself can fail."""

import ast
from dataclasses import replace
from itertools import combinations, product

import pytest

from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.course.exercises.exercise import Case
from resnet_lessons.course.keys import public_key
from resnet_lessons.instructor import verification
from resnet_lessons.instructor.answer_keys import KeyProblem, build_key
from resnet_lessons.instructor.answers import ANSWER_FILES
from resnet_lessons.instructor.exercises import missing_parts, programs
from resnet_lessons.instructor.grading.observing import hidden
from resnet_lessons.instructor.trials import TRIAL_KINDS, Trial, trials
from resnet_lessons.instructor.verification import (
    Judged,
    judged_by_both,
    judged_by_check,
    secret,
    table,
)
from resnet_lessons.instructor.wrong_kinds import KINDS
from tests.support.soak import IS_SOAK, some

# In CI some whose programs are run in seconds; `make soak` runs all of them.
_SHORT = ("warm_up", "identity_kernel", "pre_activation", "count_weight_layers")
QUICK = list(EXERCISES) if IS_SOAK else _SHORT
ANSWERS = ("stub", "answer", "misconception")
PROGRAMS = ("right program", "wrong program")
# `test_student_answers.py` tries these.
STUDENTS = "student answer"
WITHOUT_STUDENTS = tuple(kind for kind in TRIAL_KINDS if kind != STUDENTS)
# How many styles a right program must have been written in.
RIGHT_STYLES = {
    "pre_activation": 4,
    "pre_activation_with_shortcut": 4,
    "regular_block": 8,
    "bottleneck_block": 8,
    "block_layer": 8,
}
SMALL = EXERCISES["pre_activation"]
OK = Judged("x", Trial("answer", "answer", None, "passed"), "passed", None, ok=True)
# What a key holds for each case.
OF_EACH_CASE = ("expected", "parameters", "calls", "returned", "moved")


def not_ok(results):
    return [each for each in results if not each.ok]


def verify(exercise, key=None, cases=None, only=TRIAL_KINDS):
    """What the instant check says of every program of some kinds."""
    key = key or public_key(exercise.id)
    tried = [each for each in trials(exercise) if each.kind in only]
    return [judged_by_check(exercise, each, key, cases) for each in tried]


# The proof ---------------------------------------------------------------------------------------


# CI's `make check` runs one misconception in three of every exercise, the soak's tests all of them.
@pytest.mark.grades
@pytest.mark.parametrize("name", QUICK)
def test_stub_answer_and_misconceptions_are_judged_as_they_must_be(name):
    rows = verify(EXERCISES[name], only=ANSWERS)
    assert not_ok(rows) == []
    assert [each.trial.kind for each in rows].count("stub") == 1
    assert [each.trial.kind for each in rows].count("answer") == 1
    found = [each.trial.name for each in rows if each.trial.kind == "misconception"]
    assert sorted(found) == sorted(EXERCISES[name].misconceptions)


@pytest.mark.grades
@pytest.mark.parametrize("name", QUICK)
def test_programs_are_judged_as_they_must_be(name):
    assert not_ok(verify(EXERCISES[name], only=PROGRAMS)) == []


@pytest.mark.grades
@pytest.mark.parametrize("name", QUICK)
def test_answers_of_the_wrong_kind_are_judged_and_never_raise(name):
    """The first two settings are enough here; `resnet-lessons verify` runs all of them."""
    exercise, key = EXERCISES[name], public_key(name)
    cases = exercise.cases[:2]
    first = {name: getattr(key, name)[:2] for name in OF_EACH_CASE}
    short = replace(key, **first, fingerprints={})
    rows = verify(exercise, short, cases, only=("wrong kind",))
    assert not_ok(rows) == []
    assert rows


@pytest.mark.parametrize("name", RIGHT_STYLES)
def test_there_are_programs_enough(name):
    assert len(programs.right(name)) >= RIGHT_STYLES[name]
    assert len(programs.wrong(name)) >= 4
    assert len(KINDS) >= 60


def test_no_two_programs_are_the_same():
    for kind, name in product(("right", "wrong"), EXERCISES):
        texts = programs.texts(kind, name)
        trees = {each: ast.dump(ast.parse(text)) for each, text in texts.items()}
        for one, other in combinations(trees, 2):
            assert trees[one] != trees[other], (name, one, other)


@pytest.mark.grades
def test_another_seed_finds_the_same():
    name = "regular_block" if IS_SOAK else "pre_activation_with_shortcut"
    rows = verify(EXERCISES[name], build_key(EXERCISES[name], seed=7), only=ANSWERS)
    assert not_ok(rows) == []


@pytest.mark.grades
def test_other_settings_find_the_same():
    cases = (
        Case(3, 5, 4, {"is_training": True}),
        Case(6, 2, 7, {"is_training": False}, data_format="channels_first"),
        Case(2, 2, 3, {"is_training": False}),
    )
    rows = verify(SMALL, build_key(SMALL, 11, cases), cases, only=WITHOUT_STUDENTS)
    assert not_ok(rows) == []
    assert {each.trial.kind for each in rows} == set(WITHOUT_STUDENTS)


# `resnet-lessons verify` does this with every exercise and a fresh seed; it takes minutes.
@pytest.mark.parametrize(
    "name", some(["residual_function", "pre_activation", "projection_blocks"], 3)
)
def test_the_hidden_grader_finds_the_same(name):
    exercise = EXERCISES[name]
    known = secret(exercise, 20151210)
    assert len(known.expected.outcomes) == len(known.cases) > len(exercise.cases)
    tried = [each for each in trials(exercise) if each.kind not in ("wrong kind", STUDENTS)]
    rows = [judged_by_both(exercise, each, known) for each in tried]
    assert not_ok([check for check, _ in rows]) == []
    assert not_ok([graded for _, graded in rows]) == []
    found = {graded.diagnosis for _, graded in rows} - {None}
    assert found == set(exercise.misconceptions)


def test_without_a_secret_there_is_the_instant_check_alone():
    check, graded = judged_by_both(SMALL, trial_of("answer"))
    assert check.ok
    assert graded is None


@pytest.mark.grades
def test_a_program_for_the_sizes_of_the_check_alone_is_found_out():
    right = trial_of("answer").function
    known_sides = {case.input_shape for case in SMALL.cases}

    def pre_activation(self, inputs, is_training):
        result = right(self, inputs, is_training)
        shape = tuple(inputs.shape)
        return result if shape in known_sides or None in shape else 2 * result

    trial = Trial("right program", "for a few sizes", pre_activation, "passed")
    check, graded = judged_by_both(SMALL, trial, secret(SMALL, 3))
    assert check.ok
    assert (graded.verdict, graded.diagnosis, graded.ok) == ("failed", None, False)


# The proof can fail ------------------------------------------------------------------------------


def trial_of(kind, name=None):
    return next(each for each in trials(SMALL) if each.kind == kind and name in (None, each.name))


def is_ok(trial):
    return judged_by_check(SMALL, trial, public_key(SMALL.id)).ok


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


def without_wrong_kinds(monkeypatch):
    """The trials that are left, so that a run of the command is short."""
    few = [each for each in trials(SMALL) if each.kind not in ("wrong kind", STUDENTS)]
    monkeypatch.setattr(verification, "trials", lambda exercise: few)
    return few


@pytest.mark.grades
def test_a_wrong_program_among_the_right_ones_fails_the_command(monkeypatch, capsys):
    wrong = programs.wrong("pre_activation")["sigmoid"]
    monkeypatch.setattr(programs, "right", lambda name: {"sigmoid": wrong})
    few = without_wrong_kinds(monkeypatch)
    assert verification.main(["pre_activation"]) == 1
    output = capsys.readouterr().out
    lines = [line for line in output.splitlines() if "NOT OK" in line]
    assert len(lines) == 2, "once in the instant check, once in the hidden grader"
    assert all("right program" in line and "sigmoid" in line for line in lines)
    assert output.count("right program: 0 of 1 ok") == 2
    count = 2 * len(few)
    assert output.splitlines()[-1] == f"everything: {count - 2} of {count} ok"


@pytest.mark.grades
def test_the_command_succeeds_and_counts(capsys, monkeypatch):
    few = trials(SMALL) if IS_SOAK else without_wrong_kinds(monkeypatch)
    assert verification.main(["pre_activation", "--seed", "12"]) == 0
    output, progress = capsys.readouterr()
    assert "NOT OK" not in output
    assert "debug 0" not in output, "what a program prints is not shown"
    assert "As the instant check judges, seed 2015" in output
    assert "As the hidden grader judges, seed 12" in output
    count = len(few)
    assert output.count(f"\nall: {count} of {count} ok") == 2
    assert output.splitlines()[-1] == f"everything: {2 * count} of {2 * count} ok"
    assert "pre_activation" in progress
    assert "100%" in progress


@pytest.mark.grades
def test_the_instant_check_alone(capsys, monkeypatch):
    few = trials(SMALL) if IS_SOAK else without_wrong_kinds(monkeypatch)
    assert verification.main(["pre_activation", "--public"]) == 0
    output = capsys.readouterr().out
    assert "hidden grader" not in output
    count = len(few)
    assert output.splitlines()[-1] == f"everything: {count} of {count} ok"


def one_trial_each(monkeypatch):
    """So that a run of the command is short."""
    monkeypatch.setattr(verification, "trials", lambda exercise: trials(exercise)[:2])


def test_a_fresh_seed_is_made_and_printed(monkeypatch, capsys):
    one_trial_each(monkeypatch)
    sampled, seeds = [], []
    monkeypatch.setattr(
        hidden, "cases", lambda exercise, seed: sampled.append(seed) or exercise.cases
    )
    for _ in range(2):
        assert verification.main(["warm_up"]) == 0
        line = next(each for each in capsys.readouterr().out.splitlines() if "hidden" in each)
        seeds.append(int(line.split()[-1]))
    assert seeds == sampled
    assert seeds[0] != seeds[1]


@pytest.mark.parametrize("error", [KeyProblem, hidden.NothingToSample])
def test_a_secret_that_cannot_be_made_fails_the_command(error, monkeypatch, capsys):
    one_trial_each(monkeypatch)

    def refuse(exercise, seed):
        raise error(f"{exercise.id}: the words of the problem")

    monkeypatch.setattr(hidden, "cases", refuse)
    assert verification.main(["warm_up", "add_shortcut", "--seed", "3"]) == 1
    output = capsys.readouterr().out
    assert "NOT OK: warm_up: the words of the problem" in output
    assert "NOT OK: add_shortcut: the words of the problem" in output
    assert "seed 3" in output
    assert output.splitlines()[-1] == "everything: 4 of 4 ok"


def test_an_exercise_that_lacks_a_part_is_not_tried(monkeypatch, capsys):
    lacking = {"warm_up": ["warm_up: no answer key"], "add_shortcut": []}
    monkeypatch.setattr(verification, "missing_parts", lacking.get)
    one_trial_each(monkeypatch)
    assert verification.main(["warm_up", "add_shortcut", "--public"]) == 1
    output = capsys.readouterr().out
    assert "NOT OK: warm_up: no answer key" in output
    assert output.splitlines()[-1] == "everything: 2 of 2 ok", "the other one was tried"


def test_a_program_that_does_not_run_is_named_and_other_exercises_are_tried(monkeypatch, capsys):
    cells = [("undefined", 4, "def warm_up(height, width, channels=few):\n    return few\n")]
    known = programs._cells

    def of_one(path):
        return cells if path.parts[-2:] == ("warm_up", "right.py") else known(path)

    monkeypatch.setattr(programs, "_cells", of_one)
    monkeypatch.setattr(verification, "judged_by_both", lambda exercise, trial, known: (OK, None))
    assert verification.main(["warm_up", "add_shortcut", "--public"]) == 1
    output = capsys.readouterr().out
    where = "instructor/exercises/warm_up/right.py, cell `# %% undefined`"
    assert f"NOT OK: warm_up: {where}: NameError: name 'few' is not defined" in output
    assert output.splitlines()[
        -1
    ] == f"everything: {len(trials(EXERCISES['add_shortcut']))} of " + (
        f"{len(trials(EXERCISES['add_shortcut']))} ok"
    )


def test_markers_that_do_not_balance_fail_the_command(monkeypatch, tmp_path, capsys):
    for name in ANSWER_FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        text = "def warm_up():\n    ### BEGIN SOLUTION\n    return 1\n"
        (tmp_path / name).write_text(text if name.endswith("counting.py") else "")
    monkeypatch.setattr(missing_parts, "PACKAGE", tmp_path)
    assert verification.main(["pre_activation"]) == 1
    output = capsys.readouterr().out
    assert "NOT OK: course/answers/counting.py, line 2: '### BEGIN SOLUTION' without" in output
    assert output.splitlines()[-1] == "everything: 0 of 0 ok", "no program was run"


@pytest.mark.parametrize("seed", ["-1", "1.5", "x", ""])
def test_a_seed_that_is_none_is_refused(seed, capsys):
    with pytest.raises(SystemExit) as stopped:
        verification.main(["warm_up", f"--seed={seed}"])
    assert stopped.value.code == 2
    assert "seed" in capsys.readouterr().err


def test_an_unknown_exercise_is_refused(capsys):
    with pytest.raises(SystemExit) as stopped:
        verification.main(["regular_blok"])
    assert stopped.value.code == 2
    assert "regular_blok" in capsys.readouterr().err


def test_the_table_is_aligned():
    stub = Trial("stub", "hole", None, "not started")
    wrong = Trial("misconception", "long_name", None, "failed", ("long_name",))
    rows = [
        Judged("regular_block", stub, "not started", None, ok=True),
        Judged("x", wrong, "failed", "long_name", ok=False),
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
