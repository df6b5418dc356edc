"""The first call that differs is told, and programs that are written otherwise are not compared."""

from dataclasses import replace

import pytest

from resnet_lessons.checker.locating import first_difference, has_same_names
from resnet_lessons.checker.observation import Failure, Outcome
from resnet_lessons.course.keys.call import COMPUTED, HIDING, INPUTS, SHARED, Call


def call(kind, reads=INPUTS, read=1.0, returned=2.0, **settings):
    return Call(kind, settings, (2, 4, 4, 3), (reads,), read, returned)


def chain(*kinds):
    """Calls in a row, each of the result of the one before."""
    return tuple(
        call(kind, reads=number - 1, read=float(number), returned=float(number + 1), index=number)
        for number, kind in enumerate(kinds)
    )


def told(seen, right, returned=None, failure=None):
    """(seen, expected) of programs that return what the last call did, or None."""
    last = len(seen) - 1 if returned is None else returned
    outcome = Outcome(calls=seen, returned=last, failure=failure)
    found = first_difference(outcome, right, len(right) - 1, "channels_last")
    return found and (found.seen, found.expected)


BLOCKS = chain("regular_block", "regular_block", "regular_block")


def test_equal_programs_do_not_differ():
    assert told(BLOCKS, BLOCKS) is None


def test_a_setting_is_told_with_the_call_it_belongs_to():
    stem = call("custom_conv2d", filters=4, kernel_size=7, strides=2)
    other = call("custom_conv2d", returned=3.0, filters=4, kernel_size=3, strides=1)
    assert told((other,), (stem,)) == (
        "The convolution has `kernel_size=3`, `strides=1`.",
        "`kernel_size=7`, `strides=2` there.",
    )


def test_exchanged_arguments_are_told():
    right = call("regular_block", filters=4, strides=2)
    other = call("regular_block", returned=3.0, filters=2, strides=4)
    assert told((other,), (right,))[0].endswith("Two arguments have changed places.")


def test_a_call_that_reads_another_result():
    other = BLOCKS[2].__class__(**{**vars(BLOCKS[2]), "reads": (0,), "number_read": 1.0})
    assert told((*BLOCKS[:2], other), BLOCKS) == (
        "The third block reads what the first block returned.",
        "It reads what the second block returned.",
    )


@pytest.mark.parametrize(
    "kinds, seen, expected",
    [
        (
            ["regular_block"] * 2,
            "After the second block another block is missing.",
            "After the second block comes another block.",
        ),
        (
            ["regular_block", "pre_activation", "regular_block", "regular_block"],
            "After the first block comes a pre-activation, which does not belong there.",
            "After the first block comes the second block.",
        ),
        (
            ["regular_block", "regular_block", "Dropout"],
            "After the second block comes a dropout.",
            "A block there.",
        ),
    ],
    ids=["missing", "extra", "another"],
)
def test_calls_that_only_one_of_two_programs_makes(kinds, seen, expected):
    assert told(chain(*kinds), BLOCKS) == (seen, expected)


def test_a_normalisation_is_a_pre_activation_only_where_every_one_of_the_right_answer_is():
    extra = chain("Conv2D", "BatchNormalization", "Conv2D")
    pre_activated = chain("Conv2D", "pre_activation")
    assert told(extra[:2], (pre_activated[0],))[0].startswith(
        "After the convolution comes a pre-act"
    )
    normalised = chain("Conv2D", "BatchNormalization", "Conv2D", "BatchNormalization")
    assert told(extra, normalised) == (
        "After the second convolution a batch normalisation is missing.",
        "After the second convolution comes a batch normalisation.",
    )
    mixed = (*chain("Conv2D", "pre_activation", "Conv2D"), normalised[3])
    assert told(normalised, mixed) is None
    other = (*normalised[:3], call("pre_activation", 2, 3.0, 4.0, axis=1))
    right = (*mixed[:3], call("BatchNormalization", 2, 3.0, 4.0, axis=-1))
    assert told(other, right)[0] == "The second batch normalisation has `axis=1`."


def test_what_is_returned():
    assert told(BLOCKS, BLOCKS, returned=1) == (
        "The answer returns what the second block returned.",
        "It returns what the third block returned.",
    )
    assert told(BLOCKS, BLOCKS, returned=COMPUTED)[0] == (
        "What is returned is not what the third block returned: something is computed after it."
    )


def test_a_layer_that_is_called_twice():
    right = (call("Conv2D", **{SHARED: None}), call("Conv2D", 0, 2.0, 3.0, **{SHARED: None}))
    shared = (right[0], call("Conv2D", 0, 2.0, 3.0, **{SHARED: 0}))
    seen, expected = told(shared, right)
    assert seen.startswith(
        "The second convolution is the layer of the first convolution, called again"
    )
    assert expected.startswith("A layer of its own")


