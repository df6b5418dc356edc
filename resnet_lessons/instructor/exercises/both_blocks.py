"""What the regular and the bottleneck block share: wrong variants, and how cases are sampled."""

from dataclasses import replace
from functools import partial

from resnet_lessons.course.exercises.block_case import block_case
from resnet_lessons.instructor.exercises.sampling import (
    BOTTLENECK_DEPTHS,
    REGULAR_DEPTHS,
    always,
    between,
    even,
    flag,
    mixed,
    never,
    odd,
    one_of,
    tiny,
)

# Both blocks begin with the same call and end with the same sum.
_START = """pre_activated1, shortcut = self.pre_activation_with_shortcut(
        inputs, is_training, shortcut_params
    )"""


def _shortcut_by_hand(condition, projection, identity="inputs"):
    """A block that makes the shortcut by hand, wrongly."""
    return (
        _START,
        f"""pre_activated1 = self.pre_activation(inputs, is_training)
    shortcut = {projection} if {condition} else {identity}""",
    )


_RIGHT_CONDITION = "shortcut_filters is not None"
_RIGHT_PROJECTION = "self.custom_conv2d(pre_activated1, shortcut_filters, 1, strides)"
_NORMALIZATION = "layers.BatchNormalization(axis=1 if self.data_format == 'channels_first' else -1)"


def edits_of_both_blocks(last, first_convolution):
    """Misconceptions of the regular and the bottleneck block, whose last result is `last`."""
    total = f"return {last} + shortcut"
    axis = "1 if self.data_format == 'channels_first' else -1"
    second = "self.pre_activation(conv1, is_training)"
    first_normalized = f"{_NORMALIZATION}(inputs, training=is_training)"
    return _of_the_sum(last, total) | {
        "second_normalization_missing": [(second, "ops.relu(conv1)")],
        "projection_made_again": [
            (
                _START,
                f"{_START}\n    if shortcut_filters is not None:\n        shortcut = "
                + _RIGHT_PROJECTION.replace("pre_activated1", "inputs"),
            )
        ],
        "inputs_added_without_projection": [
            (_START, "pre_activated1 = self.pre_activation(inputs, is_training)"),
            (total, f"return {last} + inputs"),
        ],
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
            _shortcut_by_hand(
                _RIGHT_CONDITION, _RIGHT_PROJECTION.replace("pre_activated1", "inputs")
            )
        ],
        "identity_after_pre_activation": [
            _shortcut_by_hand(_RIGHT_CONDITION, _RIGHT_PROJECTION, "pre_activated1")
        ],
        "stride_missing_on_projection": [
            _shortcut_by_hand(_RIGHT_CONDITION, _RIGHT_PROJECTION.replace("strides", "1"))
        ],
        "projection_3x3": [
            _shortcut_by_hand(
                _RIGHT_CONDITION, _RIGHT_PROJECTION.replace("1, strides", "3, strides")
            )
        ],
        "batch_norm_on_projection": [
            _shortcut_by_hand(
                _RIGHT_CONDITION, f"{_NORMALIZATION}({_RIGHT_PROJECTION}, training=is_training)"
            )
        ],
        "projection_only_where_stride": [_shortcut_by_hand("strides > 1", _RIGHT_PROJECTION)],
    }


def _of_the_sum(last, total):
    """Misconceptions about how the paths `last` and `shortcut` meet."""
    normalized = f"{_NORMALIZATION}({last}, training=is_training)"
    sums = {
        "relu_at_the_end_of_the_branch": f"ops.relu({last}) + shortcut",
        "normalization_at_the_end_of_the_branch": f"{normalized} + shortcut",
        "relu_on_the_shortcut": f"{last} + ops.relu(shortcut)",
        "paths_multiplied": f"{last} * shortcut",
        "paths_averaged": f"({last} + shortcut) / 2",
        "shortcut_subtracted_from_branch": f"{last} - shortcut",
        "branch_subtracted_from_shortcut": f"shortcut - {last}",
        "larger_of_both_paths": f"ops.maximum({last}, shortcut)",
        "inputs_added_too": f"{last} + shortcut + inputs",
        "pre_activated_inputs_added": f"{last} + pre_activated1",
    }
    return {id: [(total, f"return {text}")] for id, text in sums.items()}


