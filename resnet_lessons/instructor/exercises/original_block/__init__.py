"""Wrong variants of `original_block`, as edits, and how hidden settings are sampled."""

from resnet_lessons.instructor.exercises.both_blocks import (
    block_settings,
    same_padding,
    without_bias,
)

_CONV1 = "self.custom_conv2d(inputs, filters, 3, strides)"
_CONV2 = "self.custom_conv2d(activated, filters, 3, 1)"
_ACTIVATED = "self.pre_activation(conv1, is_training)"
_NORMALIZATION = "layers.BatchNormalization(axis=axis)"
_RESIDUAL = f"{_NORMALIZATION}(conv2, training=is_training)"
_PROJECTION = "self.custom_conv2d(inputs, shortcut_filters, 1, strides)"
_NORMALIZED_PROJECTION = f"{_NORMALIZATION}(projection, training=is_training)"
_CONDITION = "shortcut_filters is not None"
_RETURN = "return ops.relu(residual + shortcut)"
_PRE_ACTIVATED = (
    f"conv1 = {_CONV1}",
    "activated0 = self.pre_activation(inputs, is_training)\n"
    f"    conv1 = {_CONV1.replace('inputs', 'activated0')}",
)
_SHARED_PROJECTION = (_PROJECTION, _PROJECTION.replace("inputs", "activated0"))
_BARE_PROJECTION = (f"shortcut = {_NORMALIZED_PROJECTION}", "shortcut = projection")


def _with_flag(flag):
    return [
        (_ACTIVATED, f"self.pre_activation(conv1, {flag})"),
        (_RESIDUAL, f"{_NORMALIZATION}(conv2, training={flag})"),
        (_NORMALIZED_PROJECTION, f"{_NORMALIZATION}(projection, training={flag})"),
    ]


_AS_IN_2016 = [
    _PRE_ACTIVATED,
    _SHARED_PROJECTION,
    _BARE_PROJECTION,
    (f"residual = {_RESIDUAL}", "residual = conv2"),
]

EDITS = {
    "still_the_block_of_2016": [*_AS_IN_2016, (_RETURN, "return residual + shortcut")],
    "block_of_2016_with_last_relu": _AS_IN_2016,
    "original_without_last_relu": [(_RETURN, "return residual + shortcut")],
    "original_relu_before_the_sum": [(_RETURN, "return ops.relu(residual) + shortcut")],
    "original_relu_twice": [(_RETURN, "return ops.relu(ops.relu(residual) + shortcut)")],
    "original_without_last_normalization": [(f"residual = {_RESIDUAL}", "residual = conv2")],
    "original_normalization_after_the_sum": [
        (f"residual = {_RESIDUAL}", "residual = conv2"),
        (
            _RETURN,
            f"total = {_NORMALIZATION}(residual + shortcut, training=is_training)\n"
            "    return ops.relu(total)",
        ),
    ],
    "original_relu_before_normalization": [
        (_ACTIVATED, f"{_NORMALIZATION}(ops.relu(conv1), training=is_training)")
    ],
    "original_without_first_relu": [(_ACTIVATED, f"{_NORMALIZATION}(conv1, training=is_training)")],
    "original_without_first_normalization": [(_ACTIVATED, "ops.relu(conv1)")],
    "original_pre_activated_too": [_PRE_ACTIVATED],
    "original_projection_not_normalized": [_BARE_PROJECTION],
    "original_projection_rectified": [
        (_NORMALIZED_PROJECTION, "self.pre_activation(projection, is_training)")
    ],
    "original_projection_pre_activated": [
        (_PROJECTION, _PROJECTION.replace("inputs", "self.pre_activation(inputs, is_training)")),
        _BARE_PROJECTION,
    ],
    "original_projection_only_where_stride": [(_CONDITION, "strides > 1")],
    "original_projection_without_stride": [(_PROJECTION, _PROJECTION.replace("strides", "1"))],
    "original_stride_on_second_convolution": [
        (_CONV1, _CONV1.replace("strides", "1")),
        (_CONV2, _CONV2.replace("3, 1", "3, strides")),
    ],
    "original_stride_on_both_convolutions": [(_CONV2, _CONV2.replace("3, 1", "3, strides"))],
    "original_shortcut_not_added": [(_RETURN, "return ops.relu(residual)")],
    "original_training_flag_dropped": _with_flag("False"),
    "original_flag_missing_at_the_end": [(_RESIDUAL, f"{_NORMALIZATION}(conv2, training=False)")],
    "original_training_always_on": _with_flag("True"),
    "original_convolutions_without_bias": [
        *without_bias(_CONV1, "inputs", "filters", 3, "strides"),
        *without_bias(_CONV2, "activated", "filters", 3, 1),
    ],
    "same_padding_on_stride": same_padding(_CONV1, "inputs"),
}


HIDDEN_SETTINGS = block_settings(expansion=1)
