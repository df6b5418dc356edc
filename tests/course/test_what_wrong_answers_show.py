"""What is said of wrong answers that are nobody's misconception: a fact that was measured."""

import numpy as np
import pytest

from resnet_lessons.checker.feedback import judge
from resnet_lessons.checker.probe import probe
from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.course.keys import public_key
from resnet_lessons.instructor.exercises import programs

EXPLAINED = [exercise for exercise in EXERCISES.values() if exercise.explain]
EXPLAINED_TOGETHER = [exercise for exercise in EXERCISES.values() if exercise.explain_all]

# Exercise and program in its `wrong.py` -> words of the message.
SAID = {
    ("warm_up", "channels_first"): "the right ones in another order",
    ("warm_up", "all_the_other_way"): "Channels: half of what came in; expected twice",
    ("warm_up", "quarter"): "Width: a quarter of what came in; expected half",
    ("residual_function", "half"): "Your answer gives 0.5 · H(x) − 0.5 · x; expected H(x) − x.",
    ("residual_function", "mapping_of_x_minus_one"): "Your answer gives H(x) − 1;",
    ("residual_function", "minus_twice_x"): "Your answer gives H(x) − 2 · x;",
    ("residual_function", "product"): "Your answer gives H(x) · x;",
    ("residual_function", "zeros"): "Your answer gives 0 everywhere;",
    (
        "residual_function",
        "mean_over_all",
    ): "You returned one number, the mean of the expected ones",
    ("add_shortcut", "half_the_shortcut"): "Your answer gives F(x) + 0.5 · x; expected F(x) + x.",
    ("add_shortcut", "maximum"): "the larger of F(x) and x",
    ("add_shortcut", "rectified_shortcut"): "Your answer gives F(x) + ReLU(x)",
    ("add_shortcut", "one_after_the_other"): "Axis 0 is twice as long",
    ("add_shortcut", "total"): "You returned one number, the sum of the expected ones",
    ("identity_kernel", "one_to_the_right"): "at row 1, column 2 of the kernel; expected row 1, c",
    ("identity_kernel", "half_as_strong"): "Each channel comes out times 0.5; expected times 1.",
    ("identity_kernel", "three_only"): "at row 1, column 1 of the kernel",
    ("identity_kernel", "second_channel_only"): "Channel 0 of the output is 0; expected channel 0",
    ("identity_kernel", "middle_row"): "3 of 9 positions are not 0",
    ("identity_kernel", "two_dimensions"): "The array has 2 axes; expected four: row, column",
    ("zero_mapping", "frozen"): "No trainable weight of the branch has changed. None of them can l",
    ("zero_mapping", "tiny_random_weights"): "the kernel has changed and is not zero",
    ("zero_mapping", "every_gamma"): "did not: batch normalisation 1, batch normalisation 2.",
    ("zero_mapping", "gradient_stopped"): "gamma of batch normalisation 1 cannot learn",
    ("zero_mapping", "last_layer_frozen"): "The kernel of convolution 2 cannot learn",
    (
        "zero_mapping",
        "copy",
    ): "no weight of the given branch has changed; is what you returned anot",
    ("zero_mapping", "all_of_the_last_two_layers"): "did not: batch normalisation 2.",
    ("pre_activation", "exponential"): "where 0 is expected there are numbers down to -1: a",
    ("pre_activation", "leaky"): "such as LeakyReLU or ELU, follows the normalisation",
    ("pre_activation", "magnitude"): "where 0 is expected there are positive ones too",
    (
        "pre_activation",
        "rectified_with_a_ceiling",
    ): "no number is larger than 6: a ReLU with a ceil",
    ("pre_activation", "sigmoid"): "a sigmoid follows it in place of ReLU",
    ("pre_activation", "without_scale"): "the expected ones, scaled and shifted",
    ("pre_activation_with_shortcut", "half_the_shortcut"): "The shortcut is 0.5 times what is exp",
    ("original_block", "axis_forgotten"): "The second batch normalisation has `axis=-1`.",
    (
        "original_block",
        "normalized_together",
    ): "is the layer of the first batch normalisation, called again",
    (
        "original_block",
        "third_convolution",
    ): "come a convolution and a batch normalisation, which do",
    ("regular_block", "bias_missing"): "every number of the output is off by the same amount",
    ("grow", "really_in_reverse_order"): "New block 1, counted from the body, holds extra_blocks[2",
    ("grow", "first_block_again_and_again"): "extra_blocks[0] occurs 3 times",
    ("grow", "copies_of_the_blocks"): "extra_blocks[0] itself is not part of the grown network",
    ("grow", "blocks_before_the_body"): "The first new block does not read what the body gives.",
    ("grow", "multiplied_by_zero"): "what extra_blocks[0] computes does not reach what comes next",
    ("grow", "everything_zero"): "extra_blocks[0] cannot learn:",
    ("grow", "frozen_blocks"): "extra_blocks[0] cannot learn:",
    ("grow", "gradient_stopped"): "extra_blocks[0] cannot learn:",
    ("grow", "body_frozen"): "Some weights of the body or the head can no longer learn",
    ("grow", "softmax_at_the_end"): "The predictions are probabilities; expected logits",
    ("grow", "only_last_branch_zero"): "extra_blocks[0] is the first that changes its features",
    (
        "grow",
        "weights_of_the_body_zeroed_too",
    ): "Some weights of the given body or head have changed",
    (
        "grow",
        "body_copied_without_its_weights",
    ): "does not hold the weights of the given body. A copy",
    ("count_weight_layers", "one_too_few_for_each_layer"): "for each block layer",
    ("projection_blocks", "nothing"): "Missing: (1, 0)",
    ("count_flops", "half"): "The count is half of the right number.",
    (
        "lesion",
        "next_block_cut",
    ): "The branch of block_layer1_regular_block2 was cut; expected that",
    ("lesion", "rectified_shortcut"): "What comes after the block reads the shortcut after a ReLU",
    (
        "lesion",
        "given_network_frozen",
    ): "The given network has changed; it should have stayed as it was.",
    (
        "gradient_norms",
        "sorted_by_name",
    ): "the dictionary begins with block_layer1_bottleneck_block1",
    ("gradient_norms", "halved"): "Each norm is 0.5 times the right one.",
    ("gradient_norms", "in_reverse_order"): "they are assigned to the wrong blocks",
    ("gradient_norms", "projection_left_out"): "only block_layer1_regular_block0.",
}


