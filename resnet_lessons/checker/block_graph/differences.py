"""How a student's block differs from the expected one, which is worked out, not built."""

from resnet_lessons.checker.block_graph.branch_differences import (
    PRE_ACTIVATION,
    listed,
    of_the_branch,
    of_the_details,
    slug,
    steps_of,
    times,
)
from resnet_lessons.checker.block_graph.graph import (
    ADDITION,
    CONVOLUTION,
    NORMALISATION,
    RELU,
    BlockGraph,
    Difference,
    GraphStep,
    Place,
)
from resnet_lessons.network.anatomy import TIMES, block_anatomy

_HOW_JOINED = {
    "concatenation": "concatenated",
    "multiplication": "multiplied",
    "subtraction": "subtracted",
    "Average": "averaged",
    "Maximum": "compared, and the larger number stays",
}
# What stands on the residual branch of the block of 2015, whose last ReLU follows the sum.
_POST_ACTIVATION = [CONVOLUTION, NORMALISATION, RELU]


def expected_graph(anatomy):
    """The graph of a block of the lessons.

    Args:
        anatomy: `BlockAnatomy`.

    Returns:
        `BlockGraph`
    """
    branch = [each for step in anatomy.branch for each in _graph_steps(step)]
    shortcut = [
        each for step in anatomy.shortcut if step.kind != "identity" for each in _graph_steps(step)
    ]
    shared = len(PRE_ACTIVATION) if anatomy.projects else 0
    return BlockGraph(
        input_shape=anatomy.input_shape,
        trunk=tuple(branch[:shared]),
        branch=tuple(branch[shared:]),
        shortcut=tuple(shortcut),
        join=ADDITION,
        terms=(1, 1, 0),
        join_shape=anatomy.output_shape,
    )


def expected_in(exercise_id, case):
    """The graph that is expected of an exercise in a setting of it."""
    asked = case.arguments
    return expected_graph(
        block_anatomy(
            exercise_id.removesuffix("_block"),
            case.height,
            case.width,
            case.channels,
            asked["filters"],
            asked["strides"],
            projection=asked.get("shortcut_filters") is not None,
        )
    )


def _graph_steps(step):
    shape = step.output_shape
    if step.kind == "pre-activation":
        return GraphStep(NORMALISATION, shape, training="flag"), GraphStep(RELU, shape)
    padding = "fixed" if step.strides > 1 and step.kernel_size > 1 else "same"
    kernel_size = (step.kernel_size, step.kernel_size)
    return (GraphStep(CONVOLUTION, shape, kernel_size, step.filters, step.strides, padding),)


def differences(own, expected):
    """What differs, most important first.

    Args:
        own: the student's `BlockGraph`.
        expected: the `BlockGraph` of the lessons in the same setting.

    Returns:
        tuple of `Difference`; empty where nothing does.
    """
    found = [
        *_shared_weights(own),
        *_post_activation(own, expected),
        *_of_the_join(own, expected),
        *_of_the_rest(own),
        *_of_the_shortcut(own, expected),
        *of_the_branch(own, expected),
        *of_the_details(own, expected),
    ]
    return tuple(found)


def _shared_weights(own):
    """A layer that stands in two places of the block."""
    for kind, name in ((CONVOLUTION, "convolution"), (NORMALISATION, "normalisation")):
        places = {}
        for place, step in steps_of(own):
            if step.kind == kind and step.layer:
                places.setdefault(step.layer, []).append(place)
        for same in places.values():
            if len(same) > 1:
                sentence = f"one {kind} layer is used {times(len(same))} and shares its weights"
                id, there = f"{name}_used_twice", tuple(same)
                yield Difference(id, sentence, there, there, "one layer")


def _post_activation(own, expected):
    """The block of 2015, whatever its settings: one sentence says more than each box of it."""
    kinds = [step.kind for step in own.whole_branch]
    number = kinds.count(CONVOLUTION)
    wanted = _POST_ACTIVATION * number
    after = [step.kind for step in own.after]
    if number and (kinds, after) == (wanted[:-1], [RELU]):
        boxes = [n for n, kind in enumerate(kinds) if kind == NORMALISATION]
        yield Difference(
            "post_activation_block",
            "as in the block of 2015, normalisation and ReLU follow each convolution; expected: "
            "they come before it",
            (*(Place("branch", each) for each in boxes), Place("after", 0)),
            tuple(place for place, step in steps_of(expected) if step.kind == NORMALISATION),
        )


def _of_the_join(own, expected):
    join, (branches, shortcuts, others) = (Place("join"),), own.terms
    if own.join is None:
        sentence = "the shortcut is not added: the output is the residual branch alone"
        way = _arrivals(expected)[1]
        yield Difference("shortcut_not_added", sentence, join, way, "missing")
    elif own.join != ADDITION:
        how = _HOW_JOINED.get(own.join, f"joined by {own.join}")
        id = own.join if own.join == "concatenation" else f"joined_by_{slug(own.join)}"
        yield Difference(id, f"the two paths are {how}; expected: their sum", join, join)
    if own.refused and own.branch_shape == own.shortcut_shape:
        sentence = "the call that should add the two paths stops with an error"
        yield Difference("join_stops", sentence, join, join)
    if shortcuts > 1:
        sentence, word = f"the shortcut is in the sum {times(shortcuts)}", times(shortcuts)
        ways = (_arrivals(graph)[1] for graph in (own, expected))
        yield Difference("shortcut_added_twice", sentence, *ways, word)
    if branches > 1:
        sentence, word = f"the residual branch is in the sum {times(branches)}", times(branches)
        ways = (_arrivals(graph)[0] for graph in (own, expected))
        yield Difference("branch_added_twice", sentence, *ways, word)
    if others:
        sentence = "the sum holds more than the residual branch and the shortcut"
        yield Difference("more_terms", sentence, join, join)


