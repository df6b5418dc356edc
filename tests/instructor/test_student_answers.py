"""Answers as students write them: what a cell hands in, what must be said of it, and the table."""

import ast
import re
from collections import Counter
from dataclasses import replace

import pytest

from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.course.keys import public_key
from resnet_lessons.instructor import verification
from resnet_lessons.instructor.exercises.student_answers import (
    JUDGEMENTS,
    StudentAnswer,
    function_of,
    student_answers,
)
from resnet_lessons.instructor.named_or_located import named_or_located
from resnet_lessons.instructor.trials import Trial, trials
from resnet_lessons.instructor.verification import Judged, judged_by_both, judged_by_check, secret
from tests.support.soak import only_in_soak, some

EXPECTED = {True: "passed", False: "failed or error or not started"}
SWAPPED = """\
def warm_up(height, width, channels):
    return channels * 2, height // 2, width // 2
"""


def trial_of(code, right=False, says=(), exercise_id="warm_up", **others):
    answer = StudentAnswer("a_name", "NumPy", "a mistake", right, code, says, **others)
    function = function_of(exercise_id, answer)
    return Trial("student answer", answer.id, function, EXPECTED[right], student=answer)


def judged(trial, exercise_id="warm_up"):
    return judged_by_check(EXERCISES[exercise_id], trial, public_key(exercise_id))


def test_a_wrong_answer_needs_every_word():
    assert judged(trial_of(SWAPPED, says=("another order", "height"))).ok
    assert not judged(trial_of(SWAPPED, says=("another order", "depth"))).ok


def test_large_and_small_letters_are_the_same_to_it():
    assert judged(trial_of(SWAPPED, says=("THE THREE NUMBERS",))).ok


def test_a_wrong_answer_that_passes_is_not_ok():
    right = "def warm_up(h, w, c): return h // 2, w // 2, 2 * c"
    assert judged(trial_of(right, right=True)).ok
    assert not judged(trial_of(right)).ok
    assert not judged(trial_of(SWAPPED, right=True)).ok


def test_a_diagnosis_is_as_good_as_a_measured_fact():
    code = "def residual_function(optimal_mapping, x): return x - optimal_mapping(x)"
    result = judged(trial_of(code, exercise_id="residual_function"), "residual_function")
    assert result.diagnosis == "residual_turned_round"
    assert result.ok


def test_the_names_of_the_import_cell_are_at_hand():
    code = (
        "def warm_up(h, w, c): return [np, tf, keras, layers, ops, rl] and (h // 2, w // 2, 2 * c)"
    )
    assert judged(trial_of(code, right=True)).ok


def test_a_cell_that_raises_is_an_answer_that_errs():
    result = judged(trial_of("width = hight\n" + SWAPPED, says=("hight", "line 1 of the cell")))
    assert (result.verdict, result.ok) == ("error", True)


def test_a_cell_that_is_no_python_is_an_answer_that_errs():
    result = judged(trial_of("def warm_up(height:\n    return 1\n", says=("SyntaxError",)))
    assert (result.verdict, result.ok) == ("error", True)


def test_the_lessons_answer_does_not_stand_in_for_a_name_that_is_missing():
    trial = trial_of("def add(residual, x): return residual + x", exercise_id="add_shortcut")
    result = judged(trial, "add_shortcut")
    assert (result.verdict, result.ok) == ("error", True)


def test_an_endless_loop_is_stopped_and_its_line_told(monkeypatch):
    monkeypatch.setattr(verification, "_LONGEST_ANSWER", 0.1)
    code = "def warm_up(height, width, channels):\n    while True:\n        height + 1\n"
    result = judged(trial_of(code, says=("never ends", "of the cell: ")))
    assert (result.verdict, result.ok) == ("error", True)


def test_only_the_verdict_counts_for_the_hidden_grader():
    exercise = EXERCISES["warm_up"]
    known = secret(exercise, 3)
    check, graded = judged_by_both(exercise, trial_of(SWAPPED, says=("no such words",)), known)
    assert not check.ok
    assert graded.ok
    _, graded = judged_by_both(exercise, trial_of(SWAPPED, right=True), known)
    assert not graded.ok


