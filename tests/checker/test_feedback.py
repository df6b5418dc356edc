"""Observations made by hand, and what is said about them."""

import dataclasses
import html.parser
import json
import warnings

import numpy as np
import pytest

from resnet_lessons.checker.feedback import CheckResult, judge
from resnet_lessons.checker.observation import Failure, Observation, Outcome
from resnet_lessons.course.exercises import EXERCISES, MISCONCEPTIONS
from resnet_lessons.course.keys import AnswerKey, fingerprint
from resnet_lessons.course.keys.call import COMPUTED, INPUTS, Call
from tests.support.by_hand import CASES, array, exercise, failed, outcome, parameters

EXERCISE = exercise("shortcut_not_added", "stride_on_both_convolutions")
PARAMETERS = tuple(map(parameters, range(len(CASES))))


RIGHT = tuple(outcome(number) for number in range(4))
NOT_ADDED = tuple(outcome(number, 1.0) for number in range(4))
ON_BOTH = (
    RIGHT[0],
    failed("addition", "first", shapes=((2, 2, 3), (4, 4, 3))),
    *RIGHT[2:],
)
KEY = AnswerKey(
    seed=1,
    expected=tuple(each.arrays for each in RIGHT),
    parameters=PARAMETERS,
    fingerprints={
        "shortcut_not_added": tuple(map(fingerprint, NOT_ADDED)),
        "stride_on_both_convolutions": tuple(map(fingerprint, ON_BOTH)),
    },
    calls=((),) * 4,
    returned=(COMPUTED,) * 4,
    moved=(0,) * 4,
)


def judged(*outcomes, symbolic=None, key=KEY, exercise=EXERCISE):
    return judge(exercise, Observation(outcomes, symbolic), key)


def with_case(number, other):
    return (*RIGHT[:number], other, *RIGHT[number + 1 :])


def part(result, label):
    return dict(result.details)[label]


# Verdicts and points -----------------------------------------------------------------------------


def test_all_right_is_passed():
    result = judged(*RIGHT)
    assert (result.verdict, result.points, result.max_points) == ("passed", 4, 4)
    assert result.diagnosis is None
    assert result.message.startswith("Well done: All 4 settings")


@pytest.mark.parametrize(("wrong", "points"), [(1, 1.5), (2, 1.0), (3, 0.5), (4, 0.0)])
def test_half_of_the_points_stand_for_the_settings(wrong, points):
    outcomes = [outcome(number, 0.5 if number < wrong else 0) for number in range(4)]
    result = judged(*outcomes)
    assert (result.verdict, result.points) == ("failed", points)
    assert f"{4 - wrong} of 4 settings came out right" in part(result, "So far")


def test_a_difference_within_tolerance_is_right():
    assert judged(*(outcome(number, 0.0009) for number in range(4))).verdict == "passed"
    assert judged(*(outcome(number, 0.0021) for number in range(4))).verdict == "failed"


def test_not_started_earns_nothing():
    result = judged(failed("not started"))
    assert (result.verdict, result.points, result.diagnosis) == ("not started", 0, None)
    assert "raise NotImplementedError" in result.message


def test_a_hole_in_a_later_setting_is_a_mistake_like_others():
    result = judged(*with_case(3, failed("not started", "the hole", line="line 3 of the cell")))
    assert (result.verdict, result.points) == ("failed", 1.5)
    assert part(result, "What was seen") == "the hole"
    assert part(result, "Where") == "line 3 of the cell"


def test_groundwork_first():
    built = dataclasses.replace(EXERCISE, groundwork=("pre_activation",))
    result = judged(RIGHT[0], failed("groundwork", "pre_activation"), exercise=built)
    assert (result.verdict, result.points, result.diagnosis) == ("failed", 0, None)
    assert "`pre_activation`" in part(result, "First things first")
    assert "Traceback" not in result.message


def test_a_call_that_is_no_groundwork_is_not_to_be_solved_first():
    """Whether that answer has passed or not: here it would stop at its hole."""
    result = judged(RIGHT[0], failed("groundwork", "block_layer"))
    assert (result.verdict, result.points) == ("failed", 0)
    assert "calls `self.block_layer`. That is the answer of another" in part(
        result, "What was seen"
    )
    assert "It is made of layers and `self.custom_conv2d`." in part(result, "Expected")
    assert "First things first" not in result.message


@pytest.mark.parametrize("kind", ["exception", "symbolic"])
def test_an_exception_is_an_error(kind):
    result = judged(*with_case(1, failed(kind, "ValueError: bad", line="line 2 of the cell: x")))
    assert (result.verdict, result.points) == ("error", 1.5)
    assert part(result, "What was seen") == "ValueError: bad"
    assert part(result, "Where") == "line 2 of the cell: x"


@pytest.mark.parametrize("kind", ["wrong kind", "dtype", "not finite"])
def test_a_result_of_the_wrong_kind_is_failed(kind):
    result = judged(*(failed(kind, "the words") for _ in range(4)))
    assert (result.verdict, result.points) == ("failed", 0)
    assert part(result, "What was seen") == "the words"


