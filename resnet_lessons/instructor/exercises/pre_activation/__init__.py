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

_NORMALIZED = "normalized = layers.BatchNormalization(axis=axis)(inputs, training=is_training)"
_RETURNED = "return ops.relu(normalized)"
_AXES = "(0, 2, 3) if self.data_format == 'channels_first' else (0, 1, 2)"
_ONCE_MORE = "layers.BatchNormalization(axis=axis)({}, training=is_training)"

EDITS = {
    "relu_before_normalization": [
        ("(inputs, training=is_training)", "(ops.relu(inputs), training=is_training)"),
        ("return ops.relu(normalized)", "return normalized"),
    ],
    "normalization_missing": [(_NORMALIZED, "normalized = inputs")],
    "normalization_unused": [("ops.relu(normalized)", "ops.relu(inputs)")],
    "inputs_returned": [(_NORMALIZED, "pass"), (_RETURNED, "return inputs")],
    "batch_statistics_always": [
        (
            _NORMALIZED,
            f"mean, variance = ops.moments(inputs, {_AXES}, keepdims=True)\n"
            "    normalized = (inputs - mean) / ops.sqrt(variance + 1e-3)",
        )
    ],
    "relu_missing": [("ops.relu(normalized)", "normalized")],
    "channel_axis_ignored": [('1 if self.data_format == "channels_first" else -1', "-1")],
    "channel_axes_exchanged": [
        ("1 if self.data_format", "-1 if self.data_format"),
        ("else -1", "else 1"),
    ],
    "channel_axis_always_1": [('1 if self.data_format == "channels_first" else -1', "1")],
    "layer_normalization": [
        (_NORMALIZED, "normalized = layers.LayerNormalization(axis=axis)(inputs)")
    ],
    "relu_before_and_after": [
        ("(inputs, training=is_training)", "(ops.relu(inputs), training=is_training)")
    ],
    "normalized_twice": [(_RETURNED, f"return ops.relu({_ONCE_MORE.format('normalized')})")],
    "pre_activated_twice": [
        (_RETURNED, f"return ops.relu({_ONCE_MORE.format('ops.relu(normalized)')})")
    ],
    "training_flag_inverted": [("training=is_training", "training=not is_training")],
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
