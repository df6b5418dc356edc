"""Marks of observations made by hand, and of answers that know the instant check only."""

import dataclasses
import json
import subprocess
import sys
import warnings

import numpy as np
import pytest

from resnet_lessons.checker.feedback import judge
from resnet_lessons.checker.observation import Failure, Observation, Outcome
from resnet_lessons.checker.probe import probe
from resnet_lessons.course.exercises import EXERCISES, MISCONCEPTIONS
from resnet_lessons.course.keys import AnswerKey, fingerprint, public_key
from resnet_lessons.course.keys.call import COMPUTED
from resnet_lessons.instructor.answers import answer, compiled, without_markers
from resnet_lessons.instructor.grading.marks.marking import crashed, mark, not_started, unreadable
from resnet_lessons.instructor.grading.observing import hidden
from tests.support.by_hand import CASES, exercise, failed, outcome
from tests.support.soak import some

SEED = 4711
PUBLIC, HIDDEN = len(CASES), 6
EXERCISE = exercise("shortcut_not_added", "relu_after_addition")


def observed(*outcomes, symbolic=None):
    return Observation(outcomes, symbolic)


def right(count=HIDDEN):
    return tuple(outcome(number) for number in range(count))


def shifted(offset, count=HIDDEN):
    return tuple(outcome(number, offset) for number in range(count))


def wrong_in(*numbers, count=HIDDEN):
    return tuple(outcome(number, 0.5 * (number in numbers)) for number in range(count))


EXPECTED = observed(*right())
WRONG = {"shortcut_not_added": 1.0, "relu_after_addition": 2.0}
KEY = AnswerKey(
    seed=1,
    expected=tuple(each.arrays for each in right(PUBLIC)),
    parameters=tuple(each.parameters for each in right(PUBLIC)),
    fingerprints={
        name: tuple(map(fingerprint, shifted(offset, PUBLIC))) for name, offset in WRONG.items()
    },
    calls=((),) * PUBLIC,
    returned=(COMPUTED,) * PUBLIC,
    moved=(0,) * PUBLIC,
)
PUBLIC_RIGHT = observed(*right(PUBLIC))


def confirm(misconception):
    return observed(*shifted(WRONG[misconception]))


def marked(*outcomes, symbolic=None, public=PUBLIC_RIGHT, confirm=confirm):
    observation = observed(*outcomes, symbolic=symbolic)
    return mark(EXERCISE, observation, EXPECTED, public, confirm, KEY)


def words(result):
    return "\n".join(text for _, text in result.details)


# Verdicts and points -----------------------------------------------------------------------------


def test_all_right_is_passed():
    result = marked(*right())
    assert (result.exercise, result.verdict, result.share) == ("regular_block", "passed", 1.0)
    assert result.points(EXERCISE) == 4
    assert result.diagnosis is None
    assert "agree with the answer key" in words(result)


@pytest.mark.parametrize(
    ("wrong", "share"),
    [
        ((4,), 0.5),
        ((4, 5), 0.5),
        ((0,), 0.375),
        ((0, 5), 0.375),
        ((0, 1, 2), 0.125),
        ((0, 1, 2, 3), 0.0),
        (range(6), 0.0),
    ],
)
def test_half_of_the_points_stand_for_the_public_settings(wrong, share):
    result = marked(*wrong_in(*wrong))
    assert (result.verdict, result.share) == ("failed", share)


def test_another_number_of_parameters_is_wrong():
    assert marked(*right()[:5], Outcome(right()[5].arrays, 61)).share == 0.5


def test_another_shape_is_wrong_and_so_are_more_results():
    flat = Outcome((right()[5].arrays[0].ravel(),), 60)
    twice = Outcome(right()[5].arrays * 2, 60)
    assert marked(*right()[:5], flat).share == 0.5
    assert marked(*right()[:5], twice).share == 0.5
    assert marked(*right()[:5], Outcome((), 60)).share == 0.5


def test_not_started_earns_nothing_whatever_the_instant_check_saw():
    result = marked(failed("not started"))
    assert (result.verdict, result.share, result.diagnosis) == ("not started", 0, None)
    assert "raise NotImplementedError" in words(result)
    assert result == not_started(EXERCISE)


