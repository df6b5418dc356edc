"""Wrong variants of `regular_block`, as edits, and how hidden settings are sampled."""

from resnet_lessons.instructor.exercises.both_blocks import (
    block_settings,
    edits_of_both_blocks,
    post_activation,
    same_padding,
    without_bias,
)

_FIRST_3X3 = "self.custom_conv2d(pre_activated1, filters, 3, strides)"
_SECOND_3X3 = "self.custom_conv2d(pre_activated2, filters, 3, 1)"

_LINES = f"""conv1 = {_FIRST_3X3}
    pre_activated2 = self.pre_activation(conv1, is_training)
    conv2 = {_SECOND_3X3}
    return conv2 + shortcut"""

EDITS = (
    edits_of_both_blocks("conv2", _FIRST_3X3)
    | post_activation(_LINES, [("filters", 3, "strides"), ("filters", 3, 1)])
    | {
        "stride_on_second_convolution": [
            (_FIRST_3X3, _FIRST_3X3.replace("strides", "1")),
            (_SECOND_3X3, _SECOND_3X3.replace("3, 1", "3, strides")),
        ],
        "stride_on_both_convolutions": [(_SECOND_3X3, _SECOND_3X3.replace("3, 1", "3, strides"))],
        "stride_missing_on_branch": [(_FIRST_3X3, _FIRST_3X3.replace("strides", "1"))],
        "second_pre_activation_unused": [
            (_SECOND_3X3, _SECOND_3X3.replace("pre_activated2", "conv1"))
        ],
        "same_padding_on_stride": same_padding(_FIRST_3X3, "pre_activated1"),
        "convolutions_without_bias": [
            *without_bias(_FIRST_3X3, "pre_activated1", "filters", 3, "strides"),
            *without_bias(_SECOND_3X3, "pre_activated2", "filters", 3, 1),
        ],
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
)


HIDDEN_SETTINGS = block_settings(expansion=1)
