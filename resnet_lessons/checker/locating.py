"""The first call of an answer that differs from the right answer's, in words: numbers say only that
something differs."""

import difflib
import math
from dataclasses import dataclass, replace

from resnet_lessons.checker.called_program import Program, counted, normalising
from resnet_lessons.course.keys.call import COMPUTED, HIDING, LARGEST_EPSILON, SHARED
from resnet_lessons.display import joined

_TOLERANCE = 1e-3
# Two programs with less in common than this are not compared call by call.
_ALIKE = 0.5
# What every convolution of the network has, and a student's own may have otherwise.
_OF_CONVOLUTIONS = {
    "dilation_rate": 1,
    "groups": 1,
    "use_bias": True,
    "activation": None,
    "trainable": True,
}
# Whoever does without these has written them out, and is not compared call by call.
_WRITTEN_OUT = {"pre_activation_with_shortcut"}
# What is expected of a setting that may have more than one value.
_FREE = {"epsilon": f"`epsilon` of at most {LARGEST_EPSILON:g}"}
# Names of points say where a block is, and nothing of what it computes.
NAMING = "index"


@dataclass(frozen=True)
class Located:
    """What was seen where two programs first differ, and what was expected there; sentences."""

    seen: str
    expected: str


def first_difference(outcome, calls, returned, data_format):
    """The first call of an answer that differs from the right answer's.

    Args:
        outcome: the answer's `Outcome` in a case.
        calls, returned: the right answer's, as of `Outcome`.
        data_format: of that case.

    Returns:
        `Located`, or None where the two cannot be compared call by call or agree.
    """
    kind = normalising(calls)
    seen, right = Program(outcome.calls, outcome.returned, kind), Program(calls, returned, kind)
    if any(call.settings.get(HIDING) for call in seen.calls):
        return _HIDDEN_LAYERS
    is_over = outcome.failure is None
    alike = difflib.SequenceMatcher(None, seen.kinds, right.kinds, autojunk=False)
    common = sum(block.size for block in alike.get_matching_blocks())
    most = max(len(seen.kinds), len(right.kinds)) if is_over else len(seen.kinds)
    is_inline = set(right.kinds) & _WRITTEN_OUT - set(seen.kinds)
    if not right.calls or common < _ALIKE * most or is_inline:
        return None
    same = _common_beginning(seen.kinds, right.kinds)
    for number in range(same):
        if found := _between(seen, right, number, data_format):
            return found
    if same < max(len(seen.kinds), len(right.kinds)):
        # Where it stopped, what would have followed is not known.
        return _other_calls(seen, right, same) if is_over or same < len(seen.kinds) else None
    return (_at_the_end(seen, right) or _misnamed(seen, right)) if is_over else None


_HIDDEN_LAYERS = Located(
    "Layers with weights are called inside a `Lambda` layer. Keras does not look for weights in "
    "there, so they are not part of the network and would not be trained.",
    "Layers and blocks are called on tensors directly, one after the other.",
)


def foreign_call(name, exercise):
    """What is said where an answer calls that of another exercise, which is no part of it.

    Args:
        name: id of the other exercise.
        exercise: the `Exercise`.
    """
    methods = [f"`self.{each}`" for each in ("custom_conv2d", *exercise.groundwork)]
    return Located(
        f"Your answer calls `self.{name}`. That is the answer of another exercise, and this one is not "
        "made of it.",
        f"It is made of {joined(['layers', *methods])}.",
    )


def _common_beginning(kinds, others):
    pairs = zip(kinds, others, strict=False)
    return next(
        (n for n, (one, other) in enumerate(pairs) if one != other), min(map(len, (kinds, others)))
    )


def has_same_names(calls, expected):
    """Whether blocks are numbered as expected, as far as the two programs call the same ones.

    Names of points are made of these numbers, and experiments find a block by its name.

    Args:
        calls, expected: `Call`s of two programs.
    """
    numbered = [[call for call in each if NAMING in call.settings] for each in (calls, expected)]
    kinds = [[call.kind for call in each] for each in numbered]
    if kinds[0] != kinds[1]:
        return True
    return [call.settings[NAMING] for call in numbered[0]] == [
        call.settings[NAMING] for call in numbered[1]
    ]


def _between(seen, right, number, data_format):
    """What differs between two programs' calls of one number and kind, or None."""
    call, name = seen.calls[number], seen.name(number)
    wanted = _as_layer(right.calls[number], call.kind, data_format)
    if _differ(call.number_read, wanted.number_read) and _same_form(call, wanted):
        reads, expected = seen.reads(number), right.reads(number)
        if reads == expected:
            return None
        is_other = seen.reads_one_left_out(number)
        remark = _about_shapes(call, wanted, data_format) if is_other else ""
        return Located(f"{_start(name)} reads {reads}.{remark}", f"It reads {expected}.")
    settings = _differing_settings(call, wanted)
    if settings:
        if settings == [SHARED]:
            return _shared(seen, number)
        exchanged = _exchanged(call, wanted)
        had = _listed(call, exchanged or settings)
        wants = _listed(wanted, exchanged or settings, _FREE)
        remark = " Two arguments have changed places." if exchanged else ""
        return Located(f"{_start(name)} has {had}.{remark}", f"{wants} there.")
    if call.kind == wanted.kind and _differ(call.number_returned, wanted.number_returned):
        return Located(
            f"{_start(name)} reads what it should, but returns different numbers.",
            "A layer with Keras' defaults wherever the lesson names no setting.",
        )
    return None


