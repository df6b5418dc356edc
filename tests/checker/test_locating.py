"""The first call that differs is told, and programs that are written otherwise are not compared."""

import pytest

from resnet_lessons.checker.locating import first_difference, has_same_names
from resnet_lessons.checker.observation import Failure, Outcome
from resnet_lessons.course.keys.call import COMPUTED, INPUTS, SHARED, Call


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
    found = first_difference(outcome, right, len(right) - 1)
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
            "After the first block comes a pre-activation, which the expected network has not there.",
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
    assert seen.startswith("The second convolution is a layer that was called before")
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