@pytest.mark.parametrize("kind", ["exception", "symbolic"])
def test_an_exception_is_an_error(kind):
    result = marked(*right()[:5], failed(kind, "ValueError: at 9 × 9"))
    assert (result.verdict, result.share) == ("error", 0.5)
    assert "9 × 9" not in words(result), "a hidden input is not told"


def test_the_first_wrong_setting_decides_between_error_and_failed():
    assert marked(*wrong_in(0)[:5], failed("exception")).verdict == "failed"


def test_groundwork_that_is_missing_earns_nothing():
    result = marked(right()[0], failed("groundwork", "pre_activation"))
    assert (result.verdict, result.share) == ("failed", 0)
    assert words(result)


@pytest.mark.parametrize("count", [0, 1, 4, 5])
def test_settings_that_were_not_reached_are_wrong(count):
    result = marked(*right()[:count])
    assert (result.verdict, result.share) == ("failed", count / 8 if count < 4 else 0.5)


def test_more_outcomes_than_settings_earn_nothing_more():
    assert marked(*wrong_in(0), *right()).share == 0.375


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 3e38])
def test_numbers_that_are_none_are_wrong_and_warn_nobody(value):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        strange = tuple(
            Outcome((np.full_like(each.arrays[0], value),), each.parameters) for each in right()
        )
        result = marked(*strange, public=observed(*strange[:PUBLIC]))
    assert (result.verdict, result.share, result.diagnosis) == ("failed", 0, None)


# Building a network ------------------------------------------------------------------------------


def test_right_numbers_that_keras_cannot_draw_earn_half():
    failure = Failure("symbolic", "a tensor of 9 × 9", line="line 2 of the cell")
    public = observed(*right(PUBLIC), symbolic=Failure("symbolic", "a tensor", line="line 2"))
    result = marked(*right(), symbolic=failure, public=public)
    assert (result.verdict, result.share) == ("failed", 0.5)
    assert result.diagnosis == "tensorflow_on_symbolic_tensor"
    assert result.details == judge(EXERCISE, public, KEY).details


@pytest.mark.parametrize("public", [PUBLIC_RIGHT, None])
@pytest.mark.parametrize("kind", ["symbolic", "parameters"])
def test_a_hidden_setting_that_keras_cannot_draw_is_not_told(kind, public):
    failure = Failure(kind, "a tensor of 9 × 9", line="line 2: 9 × 9")
    result = marked(*right(), symbolic=failure, public=public)
    assert (result.verdict, result.share) == ("failed", 0.5)
    assert result.diagnosis == ("tensorflow_on_symbolic_tensor" if kind == "symbolic" else None)
    assert "9 × 9" not in words(result)
    assert "other than those of the instant check" in words(result)


def test_wrong_numbers_come_before_a_network_that_cannot_be_drawn():
    result = marked(*wrong_in(5), symbolic=Failure("symbolic", "x"))
    assert (result.share, result.diagnosis) == (0.5, None)


# Diagnoses ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", WRONG)
def test_a_misconception_is_found_and_confirmed(name):
    public = observed(*shifted(WRONG[name], PUBLIC))
    result = marked(*shifted(WRONG[name]), public=public)
    assert (result.verdict, result.diagnosis, result.share) == ("failed", name, 0)
    assert MISCONCEPTIONS[name].seen in words(result)
    assert result.details == judge(EXERCISE, public, KEY).details


def test_a_misconception_of_the_instant_check_alone_is_not_confirmed():
    public = observed(*shifted(1.0, PUBLIC))
    others = [outcome(number, 1.5) for number in range(3, HIDDEN)]
    assert marked(*shifted(1.0)[:3], *others, public=public).diagnosis is None
    assert marked(*shifted(2.0), public=public).diagnosis is None
    assert marked(*shifted(1.0)[:3], public=public).diagnosis is None


def test_a_misconception_is_confirmed_by_most_of_the_hidden_settings():
    public = observed(*shifted(1.0, PUBLIC))
    result = marked(*shifted(1.0)[:5], outcome(5, 1.5), public=public)
    assert result.diagnosis == "shortcut_not_added"
    denied = marked(*shifted(1.0)[:5], outcome(5), public=public)
    assert denied.diagnosis is None


