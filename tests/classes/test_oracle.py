"""The committed table says what the programs of today earn."""

import random

import pytest

from resnet_lessons.course.exercises import EXERCISES
from tests.classes import oracle
from tests.classes.programs import CHAPTERS, LEFT_OUT, exercises_of, texts

EXERCISE_IDS = [each for chapter in CHAPTERS for each in exercises_of(chapter)]
TABLE = oracle.table()


def _sample(seed=4, size=10):
    everything = [(each, key) for each in EXERCISE_IDS for key in oracle.keys(each)]
    return random.Random(seed).sample(everything, size)


@pytest.mark.parametrize(("exercise_id", "key"), _sample())
def test_table_is_fresh(exercise_id, key):
    assert oracle.judged(exercise_id, key) == TABLE[exercise_id][key], (
        "run `python -m tests.classes.oracle`"
    )


def test_table_holds_every_program_and_nothing_else():
    assert {each: list(TABLE[each]) for each in TABLE} == {
        each: oracle.keys(each) for each in EXERCISE_IDS
    }, "run `python -m tests.classes.oracle`"


@pytest.mark.parametrize("exercise_id", EXERCISE_IDS)
def test_programs_earn_what_their_kind_says(exercise_id):
    full = EXERCISES[exercise_id].points
    for key, (verdict, diagnosis, points) in TABLE[exercise_id].items():
        kind, name = key.split("/")
        if key == oracle.WITHOUT_IMPORTS:
            assert (verdict, points) in (("passed", full), ("error", 0))
        elif kind == "right":
            assert (verdict, diagnosis, points) == ("passed", None, full), key
        elif kind == "misconception":
            pairs = [pair for pair in EXERCISES[exercise_id].equivalent if name in pair]
            assert verdict == "failed" and diagnosis in {name, *sum(pairs, ())}, key
            assert 0 <= points <= full / 2
        elif kind == "wrong":
            assert verdict in ("failed", "error") and diagnosis is None, key
            assert 0 <= points <= full / 2
        else:
            assert (diagnosis, points) == (None, 0), key


def test_a_hole_is_not_started_and_a_broken_cell_an_error():
    for exercise_id, earned in TABLE.items():
        for name in ("hole", "begun"):
            assert earned[f"unfinished/{name}"] == ("not started", None, 0), exercise_id
        broken = [key for key in earned if key.startswith("broken/")]
        assert len(broken) == 4
        assert {earned[key] for key in broken} == {("error", None, 0)}, exercise_id


def test_missing_imports_are_felt_where_the_answer_needs_them():
    assert TABLE["pre_activation"][oracle.WITHOUT_IMPORTS] == ("error", None, 0)
    assert TABLE["block_layer"][oracle.WITHOUT_IMPORTS][0] == "passed"


def test_what_is_left_out_exists():
    assert all(
        key in texts(exercise_id) and reason for (exercise_id, key), reason in LEFT_OUT.items()
    )


def test_one_exercise_is_judged_and_the_others_stay(tmp_path, monkeypatch, capsys):
    path = tmp_path / "programs.json"
    path.write_text(oracle.TABLE.read_text())
    asked = []
    monkeypatch.setattr(oracle, "TABLE", path)
    monkeypatch.setattr(oracle, "judged", lambda *of: asked.append(of) or ("passed", None, 1.0))
    assert oracle.main(["add_shortcut"]) == 0
    assert {exercise_id for exercise_id, _ in asked} == {"add_shortcut"}
    now = oracle.table()
    assert list(now) == list(TABLE)
    assert set(now.pop("add_shortcut").values()) == {("passed", None, 1.0)}
    assert now == {each: rows for each, rows in TABLE.items() if each != "add_shortcut"}
    assert f"({len(asked)} programs judged)" in capsys.readouterr().out
    # Chapter 0 is in no class.
    assert oracle.main(["warm_up"]) == 0
    assert "(0 programs judged)" in capsys.readouterr().out
