"""What may differ on the residual branch, and in the settings of single steps."""

import re

from resnet_lessons.checker.block_graph.graph import (
    CONVOLUTION,
    NORMALISATION,
    RELU,
    Difference,
    Place,
)
from resnet_lessons.display import joined
from resnet_lessons.network.anatomy import TIMES

_ARGUMENTS = ("filters", "kernel size", "strides")
_ORDINALS = ("first", "second", "third", "fourth", "fifth")
PRE_ACTIVATION = [NORMALISATION, RELU]
_TRAINING = {
    "inverted": "batch normalisation gets the opposite of is_training",
    "always on": "batch normalisation always works as in training, whatever is_training says",
    "always off": "batch normalisation never works as in training, whatever is_training says",
    "missing": "is_training does not reach batch normalisation",
    "unusual": "batch normalisation gets something other than is_training",
}
_ODDITIES = {
    "wrong axis": "batch normalisation works on an axis other than that of the channels",
    "no bias": "a convolution has no bias",
    "other format": "a convolution takes its input for the other data format",
    "weights of no layer": "the weights of a convolution belong to no layer",
    "depthwise": "a convolution is depthwise: it keeps the channels apart",
    "separable": "a convolution is separable: a depthwise one, then a 1×1 one",
}
_PADDING = {
    "same": "is padded with 'same'; expected: fixed padding",
    "none": "is not padded",
    "unusual": "is padded in an unusual way",
    "fixed": "has fixed padding",
}


def of_the_branch(own, expected):
    """Differences in the steps of the residual branch, from the input on."""
    places, wanted = _convolutions(own), _convolutions(expected)
    if len(places) != len(wanted):
        yield _number_of_convolutions(own, places, wanted)
        return
    for number, (place, other) in enumerate(zip(places, wanted, strict=True)):
        yield from _before(own, number, place, places[number - 1] if number else -1, other)
    rest = own.whole_branch[places[-1] + 1 :] if places else ()
    if rest:
        extra = tuple(Place("branch", places[-1] + 1 + each) for each in range(len(rest)))
        sentence = f"{listed([step.kind for step in rest])} at the end of the residual branch"
        arrival = (Place("branch", len(expected.whole_branch), True),)
        yield Difference("steps_after_last_convolution", sentence, extra, arrival)
    steps = [own.whole_branch[place] for place in places]
    asked = [expected.whole_branch[place] for place in wanted]
    exchanged = list(_exchanged(steps, asked, places, wanted))
    if exchanged:
        yield from exchanged
        return
    yield from _strides(steps, asked, places, wanted)
    yield from _kernels(steps, asked, places, wanted)
    yield from _filters(steps, asked, places, wanted)


def _convolutions(graph):
    """Where on the residual branch convolutions stand."""
    return [n for n, step in enumerate(graph.whole_branch) if step.kind == CONVOLUTION]


def _number_of_convolutions(own, places, wanted):
    arrival = (Place("branch", len(own.whole_branch), True),)
    extra = tuple(Place("branch", each) for each in places[len(wanted) :])
    missing = tuple(Place("branch", each) for each in wanted[len(places) :])
    have = "1 convolution" if len(places) == 1 else f"{len(places)} convolutions"
    sentence = f"the residual branch has {have}; expected: {len(wanted)}"
    astray = sum(step.kind == CONVOLUTION for step, _ in own.unused)
    if astray:
        nothing = "one more leads" if astray == 1 else f"{astray} more lead"
        sentence += f" ({nothing} nowhere: nothing that is returned depends on what came out)"
    counterparts = missing or (Place("branch", wanted[-1]),)
    return Difference("number_of_convolutions", sentence, extra or arrival, counterparts)


