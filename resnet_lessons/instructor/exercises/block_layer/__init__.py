"""Wrong variants of `block_layer`, as edits, and how hidden settings are sampled."""

from functools import partial

from resnet_lessons.course.exercises import Case
from resnet_lessons.instructor.exercises.sampling import (
    BOTTLENECK_DEPTHS,
    REGULAR_DEPTHS,
    between,
    even,
    mixed,
    odd,
    one_of,
)

_FIRST = "block(inputs, filters, strides, is_training, 0, shortcut_filters)"
_OTHER = "block(outputs, filters, 1, is_training, block_index)"

EDITS = {
    "stride_in_every_block": [(_OTHER, _OTHER.replace("1, is_training", "strides, is_training"))],
    "every_block_like_the_first": [
        (_OTHER, "block(outputs, filters, strides, is_training, block_index, shortcut_filters)")
    ],
    "stride_missing_in_layer": [(_FIRST, _FIRST.replace("strides", "1"))],
    "projection_in_every_block": [
        (_OTHER, "block(outputs, filters, 1, is_training, block_index, shortcut_filters)")
    ],
    "layer_projection_only_where_stride": [
        (_FIRST, _FIRST.replace("shortcut_filters", "shortcut_filters if strides > 1 else None"))
    ],
    "layer_projection_only_where_shape_changes": [
        (
            _FIRST,
            "block(\n"
            "        inputs, filters, strides, is_training, 0,\n"
            "        None if strides == 1 and shortcut_filters == inputs.shape[\n"
            "            1 if self.data_format == 'channels_first' else -1\n"
            "        ] else shortcut_filters,\n"
            "    )",
        )
    ],
    "layer_projection_missing": [(_FIRST, _FIRST.replace(", shortcut_filters", ""))],
    "shortcut_not_expanded": [("4 * filters if self.bottleneck else filters", "filters")],
    "blocks_fed_layer_input": [(_OTHER, _OTHER.replace("outputs", "inputs"))],
    "one_block_too_many": [("range(1, num_blocks)", "range(num_blocks)")],
    "one_block_too_few": [("range(1, num_blocks)", "range(1, num_blocks - 1)")],
    "training_flag_dropped": [
        (_FIRST, _FIRST.replace("is_training", "False")),
        (_OTHER, _OTHER.replace("is_training", "False")),
    ],
    "training_always_on": [
        (_FIRST, _FIRST.replace("is_training", "True")),
        (_OTHER, _OTHER.replace("is_training", "True")),
    ],
}


def _case(generator, sides, bottleneck, strides, is_training=False, data_format="channels_last"):
    arguments = {
        "filters": between(generator, 2, 3 if bottleneck else 5),
        "strides": strides,
        "num_blocks": between(generator, 2, 4),
        "is_training": is_training,
        "index": between(generator, 1, 4),
    }
    height_and_width, channels = sides(generator), between(generator, 2, 8)
    depth = one_of(generator, BOTTLENECK_DEPTHS if bottleneck else REGULAR_DEPTHS)
    return Case(*height_and_width, channels, arguments, depth, data_format)


HIDDEN_SETTINGS = (
    partial(_case, sides=even, bottleneck=False, strides=2),
    partial(_case, sides=odd, bottleneck=True, strides=1, is_training=True),
    partial(_case, sides=mixed, bottleneck=False, strides=1, data_format="channels_first"),
    partial(_case, sides=mixed, bottleneck=True, strides=2, data_format="channels_first"),
)
