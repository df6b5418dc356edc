"""Keys: what is committed is what the answers and wrong variants compute today."""

import dataclasses

import numpy as np
import pytest

from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.course.keys import key_path, public_key, read, save
from resnet_lessons.instructor import answer_keys
from resnet_lessons.instructor.exercises import variants
from tests.support.soak import IS_SOAK

QUICK = ["pre_activation", "pre_activation_with_shortcut"]


@pytest.fixture(scope="module", params=list(EXERCISES) if IS_SOAK else QUICK)
def fresh(request):
    return request.param, answer_keys.build_key(EXERCISES[request.param])


@pytest.mark.grades
def test_the_committed_key_is_fresh(fresh):
    name, key = fresh
    assert answer_keys.same_key(key, public_key(name))


@pytest.mark.grades
def test_a_changed_number_or_fingerprint_is_noticed(fresh):
    _, key = fresh
    arrays = tuple(tuple(array + 0.01 for array in results) for results in key.expected)
    assert not answer_keys.same_key(key, dataclasses.replace(key, expected=arrays))
    fewer = dict(list(key.fingerprints.items())[1:])
    assert not answer_keys.same_key(key, dataclasses.replace(key, fingerprints=fewer))


def test_wrong_variants_that_were_not_run_do_not_count(tmp_path):
    exercise, path = EXERCISES["pre_activation"], tmp_path / "key.npz"
    whole = public_key(exercise.id)
    some = answer_keys.build_key(exercise, every=3)
    assert 1 < len(some.fingerprints) < len(whole.fingerprints) - 1
    assert not answer_keys.is_fresh(some, path)
    save(whole, path)
    assert answer_keys.is_fresh(some, path)
    first, second = list(some.fingerprints)[:2]
    exchanged = whole.fingerprints | {first: whole.fingerprints[second]}
    save(dataclasses.replace(whole, fingerprints=exchanged), path)
    assert not answer_keys.is_fresh(some, path)
    left = {name: each for name, each in whole.fingerprints.items() if name != first}
    save(dataclasses.replace(whole, fingerprints=left), path)
    assert not answer_keys.is_fresh(some, path)


def test_a_key_survives_its_file(fresh, tmp_path):
    _, key = fresh
    path = tmp_path / "key.npz"
    save(key, path)
    again = read(path)
    assert again.fingerprints == key.fingerprints
    assert all(
        np.array_equal(a, b)
        for one, other in zip(key.expected, again.expected, strict=True)
        for a, b in zip(one, other, strict=True)
    )


def test_every_exercise_has_a_key_with_all_its_misconceptions():
    for exercise in EXERCISES.values():
        key = public_key(exercise.id)
        assert set(key.fingerprints) == set(exercise.misconceptions)
        assert len(key.expected) == len(exercise.cases)


def test_a_misconception_that_no_case_exposes_is_refused():
    exercise = EXERCISES["pre_activation"]
    only_inference = tuple(case for case in exercise.cases if not case.arguments["is_training"])
    with pytest.raises(answer_keys.KeyProblem, match="no case exposes training_flag_dropped") as no:
        answer_keys.build_key(exercise, cases=only_inference)
    assert "to `cases` in course/exercises/pre_activation.py, or mend its edit in" in str(no.value)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder, into which keys are written."""
    monkeypatch.setattr(answer_keys, "key_path", lambda name: tmp_path / f"{name}.npz")
    return tmp_path


def test_one_key_is_built_and_no_other(folder, capsys):
    assert answer_keys.main(["warm_up"]) == 0
    assert [path.name for path in folder.iterdir()] == ["warm_up.npz"]
    assert answer_keys.same_key(read(folder / "warm_up.npz"), public_key("warm_up"))
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("built warm_up.npz: 5 misconceptions, ")
    assert said[1:] == ["The other keys are as they were."]


def test_an_unknown_exercise_is_answered_with_the_known_ones(folder, capsys):
    assert answer_keys.main(["warm_upp", "grow"]) == 1
    said = capsys.readouterr().err
    assert 'There is no exercise "warm_upp". Did you mean "warm_up"?' in said
    assert all(name in said for name in EXERCISES)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("arguments", [[], ["--check"]])
def test_an_exercise_without_a_key_does_not_keep_others_from_theirs(
    folder, monkeypatch, capsys, arguments
):
    def refuse_one(exercise, every):
        if exercise.id == "warm_up":
            raise answer_keys.KeyProblem("warm_up: the words of the problem")
        return public_key(exercise.id)

    monkeypatch.setattr(answer_keys, "build_key", refuse_one)
    monkeypatch.setattr(answer_keys, "ProcessPoolExecutor", InThisProcess)
    monkeypatch.setattr(answer_keys, "known_ids", lambda: ["warm_up", "add_shortcut"])
    save(public_key("add_shortcut"), folder / "add_shortcut.npz")
    assert answer_keys.main(arguments) == 1
    out, err = capsys.readouterr()
    assert err == "warm_up: the words of the problem\n"
    assert ("built add_shortcut.npz" in out) != bool(arguments)


class InThisProcess:
    """In place of a pool of processes."""

    def __init__(self, *_, **__):
        self.map = map

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass


def test_two_that_look_alike_must_say_why(monkeypatch):
    exercise = EXERCISES["warm_up"]
    only_square = (exercise.cases[0],)
    found = variants("warm_up")
    alike = {"sides_doubled": found["sides_doubled"], "channels_halved": found["sides_doubled"]}
    monkeypatch.setattr(answer_keys, "variants", lambda _: alike)
    with pytest.raises(answer_keys.KeyProblem) as problem:
        answer_keys.build_key(exercise, cases=only_square)
    said = str(problem.value)
    assert "sides_doubled and channels_halved look alike in every setting" in said
    assert "`cases` in course/exercises/warm_up.py" in said
    pair = ("sides_doubled", "channels_halved")
    assert f'equivalent={{("{pair[0]}", "{pair[1]}"): ' in said
    declared = dataclasses.replace(exercise, equivalent={pair: "a reason"})
    answer_keys.build_key(declared, cases=only_square)
    monkeypatch.setattr(answer_keys, "variants", lambda _: found)
    with pytest.raises(answer_keys.KeyProblem, match="are told apart by a setting"):
        answer_keys.build_key(declared)


@pytest.mark.parametrize("arguments", [[], ["--check"]])
def test_what_an_exercise_lacks_is_said(monkeypatch, capsys, arguments):
    monkeypatch.setattr(answer_keys, "known_ids", lambda: ["half_written"])
    assert answer_keys.main(arguments) == 1
    said = capsys.readouterr().err
    assert "half_written has no answer: write a function of this name into a file of" in said
    assert "half_written is asked in no chapter: write `# exercise: half_written` into" in said
    assert ("half_written has no answer key" in said) == bool(arguments)


def test_a_key_holds_no_pickle():
    for name in EXERCISES:
        with np.load(key_path(name), allow_pickle=False) as file:
            assert all(file[array].dtype != object for array in file.files)
