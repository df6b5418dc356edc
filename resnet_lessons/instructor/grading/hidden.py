"""The hidden grader's settings: those of the instant check, and some drawn from a secret seed."""

from dataclasses import replace
from math import ceil
from zlib import crc32

import numpy as np

from resnet_lessons.exercises import Case, Setting
from resnet_lessons.exercises.chapter2 import block_case

_FORMATS = ("channels_last", "channels_first")
_REGULAR_DEPTHS = (18, 34)
_BOTTLENECK_DEPTHS = (50, 101, 152, 200)


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
    shortcut_filters, strides = given.get("shortcut_params", (None, given.get("strides", 1)))
    filters = given.get("filters") or shortcut_filters or setting.channels
    channels = {setting.channels, filters, 4 * filters, given.get("shortcut_filters")}
    # A program with strides in several places halves the width more than once.
    widths = {ceil(setting.width / strides**times) for times in range(5)}
    return bool(widths & channels)


# Small pieces of a setting -----------------------------------------------------------------------


def _one_of(draw, values):
    return values[int(draw.integers(len(values)))]


def _between(draw, least, most):
    """A whole number; both ends may come."""
    return int(draw.integers(least, most + 1))


def _even(draw):
    return 2 * _between(draw, 2, 5), 2 * _between(draw, 2, 5)


def _odd(draw):
    return 2 * _between(draw, 2, 4) + 1, 2 * _between(draw, 2, 4) + 1


def _mixed(draw):
    sides = 2 * _between(draw, 2, 4), 2 * _between(draw, 2, 4) + 1
    return sides if draw.integers(2) else sides[::-1]


def _tiny(draw):
    """For inference only: statistics of two numbers would magnify what is left of rounding."""
    return _between(draw, 1, 3), _between(draw, 1, 3)


def _flag(draw):
    return bool(draw.integers(2))


# Methods of the network --------------------------------------------------------------------------


def _pre_activation(sides, is_training, data_format):
    def make(draw):
        arguments = {"is_training": is_training}
        channels = _between(draw, 2, 9)
        depth = _one_of(draw, _REGULAR_DEPTHS + _BOTTLENECK_DEPTHS)
        return Case(*sides(draw), channels, arguments, depth, data_format)

    return make


def _shortcut(sides, strides, projects, is_training, data_format):
    def make(draw):
        shortcut_filters = _between(draw, 2, 9) if projects else None
        flag = _flag(draw) if is_training is None else is_training
        arguments = {"is_training": flag, "shortcut_params": (shortcut_filters, strides)}
        depth = _one_of(draw, _REGULAR_DEPTHS + _BOTTLENECK_DEPTHS)
        return Case(*sides(draw), _between(draw, 2, 8), arguments, depth, data_format)

    return make


def _block(expansion, sides, strides, projects, is_training, data_format):
    depths = _REGULAR_DEPTHS if expansion == 1 else _BOTTLENECK_DEPTHS

    def make(draw):
        filters = _between(draw, 2, 6) if expansion == 1 else _between(draw, 2, 4)
        filters_out = expansion * filters
        channels = _between(draw, 2, 8) if projects else filters_out
        shortcut_filters = filters_out if projects else None
        flag = _flag(draw) if is_training is None else is_training
        case = block_case(
            *sides(draw), channels, filters, strides, shortcut_filters, flag, data_format,
            _one_of(draw, depths),
        )  # fmt: skip
        return replace(case, arguments=case.arguments | {"index": _between(draw, 1, 5)})

    return make


def _blocks(expansion):
    return (
        _block(expansion, _mixed, 1, False, None, "channels_last"),
        _block(expansion, _even, 2, True, True, "channels_last"),
        _block(expansion, _tiny, 1, True, False, "channels_last"),
        _block(expansion, _tiny, 2, True, False, "channels_last"),
        _block(expansion, _odd, 2, True, None, "channels_first"),
    )


def _layer(expansion, sides, strides, is_training, data_format):
    depths = _REGULAR_DEPTHS if expansion == 1 else _BOTTLENECK_DEPTHS

    def make(draw):
        arguments = {
            "filters": _between(draw, 2, 5) if expansion == 1 else _between(draw, 2, 3),
            "strides": strides,
            "num_blocks": _between(draw, 2, 4),
            "is_training": is_training,
            "index": _between(draw, 1, 4),
        }
        height_and_width, channels = sides(draw), _between(draw, 2, 8)
        return Case(*height_and_width, channels, arguments, _one_of(draw, depths), data_format)

    return make