def test_a_misconception_of_the_hidden_settings_alone_is_none():
    public = observed(*wrong_in(1, count=PUBLIC))
    assert marked(*shifted(1.0), public=public).diagnosis is None


def test_without_the_instant_check_or_the_variants_there_is_no_diagnosis():
    public = observed(*shifted(1.0, PUBLIC))
    assert marked(*shifted(1.0), public=None).diagnosis is None
    assert marked(*shifted(1.0), public=public, confirm=None).diagnosis is None


def test_only_what_fits_the_instant_check_is_confirmed():
    asked = []

    def confirm_and_count(name):
        asked.append(name)
        return confirm(name)

    marked(*shifted(2.0), public=observed(*shifted(2.0, PUBLIC)), confirm=confirm_and_count)
    marked(*wrong_in(1), public=observed(*wrong_in(1, count=4)), confirm=confirm_and_count)
    marked(*right(), confirm=confirm_and_count)
    assert asked == ["relu_after_addition"]


# What the student reads --------------------------------------------------------------------------


def test_what_only_holds_in_the_check_is_said_so():
    result = marked(*wrong_in(1, 4, 5))
    assert "Every setting of the instant check came out right" in words(result)
    assert "3 of 6 other settings did not" in words(result)
    assert "only holds in the check" in words(result)


def test_the_words_are_those_of_the_instant_check():
    public = observed(*wrong_in(2, count=PUBLIC))
    result = marked(*wrong_in(4, 5), public=public)
    assert result.details == judge(EXERCISE, public, KEY).details
    assert str(CASES[2]) in words(result)


def test_a_failed_check_does_not_matter_where_the_hidden_settings_pass():
    result = marked(*right(), public=observed(*wrong_in(2, count=PUBLIC)))
    assert (result.verdict, result.share) == ("passed", 1)
    assert str(CASES[2]) not in words(result)


@pytest.mark.parametrize(
    "public",
    [
        None,
        observed(),
        observed(*right(2)),
        observed(*right(6)),
        observed(failed("not started")),
        observed(failed("groundwork", "pre_activation")),
        observed(*right(3), failed("addition", "x", shapes=((1,), (2,), (3,)))),
        observed(*right(3), Outcome((), 40)),
        observed(*right(PUBLIC), symbolic=Failure("symbolic", "x")),
    ],
)
def test_whatever_the_instant_check_saw_there_are_words(public):
    result = marked(*wrong_in(0), public=public)
    assert (result.verdict, result.share) == ("failed", 0.375)
    assert all(label and text for label, text in result.details)
    assert result.details


def test_a_mark_is_plain():
    result = marked(*shifted(1.0), public=observed(*shifted(1.0, PUBLIC)))
    assert json.loads(json.dumps(dataclasses.asdict(result)))["share"] == 0
    assert type(result.share) is float


# Answers that gave nothing -----------------------------------------------------------------------


def test_a_crash_says_how():
    result = crashed(EXERCISE, "time limit of 15 s reached")
    assert (result.verdict, result.share) == ("error", 0)
    assert result.note == "time limit of 15 s reached"
    assert "ended its process" in words(result)
    assert "it took too long" in words(crashed(EXERCISE, "limit of 15 s", is_late=True))


def test_the_status_of_a_process_is_not_told_to_the_student():
    """It may be a number that the answer made of a hidden input."""
    assert "73" not in words(crashed(EXERCISE, "its process ended (with status 73)"))


def test_an_unreadable_file_says_why():
    result = unreadable(EXERCISE, "it holds no JSON")
    assert (result.verdict, result.share) == ("unreadable", 0)
    assert "it holds no JSON." in words(result)
    result = unreadable(EXERCISE, "is a 7z archive. Hand in a zip", "work.7z")
    assert "The file `work.7z` could not be read: it is a 7z archive." in words(result)
    assert dict(result.details)["Next"] == "Hand in a zip."


