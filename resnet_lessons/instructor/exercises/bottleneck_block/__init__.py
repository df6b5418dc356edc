"""Wrong variants of `bottleneck_block`, as edits, and how hidden settings are sampled."""

from resnet_lessons.instructor.exercises.both_blocks import (
    block_settings,
    edits_of_both_blocks,
    post_activation,
    same_padding,
    without_bias,
)

_DOWN = "self.custom_conv2d(pre_activated1, filters, 1, 1)"
_MIDDLE = "self.custom_conv2d(pre_activated2, filters, 3, strides)"
_UP = "self.custom_conv2d(pre_activated3, 4 * filters, 1, 1)"

_LINES = f"""conv1 = {_DOWN}
    pre_activated2 = self.pre_activation(conv1, is_training)
    conv2 = {_MIDDLE}
    pre_activated3 = self.pre_activation(conv2, is_training)
    conv3 = {_UP}
    return conv3 + shortcut"""
_THIRD = "self.pre_activation(conv2, is_training)"
_NORMALIZATION = "layers.BatchNormalization(axis=1 if self.data_format == 'channels_first' else -1)"

EDITS = (
    edits_of_both_blocks("conv3", _DOWN)
    | post_activation(_LINES, [("filters", 1, 1), ("filters", 3, "strides"), ("4 * filters", 1, 1)])
    | {
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
        "third_pre_activation_unused": [(_UP, _UP.replace("pre_activated3", "conv2"))],
        "third_relu_missing": [(_THIRD, f"{_NORMALIZATION}(conv2, training=is_training)")],
        "third_normalization_missing": [(_THIRD, "ops.relu(conv2)")],
        "convolutions_without_bias": [
            *without_bias(_DOWN, "pre_activated1", "filters", 1, 1),
            *without_bias(_MIDDLE, "pre_activated2", "filters", 3, "strides"),
            *without_bias(_UP, "pre_activated3", "4 * filters", 1, 1),
        ],
        "stride_on_two_convolutions": [(_DOWN, _DOWN.replace("1, 1", "1, strides"))],
        "expansion_of_two": [(_UP, _UP.replace("4 *", "2 *"))],
        "middle_1x1": [(_MIDDLE, _MIDDLE.replace("3, strides", "1, strides"))],
        "same_padding_on_stride": same_padding(_MIDDLE, "pre_activated2"),
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
)


HIDDEN_SETTINGS = block_settings(expansion=4)