@pytest.fixture
def results():
    """One of each kind, of two exercises and two backgrounds."""

    def result(exercise, background, verdict, ok=True, right=False, judged=""):
        answer = StudentAnswer("a_name", background, "a mistake", right, "", (), judged)
        trial = Trial("student answer", "a_name", None, EXPECTED[right], student=answer)
        return Judged(exercise, trial, verdict, None, ok)

    return [
        result("warm_up", "NumPy", "failed", judged="named"),
        result("warm_up", "NumPy", "failed", judged="named"),
        result("warm_up", "NumPy", "error", judged="located"),
        result("warm_up", "PyTorch", "passed", ok=False, judged="named"),
        result("grow", "PyTorch", "failed", judged="neither"),
        result("grow", "PyTorch", "failed", ok=False, judged="named"),
        result("grow", "PyTorch", "failed", ok=False, right=True),
        result("grow", "NumPy", "passed", right=True),
    ]


def test_the_table_counts_by_exercise_and_by_background(results):
    by_exercise, by_background = named_or_located(results).split("\n\n")
    heads = ["answers", "wrongly passed", "right rejected", "named", "located", "neither"]
    places = [by_exercise.index(head) + len(head) for head in heads]
    assert places == sorted(places)
    rows = {line.split()[0]: line.split()[1:] for line in by_exercise.splitlines()[1:]}
    assert rows == {
        "warm_up": ["4", "1", "0", "2", "1", "0", "50%"],
        "grow": ["4", "0", "1", "0", "0", "2", "0%"],
        "all": ["8", "1", "1", "2", "1", "2", "33%"],
    }
    rows = {line.split()[0]: line.split()[1:] for line in by_background.splitlines()[1:]}
    assert rows == {
        "NumPy": ["4", "0", "0", "2", "1", "0", "67%"],
        "PyTorch": ["4", "1", "1", "0", "0", "2", "0%"],
        "all": ["8", "1", "1", "2", "1", "2", "33%"],
    }


def test_other_trials_are_not_counted(results):
    other = replace(results[0], trial=Trial("answer", "answer", None, "passed"))
    assert named_or_located([other, *results]) == named_or_located(results)


def test_the_command_ends_with_the_table(monkeypatch, capsys):
    few = [trial_of(SWAPPED, says=("another order",), judged="named")]
    monkeypatch.setattr(verification, "trials", lambda exercise: few)
    assert verification.main(["warm_up", "--public"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "Students' answers in the instant check" in lines
    assert lines[-1] == "everything: 1 of 1 ok"
    few = [replace(few[0], expected="passed")]
    assert verification.main(["warm_up", "--public"]) == 1


# The corpus --------------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=EXERCISES)
def name(request):
    return request.param


def test_there_are_answers_enough(name):
    wrong = [each for each in student_answers(name) if not each.right]
    assert len(wrong) >= 10
    assert len({each.background for each in wrong}) >= 5


def test_each_says_what_is_wrong_with_it_and_what_must_be_said(name):
    for each in student_answers(name):
        assert re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)+", each.id), each.id
        assert each.mistake.endswith("."), each.id
        assert each.background, each.id
        if each.right:
            assert (each.says, each.judged) == ((), ""), each.id
        else:
            assert each.says, each.id
            assert all(len(words) > 2 for words in each.says), each.id
            assert each.judged in JUDGEMENTS, each.id


def test_no_two_are_the_same(name):
    answers = student_answers(name)
    assert len({each.id for each in answers}) == len(answers)
    codes = [_without_layout(each.code) for each in answers]
    assert len(set(codes)) == len(codes)


def test_most_mistakes_are_named_and_hardly_any_is_neither_named_nor_located():
    judged = Counter(each.judged for name in EXERCISES for each in student_answers(name))
    del judged[""]
    assert judged["named"] >= 0.85 * judged.total()
    assert judged["neither"] <= 0.03 * judged.total()


def _without_layout(code):
    """The syntax tree as text, without comments; the text itself of a cell that is no Python."""
    try:
        return ast.dump(ast.parse(code))
    except SyntaxError:
        return code


def students_trials(exercise):
    return [each for each in trials(exercise) if each.student]


@pytest.mark.grades
def test_the_check_judges_them_as_it_must(name):
    tried = some(students_trials(EXERCISES[name]), 3)
    assert [each.name for each in tried if not judged(each, name).ok] == []


@only_in_soak
def test_the_hidden_grader_judges_them_as_it_must(name):
    known = secret(EXERCISES[name], 20151211)
    for trial in students_trials(EXERCISES[name]):
        _, graded = judged_by_both(EXERCISES[name], trial, known)
        assert graded.ok, trial.name