# Diagnoses ---------------------------------------------------------------------------------------


def test_a_fingerprint_in_every_setting_is_the_diagnosis():
    result = judged(*NOT_ADDED)
    misconception = MISCONCEPTIONS["shortcut_not_added"]
    assert (result.verdict, result.diagnosis) == ("failed", "shortcut_not_added")
    assert part(result, "What was seen") == misconception.seen
    assert part(result, "Expected") == misconception.expected
    assert part(result, "Why it matters") == misconception.why
    assert part(result, "Look at") == misconception.look
    assert str(CASES[0]) in part(result, "Where")


def test_a_failing_addition_is_known_by_its_shapes_in_either_order():
    turned = failed("addition", "other words", shapes=((4, 4, 3), (2, 2, 3)))
    result = judged(*with_case(1, turned))
    assert (result.verdict, result.diagnosis) == ("failed", "stride_on_both_convolutions")
    assert result.points == 1.5
    assert str(CASES[1]) in part(result, "Where")


def test_other_shapes_are_another_mistake():
    result = judged(*with_case(1, failed("addition", "", shapes=((2, 2, 3), (4, 3, 3)))))
    assert result.diagnosis is None
    assert part(result, "What was seen") == (
        "two tensors that cannot be added: 2 × 2 × 3 and 4 × 3 × 3"
    )


def test_one_odd_setting_does_not_hide_a_diagnosis():
    result = judged(*NOT_ADDED[:3], outcome(3, 2.0))
    assert (result.verdict, result.diagnosis) == ("failed", "shortcut_not_added")
    seen = MISCONCEPTIONS["shortcut_not_added"].seen
    assert part(result, "What was seen") == (
        f"This looks like the following, in 3 of 4 settings: {seen}"
    )
    assert part(result, "But") == f"something else happens with {CASES[3]}"


@pytest.mark.parametrize(
    "outcomes",
    [
        (*NOT_ADDED[:2], outcome(2, 2.0), outcome(3, 2.0)),
        (*NOT_ADDED[:3], RIGHT[3]),
        (RIGHT[0], ON_BOTH[1], RIGHT[2], outcome(3, 2.0)),
    ],
    ids=["half of the settings", "a setting denies it", "one setting only"],
)
def test_too_little_evidence_is_no_diagnosis(outcomes):
    assert judged(*outcomes).diagnosis is None


def test_a_misconception_that_explains_less_than_is_wrong_is_no_diagnosis():
    """All of its own wrong settings agree, but as many others are wrong, of which it says nothing."""
    in_two = (RIGHT[0], outcome(1, 1.5), RIGHT[2], outcome(3, 1.5))
    prints = KEY.fingerprints | {"stride_on_both_convolutions": tuple(map(fingerprint, in_two))}
    key = dataclasses.replace(KEY, fingerprints=prints)
    assert judged(*in_two, key=key).diagnosis == "stride_on_both_convolutions"
    assert judged(outcome(0, 2.0), *in_two[1:], key=key).diagnosis == "stride_on_both_convolutions"
    in_four = (outcome(0, 2.0), in_two[1], outcome(2, 2.0), in_two[3])
    assert judged(*in_four, key=key).diagnosis is None


def test_numbers_that_sum_to_the_same_are_told_apart():
    arrays = array(0, 1.0).copy()
    arrays[0, 0, 0], arrays[1, 3, 2] = arrays[1, 3, 2].copy(), arrays[0, 0, 0].copy()
    swapped = Outcome((arrays,), PARAMETERS[0])
    assert part(judged(swapped, *NOT_ADDED[1:]), "But").endswith(str(CASES[0]))


# The first difference ----------------------------------------------------------------------------


def test_the_first_number_that_differs_is_shown():
    changed = array(2).copy()
    changed[1, 2, 0, 3] = -7.25
    result = judged(*with_case(2, Outcome((changed,), PARAMETERS[2])))
    assert part(result, "Setting") == str(CASES[2])
    assert part(result, "What was seen") == (
        "the shape is right; 1% of the numbers differ, the first at (1, 2, 0, 3): -7.250"
    )
    # 1*4*3*4 + 2*3*4 + 3 = 75 tenths
    assert part(result, "Expected") == "7.500 there"


def test_another_shape_is_shown():
    result = judged(*with_case(1, Outcome((np.zeros((2, 4, 3, 6), "float32"),), 20)))
    assert part(result, "What was seen") == "shape 2 × 4 × 3 × 6"
    assert part(result, "Expected") == "shape 2 × 4 × 3 × 3"


def test_a_parameter_too_few_is_shown():
    result = judged(*with_case(1, Outcome((array(1),), 1019)))
    assert part(result, "What was seen").endswith("1,019 trainable parameters")
    assert part(result, "Expected").startswith("20 trainable parameters")