@pytest.mark.parametrize("make", [crashed, unreadable])
def test_a_long_reason_is_cut(make):
    result = make(EXERCISE, "word " * 10_000)
    assert len(result.note) <= 200
    assert len(words(result)) < 1000


def test_marking_needs_no_keras():
    code = (
        "import sys, resnet_lessons.instructor.grading.marks.marking\n"
        "import resnet_lessons.instructor.grading.observing.hidden\n"
        "print(sorted({'keras', 'tensorflow', 'nbformat', 'rich'} & set(sys.modules)))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.stdout.strip() == "[]"


# Answers that know the instant check only --------------------------------------------------------


def reference(name):
    return compiled(without_markers(answer(name)), name)


def graded(name, function):
    """What the instant check says, and the mark in the hidden settings."""
    exercise = EXERCISES[name]
    cases = hidden.cases(exercise, SEED)
    public = probe(exercise, function)
    expected = probe(exercise, reference(name), SEED, cases)
    result = mark(exercise, probe(exercise, function, SEED, cases), expected, public)
    return judge(exercise, public, public_key(name)), result


def test_an_answer_learnt_by_heart_earns_nothing():
    """A table from the shape to the numbers that the instant check expects."""
    exercise, key = EXERCISES["add_shortcut"], public_key("add_shortcut")
    table = {
        tuple(case.values["shape"]): arrays[0]
        for case, arrays in zip(exercise.cases, key.expected, strict=True)
    }

    def add_shortcut(residual, x):
        return table.get(tuple(x.shape), np.zeros(1))

    check, result = graded("add_shortcut", add_shortcut)
    assert (check.verdict, check.points) == ("passed", exercise.points)
    assert (result.verdict, result.share) == ("failed", 0)
    assert "only holds in the check" in words(result)


@pytest.mark.grades
def test_a_block_learnt_by_heart_earns_nothing():
    """The layers are made, for their parameters, and what they compute is thrown away."""
    right_block, key = reference("regular_block"), public_key("regular_block")
    table = {
        (case.data_format, case.input_shape, case.arguments["is_training"]): arrays[0]
        for case, arrays in zip(EXERCISES["regular_block"].cases, key.expected, strict=True)
    }

    def regular_block(self, inputs, filters, strides, is_training, index, shortcut_filters=None):
        outputs = right_block(self, inputs, filters, strides, is_training, index, shortcut_filters)
        known = table.get((self.data_format, tuple(inputs.shape), is_training))
        if known is None:
            return outputs
        known = np.moveaxis(known, -1, 1) if self.data_format == "channels_first" else known
        return outputs * 0 + known

    check, result = graded("regular_block", regular_block)
    assert check.verdict == "passed"
    assert (result.verdict, result.share) == ("failed", 0)


class OnlyKnown:
    """The right answer for whatever it was called with while it learnt, and nothing otherwise."""

    def __init__(self, name):
        self.right, self.known, self.is_learning = reference(name), set(), True

    def __call__(self, *arguments):
        call = tuple(map(self._size, arguments))
        if self.is_learning:
            self.known.add(call)
        return self.right(*arguments) if call in self.known else None

    def _size(self, argument):
        if hasattr(argument, "input_shape"):
            return tuple(argument.input_shape), len(argument.layers)
        if isinstance(argument, dict):
            return tuple((name, self._size(each)) for name, each in argument.items())
        if isinstance(argument, list):
            return tuple(map(self._size, argument))
        if hasattr(argument, "shape"):
            return tuple(argument.shape)
        return argument if isinstance(argument, (int, str, tuple)) else None


@pytest.mark.parametrize("name", some(EXERCISES, 6))
def test_an_answer_for_the_sizes_of_the_check_earns_half(name):
    exercise, function = EXERCISES[name], OnlyKnown(name)
    probe(exercise, function)
    function.is_learning = False
    check, result = graded(name, function)
    assert check.verdict == "passed"
    assert (result.verdict, result.share, result.diagnosis) == ("failed", 0.5, None)
    assert "only holds in the check" in words(result)


def test_the_right_answer_passes():
    check, result = graded("pre_activation", reference("pre_activation"))
    assert (check.verdict, result.verdict, result.share) == ("passed", "passed", 1)