def post_activation(answer_lines, convolutions):
    """The block of 2015, in the ways in which it is copied.

    Args:
        answer_lines: the text of the answer after the shortcut is made.
        convolutions: (filters, kernel_size, strides) of each, as text.
    """
    by_hand = (
        "layers.Conv2D({}, {}, {}, padding='same', use_bias=False, data_format=self.data_format)"
    )
    helper = "self.custom_conv2d(x, {}, {}, {})"
    projection = _RIGHT_PROJECTION.replace("pre_activated1", "inputs")
    without_bias = by_hand.format("shortcut_filters", 1, "strides") + "(inputs)"
    with_bias = _post_activated("inputs", convolutions, helper)
    ways = {
        "": ("", with_bias),
        "_with_projection": (projection, with_bias),
        "_without_bias": (
            without_bias,
            _post_activated("inputs", convolutions, by_hand + "(x)"),
        ),
        "_after_pre_activation": ("", _post_activated("pre_activated1", convolutions, helper)),
    }
    return {
        f"post_activation_block{way}": [
            *([(_START, _normalized_shortcut(shortcut))] if shortcut else []),
            (answer_lines, body),
        ]
        for way, (shortcut, body) in ways.items()
    }


def _normalized_shortcut(projection):
    return f"""shortcut = inputs
    if shortcut_filters is not None:
        shortcut = {_NORMALIZATION}({projection}, training=is_training)"""


def _post_activated(start, convolutions, convolution):
    """Convolution, normalisation and ReLU in turn; the last ReLU follows the sum."""
    lines = [f"x = {start}"]
    for settings in convolutions:
        lines.append(f"x = {convolution.format(*settings)}")
        lines.append(f"x = {_NORMALIZATION}(x, training=is_training)")
        lines.append("x = ops.relu(x)")
    lines[-1] = "return ops.relu(x + shortcut)"
    return "\n    ".join(lines)


def same_padding(convolution, inputs):
    """A strided convolution that leaves the padding to Keras."""
    return [
        (
            convolution,
            "layers.Conv2D(filters, 3, strides, padding='same', data_format=self.data_format)"
            f"({inputs})",
        )
    ]


def without_bias(convolution, inputs, filters, kernel_size, strides):
    """A convolution with fixed padding before a stride, and without a bias."""
    settings = f"{filters}, {kernel_size}, {strides}, use_bias=False, data_format=self.data_format"
    padded = f"padding='same' if {strides} == 1 else 'valid'"
    read = f"self.custom_padding({inputs}, {kernel_size}) if {strides} > 1 else {inputs}"
    return [(convolution, f"layers.Conv2D({settings}, {padded})({read})")]


def _case(
    generator, expansion, sides, strides, projects, training=flag, data_format="channels_last"
):
    filters = between(generator, 2, 6 if expansion == 1 else 4)
    filters_out = expansion * filters
    channels = one_of(generator, _projected(filters, expansion)) if projects else filters_out
    is_training = training(generator)
    height, width = sides(generator)
    case = block_case(
        height,
        width,
        channels,
        filters=filters,
        strides=strides,
        shortcut_filters=filters_out if projects else None,
        is_training=is_training,
        data_format=data_format,
        num_layers=one_of(generator, REGULAR_DEPTHS if expansion == 1 else BOTTLENECK_DEPTHS),
    )
    return replace(case, arguments=case.arguments | {"index": between(generator, 1, 5)})


def _projected(filters, expansion):
    """From how many channels a block may project.

    Not from `filters` to four times as many, as its last convolution does: hidden kernels of one
    shape differ by their order, and which of these two comes first is the student's choice.
    """
    return [channels for channels in range(2, 9) if expansion == 1 or channels != filters]


def block_settings(expansion):
    """How the hidden settings of a block are sampled.

    Args:
        expansion: how many times its filters a block hands to the next one.
    """
    case = partial(_case, expansion=expansion)
    return (
        partial(case, sides=mixed, strides=1, projects=False),
        partial(case, sides=even, strides=2, projects=True, training=always),
        partial(case, sides=tiny, strides=1, projects=True, training=never),
        partial(case, sides=tiny, strides=2, projects=True, training=never),
        partial(case, sides=odd, strides=2, projects=True, data_format="channels_first"),
    )
