"""Chapter 2: each misconception as pairs (text of the answer, what is written instead)."""

_FLAG_DROPPED = "training=is_training)", ")"

_PRE_ACTIVATION = {
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

_PROJECTION = "self.custom_conv2d(pre_activated_inputs, shortcut_filters, 1, strides)"

_PRE_ACTIVATION_WITH_SHORTCUT = {
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

# Both blocks begin with the same call and end with the same sum.
_START = """pre_activated1, shortcut = self.pre_activation_with_shortcut(
        inputs, is_training, shortcut_params
    )"""


def _own_shortcut(condition, projection, identity="inputs"):
    """A block that makes its own shortcut, wrongly."""
    return (
        _START,
        f"""pre_activated1 = self.pre_activation(inputs, is_training)
    shortcut = {projection} if {condition} else {identity}""",
    )


_RIGHT_CONDITION = "shortcut_filters is not None"
_RIGHT_PROJECTION = "self.custom_conv2d(pre_activated1, shortcut_filters, 1, strides)"
_NORMALIZATION = "layers.BatchNormalization(axis=1 if self.data_format == 'channels_first' else -1)"


def _of_both_blocks(last, first_convolution):
    """Misconceptions of the regular and the bottleneck block, whose last result is `last`."""
    total = f"return {last} + shortcut"
    axis = "1 if self.data_format == 'channels_first' else -1"
    second = "self.pre_activation(conv1, is_training)"
    first_normalized = f"{_NORMALIZATION}(inputs, training=is_training)"
    return {
        "first_pre_activation_missing": [
            (first_convolution, first_convolution.replace("pre_activated1", "inputs"))
        ],
        "second_pre_activation_missing": [(second, "conv1")],
        "first_relu_missing": [
            (first_convolution, first_convolution.replace("pre_activated1", first_normalized))
        ],
        "second_relu_missing": [(second, f"{_NORMALIZATION}(conv1, training=is_training)")],
        "second_relu_before_normalization": [
            (second, f"{_NORMALIZATION}(ops.relu(conv1), training=is_training)")
        ],
        "shortcut_not_added": [(total, f"return {last}")],
        "shortcut_added_twice": [(total, f"return {last} + shortcut + shortcut")],
        "concatenation": [(total, f"return ops.concatenate([{last}, shortcut], axis={axis})")],
        "inputs_added": [(total, f"return {last} + inputs")],
        "relu_after_addition": [(total, f"return ops.relu({last} + shortcut)")],
        "pre_activation_after_addition": [
            (total, f"return self.pre_activation({last} + shortcut, is_training)")
        ],
        "projection_from_raw_input": [
            _own_shortcut(_RIGHT_CONDITION, _RIGHT_PROJECTION.replace("pre_activated1", "inputs"))
        ],
        "identity_after_pre_activation": [
            _own_shortcut(_RIGHT_CONDITION, _RIGHT_PROJECTION, "pre_activated1")
        ],
        "stride_missing_on_projection": [
            _own_shortcut(_RIGHT_CONDITION, _RIGHT_PROJECTION.replace("strides", "1"))
        ],
        "projection_3x3": [
            _own_shortcut(_RIGHT_CONDITION, _RIGHT_PROJECTION.replace("1, strides", "3, strides"))
        ],
        "batch_norm_on_projection": [
            _own_shortcut(
                _RIGHT_CONDITION, f"{_NORMALIZATION}({_RIGHT_PROJECTION}, training=is_training)"
            )
        ],
        "projection_only_where_stride": [_own_shortcut("strides > 1", _RIGHT_PROJECTION)],
    }


def _same_padding(convolution, source):
    """A strided convolution that leaves the padding to Keras."""
    return [
        (
            convolution,
            "layers.Conv2D(filters, 3, strides, padding='same', data_format=self.data_format)"
            f"({source})",
        )
    ]


_FIRST_3X3 = "self.custom_conv2d(pre_activated1, filters, 3, strides)"
_SECOND_3X3 = "self.custom_conv2d(pre_activated2, filters, 3, 1)"

_REGULAR_BLOCK = _of_both_blocks("conv2", _FIRST_3X3) | {
    "stride_on_second_convolution": [
        (_FIRST_3X3, _FIRST_3X3.replace("strides", "1")),
        (_SECOND_3X3, _SECOND_3X3.replace("3, 1", "3, strides")),
    ],
    "stride_on_both_convolutions": [(_SECOND_3X3, _SECOND_3X3.replace("3, 1", "3, strides"))],
    "stride_missing_on_branch": [(_FIRST_3X3, _FIRST_3X3.replace("strides", "1"))],
    "second_pre_activation_unused": [(_SECOND_3X3, _SECOND_3X3.replace("pre_activated2", "conv1"))],
    "same_padding_on_stride": _same_padding(_FIRST_3X3, "pre_activated1"),
    "convolution_used_twice": [
        (
            f"conv1 = {_FIRST_3X3}",
            "shared = layers.Conv2D(\n"
            "        filters, 3, strides, padding='same', data_format=self.data_format\n"
            "    )\n"
            "    conv1 = shared(pre_activated1)",
        ),
        (_SECOND_3X3, "shared(pre_activated2)"),
    ],
    "training_flag_dropped": [
        ("inputs, is_training, shortcut_params", "inputs, False, shortcut_params"),
        ("(conv1, is_training)", "(conv1, False)"),
    ],
    "training_always_on": [
        ("inputs, is_training, shortcut_params", "inputs, True, shortcut_params"),
        ("(conv1, is_training)", "(conv1, True)"),
    ],
}

_DOWN = "self.custom_conv2d(pre_activated1, filters, 1, 1)"
_MIDDLE = "self.custom_conv2d(pre_activated2, filters, 3, strides)"
_UP = "self.custom_conv2d(pre_activated3, 4 * filters, 1, 1)"

_BOTTLENECK_BLOCK = _of_both_blocks("conv3", _DOWN) | {
    "stride_on_first_1x1": [
        (_DOWN, _DOWN.replace("1, 1", "1, strides")),
        (_MIDDLE, _MIDDLE.replace("strides", "1")),
    ],
    "stride_on_last_1x1": [
        (_MIDDLE, _MIDDLE.replace("strides", "1")),
        (_UP, _UP.replace("1, 1", "1, strides")),
    ],
    "stride_missing_on_branch": [(_MIDDLE, _MIDDLE.replace("strides", "1"))],
    "last_1x1_not_expanded": [(_UP, _UP.replace("4 * ", ""))],
    "first_1x1_not_reduced": [
        (_DOWN, _DOWN.replace("filters", "4 * filters")),
        (_MIDDLE, _MIDDLE.replace("filters", "4 * filters")),
    ],
    "regular_convolutions": [
        (_DOWN, _DOWN.replace("1, 1", "3, 1")),
        (_UP, _UP.replace("1, 1", "3, 1")),
    ],
    "second_pre_activation_unused": [(_MIDDLE, _MIDDLE.replace("pre_activated2", "conv1"))],
    "third_pre_activation_missing": [("self.pre_activation(conv2, is_training)", "conv2")],
    "same_padding_on_stride": _same_padding(_MIDDLE, "pre_activated2"),
    "training_flag_dropped": [
        ("inputs, is_training, shortcut_params", "inputs, False, shortcut_params"),
        ("(conv1, is_training)", "(conv1, False)"),
        ("(conv2, is_training)", "(conv2, False)"),
    ],
    "training_always_on": [
        ("inputs, is_training, shortcut_params", "inputs, True, shortcut_params"),
        ("(conv1, is_training)", "(conv1, True)"),
        ("(conv2, is_training)", "(conv2, True)"),
    ],
}

EDITS = {
    "pre_activation": _PRE_ACTIVATION,
    "pre_activation_with_shortcut": _PRE_ACTIVATION_WITH_SHORTCUT,
    "regular_block": _REGULAR_BLOCK,
    "bottleneck_block": _BOTTLENECK_BLOCK,
}
