"""How hidden settings are drawn for the methods of the network: `Case`s.

Each function here returns one from a generator to a case.
"""

from dataclasses import replace

from resnet_lessons.course.exercises import Case
from resnet_lessons.course.exercises.block_case import block_case
from resnet_lessons.course.exercises.build_resnet import network_case
from resnet_lessons.instructor.exercises import sampling as draws

_REGULAR_DEPTHS = (18, 34)
_BOTTLENECK_DEPTHS = (50, 101, 152, 200)


def pre_activation(sides, is_training, data_format):
    def make(draw):
        arguments = {"is_training": is_training}
        channels = draws.between(draw, 2, 9)
        depth = draws.one_of(draw, _REGULAR_DEPTHS + _BOTTLENECK_DEPTHS)
        return Case(*sides(draw), channels, arguments, depth, data_format)

    return make


def shortcut(sides, strides, projects, is_training, data_format):
    def make(draw):
        shortcut_filters = draws.between(draw, 2, 9) if projects else None
        flag = draws.flag(draw) if is_training is None else is_training
        arguments = {"is_training": flag, "shortcut_params": (shortcut_filters, strides)}
        depth = draws.one_of(draw, _REGULAR_DEPTHS + _BOTTLENECK_DEPTHS)
        return Case(*sides(draw), draws.between(draw, 2, 8), arguments, depth, data_format)

    return make


def _block(expansion, sides, strides, projects, is_training, data_format):
    depths = _REGULAR_DEPTHS if expansion == 1 else _BOTTLENECK_DEPTHS

    def make(draw):
        filters = draws.between(draw, 2, 6) if expansion == 1 else draws.between(draw, 2, 4)
        filters_out = expansion * filters
        channels = draws.between(draw, 2, 8) if projects else filters_out
        shortcut_filters = filters_out if projects else None
        flag = draws.flag(draw) if is_training is None else is_training
        case = block_case(
            *sides(draw),
            channels,
            filters=filters,
            strides=strides,
            shortcut_filters=shortcut_filters,
            is_training=flag,
            data_format=data_format,
            num_layers=draws.one_of(draw, depths),
        )
        return replace(case, arguments=case.arguments | {"index": draws.between(draw, 1, 5)})

    return make


def blocks(expansion):
    return (
        _block(expansion, draws.mixed, 1, False, None, "channels_last"),
        _block(expansion, draws.even, 2, True, True, "channels_last"),
        _block(expansion, draws.tiny, 1, True, False, "channels_last"),
        _block(expansion, draws.tiny, 2, True, False, "channels_last"),
        _block(expansion, draws.odd, 2, True, None, "channels_first"),
    )


def layer(expansion, sides, strides, is_training, data_format):
    depths = _REGULAR_DEPTHS if expansion == 1 else _BOTTLENECK_DEPTHS

    def make(draw):
        arguments = {
            "filters": draws.between(draw, 2, 5) if expansion == 1 else draws.between(draw, 2, 3),
            "strides": strides,
            "num_blocks": draws.between(draw, 2, 4),
            "is_training": is_training,
            "index": draws.between(draw, 1, 4),
        }
        height_and_width, channels = sides(draw), draws.between(draw, 2, 8)
        return Case(*height_and_width, channels, arguments, draws.one_of(draw, depths), data_format)

    return make


def whole_network(sides, bottleneck, is_training, data_format):
    depths = _BOTTLENECK_DEPTHS if bottleneck else _REGULAR_DEPTHS

    def make(draw):
        flag = draws.flag(draw) if is_training is None else is_training
        strides = [1, 1, 1, 1] if flag else [1, 2, 2, 2]
        if flag:
            # So that statistics are taken of many numbers, also in the last block layer.
            strides[draws.between(draw, 1, 3)] = 2
        # One longer block layer tells where it stands, and costs less than four.
        sizes = [1, 1, 1, 1]
        sizes[draws.between(draw, 0, 3)] = 2
        return network_case(
            *sides(draw), draws.between(draw, 1, 3), flag, draws.one_of(draw, depths), data_format,
            filters_initial=draws.between(draw, 2, 3), block_layer_sizes=tuple(sizes),
            block_strides=tuple(strides), output_size=draws.between(draw, 2, 7),
        )  # fmt: skip

    return make