# Plain functions ---------------------------------------------------------------------------------


def _picture(draw):
    height, width, channels = (_between(draw, 1, 99) for _ in range(3))
    shape = 2 * height, 2 * width, channels
    return Setting("a picture of " + " × ".join(map(str, shape)), {"shape": shape})


def _shape(draw, dimensions):
    return tuple(_between(draw, 1, 6) for _ in range(dimensions))


def _polynomial(dimensions):
    def make(draw):
        coefficients = tuple(round(float(c), 2) for c in draw.uniform(-2, 2, _between(draw, 1, 3)))
        shape = _shape(draw, dimensions)
        text = f"the optimal mapping has the coefficients {coefficients}, x has shape {shape}"
        return Setting(text, {"coefficients": coefficients, "shape": shape})

    return make


def _tensors(dimensions):
    def make(draw):
        shape = _shape(draw, dimensions)
        return Setting(f"residual and x of shape {shape}", {"shape": shape})

    return make


def _kernel(sizes):
    def make(draw):
        size, channels = _one_of(draw, sizes), _between(draw, 2, 8)
        text = f"kernel_size={size}, channels={channels}"
        return Setting(text, {"kernel_size": size, "channels": channels})

    return make


def _branch(ends_with):
    def make(draw):
        channels, convolutions = _between(draw, 2, 7), _between(draw, 1, 4)
        values = {"channels": channels, "ends_with": ends_with, "convolutions": convolutions}
        return Setting(
            f"a branch of {channels} channels and {convolutions} convolutions, at its end "
            f"{ends_with}",
            values,
        )

    return make


_ENDS = ("convolution", "convolution without bias", "normalisation")


def _growth(number_of_blocks):
    def make(draw):
        channels, classes = _between(draw, 2, 6), _between(draw, 2, 9)
        ends = tuple(_one_of(draw, _ENDS) for _ in range(number_of_blocks))
        text = f"features of {channels} channels, {classes} classes, extra blocks {ends}"
        return Setting(text, {"channels": channels, "classes": classes, "ends_with": ends})

    return make


def _network(least, most, bottleneck):
    def make(draw):
        sizes = tuple(_between(draw, 1, 12) for _ in range(_between(draw, least, most)))
        text = f"block layers of {sizes} {'bottleneck' if bottleneck else 'regular'} blocks"
        return Setting(text, {"block_layer_sizes": sizes, "bottleneck": bottleneck})

    return make


_NETWORKS = (
    _network(1, 3, False),
    _network(4, 4, True),
    _network(4, 4, False),
    _network(5, 7, True),
)

# For each exercise one function from a generator to a setting, for each setting to be drawn. The
# last of a method has its channels first: there the probe also draws the network.
_DRAW = {
    "warm_up": (_picture,) * 4,
    "residual_function": tuple(_polynomial(dimensions) for dimensions in (1, 2, 3, 4)),
    "add_shortcut": tuple(_tensors(dimensions) for dimensions in (2, 3, 4, 5)),
    "identity_kernel": tuple(map(_kernel, ((7, 9), (1, 3), (3, 5), (5, 7)))),
    "zero_mapping": tuple(map(_branch, (*_ENDS, "activation"))),
    "grow": tuple(map(_growth, (1, 2, 3, 4))),
    "pre_activation": (
        _pre_activation(_even, True, "channels_last"),
        _pre_activation(_tiny, False, "channels_last"),
        _pre_activation(_odd, False, "channels_first"),
        _pre_activation(_mixed, True, "channels_first"),
    ),
    "pre_activation_with_shortcut": (
        _shortcut(_mixed, 1, False, None, "channels_first"),
        _shortcut(_even, 2, True, None, "channels_last"),
        _shortcut(_tiny, 2, True, False, "channels_last"),
        _shortcut(_odd, 1, True, None, "channels_last"),
        _shortcut(_mixed, 2, True, None, "channels_first"),
    ),
    "regular_block": _blocks(1),
    "bottleneck_block": _blocks(4),
    "block_layer": (
        _layer(1, _even, 2, False, "channels_last"),
        _layer(4, _odd, 1, True, "channels_last"),
        _layer(1, _mixed, 1, False, "channels_first"),
        _layer(4, _mixed, 2, False, "channels_first"),
    ),
    "count_weight_layers": _NETWORKS,
    "projection_blocks": _NETWORKS,
}