def test_wrong_names_are_told_last():
    renamed = tuple(Call(**vars(one) | {"settings": {"index": 1}}) for one in BLOCKS)
    assert not has_same_names(renamed, BLOCKS)
    assert told(renamed, BLOCKS)[1] == "`index=0` there."
    assert has_same_names(renamed[:2], BLOCKS)


def test_a_layer_in_place_of_a_method_is_no_difference():
    by_hand = call("Conv2D", read=9.0, filters=4, kernel_size=3, strides=2, padding="valid")
    right = call("custom_conv2d", filters=4, kernel_size=3, strides=2)
    assert told((call("ZeroPadding2D"), by_hand), (right,)) is None
    wrong = call("Conv2D", read=9.0, filters=4, kernel_size=5, strides=2, padding="valid")
    assert told((wrong,), (right,))[0] == "The convolution has `kernel_size=5`."


def test_programs_that_are_written_otherwise_are_not_compared():
    written_out = chain("BatchNormalization", "custom_conv2d", "pre_activation", "custom_conv2d")
    right = chain(
        "pre_activation_with_shortcut", "custom_conv2d", "pre_activation", "custom_conv2d"
    )
    assert told(written_out, right) is None
    assert told(chain("Dense", "Flatten", "Dense", "Dense"), BLOCKS) is None
    assert told((), BLOCKS) is None


def test_after_a_failure_only_what_came_before_is_compared():
    failure = Failure("addition", "two tensors that cannot be added")
    assert told(BLOCKS[:2], BLOCKS, failure=failure) is None
    odd = Call(**vars(BLOCKS[0]) | {"settings": {"filters": 3}})
    right = Call(**vars(BLOCKS[0]) | {"settings": {"filters": 4}})
    assert told((odd,), (right, *BLOCKS[1:]), failure=failure) == (
        "The block has `filters=3`.",
        "`filters=4` there.",
    )


def convolutions(*settings):
    """Convolutions in a row, of the network's own kind."""
    return tuple(
        replace(
            call("custom_conv2d", number - 1, 1.0 + number, 2.0 + number, **each),
            shape_read=(2, 4, 5, 2),
        )
        for number, each in enumerate(settings)
    )


TWO = convolutions({"filters": 2}, {"filters": 2})


@pytest.mark.parametrize(
    ("shape_read", "remark"),
    [
        ((2, 6, 7, 2), " That has 2 more rows and columns, as after padding by hand."),
        ((2, 4, 5, 1), " That has only 1 of 2 channels, as one group of them has."),
        ((2, 4, 6, 2), " That has shape 2 × 4 × 6 × 2, not 2 × 4 × 5 × 2."),
        ((2, 4, 5, 2), ""),
        ((), ""),
    ],
    ids=["padded", "a group", "other", "same", "unknown"],
)
def test_the_shape_of_what_was_computed_in_between_is_told(shape_read, remark):
    other = replace(TWO[1], reads=(COMPUTED,), number_read=9.0, shape_read=shape_read)
    assert told((TWO[0], other), TWO) == (
        f"The second convolution reads something that was computed in between.{remark}",
        "It reads what the first convolution returned.",
    )


@pytest.mark.parametrize(
    ("own", "network", "setting", "seen", "expected"),
    [
        ("Conv2D", "custom_conv2d", {"groups": 2}, "convolution has `groups=2`", "`groups=1`"),
        (
            "Conv2D",
            "custom_conv2d",
            {"data_format": "channels_first"},
            'convolution has `data_format="channels_first"`',
            '`data_format="channels_last"`',
        ),
        ("Conv2D", "custom_conv2d", {"use_bias": False}, "`use_bias=False`", "`use_bias=True`"),
        ("BatchNormalization", "pre_activation", {"axis": 1}, "`axis=1`", "`axis=-1`"),
    ],
)
def test_a_layer_of_ones_own_is_compared_with_the_networks(own, network, setting, seen, expected):
    found = told((call(own, returned=7.0, **setting),), (call(network),))
    assert seen in found[0] and found[1] == f"{expected} there."


def test_a_layer_of_ones_own_that_is_as_the_networks_does_not_differ():
    own = call("Conv2D", filters=2, groups=1, use_bias=True, data_format="channels_last")
    assert told((own,), (call("custom_conv2d", filters=2),)) is None


def test_layers_inside_a_lambda_layer_are_told():
    assert "inside a `Lambda` layer" in told((call("Lambda", **{HIDING: True}),), BLOCKS)[0]
    assert told((call("Lambda", **{HIDING: False}),), BLOCKS) is None