def _before(own, number, place, previous, wanted):
    """What stands before a convolution."""
    between = own.whole_branch[previous + 1 : place]
    kinds, which = [step.kind for step in between], ordinal(number)
    if kinds == PRE_ACTIVATION:
        return
    edge = (Place("branch", place, True),)
    normalisation, relu = Place("branch", wanted - 2), Place("branch", wanted - 1)
    both = (normalisation, relu)
    if not kinds:
        yield _no_pre_activation(own, number, which, previous, edge, both)
    elif kinds == [NORMALISATION]:
        sentence = f"there is no ReLU before the {which} convolution"
        yield Difference(f"{which}_relu_missing", sentence, edge, (relu,), "missing")
    elif kinds == [RELU]:
        into = (Place("branch", previous + 1, True),)
        sentence = f"there is no batch normalisation before the {which} convolution"
        yield Difference(
            f"{which}_normalisation_missing", sentence, into, (normalisation,), "missing"
        )
    else:
        boxes = tuple(Place("branch", previous + 1 + each) for each in range(len(kinds)))
        if kinds == PRE_ACTIVATION[::-1]:
            sentence = f"before the {which} convolution ReLU comes first, then batch normalisation"
            yield Difference(f"{which}_relu_before_normalisation", sentence, boxes, both)
            return
        odd = tuple(
            box for box, kind in zip(boxes, kinds, strict=True) if kind not in PRE_ACTIVATION
        )
        verb = "stands" if len(kinds) == 1 else "stand"
        sentence = f"before the {which} convolution {verb} {listed(kinds)}"
        yield Difference(f"{which}_pre_activation_unusual", sentence, odd or boxes, both)


def _no_pre_activation(own, number, which, previous, edge, both):
    reads = own.whole_branch[previous] if number else None
    computed = any(step.kind == NORMALISATION and read == reads for step, read in own.unused)
    if number and computed:
        sentence = (
            f"the {which} pre-activation is computed, but the {which} convolution does not read it"
        )
        return Difference(f"{which}_pre_activation_unused", sentence, edge, both, "missing")
    if number:
        sentence = f"the {which} convolution follows the {ordinal(number - 1)} directly"
    else:
        sentence = "the first convolution reads the raw input"
    return Difference(f"{which}_pre_activation_missing", sentence, edge, both, "missing")


def _exchanged(steps, asked, places, wanted):
    """Convolutions that have the right numbers as the wrong arguments."""
    for number, (step, other) in enumerate(zip(steps, asked, strict=True)):
        have, want = _arguments(step), _arguments(other)
        if have is None or have == want or sorted(have) != sorted(want):
            continue
        changed = [
            name for name, one, two in zip(_ARGUMENTS, have, want, strict=True) if one != two
        ]
        yield Difference(
            f"arguments_of_{ordinal(number)}_convolution",
            f"{listed(changed)} of the {ordinal(number)} convolution are exchanged",
            (Place("branch", places[number]),),
            (Place("branch", wanted[number]),),
        )


def _arguments(step):
    """(filters, kernel_size, strides) of a convolution with a square kernel, else None."""
    height, width = step.kernel_size
    return (step.filters, height, step.strides) if height == width else None


def _strides(steps, asked, places, wanted):
    have, want = [s.strides for s in steps], [s.strides for s in asked]
    if have == want:
        return
    changed = [n for n, (one, other) in enumerate(zip(have, want, strict=True)) if one != other]
    here = tuple(Place("branch", places[n]) for n in changed)
    there = tuple(Place("branch", wanted[n]) for n in changed)
    yield Difference(*_of_strides(have, want), here, there)


def _of_strides(have, want):
    """(id, sentence) of the strides of the branch's convolutions, which are not those wanted."""
    block = max(want)
    if block == 1:
        sentence = "a convolution has strides although the block has strides 1"
        return "strides_on_branch", sentence
    large = [number for number, strides in enumerate(have) if strides > 1]
    expected = f"strides {block}; expected: the {ordinal(want.index(block))} alone"
    if not large:
        sentence = f"no convolution of the residual branch has {expected}"
        return "stride_missing_on_branch", sentence
    if len(large) > 1:
        return "stride_on_several_convolutions", f"more than one convolution has {expected}"
    which, strides = ordinal(large[0]), have[large[0]]
    if strides == block:
        return f"stride_on_{which}_convolution", f"the {which} convolution has {expected}"
    sentence = (
        f"the {which} convolution has strides {strides}; expected: the "
        f"{ordinal(want.index(block))} alone, with strides {block}"
    )
    return "strides_of_branch", sentence