@pytest.mark.parametrize(("exercise_id", "name"), SAID, ids="-".join)
def test_a_wrong_program_is_told_what_its_numbers_show(exercise_id, name):
    exercise = EXERCISES[exercise_id]
    observation = probe(exercise, programs.wrong(exercise_id)[name])
    result = judge(exercise, observation, public_key(exercise_id))
    assert result.verdict == "failed"
    assert SAID[exercise_id, name] in result.message


def test_another_exercises_block_is_named_where_it_is_called():
    def original_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
        given = filters, strides, is_training, index, shortcut_filters
        return self.pre_activation(self.regular_block(inputs, *given), is_training)

    exercise = EXERCISES["original_block"]
    result = judge(exercise, probe(exercise, original_block), public_key("original_block"))
    assert result.diagnosis is None
    assert (
        "What was seen: Your answer calls `self.regular_block`. That is the ans" in result.message
    )
    assert "It is made of layers, `self.custom_conv2d` and `self.pre_activation`." in result.message


def test_an_error_after_a_missing_gradient_is_told_by_its_cause():
    """The answer fails where it squares None; the loss came too late for the tape."""

    def gradient_norms(model, images, labels):
        import keras
        import tensorflow as tf

        import resnet_lessons as rl

        weights = rl.block_weights(model)
        with tf.GradientTape() as tape:
            logits = model(images, training=False)
        losses = keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True)
        gradients = tape.gradient(keras.ops.mean(losses), weights)
        return {name: sum(float(each**2) for each in gradients[name]) for name in weights}

    exercise = EXERCISES["gradient_norms"]
    result = judge(exercise, probe(exercise, gradient_norms), public_key("gradient_norms"))
    assert result.diagnosis == "loss_outside_the_tape"


HOSTILE = {
    "empty": lambda arrays: tuple(np.zeros(0, "float32") for _ in arrays),
    "no_numbers": lambda arrays: tuple(np.full_like(array, np.nan) for array in arrays),
    "infinite": lambda arrays: tuple(np.full_like(array, np.inf) for array in arrays),
    "huge": lambda arrays: tuple(np.full_like(array, -3e38) for array in arrays),
    "many_axes": lambda arrays: tuple(np.ones((1,) * 8, "float32") for _ in arrays),
    "fractions": lambda arrays: tuple(array + np.float32(0.3) for array in arrays),
}


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("changed", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("exercise", EXPLAINED, ids=lambda exercise: exercise.id)
def test_arrays_of_any_kind_get_a_sentence_or_none(exercise, changed):
    """They come from a process in which a student's code ran."""
    for case, arrays in zip(exercise.cases, public_key(exercise.id).expected, strict=True):
        sentence = exercise.explain(case, changed(arrays), arrays)
        assert sentence is None or sentence.endswith(".")


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize(
    "changed", [*HOSTILE.values(), lambda arrays: ()], ids=[*HOSTILE, "failed"]
)
@pytest.mark.parametrize("exercise", EXPLAINED_TOGETHER, ids=lambda exercise: exercise.id)
def test_arrays_of_all_settings_get_a_sentence_or_none(exercise, changed):
    expected = public_key(exercise.id).expected
    sentence = exercise.explain_all(exercise.cases, list(map(changed, expected)), expected)
    assert sentence is None or sentence.endswith(".")


@pytest.mark.parametrize("exercise", EXPLAINED_TOGETHER, ids=lambda exercise: exercise.id)
def test_nothing_is_told_of_right_numbers(exercise):
    expected = public_key(exercise.id).expected
    assert exercise.explain_all(exercise.cases, expected, expected) is None
