"""Wrong variants of `bottleneck_block`, as edits, and how hidden settings are sampled."""

from resnet_lessons.instructor.exercises.both_blocks import (
    block_settings,
    edits_of_both_blocks,
    same_padding,
)

_DOWN = "self.custom_conv2d(pre_activated1, filters, 1, 1)"
_MIDDLE = "self.custom_conv2d(pre_activated2, filters, 3, strides)"
_UP = "self.custom_conv2d(pre_activated3, 4 * filters, 1, 1)"

EDITS = edits_of_both_blocks("conv3", _DOWN) | {
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


HIDDEN_SETTINGS = block_settings(expansion=4)