def _kernels(steps, asked, places, wanted):
    texts = [[TIMES.join(map(str, s.kernel_size)) for s in each] for each in (steps, asked)]
    yield from _listed_settings(
        "kernel_size", "the kernels of the branch are", texts, places, wanted
    )


def _filters(steps, asked, places, wanted):
    texts = [[str(s.filters) for s in each] for each in (steps, asked)]
    yield from _listed_settings("filters", "the filters of the branch are", texts, places, wanted)


def _listed_settings(name, words, texts, places, wanted):
    have, want = texts
    changed = [n for n, (one, other) in enumerate(zip(have, want, strict=True)) if one != other]
    if changed:
        yield Difference(
            "_".join([name, *(ordinal(n) for n in changed)]),
            f"{words} {', '.join(have)}; expected: {', '.join(want)}",
            tuple(Place("branch", places[n]) for n in changed),
            tuple(Place("branch", wanted[n]) for n in changed),
        )


# Settings of single steps ---------------------------------------------------------------------------


def of_the_details(own, expected):
    """Differences that stand inside one step: training flag, padding, what else is not as usual."""
    normalisations = tuple(p for p, step in steps_of(expected) if step.kind == NORMALISATION)
    for training, sentence in _TRAINING.items():
        places = tuple(place for place, step in steps_of(own) if step.training == training)
        if places:
            id = f"training_{slug(training)}"
            there = tuple(place for place in places if place in normalisations) or normalisations
            yield Difference(id, sentence, places, there, detail="training")
    yield from _paddings(own, expected)
    yield from _oddities(own, expected)


def _paddings(own, expected):
    for path in ("branch", "shortcut"):
        ours, theirs = (
            [(n, s) for n, s in enumerate(getattr(g, f"whole_{path}")) if s.kind == CONVOLUTION]
            for g in (own, expected)
        )
        if len(ours) != len(theirs):
            continue
        for number, ((n, step), (m, wanted)) in enumerate(zip(ours, theirs, strict=True)):
            set_alike = (step.kernel_size, step.strides) == (wanted.kernel_size, wanted.strides)
            if set_alike and step.padding != wanted.padding:
                which = ordinal(number) if path == "branch" else "projecting"
                yield Difference(
                    f"padding_of_{which}_convolution",
                    f"the {which} convolution {_PADDING[step.padding]}",
                    (Place(path, n),),
                    (Place(path, m),),
                    detail="padding",
                )


def _oddities(own, expected):
    """Steps with something unusual; the same steps of the expected block are their counterparts."""
    found = {}
    for place, step in steps_of(own):
        for oddity in step.oddities:
            found.setdefault((step.kind, oddity), []).append(place)
    for (kind, oddity), places in found.items():
        there = tuple(place for place, step in steps_of(expected) if step.kind == kind)
        same = tuple(place for place in places if place in there)
        sentence = _ODDITIES.get(oddity, f"one {kind} has {oddity}")
        yield Difference(slug(oddity), sentence, tuple(places), same or there)


def steps_of(graph):
    """(place, step) for every step; those that both paths share belong to the branch."""
    shared = len(graph.trunk)
    yield from ((Place("branch", n), step) for n, step in enumerate(graph.whole_branch))
    yield from ((Place("shortcut", shared + n), step) for n, step in enumerate(graph.shortcut))
    yield from ((Place("after", n), step) for n, step in enumerate(graph.after))


def ordinal(number):
    """The word for a place, counted from 0; the fifth stands for all that follow."""
    return _ORDINALS[min(number, len(_ORDINALS) - 1)]


def listed(words):
    """Words as a list in a sentence."""
    words = list(words)
    if len(words) > 5:
        words = [*words[:4], f"{len(words) - 4} more steps"]
    return joined(words)


def times(count):
    """How often, in a word."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def slug(text):
    """A text as part of an id."""
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")
