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

_FIRST = "self.pre_activation(inputs, is_training)"
_AXIS = "1 if self.data_format == 'channels_first' else -1"
_NORMALIZATION = f"layers.BatchNormalization(axis={_AXIS})"
_RAW = _PROJECTION.replace("pre_activated_inputs", "inputs")
_CONDITION = "if shortcut_filters is not None:"


def _without_bias(tensor):
    return (
        "layers.Conv2D(shortcut_filters, 1, strides, use_bias=False, data_format=self.data_format)"
        f"({tensor})"
    )


def _pooled(kind):
    """A projection of what pooling left."""
    pooled = (
        f"layers.{kind}Pooling2D(strides, padding='same', data_format=self.data_format)"
        "(pre_activated_inputs)"
    )
    return [(_PROJECTION, f"self.custom_conv2d({pooled}, shortcut_filters, 1, 1)")]


def _projection_reads(tensor):
    return [(_PROJECTION, _PROJECTION.replace("pre_activated_inputs", tensor))]


def _first(tensor):
    return [(_FIRST, tensor)]


EDITS = {
    "identity_pooled": [
        (
            "shortcut = inputs\n",
            "shortcut = inputs if strides == 1 else layers.MaxPooling2D(\n"
            "        1, strides, data_format=self.data_format)(inputs)\n",
        )
    ],
    "projection_own_pre_activation": _projection_reads(_FIRST),
    "relu_alone_before_projection": _projection_reads("ops.relu(inputs)"),
    "normalization_alone_before_projection": _projection_reads(
        f"{_NORMALIZATION}(inputs, training=is_training)"
    ),
    "projection_pre_activated_twice": _projection_reads(
        "self.pre_activation(pre_activated_inputs, is_training)"
    ),
    "projection_post_activated": [(_PROJECTION, f"self.pre_activation({_RAW}, is_training)")],
    "projection_of_2015": [(_PROJECTION, f"{_NORMALIZATION}({_RAW}, training=is_training)")],
    "projection_of_2015_without_bias": [
        (_PROJECTION, f"{_NORMALIZATION}({_without_bias('inputs')}, training=is_training)")
    ],
    "projection_without_bias": [(_PROJECTION, _without_bias("pre_activated_inputs"))],
    "relu_after_projection": [(_PROJECTION, f"ops.relu({_PROJECTION})")],
    "projection_always": [
        (_CONDITION, "if True:"),
        (
            _PROJECTION,
            _PROJECTION.replace("shortcut_filters", f"shortcut_filters or inputs.shape[{_AXIS}]"),
        ),
    ],
    "projection_only_where_channels_change": [
        (_CONDITION, f"if shortcut_filters not in (None, inputs.shape[{_AXIS}]):")
    ],
    "filters_and_kernel_exchanged": [
        (_PROJECTION, _PROJECTION.replace("shortcut_filters, 1", "1, shortcut_filters"))
    ],
    "filters_and_strides_exchanged": [
        (
            _PROJECTION,
            _PROJECTION.replace("shortcut_filters, 1, strides", "strides, 1, shortcut_filters"),
        )
    ],
    "average_pooling_before_projection": _pooled("Average"),
    "max_pooling_before_projection": _pooled("Max"),
    "zeros_for_projection": [
        (
            _PROJECTION,
            """ops.pad(
            inputs[:, :, ::strides, ::strides]
            if self.data_format == "channels_first"
            else inputs[:, ::strides, ::strides],
            [(0, 0), (0, shortcut_filters - inputs.shape[1]), (0, 0), (0, 0)]
            if self.data_format == "channels_first"
            else [(0, 0), (0, 0), (0, 0), (0, shortcut_filters - inputs.shape[-1])],
        )""",
        )
    ],
    "branch_starts_at_the_shortcut": [
        (
            "return pre_activated_inputs,",
            "pre_activated_inputs = self.pre_activation(shortcut, is_training)\n"
            "    return pre_activated_inputs,",
        )
    ],
    "first_normalization_missing": _first("ops.relu(inputs)"),
    "first_relu_missing": _first(f"{_NORMALIZATION}(inputs, training=is_training)"),
    "first_relu_before_normalization": _first(
        f"{_NORMALIZATION}(ops.relu(inputs), training=is_training)"
    ),
    "pre_activated_twice": _first(f"self.pre_activation({_FIRST}, is_training)"),
    "training_flag_inverted": [("(inputs, is_training)", "(inputs, not is_training)")],
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
    partial(_case, sides=mixed, strides=2, projects=False),
    partial(_case, sides=tiny, strides=2, projects=True, training=never),
    partial(_case, sides=odd, strides=1, projects=True),
    partial(_case, sides=mixed, strides=2, projects=True, data_format="channels_first"),
)
