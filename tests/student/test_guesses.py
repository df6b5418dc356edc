"""Guesses: kept beside the notebook, whatever happens to their files, and told at the chapter's end."""

import os

import pytest

import resnet_lessons as rl
from resnet_lessons.course.questions import questions
from resnet_lessons.student import guesses

CHOICE, LINE, POINT = (questions()[name] for name in ("numbers_left", "window", "resnet50_costs"))


@pytest.mark.parametrize(("question", "guess"), [(CHOICE, 2), (LINE, [40]), (POINT, [20.2, 3.5])])
def test_a_guess_is_kept_until_it_is_forgotten(question, guess, answers_folder):
    assert guesses.kept(question) is None
    assert guesses.keep(question, guess) == ""
    assert (answers_folder / "guesses" / f"{question.id}.json").is_file()
    assert guesses.kept(question) == guess
    assert guesses.forget(question) == guesses.forget(question) == ""
    assert guesses.kept(question) is None


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"\xff\xfe", b"null", b"true", b"3", b"-1", b"1.5", b'"1"', b"[]", b"[1]", b"{}",
        b"[" * 1000, b" " * 5000 + b"1", b"NaN", b"9" * 500,
    ],
)  # fmt: skip
def test_a_broken_file_is_no_guess_and_is_replaced(content, answers_folder):
    path = answers_folder / "guesses" / f"{CHOICE.id}.json"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    assert guesses.kept(CHOICE) is None
    assert guesses.keep(CHOICE, 1) == ""
    assert guesses.kept(CHOICE) == 1


@pytest.mark.parametrize(
    "content", ["0", "[0]", "[225]", "[true]", "[1, 2]", '["35"]', "[NaN]", "[Infinity]", "[[35]]"]
)
def test_a_number_off_its_axis_is_no_guess(content, answers_folder):
    path = answers_folder / "guesses" / f"{LINE.id}.json"
    path.parent.mkdir(parents=True)
    path.write_text(content)
    assert guesses.kept(LINE) is None


def test_a_folder_in_the_place_of_the_file_or_of_its_folder_is_told(answers_folder):
    path = answers_folder / "guesses" / f"{CHOICE.id}.json"
    path.mkdir(parents=True)
    assert guesses.kept(CHOICE) is None
    assert "cannot be written" in guesses.keep(CHOICE, 1)
    assert "cannot be written" in guesses.forget(CHOICE)
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    path.rmdir()
    path.parent.rmdir()
    path.parent.write_text("")
    assert guesses.kept(CHOICE) is None
    assert "cannot be written" in guesses.keep(CHOICE, 1)


def test_a_guess_that_cannot_be_written_whole_leaves_the_one_before(answers_folder, monkeypatch):
    guesses.keep(CHOICE, 1)

    def fail(*paths):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    assert "No space left on device" in guesses.keep(CHOICE, 2)
    assert guesses.kept(CHOICE) == 1
    assert [each.name for each in (answers_folder / "guesses").iterdir()] == [f"{CHOICE.id}.json"]


def test_the_chapter_ends_with_what_was_guessed_and_what_came():
    before = rl.guesses(4)
    assert guesses.NOT_YET in repr(before)
    for question in (POINT, questions()["last_share"]):
        assert question.outcome not in repr(before)
        assert question.outcome not in before._repr_mimebundle_()["text/html"]
    guesses.keep(POINT, [20.2, 3.5])
    after = repr(rl.guesses(4))
    assert "20.2 million parameters, 3.5 billion multiply–adds" in after
    assert POINT.outcome in after
    assert questions()["last_share"].outcome not in after


@pytest.mark.parametrize("chapter", [99, -1, "one", None])
def test_a_chapter_without_questions_is_told(chapter):
    assert repr(chapter) in repr(rl.guesses(chapter))
