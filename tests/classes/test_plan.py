from collections import Counter

import pytest

from tests.classes.files import SAVES, UNREADABLE
from tests.classes.forms import FORMS
from tests.classes.oracle import WITHOUT_IMPORTS
from tests.classes.plan import DELETED, IMPORTS_DELETED, plan
from tests.classes.programs import CHAPTERS, exercises_of, names, texts

SEED = 4
CLASS = plan(200, SEED)
EXERCISE_IDS = [each for chapter in CHAPTERS for each in exercises_of(chapter)]


def _programs(students):
    return {pair for student in students for file in student.files for pair in file.programs}


def _readable(students):
    files = [file for student in students for file in student.files if not file.unreadable]
    return {pair for file in files for pair in file.programs}


@pytest.mark.parametrize("kind", ["right", "misconception"])
@pytest.mark.parametrize("seed", [SEED, 1])
def test_two_hundred_students_hold_every_right_program_and_misconception(kind, seed):
    held = _readable(plan(200, seed))
    wanted = {(each, key) for each in EXERCISE_IDS for key in names(each, kind)}
    assert len(wanted) > 100
    assert wanted <= held


def test_two_hundred_students_hold_every_form_and_fault():
    files = [file for student in CLASS for file in student.files]
    assert {file.form for file in files} == {"", *FORMS, *SAVES, IMPORTS_DELETED} - {"plain"}
    assert {file.unreadable for file in files} == {"", *UNREADABLE}
    keys = {key for _, key in _readable(CLASS)}
    assert {DELETED, WITHOUT_IMPORTS} <= keys
    assert {key for key in texts("grow") if key.startswith(("unfinished/", "broken/"))} <= keys
    assert sum(key.startswith("wrong/") for _, key in _readable(CLASS)) > 15
    assert {"homework.ipynb", "blocks final FINAL.ipynb"} <= {file.name for file in files}
    assert any(file.helpers_apart for file in files)


def test_shares_of_the_class():
    groups = Counter(student.group for student in CLASS)
    assert groups == {"right": 46, "misconception": 104, "unfinished": 30, "unreadable": 20}
    kinds = {
        student.student_id: {key.split("/")[0] for _, key in _programs([student])}
        for student in CLASS
    }
    for student in CLASS:
        if student.group == "right":
            assert kinds[student.student_id] == {"right"}
        if student.group == "misconception":
            assert "misconception" in kinds[student.student_id]


def test_chapters_are_mixed():
    chapters = Counter(file.chapter for student in CLASS for file in student.files)
    assert set(chapters) == set(CHAPTERS) and min(chapters.values()) > 25
    assert {len(student.files) for student in CLASS} == {1, 2, 3}
    for student in CLASS:
        assert len({file.name for file in student.files}) == len(student.files)


def test_a_seed_plans_one_class():
    assert plan(30, 1) == plan(30, 1)
    assert plan(30, 1) != plan(30, 2)


@pytest.mark.parametrize("count", [-1, 0, 9])
def test_a_class_may_be_too_small(count):
    with pytest.raises(ValueError, match="10 or more"):
        plan(count, SEED)
