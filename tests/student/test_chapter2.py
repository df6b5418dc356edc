"""Chapter 2's payoffs: what the student's two regular blocks pass on when their branches are silent."""

import numpy as np
from keras import ops

import resnet_lessons as rl
from resnet_lessons.instructor.answers import answer, compiled, without_markers
from resnet_lessons.student import chapter2, passed_answers
from resnet_lessons.student.answer_text import Answer


def pass_(*names):
    for name in names:
        passed_answers.keep(Answer(name, compiled(without_markers(answer(name)), name)))


def picture():
    return np.random.default_rng(0).normal(0, 1, (6, 5, 3)).astype("float32")


def test_until_then_the_lessons_show_what_theirs_return(capsys):
    image = picture()
    after_2016, after_2015 = chapter2.through_silent_blocks(image)
    np.testing.assert_array_equal(after_2016, image)
    np.testing.assert_array_equal(after_2015, np.maximum(image, 0))
    assert "regular_block, original_block to see your own" in capsys.readouterr().out


def test_then_they_are_the_students_and_agree(capsys):
    image = picture()
    lessons = chapter2.through_silent_blocks(image)
    pass_("pre_activation", "pre_activation_with_shortcut", "regular_block", "original_block")
    own = chapter2.through_silent_blocks(image)
    for one, other in zip(own, lessons, strict=True):
        np.testing.assert_array_equal(one, other)
    assert "10 of your own regular_block" in capsys.readouterr().out


def test_a_block_with_a_relu_on_its_road_loses_what_is_negative_too():
    pass_("pre_activation", "pre_activation_with_shortcut", "regular_block", "original_block")
    regular = passed_answers.answers(["regular_block"])["regular_block"]

    def relu_after(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
        return ops.relu(regular(self, inputs, filters, strides, is_training, index))

    passed_answers._in_memory["regular_block"] = (relu_after, False)
    after_2016, after_2015 = chapter2.through_silent_blocks(picture())
    np.testing.assert_array_equal(after_2016, after_2015)


def test_what_both_blocks_cost():
    pass_("pre_activation", "pre_activation_with_shortcut", "regular_block", "original_block")
    for name in ("regular_block", "original_block"):
        told = repr(rl.own_block_cost(name, side=28, channels=64, filters=64))
        assert "74,112 trainable parameters, 58 million" in told
