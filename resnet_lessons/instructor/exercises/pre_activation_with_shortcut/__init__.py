"""Wrong variants of `pre_activation_with_shortcut`, as edits, and how hidden settings are sampled."""

from functools import partial

from resnet_lessons.course.exercises import Case
from resnet_lessons.instructor.exercises.sampling import (
    BOTTLENECK_DEPTHS,
    REGULAR_DEPTHS,
    between,
    even,
    flag,
    mixed,
    never,
    odd,
    one_of,
    tiny,
)

_PROJECTION = "self.custom_conv2d(pre_activated_inputs, shortcut_filters, 1, strides)"

EDITS = {
    "projection_from_raw_input": [
        (_PROJECTION, "self.custom_conv2d(inputs, shortcut_filters, 1, strides)")
    ],
    "identity_after_pre_activation": [("shortcut = inputs", "shortcut = pre_activated_inputs")],
    "stride_missing_on_projection": [(_PROJECTION, _PROJECTION.replace("strides", "1"))],
    "projection_3x3": [(_PROJECTION, _PROJECTION.replace("1, strides", "3, strides"))],
    "kernel_and_strides_exchanged": [
        (_PROJECTION, _PROJECTION.replace("1, strides", "strides, 1"))
    ],
    "batch_norm_on_projection": [
        (
            _PROJECTION,
            "layers.BatchNormalization(axis=1 if self.data_format == 'channels_first' else -1)("
            f"{_PROJECTION}, training=is_training)",
        )
    ],
    "projection_only_where_stride": [("if shortcut_filters is not None:", "if strides > 1:")],
    "projection_missing": [("if shortcut_filters is not None:", "if False:")],
    "outputs_swapped": [
        ("return pre_activated_inputs, shortcut", "return shortcut, pre_activated_inputs")
    ],
    "raw_inputs_returned": [("return pre_activated_inputs,", "return inputs,")],
    "training_flag_dropped": [("(inputs, is_training)", "(inputs, False)")],
    "training_always_on": [("(inputs, is_training)", "(inputs, True)")],
}


def _case(generator, sides, strides, projects, training=flag, data_format="channels_last"):
    shortcut_filters = between(generator, 2, 9) if projects else None
    arguments = {
        "is_training": training(generator),
        "shortcut_params": (shortcut_filters, strides),
    }
    depth = one_of(generator, REGULAR_DEPTHS + BOTTLENECK_DEPTHS)
    return Case(*sides(generator), between(generator, 2, 8), arguments, depth, data_format)


HIDDEN_SETTINGS = (
    partial(_case, sides=mixed, strides=1, projects=False, data_format="channels_first"),
    partial(_case, sides=even, strides=2, projects=True),
    partial(_case, sides=tiny, strides=2, projects=True, training=never),
    partial(_case, sides=odd, strides=1, projects=True),
    partial(_case, sides=mixed, strides=2, projects=True, data_format="channels_first"),
)