def _as_layer(call, kind, data_format):
    """A call of the right answer, with what is expected of a student's own layer in its place."""
    settings = {}
    if (kind, call.kind) == ("Conv2D", "custom_conv2d"):
        settings = _OF_CONVOLUTIONS | {"data_format": data_format, SHARED: None}
    if (kind, call.kind) == ("BatchNormalization", "pre_activation"):
        settings = {"axis": 1 if data_format == "channels_first" else -1, SHARED: None}
    return replace(call, settings=call.settings | settings)


def _about_shapes(call, wanted, data_format):
    """What the shape of a tensor shows that a call is given in place of the expected one."""
    if len(call.shape_read) != 4 or len(wanted.shape_read) != 4:
        return ""
    rows, columns, channels = _rows_columns_channels(call.shape_read, data_format)
    few_rows, few_columns, expected = _rows_columns_channels(wanted.shape_read, data_format)
    more = rows - few_rows
    if channels == expected and more == columns - few_columns and more > 0:
        return f" That has {more} more rows and columns, as after padding by hand."
    if (rows, columns) == (few_rows, few_columns) and channels < expected:
        return f" That has only {channels} of {expected} channels, as one group of them has."
    if call.shape_read == wanted.shape_read:
        return ""
    one, two = (" × ".join(map(str, each.shape_read)) for each in (call, wanted))
    return f" That has shape {one}, not {two}."


def _rows_columns_channels(shape, data_format):
    return shape[1:] if data_format == "channels_last" else (*shape[2:], shape[1])


def _shared(seen, number):
    """Two calls of one layer."""
    first = seen.called(seen.calls[number].settings[SHARED])
    layer = f"the layer of {first}, called again" if first else "a layer that was called before"
    return Located(
        f"{_start(seen.name(number))} is {layer}, so both share their weights.",
        "A layer of its own: make a new one for each call.",
    )


def _differing_settings(call, wanted):
    """Names of the settings in which two calls differ, as far as both say something of them."""
    names = [name for name in wanted.settings if name in call.settings and name != NAMING]
    return [name for name in names if call.settings[name] != wanted.settings[name]]


def _listed(call, settings, free=()):
    """Settings of a call in words, those that are free in the words given for them."""
    return ", ".join(
        free[name] if name in free else f"`{name}={_value(call.settings[name])}`"
        for name in settings
    )


def _exchanged(call, wanted):
    """The two settings of a call that have each other's value, or none."""
    names = [name for name in wanted.settings if name in call.settings]
    wrong = [name for name in names if not _same(call.settings[name], wanted.settings[name])]
    values = [[each.settings[name] for name in wrong] for each in (call, wanted)]
    is_exchanged = len(wrong) == 2 and all(map(_same, values[0], reversed(values[1])))
    return wrong if is_exchanged else []


def _same(one, other):
    """Whether two settings are equal; to Python, 0 and False are."""
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def _same_form(call, wanted):
    """Whether two calls are written alike, so that they read the same tensor."""
    strides = wanted.settings.get("strides", 1)
    return call.kind == wanted.kind or strides == 1


def _differ(one, other):
    if one is None or other is None:
        return False
    return not math.isclose(one, other, rel_tol=_TOLERANCE, abs_tol=_TOLERANCE)


def _other_calls(seen, right, same):
    """Calls that only one of the two makes, after so many that both make."""
    rests = difflib.SequenceMatcher(None, seen.kinds[same:], right.kinds[same:], autojunk=False)
    _, start, end, other_start, other_end = rests.get_opcodes()[0]
    here, there = slice(same + start, same + end), slice(same + other_start, same + other_end)
    extra, missing = seen.kinds[here], right.kinds[there]
    place = seen.place(here.start)
    if not extra:
        is_more = there.start > 0 and missing[0] == right.kinds[there.start - 1]
        what, count = counted(missing, is_more)
        one, other = ("is", "comes") if count == 1 else ("are", "come")
        return Located(f"{place} {what} {one} missing.", f"{place} {other} {what}.")
    what, count = counted(extra)
    seen_there = f"{place} {'comes' if count == 1 else 'come'} {what}"
    if missing:
        return Located(f"{seen_there}.", f"{_start(counted(missing)[0])} there.")
    does = "does" if count == 1 else "do"
    return Located(
        f"{seen_there}, which {does} not belong there.",
        f"{place} comes {_next(right, there.start)}.",
    )


def _next(right, number):
    return right.name(number) if number < len(right.calls) else "no further layer"


def _at_the_end(seen, right):
    """What follows the last call."""
    if seen.returned == right.returned == COMPUTED or not seen.calls:
        return None
    returned, expected = seen.origin(seen.returned), right.origin(right.returned)
    if returned == expected:
        return None
    if seen.returned == COMPUTED:
        return Located(
            f"What is returned is not {expected}: something is computed after it.",
            f"The answer returns {expected}.",
        )
    return Located(f"The answer returns {returned}.", f"It returns {expected}.")


def _misnamed(seen, right):
    """A block that is not numbered as it should be, in programs that differ in nothing else."""
    pairs = enumerate(zip(seen.calls, right.calls, strict=True))
    for number, (call, wanted) in pairs:
        one, other = call.settings.get(NAMING), wanted.settings.get(NAMING)
        if one != other:
            return Located(
                f"{_start(seen.name(number))} is called with `index={one}`. The numbers are right, "
                "the names are not: later chapters find a block by a name that contains its index.",
                f"`index={other}` there.",
            )
    return None


def _value(value):
    return f'"{value}"' if isinstance(value, str) else str(value)


def _start(text):
    return text[0].upper() + text[1:]
