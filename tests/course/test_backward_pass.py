"""What is said of a wrong backward pass, and that the settings of its check say it of every part."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from resnet_lessons.checker.feedback import judge
from resnet_lessons.checker.observation import PUBLIC_SEED
from resnet_lessons.checker.probe import probe
from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.course.keys import fingerprint, public_key
from resnet_lessons.instructor.exercises import programs

EXERCISE = EXERCISES["backward_pass"]


def told(function):
    return judge(EXERCISE, probe(EXERCISE, function), public_key("backward_pass")).message


def test_in_the_first_setting_every_number_of_a_right_answer_matters():
    """By the tape: none is zero, and the ReLU is open for some features and closed for others."""
    *gradients, x, kernel1, kernel2, arriving = public_key("backward_pass").expected[0]
    given = [tf.Variable(each) for each in (x, kernel1, kernel2)]
    with tf.GradientTape() as tape:
        output = given[0] + tf.nn.relu(given[0] @ given[1]) @ given[2]
    by_tape = tape.gradient(output, given, output_gradients=tf.constant(arriving))
    for found, right in zip(gradients, by_tape, strict=True):
        np.testing.assert_allclose(found, right, rtol=1e-4, atol=1e-4)
        assert (abs(found) > 0.01).all()
    assert {*np.unique(x @ kernel1 > 0)} == {False, True}


def test_every_misconception_shows_in_the_first_setting():
    prints = public_key("backward_pass").fingerprints
    assert set(prints) == set(EXERCISE.misconceptions)
    outcome = probe(EXERCISE, programs.right("backward_pass")["einsum"]).outcomes[0]
    right = fingerprint(outcome)
    assert [name for name, one in prints.items() if right.matches(one[0])] == []


def test_what_is_right_is_said_where_it_is_more_than_zeros():
    message = told(programs.wrong("backward_pass")["branch_subtracted"])
    assert "minus that of the branch. kernel1_gradient and kernel2_gradient are right." in message
    silent, expected = EXERCISE.cases[-1], public_key("backward_pass").expected[-1]
    wrong = (2 * expected[0], *expected[1:])
    assert EXERCISE.explain(silent, wrong, expected).endswith(
        "x_gradient is not what was expected."
    )


def with_a_tape(watched=(), kinds=(tf.constant,) * 3):
    def backward_pass(x, kernel1, kernel2, output_gradient):
        given = [kind(each) for kind, each in zip(kinds, (x, kernel1, kernel2), strict=True)]
        with tf.GradientTape() as tape:
            tape.watch([given[number] for number in watched])
            output = given[0] + tf.nn.relu(given[0] @ given[1]) @ given[2]
        return tape.gradient(output, given, output_gradients=output_gradient)

    return backward_pass


@pytest.mark.parametrize(
    ("function", "missing"),
    [
        (with_a_tape(), "x_gradient, kernel1_gradient and kernel2_gradient"),
        (with_a_tape(watched=[0]), "kernel1_gradient and kernel2_gradient"),
        (with_a_tape(kinds=(tf.Variable, tf.constant, tf.Variable)), "kernel1_gradient"),
    ],
)
def test_a_tape_that_does_not_watch_is_told_what_it_watches(function, missing):
    message = told(function)
    assert f"nothing (None) for {missing}, expected three arrays" in message
    assert "variables by itself, but a constant only after `tape.watch(…)`" in message
    assert "`return`" not in message


def test_a_tape_that_watches_is_right():
    assert "Well done" in told(with_a_tape(watched=[0, 1, 2]))
    assert "Well done" in told(with_a_tape(kinds=(tf.Variable,) * 3))


@pytest.mark.parametrize(
    ("returned", "words"),
    [
        (None, "returned nothing (None)"),
        ({}, "returned a value of type dict"),
        (np.zeros(3), "returned a value of type ndarray"),
        (tf.zeros(3), "returned a tensor"),
        ((1.0, 2.0), "returned 2 values in a tuple"),
    ],
)
def test_what_is_not_three_arrays_is_named(returned, words):
    message = told(lambda x, kernel1, kernel2, output_gradient: returned)
    assert f"{words}, expected three arrays" in message
    assert ("Does it end in a `return` line?" in message) == (returned is None)


def test_a_symbolic_tensor_is_to_be_wrapped_only_where_a_model_is_asked_for():
    symbolic = keras.Input((2,))
    message = told(lambda x, kernel1, kernel2, output_gradient: (symbolic, x, x))
    assert "a symbolic tensor" in message
    assert "keras.Model" not in message
    exercise = EXERCISES["mended_network"]
    observation = probe(exercise, lambda blocks: symbolic)
    wrapped = judge(exercise, observation, public_key("mended_network")).message
    assert "Wrap it: `keras.Model(inputs, outputs)`" in wrapped


@pytest.mark.parametrize("exercise_id", ["backward_pass", "load_by_name", "zero_gamma"])
def test_a_missing_return_line_is_asked_for(exercise_id):
    exercise, program = EXERCISES[exercise_id], programs.wrong(exercise_id)["nothing_returned"]
    failure = probe(exercise, program, PUBLIC_SEED, exercise.cases[:1]).outcomes[0].failure
    assert "Does it end in a `return` line?" in failure.message
