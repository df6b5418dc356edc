"""Hidden settings: sampled from a seed, of every kind, and such that a right answer is right."""

import math
from dataclasses import replace

import pytest

from resnet_lessons.course.exercises import EXERCISES, Case
from resnet_lessons.instructor.grading.observing import hidden

METHODS = [name for name, exercise in EXERCISES.items() if exercise.experiment is None]
SEEDS = (0, 1, 77, 2**32 - 1, 2**70)


def sampled(name, seed):
    exercise = EXERCISES[name]
    return hidden.cases(exercise, seed)[len(exercise.cases) :]


@pytest.mark.parametrize("name", EXERCISES)
def test_the_public_settings_come_first_and_some_more_follow(name):
    exercise = EXERCISES[name]
    for seed in SEEDS:
        settings = hidden.cases(exercise, seed)
        assert settings[: len(exercise.cases)] == exercise.cases
        assert 4 <= len(settings) - len(exercise.cases) <= 6
        assert len({str(setting) for setting in settings}) == len(settings)


@pytest.mark.parametrize("name", EXERCISES)
def test_a_seed_gives_the_same_and_another_seed_others(name):
    assert hidden.cases(EXERCISES[name], 5) == hidden.cases(EXERCISES[name], 5)
    found = {tuple(map(str, sampled(name, seed))) for seed in range(30)}
    assert len(found) >= 29


def test_two_exercises_sample_apart():
    regular, bottleneck = (
        sampled(name, 3) for name in ("count_weight_layers", "projection_blocks")
    )
    assert [str(each) for each in regular] != [str(each) for each in bottleneck]


@pytest.mark.parametrize("name", METHODS)
def test_methods_are_tried_in_every_way(name):
    for seed in SEEDS:
        cases = sampled(name, seed)
        assert {case.data_format for case in cases} == {"channels_last", "channels_first"}
        sides = {case.height for case in cases} | {case.width for case in cases}
        assert {side % 2 for side in sides} == {0, 1}
        arguments = list(EXERCISES[name].cases[0].arguments)
        assert all(list(case.arguments)[: len(arguments)] == arguments for case in cases)
    many = [case for seed in range(20) for case in sampled(name, seed)]
    assert {case.arguments["is_training"] for case in many} == {True, False}
    assert len({case.num_layers for case in many}) >= 2
    # A single layer has no strides, and a whole network has a list of them.
    if any(each in EXERCISES[name].signature for each in ("strides", "shortcut_params")):
        assert {strides_of(case) for case in many} == {1, 2}
    if name != "block_layer":
        assert min(min(case.height, case.width) for case in many) == 1


def strides_of(case):
    return case.arguments.get("strides") or case.arguments.get("shortcut_params", (None, 1))[1]


def shrinking(case):
    """How much smaller the last features are than the inputs, of a whole network or of a block."""
    is_network = "block_strides" in case.host
    return 4 * math.prod(case.host["block_strides"]) if is_network else strides_of(case)


def outputs_of(case):
    """The numbers of channels that a right program or a near miss may give a convolution."""
    given = case.arguments
    filters = given.get("filters") or given.get("shortcut_params", (None,))[0] or case.channels
    return {case.channels, filters, 4 * filters, given.get("shortcut_filters")}


@pytest.mark.parametrize("name", [name for name in METHODS if name != "build_resnet"])
def test_no_setting_meets_the_fault_in_keras(name):
    """See tests/course/test_exercises.py: a bias is added along the width when it is as wide as deep."""
    for seed in range(200):
        for case in sampled(name, seed):
            if case.data_format == "channels_first":
                widths = {case.width, math.ceil(case.width / strides_of(case))}
                assert not widths & outputs_of(case), str(case)


def test_a_network_never_meets_the_fault_in_its_stem():
    """Behind the stem `custom_conv2d` takes care of it; an answer may write the stem itself."""
    for seed in range(200):
        for case in sampled("build_resnet", seed):
            if case.data_format == "channels_first":
                widths = {case.width, math.ceil(case.width / 2)}
                assert case.host["filters_initial"] not in widths, str(case)