def _arrivals(graph):
    """The last edges of the residual branch and of the shortcut."""
    paths = (("branch", graph.whole_branch), ("shortcut", graph.whole_shortcut))
    return [(Place(path, len(steps), True),) for path, steps in paths]


def _of_the_rest(own):
    """What follows the join."""
    if not own.after:
        return
    names = {(RELU,): "relu", tuple(PRE_ACTIVATION): "pre_activation"}
    kinds = tuple(step.kind for step in own.after)
    places = tuple(Place("after", number) for number in range(len(kinds)))
    what = "a ReLU" if kinds == (RELU,) else listed(kinds)
    verb = "comes" if len(kinds) == 1 else "come"
    yield Difference(
        f"{names.get(kinds, 'steps')}_after_addition",
        f"{what} {verb} after the sum; the sum should come last",
        places,
        (Place("after", 0, True),),
    )


def _of_the_shortcut(own, expected):
    if own.join is None:
        return
    if any(step.kind == CONVOLUTION for step in expected.shortcut):
        yield from _of_a_projection(own, expected)
        return
    steps = own.whole_shortcut
    if not steps:
        return
    kinds = [step.kind for step in steps]
    line = (Place("shortcut", 0, True),)
    if kinds == PRE_ACTIVATION:
        id, sentence = "identity_after_pre_activation", "carries the pre-activated input"
    elif CONVOLUTION in kinds:
        id, sentence = "projection_not_asked_for", "holds a convolution that nobody asked for"
    else:
        id, sentence = "steps_on_shortcut", f"is not clean: it holds {listed(kinds)}"
    boxes = range(len(own.trunk), len(steps))
    places = tuple(Place("shortcut", number) for number in boxes) or (
        Place("shortcut", len(steps), True),
    )
    yield Difference(id, f"the identity shortcut {sentence}", places, line)


def _of_a_projection(own, expected):
    steps = own.whole_shortcut
    kinds = [step.kind for step in steps]
    wanted = Place("shortcut", len(expected.whole_shortcut) - 1)
    if CONVOLUTION not in kinds:
        computed = any(step.kind == CONVOLUTION for step, _ in own.unused)
        carried = "raw" if not kinds else "pre-activated" if kinds == PRE_ACTIVATION else "changed"
        if computed:
            sentence = f"the projection is computed, but the {carried} input is added"
        else:
            sentence = f"the projection is missing: the {carried} input is added"
        arrival = (Place("shortcut", len(steps), True),)
        id = "projection_unused" if computed else "projection_missing"
        yield Difference(id, sentence, arrival, (wanted,))
        return
    number = kinds.index(CONVOLUTION)
    yield from _of_its_start(own, kinds[:number], number, wanted)
    yield from _of_its_settings(steps[number], expected.whole_shortcut[-1], number, wanted)
    rest = kinds[number + 1 :]
    if rest:
        places = tuple(Place("shortcut", number + 1 + each) for each in range(len(rest)))
        id = "normalisation_after_projection" if rest == [NORMALISATION] else "steps_on_projection"
        verb = "follows" if len(rest) == 1 else "follow"
        arrival = (Place("shortcut", wanted.number + 1, True),)
        yield Difference(id, f"{listed(rest)} {verb} the projection", places, arrival)


def _of_its_start(own, before, number, wanted):
    """Where a projection starts."""
    edge, other = (Place("shortcut", number, True),), (Place("shortcut", wanted.number, True),)
    first = [step.kind for step in own.whole_branch[: len(PRE_ACTIVATION)]]
    if not before:
        sentence = "the projection starts at the raw input"
        yield Difference("projection_from_raw_input", sentence, edge, other)
    elif before != PRE_ACTIVATION:
        verb = "stands" if len(before) == 1 else "stand"
        sentence = f"before the projection {verb} {listed(before)}"
        yield Difference("projection_start", sentence, edge, other)
    elif len(own.trunk) < len(PRE_ACTIVATION) and first == PRE_ACTIVATION:
        sentence = "the projection has a pre-activation of its own; one serves both paths"
        places = tuple(Place("shortcut", each) for each in range(number))
        yield Difference("projection_own_pre_activation", sentence, places, other)


def _of_its_settings(step, wanted, number, place):
    """How a projection is set."""
    here = (Place("shortcut", number),)
    if step.kernel_size != wanted.kernel_size:
        size = f" {TIMES} ".join(map(str, step.kernel_size)).replace(" ", "")
        sentence = f"the projection is a {size} convolution; expected: 1{TIMES}1"
        yield Difference("projection_kernel_size", sentence, here, (place,))
    if step.strides != wanted.strides:
        sentence = f"the projection has strides {step.strides}; the block has {wanted.strides}"
        yield Difference("projection_strides", sentence, here, (place,))
    if step.filters != wanted.filters:
        sentence = f"the projection has {step.filters} filters; expected: {wanted.filters}"
        yield Difference("projection_filters", sentence, here, (place,))
