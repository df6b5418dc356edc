"""Wrong variants of `pre_activation`, as edits, and how hidden settings are sampled."""

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
    tiny,
)

EDITS = {
    "relu_before_normalization": [
        ("(inputs, training=is_training)", "(ops.relu(inputs), training=is_training)"),
        ("return ops.relu(normalized)", "return normalized"),
    ],
    "normalization_missing": [("ops.relu(normalized)", "ops.relu(inputs)")],
    "relu_missing": [("ops.relu(normalized)", "normalized")],
    "channel_axis_ignored": [('1 if self.data_format == "channels_first" else -1', "-1")],
    "channel_axes_exchanged": [
        ("1 if self.data_format", "-1 if self.data_format"),
        ("else -1", "else 1"),
    ],
    "axis_and_flag_missing": [
        ('1 if self.data_format == "channels_first" else -1', "-1"),
        ("(inputs, training=is_training)", "(inputs)"),
    ],
    "training_flag_dropped": [("(inputs, training=is_training)", "(inputs)")],
    "training_always_on": [("training=is_training", "training=True")],
}


def _case(generator, sides, is_training=False, data_format="channels_last"):
    channels = between(generator, 2, 9)
    depth = one_of(generator, REGULAR_DEPTHS + BOTTLENECK_DEPTHS)
    return Case(*sides(generator), channels, {"is_training": is_training}, depth, data_format)


HIDDEN_SETTINGS = (
    partial(_case, sides=even, is_training=True),
    partial(_case, sides=tiny),
    partial(_case, sides=odd, data_format="channels_first"),
    partial(_case, sides=mixed, is_training=True, data_format="channels_first"),
)
