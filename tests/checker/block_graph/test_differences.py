"""Each misconception that changes the graph of a block has a difference of its own."""

import dataclasses

import pytest

from resnet_lessons.checker.block_graph.block_settings import BLOCK_SETTINGS
from resnet_lessons.checker.block_graph.branch_differences import listed, slug, times
from resnet_lessons.checker.block_graph.differences import differences, expected_graph, expected_in
from resnet_lessons.checker.block_graph.graph import (
    CONVOLUTION,
    NORMALISATION,
    RELU,
    GraphStep,
    Place,
)
from resnet_lessons.checker.block_graph.tracing import block_graph
from resnet_lessons.course.exercises import EXERCISES
from resnet_lessons.instructor.answers import compiled
from resnet_lessons.instructor.exercises import variants
from resnet_lessons.network.anatomy import block_anatomy

# Misconception -> the difference that must come first, and where a drawing marks it: on which path
# of the student's graph, whether an edge or a step.
BOTH = {
    "first_pre_activation_missing": ("first_pre_activation_missing", "branch", True),
    "second_pre_activation_missing": ("second_pre_activation_missing", "branch", True),
    "second_pre_activation_unused": ("second_pre_activation_unused", "branch", True),
    "first_relu_missing": ("first_relu_missing", "branch", True),
    "second_relu_missing": ("second_relu_missing", "branch", True),
    "second_relu_before_normalization": ("second_relu_before_normalisation", "branch", False),
    "shortcut_not_added": ("shortcut_not_added", "join", False),
    "shortcut_added_twice": ("shortcut_added_twice", "shortcut", True),
    "concatenation": ("concatenation", "join", False),
    "inputs_added": ("projection_unused", "shortcut", True),
    "relu_after_addition": ("relu_after_addition", "after", False),
    "pre_activation_after_addition": ("pre_activation_after_addition", "after", False),
    "projection_from_raw_input": ("projection_from_raw_input", "shortcut", True),
    "identity_after_pre_activation": ("identity_after_pre_activation", "shortcut", True),
    "stride_missing_on_projection": ("projection_strides", "shortcut", False),
    "projection_3x3": ("projection_kernel_size", "shortcut", False),
    "batch_norm_on_projection": ("normalisation_after_projection", "shortcut", False),
    "projection_only_where_stride": ("projection_missing", "shortcut", True),
    "stride_missing_on_branch": ("stride_missing_on_branch", "branch", False),
    # The variants hard-wire False: the graph of a flag that is left out is `training_missing`.
    "training_flag_dropped": ("training_always_off", "branch", False),
    "training_always_on": ("training_always_on", "branch", False),
}
TABLE = {
    "regular_block": BOTH
    | {
        "stride_on_second_convolution": ("stride_on_second_convolution", "branch", False),
        "stride_on_both_convolutions": ("stride_on_several_convolutions", "branch", False),
        "same_padding_on_stride": ("padding_of_first_convolution", "branch", False),
        "convolution_used_twice": ("convolution_used_twice", "branch", False),
    },
    "bottleneck_block": BOTH
    | {
        "stride_on_first_1x1": ("stride_on_first_convolution", "branch", False),
        "stride_on_last_1x1": ("stride_on_third_convolution", "branch", False),
        "last_1x1_not_expanded": ("filters_third", "branch", False),
        "first_1x1_not_reduced": ("filters_first_second", "branch", False),
        "regular_convolutions": ("kernel_size_first_third", "branch", False),
        "third_pre_activation_missing": ("third_pre_activation_missing", "branch", True),
        "same_padding_on_stride": ("padding_of_second_convolution", "branch", False),
        "third_pre_activation_unused": ("third_pre_activation_unused", "branch", True),
        "third_relu_missing": ("third_relu_missing", "branch", True),
        "third_normalization_missing": ("third_normalisation_missing", "branch", True),
        "stride_on_two_convolutions": ("stride_on_several_convolutions", "branch", False),
        "middle_1x1": ("kernel_size_second", "branch", False),
    },
}
# Of these a drawing shows what differs and where; how it came about, only the words say.
SHARING = {
    "second_normalization_missing": ("second_normalisation_missing", "branch", True),
    "convolutions_without_bias": ("no_bias", "branch", False),
    "relu_at_the_end_of_the_branch": ("steps_after_last_convolution", "branch", False),
    "normalization_at_the_end_of_the_branch": ("steps_after_last_convolution", "branch", False),
    "relu_on_the_shortcut": ("steps_on_shortcut", "shortcut", False),
    "paths_multiplied": ("joined_by_multiplication", "join", False),
    "paths_averaged": ("steps_after_addition", "after", False),
    "shortcut_subtracted_from_branch": ("joined_by_subtraction", "join", False),
    "branch_subtracted_from_shortcut": ("joined_by_subtraction", "join", False),
    "larger_of_both_paths": ("joined_by_maximum", "join", False),
    "inputs_added_too": ("shortcut_added_twice", "shortcut", True),
    "pre_activated_inputs_added": ("identity_after_pre_activation", "shortcut", True),
    "projection_made_again": ("projection_from_raw_input", "shortcut", True),
    "inputs_added_without_projection": ("projection_missing", "shortcut", True),
    "post_activation_block_after_pre_activation": ("relu_after_addition", "after", False),
}
# The block of 2015 is marked at its normalisations and at the ReLU after the sum.
POST_ACTIVATION = (
    "post_activation_block",
    "post_activation_block_with_projection",
    "post_activation_block_without_bias",
)
EACH = {
    "regular_block": TABLE["regular_block"] | SHARING,
    "bottleneck_block": TABLE["bottleneck_block"]
    | SHARING
    | {"expansion_of_two": ("filters_third", "branch", False)},
}
PAIRS = [(name, misconception) for name in EACH for misconception in EACH[name]]


