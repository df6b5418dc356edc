"""The hidden grader's settings: those of the instant check, and some drawn from a secret seed."""

from math import ceil
from zlib import crc32

import numpy as np

from resnet_lessons.course.exercises import Case
from resnet_lessons.instructor.exercises import sampling as draws
from resnet_lessons.instructor.grading import drawn_cases, drawn_settings


class NothingToDraw(LookupError):
    """Nothing says how to draw hidden settings for an exercise."""


def cases(exercise, seed):
    """The settings of the hidden grader.

    Args:
        exercise: the `Exercise`.
        seed: whole number, at least 0. The same seed draws the same settings.

    Returns:
        tuple: the exercise's own settings, then those drawn, none of them twice

    Raises:
        NothingToDraw: for an exercise that `_DRAW` does not know.
    """
    if exercise.id not in _DRAW:
        raise NothingToDraw(f"{exercise.id}: hidden.py does not say how to draw settings for it")
    draw = np.random.default_rng([seed, crc32(exercise.id.encode())])
    settings = list(exercise.cases)
    for make in _DRAW[exercise.id]:
        settings.append(_another(make, draw, settings))
    return tuple(settings)


def _another(make, draw, settings):
    """A setting that is not there yet, and in which a right answer is right."""
    known = {str(setting) for setting in settings}
    while True:
        setting = make(draw)
        if str(setting) not in known and not meets_bias_fault(setting):
            return setting


def meets_bias_fault(setting):
    """Whether a right answer might look wrong in a setting because of a fault in Keras.

    Keras 3.15 adds the bias along the width where channels come first and both are as many.
    """
    if not isinstance(setting, Case) or setting.data_format == "channels_last":
        return False
    given = setting.arguments
    if "filters_initial" in setting.host:
        # The stem's convolution, with its strides or without; the blocks have their own settings.
        return setting.host["filters_initial"] in (setting.width, ceil(setting.width / 2))
    shortcut_filters, strides = given.get("shortcut_params", (None, given.get("strides", 1)))
    filters = given.get("filters") or shortcut_filters or setting.channels
    channels = {setting.channels, filters, 4 * filters, given.get("shortcut_filters")}
    # A program with strides in several places halves the width more than once.
    widths = {ceil(setting.width / strides**times) for times in range(5)}
    return bool(widths & channels)


# For each exercise one function from a generator to a setting, for each setting to be drawn. The
# last of a method has its channels first: there the probe also draws the network.
_DRAW = {
    "warm_up": (drawn_settings.picture,) * 4,
    "residual_function": tuple(
        drawn_settings.polynomial(dimensions) for dimensions in (1, 2, 3, 4)
    ),
    "add_shortcut": tuple(drawn_settings.tensors(dimensions) for dimensions in (2, 3, 4, 5)),
    "identity_kernel": tuple(map(drawn_settings.kernel, ((7, 9), (1, 3), (3, 5), (5, 7)))),
    "zero_mapping": tuple(map(drawn_settings.branch, (*drawn_settings.ENDS, "activation"))),
    "grow": tuple(map(drawn_settings.growth, (1, 2, 3, 4))),
    "pre_activation": (
        drawn_cases.pre_activation(draws.even, True, "channels_last"),
        drawn_cases.pre_activation(draws.tiny, False, "channels_last"),
        drawn_cases.pre_activation(draws.odd, False, "channels_first"),
        drawn_cases.pre_activation(draws.mixed, True, "channels_first"),
    ),
    "pre_activation_with_shortcut": (
        drawn_cases.shortcut(draws.mixed, 1, False, None, "channels_first"),
        drawn_cases.shortcut(draws.even, 2, True, None, "channels_last"),
        drawn_cases.shortcut(draws.tiny, 2, True, False, "channels_last"),
        drawn_cases.shortcut(draws.odd, 1, True, None, "channels_last"),
        drawn_cases.shortcut(draws.mixed, 2, True, None, "channels_first"),
    ),
    "regular_block": drawn_cases.blocks(1),
    "bottleneck_block": drawn_cases.blocks(4),
    "block_layer": (
        drawn_cases.layer(1, draws.even, 2, False, "channels_last"),
        drawn_cases.layer(4, draws.odd, 1, True, "channels_last"),
        drawn_cases.layer(1, draws.mixed, 1, False, "channels_first"),
        drawn_cases.layer(4, draws.mixed, 2, False, "channels_first"),
    ),
    "count_weight_layers": drawn_settings.NETWORKS,
    "projection_blocks": drawn_settings.NETWORKS,
    "build_resnet": (
        drawn_cases.whole_network(draws.large(draws.mixed, 4), False, True, "channels_last"),
        drawn_cases.whole_network(draws.tiny, True, False, "channels_last"),
        drawn_cases.whole_network(draws.large(draws.odd, 4), True, None, "channels_last"),
        drawn_cases.whole_network(draws.large(draws.even, 4), False, None, "channels_first"),
    ),
    "count_flops": (
        drawn_settings.counted("dense", "channels_last"),
        drawn_settings.counted("inside", "channels_last"),
        drawn_settings.counted("again_and_again", "channels_first"),
        drawn_settings.counted("convolutions", "channels_first"),
    ),
    "lesion": (
        drawn_settings.cut("first", False),
        drawn_settings.cut("last", False),
        drawn_settings.cut("any", False),
        drawn_settings.cut("any", True),
    ),
    "gradient_norms": (
        drawn_settings.measured(False),
        drawn_settings.measured(False),
        drawn_settings.measured(True),
        drawn_settings.measured(True),
    ),
}
