"""What is said of names that an answer returned, and of weights that it changed."""

import keras
import numpy as np
import pytest
from keras import layers

from resnet_lessons.checker.feedback import judge
from resnet_lessons.checker.observation import PUBLIC_SEED
from resnet_lessons.checker.probe import probe
from resnet_lessons.course.exercises import EXERCISES, Unexpected
from resnet_lessons.course.exercises.answers_as_arrays import about_names, places_of
from resnet_lessons.course.keys import public_key
from resnet_lessons.instructor.exercises import programs

KNOWN = ["conv1", "conv2", "logits"]


def places(*numbers):
    return np.array(numbers, "float32")


@pytest.mark.parametrize(
    ("found", "expected", "words"),
    [
        ((), (0,), "conv1 is missing"),
        ((2,), (0, 1, 2), "conv1 and conv2 are missing"),
        ((0, 2), (0,), "logits should not be among them"),
        ((1,), (0,), "conv1 is missing and conv2 should not be among them"),
        ((0, -1), (0,), "some name nothing that was given"),
        ((1, 0), (0, 1), "each should be there once, in the order in which they were given"),
        ((0, 0), (0,), "each should be there once, in the order in which they were given"),
    ],
)
def test_names_that_differ_are_told_by_name(found, expected, words):
    told = about_names(places(*found), places(*expected), KNOWN)
    assert told == f"The returned names are not right: {words}."


@pytest.mark.parametrize("odd", [np.nan, np.inf, -3e38, 0.5, 7.0])
def test_places_that_no_answer_can_have_name_nothing(odd):
    for shape in ((1,), (1, 1, 1), (), (0,)):
        told = about_names(np.full(shape, odd, "float32"), places(0), KNOWN)
        assert told == "The returned names are not right: conv1 is missing."


def test_places_of_names():
    np.testing.assert_array_equal(places_of(("logits", "x"), "names", KNOWN), [2, -1])
    assert places_of([], "names", KNOWN).shape == (0,)
    assert places_of(["x"] * 200, "names", KNOWN).shape == (100,)
    with pytest.raises(Unexpected, match="holds the layer ReLU, expected names of layers"):
        places_of([layers.ReLU()], "names of layers", KNOWN)
    with pytest.raises(Unexpected, match="returned a whole Keras model, expected a list of names"):
        places_of(keras.Sequential(), "names", KNOWN)


SAID = {
    ("zero_gamma", "half_of_gamma"): "is neither zero nor as it was; it should be zero.",
    ("zero_gamma", "moving_mean_zeroed"): "is as it was; it should be zero.",
    ("load_by_name", "half_way"): "is neither as it was nor the saved one; it should be the saved",
    (
        "load_by_name",
        "in_reverse",
    ): "All weights are right. The returned names are not right: logits s",
    (
        "load_by_name",
        "only_the_convolutions",
    ): "the gamma is as it was; it should be the saved one.",
}


@pytest.mark.builds
@pytest.mark.parametrize(("exercise_id", "name"), SAID, ids="-".join)
def test_a_sentence_stands_without_the_codes_it_was_made_of(exercise_id, name):
    exercise = EXERCISES[exercise_id]
    observation = probe(exercise, programs.wrong(exercise_id)[name], PUBLIC_SEED)
    result = judge(exercise, observation, public_key(exercise_id))
    assert SAID[exercise_id, name] in result.message
    assert "In numbers" not in dict(result.details)


def test_the_settings_of_a_check_are_told_after_first_seen_with():
    for exercise_id in ("load_by_name", "zero_gamma", "backward_pass"):
        for case in EXERCISES[exercise_id].cases:
            assert " is " not in str(case).split(" that ")[0]
            assert "1 inputs" not in str(case)