def first_differences(name, misconception):
    """(own graph, expected graph, differences) in the first setting that shows any."""
    function = compiled(variants(name)[misconception], name)
    for setting in BLOCK_SETTINGS[name]:
        own = block_graph(EXERCISES[name], function, setting.case)
        expected = expected_in(name, setting.case)
        found = differences(own, expected)
        if found:
            return own, expected, found
    return None


@pytest.mark.parametrize("name", TABLE)
def test_every_misconception_of_a_block_stands_in_the_table(name):
    """Each of them changes the graph; there is none that a drawing could not show."""
    assert {*EACH[name], *POST_ACTIVATION} == set(EXERCISES[name].misconceptions)


@pytest.mark.parametrize("name", TABLE)
def test_no_two_misconceptions_share_a_difference(name):
    ids = [id for id, _, _ in TABLE[name].values()]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(("name", "misconception"), PAIRS)
def test_a_misconception_is_named_and_placed(name, misconception):
    id, path, is_edge = EACH[name][misconception]
    own, expected, found = first_differences(name, misconception)
    first = found[0]
    assert first.id == id
    assert first.sentence == first.sentence.strip(". ")
    assert {place.path for place in first.places} == {path}
    assert all(place.is_edge is is_edge for place in first.places)
    assert_places_exist(first.places, own)
    assert_places_exist(first.counterparts, expected)


@pytest.mark.parametrize("misconception", POST_ACTIVATION)
@pytest.mark.parametrize("name", TABLE)
def test_the_block_of_2015_is_named_as_such(name, misconception):
    own, expected, found = first_differences(name, misconception)
    assert found[0].id == "post_activation_block"
    marked = {own.whole_branch[p.number].kind for p in found[0].places if p.path == "branch"}
    assert marked == {NORMALISATION}
    assert found[0].places[-1] == Place("after", 0)
    assert_places_exist(found[0].places, own)
    assert_places_exist(found[0].counterparts, expected)


def assert_places_exist(places, graph):
    lengths = {
        "branch": len(graph.whole_branch),
        "shortcut": len(graph.whole_shortcut),
        "after": len(graph.after),
        "join": 1,
    }
    assert places
    for place in places:
        assert 0 <= place.number < lengths[place.path] + place.is_edge, place


# Graphs written down, not built -------------------------------------------------------------------