def test_the_fault_is_recognised():
    case = Case(5, 8, 7, {"filters": 4, "strides": 2}, data_format="channels_first")
    assert hidden.meets_bias_fault(case)
    assert not hidden.meets_bias_fault(replace(case, data_format="channels_last"))
    assert not hidden.meets_bias_fault(replace(case, width=9))
    assert hidden.meets_bias_fault(replace(case, width=7)), "the inputs are as wide as deep"
    assert hidden.meets_bias_fault(replace(case, width=31)), "four times the filters"
    assert not hidden.meets_bias_fault(EXERCISES["warm_up"].cases[0])


@pytest.mark.parametrize("name", METHODS)
def test_statistics_are_taken_of_many_numbers(name):
    """A batch normalisation of two numbers would magnify what is left of rounding."""
    for seed in range(50):
        for case in sampled(name, seed):
            if case.arguments["is_training"]:
                assert min(case.height, case.width) / shrinking(case) > 1


@pytest.mark.parametrize("name", METHODS)
def test_they_are_small(name):
    for seed in range(50):
        for case in sampled(name, seed):
            assert math.prod(case.input_shape) <= 2 * 10 * 10 * 16
            assert case.arguments.get("num_blocks", 1) <= 4


def test_blocks_of_each_kind_belong_to_a_network_that_has_them():
    for seed in range(20):
        assert all(case.num_layers < 50 for case in sampled("regular_block", seed))
        assert all(case.num_layers >= 50 for case in sampled("bottleneck_block", seed))
        assert {case.num_layers >= 50 for case in sampled("block_layer", seed)} == {True, False}


@pytest.mark.parametrize("name", ["regular_block", "bottleneck_block"])
def test_a_block_without_projection_keeps_its_channels(name):
    expansion = 4 if name == "bottleneck_block" else 1
    for seed in range(50):
        for case in sampled(name, seed):
            given = case.arguments
            wide = expansion * given["filters"]
            assert given.get("shortcut_filters", case.channels) == wide
            assert "shortcut_filters" in given or given["strides"] == 1


def test_plain_functions_meet_what_no_public_setting_has():
    sizes = {setting.values["kernel_size"] for setting in sampled("identity_kernel", 9)}
    assert sizes - {setting.values["kernel_size"] for setting in EXERCISES["identity_kernel"].cases}
    assert all("coefficients" in setting.values for setting in sampled("residual_function", 9))
    assert [len(setting.values["ends_with"]) for setting in sampled("grow", 9)] == [1, 2, 3, 4]
    ends = {setting.values["ends_with"] for setting in sampled("zero_mapping", 9)}
    assert len(ends) == 4
    assert all(side % 2 == 0 for each in sampled("warm_up", 9) for side in each.values["shape"][:2])


def test_an_exercise_that_nobody_samples_for_is_named():
    with pytest.raises(hidden.NothingToSample, match="no_such_exercise"):
        hidden.cases(replace(EXERCISES["warm_up"], id="no_such_exercise"), 1)


def _divides_by_zero(generator):
    return 1 / 0


@pytest.mark.parametrize(
    ("sampler", "said"),
    [
        (
            lambda generator: EXERCISES["warm_up"].cases[0],
            "gives no setting that the others do not",
        ),
        (lambda generator: (2, 4, 8), "gives '(2, 4, 8)', which is no `Case` and no `Setting`"),
        (_divides_by_zero, "raises ZeroDivisionError: division by zero"),
    ],
)
def test_a_sampler_that_gives_no_setting_is_named(monkeypatch, sampler, said):
    exercise = EXERCISES["warm_up"]
    samplers = (*hidden.hidden_settings("warm_up"), sampler)
    monkeypatch.setattr(hidden, "hidden_settings", lambda _: samplers)
    with pytest.raises(hidden.NothingToSample) as problem:
        hidden.cases(exercise, 1)
    where = "warm_up: HIDDEN_SETTINGS[4] in instructor/exercises/warm_up/__init__.py"
    assert str(problem.value).startswith(f"{where} {said}")
