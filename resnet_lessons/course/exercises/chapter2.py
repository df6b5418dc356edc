"""Chapter 2, the structure of a block: what is asked."""

from resnet_lessons.course.exercises.exercise import Case, Exercise

_BLOCK = ("self", "inputs", "filters", "strides", "is_training", "index", "shortcut_filters")


def _pre_activation(height, width, channels, is_training, data_format="channels_last"):
    return Case(height, width, channels, {"is_training": is_training}, data_format=data_format)


def _shortcut(height, width, channels, shortcut_filters, strides, is_training, data_format):
    arguments = {"is_training": is_training, "shortcut_params": (shortcut_filters, strides)}
    return Case(height, width, channels, arguments, data_format=data_format)


def block_case(
    height,
    width,
    channels,
    filters,
    strides,
    shortcut_filters,
    is_training,
    data_format,
    num_layers=18,
):
    """A setting for a block; `shortcut_filters` None asks for an identity shortcut."""
    arguments = {"filters": filters, "strides": strides, "is_training": is_training, "index": 0}
    if shortcut_filters is not None:
        arguments["shortcut_filters"] = shortcut_filters
    return Case(height, width, channels, arguments, num_layers, data_format)


PRE_ACTIVATION = Exercise(
    id="pre_activation",
    chapter=2,
    title="Normalise, then rectify",
    points=2,
    minutes=5,
    difficulty=1,
    importance=5,
    section="2.2 Pre-activation",
    signature=("self", "inputs", "is_training"),
    returns="one tensor of the inputs' shape",
    hints=(
        "Two steps, in this order: bring each channel to a common scale, then cut off what is "
        "negative. Which layer does the first, and on which axis do the channels lie?",
        "Make a `layers.BatchNormalization` with `axis=1` when `self.data_format` is "
        "'channels_first' and `axis=-1` otherwise. Call it on the inputs and hand on "
        "`training=is_training`. Apply `ops.relu` to the result and return it.",
        "axis = 1 if … else -1\n"
        "normalized = layers.BatchNormalization(axis=…)(…, training=…)\n"
        "return ops.relu(…)",
    ),
    cases=(
        _pre_activation(4, 3, 5, False),
        _pre_activation(4, 3, 5, True),
        _pre_activation(3, 2, 4, False, "channels_first"),
        _pre_activation(2, 3, 4, True, "channels_first"),
    ),
    misconceptions=(
        "relu_before_normalization",
        "normalization_missing",
        "relu_missing",
        "channel_axis_ignored",
        "channel_axes_exchanged",
        "axis_and_flag_missing",
        "training_flag_dropped",
        "training_always_on",
    ),
)

PRE_ACTIVATION_WITH_SHORTCUT = Exercise(
    id="pre_activation_with_shortcut",
    chapter=2,
    title="What travels on the shortcut",
    points=3,
    minutes=10,
    difficulty=2,
    importance=5,
    section="2.4 The projection shortcut",
    signature=("self", "inputs", "is_training", "shortcut_params"),
    returns="two tensors: the pre-activated inputs and the shortcut",
    outputs=2,
    groundwork=("pre_activation",),
    hints=(
        "Two questions decide. What does the first convolution of the block read? And what may "
        "stand on the shortcut, when nothing has to change shape and when something has?",
        "Pre-activate the inputs with `self.pre_activation`. The shortcut is `inputs` itself. Only "
        "when `shortcut_filters` is not None it becomes a 1×1 convolution of the *pre-activated* "
        "inputs, with the block's strides. Return both.",
        "pre_activated_inputs = self.pre_activation(…, …)\n"
        "shortcut = …\n"
        "if shortcut_filters is not None:\n"
        "    shortcut = self.custom_conv2d(…, shortcut_filters, …, …)\n"
        "return …, …",
    ),
    cases=(
        _shortcut(4, 3, 5, None, 1, False, "channels_last"),
        _shortcut(6, 5, 3, 4, 2, False, "channels_last"),
        _shortcut(4, 3, 5, None, 1, True, "channels_last"),
        _shortcut(3, 4, 4, 4, 1, True, "channels_last"),
        _shortcut(3, 2, 4, 6, 2, True, "channels_first"),
        _shortcut(3, 2, 4, 6, 1, False, "channels_first"),
    ),
    misconceptions=(
        "projection_from_raw_input",
        "identity_after_pre_activation",
        "stride_missing_on_projection",
        "projection_3x3",
        "kernel_and_strides_exchanged",
        "batch_norm_on_projection",
        "projection_only_where_stride",
        "projection_missing",
        "outputs_swapped",
        "raw_inputs_returned",
        "training_flag_dropped",
        "training_always_on",
    ),
)