PROJECTING = expected_graph(block_anatomy("regular", 28, 28, 64, 128, 2, projection=True))
PLAIN = expected_graph(block_anatomy("regular", 28, 28, 64, 64))
DROPOUT = GraphStep("Dropout", (28, 28, 64))


def with_step(steps, number, **changes):
    return (*steps[:number], dataclasses.replace(steps[number], **changes), *steps[number + 1 :])


def ids(own, expected=PROJECTING):
    return [each.id for each in differences(own, expected)]


def test_the_expected_graph_by_hand():
    assert [step.kind for step in PROJECTING.whole_branch] == [
        NORMALISATION,
        RELU,
        CONVOLUTION,
        NORMALISATION,
        RELU,
        CONVOLUTION,
    ]
    assert [s.strides for s in PROJECTING.branch if s.kind == CONVOLUTION] == [2, 1]
    assert [s.padding for s in PROJECTING.branch if s.kind == CONVOLUTION] == ["fixed", "same"]
    assert PROJECTING.shortcut[0].filters == 128
    assert PLAIN.trunk == PLAIN.shortcut == ()
    bottleneck = expected_graph(block_anatomy("bottleneck", 28, 28, 256, 64))
    assert [s.filters for s in bottleneck.branch if s.kind == CONVOLUTION] == [64, 64, 256]


def test_a_graph_does_not_differ_from_itself():
    assert ids(PROJECTING) == ids(PLAIN, PLAIN) == []


@pytest.mark.parametrize(
    ("changes", "id"),
    [
        ({"join": "Maximum"}, "joined_by_maximum"),
        ({"terms": (2, 1, 0)}, "branch_added_twice"),
        ({"terms": (1, 1, 1)}, "more_terms"),
        ({"after": (DROPOUT,)}, "steps_after_addition"),
        ({"branch": (*PROJECTING.branch, DROPOUT)}, "steps_after_last_convolution"),
        ({"branch": PROJECTING.branch[:1]}, "number_of_convolutions"),
        ({"branch": PROJECTING.branch[:1] + PROJECTING.branch[2:]}, "second_normalisation_missing"),
        ({"branch": (*PROJECTING.branch[:3], DROPOUT, PROJECTING.branch[3])},
         "second_pre_activation_unusual"),
        ({"branch": with_step(PROJECTING.branch, 0, oddities=("no bias",))}, "no_bias"),
        ({"branch": with_step(PROJECTING.branch, 1, oddities=("wrong axis",))}, "wrong_axis"),
        ({"branch": with_step(PROJECTING.branch, 1, training="missing")}, "training_missing"),
        ({"branch": with_step(PROJECTING.branch, 0, padding="none")},
         "padding_of_first_convolution"),
        ({"branch": with_step(PROJECTING.branch, 0, strides=4)}, "strides_of_branch"),
        ({"branch": with_step(with_step(PROJECTING.branch, 0, layer=7), 3, layer=7)},
         "convolution_used_twice"),
        ({"shortcut": with_step(PROJECTING.shortcut, 0, filters=64)}, "projection_filters"),
        ({"shortcut": ()}, "projection_missing"),
        ({"shortcut": (*PROJECTING.shortcut, DROPOUT)}, "steps_on_projection"),
        ({"shortcut": (DROPOUT, *PROJECTING.shortcut)}, "projection_start"),
        ({"trunk": (), "branch": PROJECTING.whole_branch, "shortcut": PROJECTING.whole_shortcut},
         "projection_own_pre_activation"),
    ],
)  # fmt: skip
def test_one_change_is_one_difference(changes, id):
    assert ids(dataclasses.replace(PROJECTING, **changes)) == [id]


