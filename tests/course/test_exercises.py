"""Exercises as data: complete, consistent, and with cases in which a right answer is right."""

import math
from importlib import import_module

import pytest

from resnet_lessons.course.exercises import EXERCISES, MISCONCEPTIONS, Case, unknown_exercise
from resnet_lessons.figures.shortcut_question import RESULTS
from resnet_lessons.instructor.answers import answer, regions

EVERY = list(EXERCISES.values())
# What is broken there, the student is to find.
WITHOUT_HINTS = "mended_network"
METHODS = [exercise for exercise in EVERY if exercise.experiment is None]


def by_id(exercise):
    return exercise.id


@pytest.mark.parametrize("exercise", EVERY, ids=by_id)
def test_it_is_complete(exercise):
    assert exercise.section.startswith(f"{exercise.chapter}.")
    assert 1 <= exercise.difficulty <= 5
    assert 1 <= exercise.importance <= 5
    assert exercise.minutes > 0
    assert len(set(exercise.hints)) == (0 if exercise.id == WITHOUT_HINTS else 3)
    assert len(exercise.cases) >= 2
    assert len({str(case) for case in exercise.cases}) == len(exercise.cases)
    assert set(exercise.misconceptions) <= set(MISCONCEPTIONS)
    assert set(exercise.groundwork) <= set(EXERCISES) - {exercise.id}


@pytest.mark.parametrize("exercise", [each for each in EVERY if each.hints], ids=by_id)
def test_its_last_hint_is_nearly_code_but_not_the_answer(exercise):
    lines = {line.strip() for line in exercise.hints[2].splitlines()}
    own = {line.strip() for line in regions(answer(exercise.id))[0].text.splitlines()}
    telling = {line for line in own if "=" in line or line.startswith("return")}
    assert len(lines & telling) <= len(telling) / 2
    assert "…" in exercise.hints[2]


@pytest.mark.parametrize("exercise", METHODS, ids=by_id)
def test_its_cases_are_of_every_kind(exercise):
    assert {case.data_format for case in exercise.cases} == {"channels_last", "channels_first"}
    assert {case.arguments["is_training"] for case in exercise.cases} == {True, False}
    sides = {case.height for case in exercise.cases} | {case.width for case in exercise.cases}
    assert {side % 2 for side in sides} == {0, 1}
    # So small that the network ends with a single position, or nearly.
    assert min(sides) <= (6 if exercise.id == "build_resnet" else 3)
    assert all(isinstance(case, Case) for case in exercise.cases)


@pytest.mark.parametrize("exercise", METHODS, ids=by_id)
def test_no_channels_first_output_is_as_wide_as_it_has_channels(exercise):
    """Keras 3.15 adds a bias along the width then, and a right answer would look wrong."""
    for case in exercise.cases:
        if case.data_format == "channels_last":
            continue
        given = case.arguments
        shortcut_filters, strides = given.get("shortcut_params", (None, given.get("strides", 1)))
        filters = given.get("filters", shortcut_filters) or case.host.get("filters_initial")
        channels = {filters, filters and 4 * filters, given.get("shortcut_filters")} - {None}
        widths = {case.width, math.ceil(case.width / strides)}
        assert not widths & channels, str(case)


@pytest.mark.parametrize("exercise", EVERY, ids=by_id)
def test_what_its_results_are_called_reads_well_before_a_number(exercise):
    for name in exercise.results:
        assert not {":", ";"} & set(name)
        assert not name[0].isdigit() and name.count("(") == name.count(")") <= 1


def test_the_errors_of_the_drawings_are_those_of_chapter_2():
    projecting, clean = (next(each for each in RESULTS if each.letter == letter) for letter in "BA")
    why = MISCONCEPTIONS["projection_in_every_block"].why
    assert f"(B) errs on {projecting.error}% of the images" in why
    assert f"shortcut (A) on {clean.error}%" in why


def test_words_that_several_exercises_share_stand_once():
    told = [
        misconception
        for name in EXERCISES
        for misconception in import_module(f"resnet_lessons.course.exercises.{name}").MISCONCEPTIONS
    ]
    assert all(misconception is MISCONCEPTIONS[misconception.id] for misconception in told)


def test_every_misconception_is_used_and_says_four_things():
    used = {name for exercise in EVERY for name in exercise.misconceptions}
    assert set(MISCONCEPTIONS) - used == {"tensorflow_on_symbolic_tensor"}
    for misconception in MISCONCEPTIONS.values():
        for text in (
            misconception.seen,
            misconception.expected,
            misconception.why,
            misconception.look,
        ):
            assert len(text) > 8
            assert text.strip() == text


def test_an_unknown_exercise_is_answered_with_the_known_ones():
    assert 'Did you mean "regular_block"?' in unknown_exercise("regular_blok")
    assert "quotation marks" in unknown_exercise(3)
    assert all(name in unknown_exercise("nothing like it") for name in EXERCISES)