REGULAR_BLOCK = Exercise(
    id="regular_block",
    chapter=2,
    title="The regular block",
    points=4,
    minutes=15,
    difficulty=3,
    importance=5,
    section="2.5 The regular block",
    signature=_BLOCK,
    returns="one tensor",
    groundwork=("pre_activation", "pre_activation_with_shortcut"),
    hints=(
        "Follow the residual branch in the figure from top to bottom and say each box aloud. "
        "Which of the two convolutions makes the picture smaller? What happens where the paths meet?",
        "Four steps: a 3×3 convolution of `pre_activated1` with the block's strides; a "
        "pre-activation; a 3×3 convolution with strides 1; the sum with `shortcut`.",
        "conv1 = self.custom_conv2d(pre_activated1, filters, 3, …)\n"
        "pre_activated2 = self.pre_activation(…, is_training)\n"
        "conv2 = self.custom_conv2d(…, filters, 3, …)\n"
        "return … + …",
    ),
    cases=(
        block_case(5, 4, 4, 4, 1, None, False, "channels_last"),
        block_case(8, 7, 3, 5, 2, 5, False, "channels_last"),
        block_case(2, 2, 4, 4, 2, 4, False, "channels_last"),
        block_case(4, 5, 3, 4, 1, 4, True, "channels_last"),
        block_case(6, 5, 4, 4, 2, 4, True, "channels_last"),
        block_case(4, 3, 4, 4, 1, None, True, "channels_first"),
        block_case(6, 5, 3, 4, 2, 4, False, "channels_first"),
    ),
    misconceptions=(
        "stride_on_second_convolution",
        "stride_on_both_convolutions",
        "stride_missing_on_branch",
        "stride_missing_on_projection",
        "second_pre_activation_missing",
        "second_pre_activation_unused",
        "first_pre_activation_missing",
        "first_relu_missing",
        "second_relu_missing",
        "second_relu_before_normalization",
        "shortcut_not_added",
        "shortcut_added_twice",
        "concatenation",
        "inputs_added",
        "relu_after_addition",
        "pre_activation_after_addition",
        "same_padding_on_stride",
        "projection_from_raw_input",
        "identity_after_pre_activation",
        "projection_3x3",
        "batch_norm_on_projection",
        "projection_only_where_stride",
        "convolution_used_twice",
        "training_flag_dropped",
        "training_always_on",
    ),
)

BOTTLENECK_BLOCK = Exercise(
    id="bottleneck_block",
    chapter=2,
    title="The bottleneck block",
    points=4,
    minutes=15,
    difficulty=3,
    importance=4,
    section="2.7 The bottleneck block",
    signature=_BLOCK,
    returns="one tensor",
    groundwork=("pre_activation", "pre_activation_with_shortcut"),
    hints=(
        "A bottle is narrow at the neck: go down to few channels, do the expensive work there, come "
        "up again. Which of the three convolutions sees neighbouring pixels, and so may skip some?",
        "Three convolutions, each but the first with a pre-activation of its own before it: 1×1 to "
        "`filters`, 3×3 with the block's strides, 1×1 to `4 * filters`. Then the sum with `shortcut`.",
        "conv1 = self.custom_conv2d(pre_activated1, …, 1, …)\n"
        "pre_activated2 = …\n"
        "conv2 = self.custom_conv2d(…, …, 3, …)\n"
        "pre_activated3 = …\n"
        "conv3 = self.custom_conv2d(…, 4 * …, 1, …)\n"
        "return … + …",
    ),
    cases=(
        block_case(5, 4, 8, 2, 1, None, False, "channels_last", 50),
        block_case(8, 7, 3, 2, 2, 8, False, "channels_last", 50),
        block_case(2, 2, 8, 2, 2, 8, False, "channels_last", 50),
        block_case(4, 5, 3, 2, 1, 8, True, "channels_last", 50),
        block_case(6, 5, 8, 2, 2, 8, True, "channels_last", 50),
        block_case(4, 3, 8, 2, 1, None, True, "channels_first", 50),
        block_case(6, 7, 3, 2, 2, 8, False, "channels_first", 50),
    ),
    misconceptions=(
        "stride_on_first_1x1",
        "stride_on_last_1x1",
        "stride_missing_on_branch",
        "stride_missing_on_projection",
        "last_1x1_not_expanded",
        "first_1x1_not_reduced",
        "regular_convolutions",
        "first_pre_activation_missing",
        "second_pre_activation_missing",
        "second_pre_activation_unused",
        "third_pre_activation_missing",
        "first_relu_missing",
        "second_relu_missing",
        "second_relu_before_normalization",
        "shortcut_not_added",
        "shortcut_added_twice",
        "concatenation",
        "inputs_added",
        "relu_after_addition",
        "pre_activation_after_addition",
        "same_padding_on_stride",
        "projection_from_raw_input",
        "identity_after_pre_activation",
        "projection_3x3",
        "batch_norm_on_projection",
        "projection_only_where_stride",
        "training_flag_dropped",
        "training_always_on",
    ),
)

EXERCISES = (PRE_ACTIVATION, PRE_ACTIVATION_WITH_SHORTCUT, REGULAR_BLOCK, BOTTLENECK_BLOCK)