@pytest.mark.parametrize(
    ("number", "changes", "sentence"),
    [
        (0, {"kernel_size": (128, 128), "filters": 3},
         "filters and kernel size of the first convolution are exchanged"),
        (0, {"kernel_size": (2, 2), "strides": 3},
         "kernel size and strides of the first convolution are exchanged"),
        (0, {"strides": 128, "filters": 2},
         "filters and strides of the first convolution are exchanged"),
        (3, {"kernel_size": (1, 1), "strides": 128, "filters": 3},
         "filters, kernel size and strides of the second convolution are exchanged"),
    ],
)  # fmt: skip
def test_arguments_that_are_exchanged(number, changes, sentence):
    own = dataclasses.replace(PROJECTING, branch=with_step(PROJECTING.branch, number, **changes))
    found = differences(own, PROJECTING)
    assert found[0].sentence == sentence
    assert found[0].places == found[0].counterparts == (Place("branch", number + 2),)


def test_a_convolution_that_leads_nowhere_is_told():
    first = PROJECTING.branch[0]
    own = dataclasses.replace(
        PROJECTING, branch=PROJECTING.branch[3:], unused=((first, PROJECTING.trunk[1]),)
    )
    (difference,) = differences(own, PROJECTING)
    assert difference.sentence == (
        "the residual branch has 1 convolution; expected: 2 (one more leads nowhere: nothing "
        "that is returned depends on what came out)"
    )


def test_a_sum_that_stops_where_the_shapes_meet():
    (difference,) = differences(dataclasses.replace(PROJECTING, refused=True), PROJECTING)
    assert difference.id == "join_stops"


@pytest.mark.parametrize(
    ("changes", "id"),
    [
        ({"shortcut": PROJECTING.shortcut}, "projection_not_asked_for"),
        ({"shortcut": (DROPOUT,)}, "steps_on_shortcut"),
        ({"branch": with_step(PLAIN.branch, 2, strides=2)}, "strides_on_branch"),
    ],
)
def test_one_change_of_a_block_with_an_identity_shortcut(changes, id):
    assert ids(dataclasses.replace(PLAIN, **changes), PLAIN) == [id]


def test_a_join_that_is_missing_says_nothing_of_the_shortcut():
    alone = dataclasses.replace(PLAIN, join=None, terms=(1, 0, 0))
    (difference,) = differences(alone, PLAIN)
    assert difference.id == "shortcut_not_added"
    assert difference.places == (Place("join"),)


def test_the_most_important_difference_comes_first():
    worse = dataclasses.replace(
        PROJECTING,
        branch=with_step(PROJECTING.branch, 1, training="always on"),
        shortcut=with_step(PROJECTING.shortcut, 0, kernel_size=(3, 3), padding="fixed"),
        after=(GraphStep(RELU, (14, 14, 128)),),
    )
    assert ids(worse) == ["relu_after_addition", "projection_kernel_size", "training_always_on"]


def test_a_branch_without_layers():
    assert ids(dataclasses.replace(PLAIN, branch=()), PLAIN) == ["number_of_convolutions"]


def test_words():
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed("abcdefgh") == "a, b, c, d and 4 more steps"
    assert [times(count) for count in (1, 2, 3)] == ["once", "twice", "3 times"]
    assert slug("No bias: 3 × 3") == "no_bias_3_3"


def test_settings_are_cases_of_their_exercise():
    for name, settings in BLOCK_SETTINGS.items():
        assert len({setting.words for setting in settings}) == len(settings)
        for setting in settings:
            names = list(setting.case.arguments)
            expected = EXERCISES[name].signature[2:]
            assert tuple(names) == expected[: len(names)]


@pytest.mark.parametrize(("terms", "path"), [((1, 2, 0), "shortcut"), ((2, 1, 0), "branch")])
def test_what_is_added_twice_is_marked_at_the_same_edge_on_both_sides(terms, path):
    (difference,) = differences(dataclasses.replace(PROJECTING, terms=terms), PROJECTING)
    assert difference.places == difference.counterparts
    assert [(place.path, place.is_edge) for place in difference.places] == [(path, True)]
    assert difference.word == "twice"


def test_a_training_flag_is_marked_at_the_same_steps_on_both_sides():
    own = dataclasses.replace(
        PROJECTING, branch=with_step(PROJECTING.branch, 1, training="missing")
    )
    (difference,) = differences(own, PROJECTING)
    assert difference.places == difference.counterparts == (Place("branch", 3),)
    assert difference.detail == "training"