def test_the_second_of_two_results_is_named():
    exercise = EXERCISES["pre_activation_with_shortcut"]
    pairs = [Outcome((array(number), array(number)), 5) for number in range(4)]
    key = AnswerKey(
        1,
        tuple(pair.arrays for pair in pairs),
        (5,) * 4,
        {},
        ((),) * 4,
        (COMPUTED,) * 4,
        (0.0,) * 4,
    )
    other = Outcome((array(0), array(0, 1.0)), 5)
    observation = Observation((other, *pairs[1:]))
    result = judge(exercise, observation, key, CASES)
    assert part(result, "In numbers").startswith("result 2: the shape is right; 100%")


def test_the_calls_on_the_way_are_shown():
    calls = tuple(
        Call(kind, {}, (2, 4, 3, 7), (INPUTS,), None, None) for kind in ("Conv2D", "ReLU")
    )
    result = judged(*with_case(0, outcome(0, 0.5, calls=calls)))
    assert part(result, "Shapes on the way") == (
        "inputs 2 × 4 × 3 × 2 → Conv2D 2 × 4 × 3 × 7 → ReLU 2 × 4 × 3 × 7"
    )
    many = judged(*with_case(0, outcome(0, 0.5, calls=calls * 10)))
    assert part(many, "Shapes on the way").count("→") == 11
    assert " → … → " in part(many, "Shapes on the way")


@pytest.mark.parametrize("value", [3e38, -3e38, 0.0])
def test_very_large_and_empty_results_warn_nobody(value):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        large = Outcome((np.full((2, 4, 3, 2), value, "float32"),), 10)
        empty = Outcome((np.zeros((0, 4, 3, 3), "float32"),), 20)
        result = judged(large, empty, *RIGHT[2:])
    assert result.verdict == "failed"
    assert len(part(result, "What was seen")) < 100


# Building a network ------------------------------------------------------------------------------


def test_right_numbers_that_keras_cannot_draw_have_a_diagnosis():
    failure = Failure("symbolic", "a KerasTensor", line="line 3 of the cell: tf.nn.relu(x)")
    result = judged(*RIGHT, symbolic=failure)
    assert (result.verdict, result.points) == ("failed", 2)
    assert result.diagnosis == "tensorflow_on_symbolic_tensor"
    assert "arithmetic is right" in result.message
    assert "keras.ops.relu" in result.message
    assert part(result, "Where") == failure.line


def test_parameters_that_keras_does_not_find_have_none():
    result = judged(*RIGHT, symbolic=Failure("parameters", "Keras finds 3"))
    assert (result.verdict, result.points, result.diagnosis) == ("failed", 2, None)
    assert "Every number agrees" in result.message
    assert "Keras finds 3" in result.message


# Forms -------------------------------------------------------------------------------------------


class Tags(html.parser.HTMLParser):
    """The tags of a text, and whether each is closed."""

    def __init__(self, text):
        super().__init__()
        self.opened, self.stack = [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.opened.append(tag)
        if tag != "br":
            self.stack.append(tag)

    def handle_endtag(self, tag):
        assert self.stack.pop() == tag


@pytest.mark.parametrize(
    "message",
    ["<script>alert(1)</script>", "`<b>", "a ` b ` c ` <i>", '" onload="x', "&amp; <", ""],
)
def test_what_a_student_wrote_is_escaped(message):
    outcomes = with_case(1, failed("exception", message, line=f"line 1 of the cell: {message}"))
    text = judged(*outcomes)._repr_html_()
    tags = Tags(text)
    assert set(tags.opened) <= {"div", "p", "strong", "code", "br"}
    assert tags.stack == []


def test_an_id_with_markup_is_escaped():
    result = CheckResult('<script>"', "error", 0, 0, '<b>"', (("<i>", "x"),))
    tags = Tags(result._repr_html_())
    assert set(tags.opened) <= {"div", "p", "strong"}


def test_code_between_backticks():
    result = CheckResult("x", "failed", 0, 1, None, (("Use", "`ops.relu` here\nnow"),))
    assert "<code>ops.relu</code> here<br>now" in result._repr_html_()


@pytest.mark.parametrize(
    "outcomes",
    [RIGHT, NOT_ADDED, ON_BOTH, (failed("not started"),), with_case(0, failed("exception", "x"))],
)
def test_every_verdict_has_a_text_and_a_picture_of_its_own(outcomes):
    result = judged(*outcomes)
    assert repr(result).splitlines()[0].endswith(f"{result.points:g} of 4 points")
    assert result.verdict in repr(result)
    assert f'data-verdict="{result.verdict}"' in result._repr_html_()
    assert f'data-diagnosis="{result.diagnosis or ""}"' in result._repr_html_()
    assert Tags(result._repr_html_()).stack == []
    assert all(text in repr(result) for _, text in result.details)
    assert result.message


def test_results_are_frozen_and_plain():
    result = judged(*NOT_ADDED)
    with pytest.raises(dataclasses.FrozenInstanceError):
        result.points = 4
    assert json.loads(json.dumps(dataclasses.asdict(result)))["points"] == 0
