"""What travels on the shortcut: the raw input, or a projection."""

from resnet_lessons.course.exercises.block_start_misconceptions import OF_THE_START
from resnet_lessons.course.exercises.exercise import Case, Exercise, Misconception, ids_of
from resnet_lessons.course.exercises.shared_misconceptions import ONE_SHAPE, shared
from resnet_lessons.course.exercises.what_numbers_show import of_a_pre_activation, of_a_tensor


def _case(
    height,
    width,
    channels,
    strides,
    shortcut_filters=None,
    is_training=False,
    data_format="channels_last",
):
    arguments = {"is_training": is_training, "shortcut_params": (shortcut_filters, strides)}
    return Case(height, width, channels, arguments, data_format=data_format)


def _explain(case, arrays, expected):
    return of_a_pre_activation(arrays[0], expected[0]) or of_a_tensor(
        arrays[1], expected[1], "The shortcut"
    )


MISCONCEPTIONS = (
    *shared(
        "projection_from_raw_input",
        "identity_after_pre_activation",
        "stride_missing_on_projection",
        "projection_3x3",
    ),
    Misconception(
        "kernel_and_strides_exchanged",
        seen="Kernel size and strides of the projection are exchanged: its kernel has the size of "
        "the strides.",
        expected="`self.custom_conv2d(inputs, filters, kernel_size, strides)`, with kernel size 1.",
        why="The order of the arguments decides. A projection is a 1×1 convolution with the block's "
        "strides.",
        look="Section 2.4: the description of `self.custom_conv2d`, and of fixed padding.",
    ),
    *shared("batch_norm_on_projection", "projection_only_where_stride"),
    Misconception(
        "projection_missing",
        seen="The shortcut stays the raw input although `shortcut_filters` is given.",
        expected="A 1×1 convolution with `shortcut_filters` filters and the block's strides.",
        why=ONE_SHAPE,
        look="Section 2.1: when the plus sign refuses.",
    ),
    Misconception(
        "outputs_swapped",
        seen="The two results are in the wrong order: the shortcut comes first.",
        expected="`return pre_activated_inputs, shortcut`",
        why="The block that calls this method feeds the first result to its residual branch and "
        "adds the second at the end.",
        look="The `Returns` line in the method's description.",
    ),
    Misconception(
        "raw_inputs_returned",
        seen="The first result is the raw input.",
        expected="The first result is the pre-activated input.",
        why="The first convolution of the block reads it, and each convolution of this network is "
        "pre-activated.",
        look="The `Returns` line in the method's description.",
    ),
    Misconception(
        "identity_pooled",
        seen="With strides 2 a pooling makes the identity shortcut smaller.",
        expected="Without `shortcut_filters` the shortcut is `inputs` itself, whatever the strides are.",
        why="Keras' own ResNet V2 pools there, because the last block of each of its block layers "
        "has the stride. In this network only a first block has strides, and a first block projects.",
        look="Section 2.4, on the projection shortcut: `shortcut_filters` decides, nothing else.",
    ),
    *OF_THE_START,
    *shared(
        "first_relu_missing",
        "pre_activated_twice",
        "training_flag_dropped",
        "training_always_on",
        "training_flag_inverted",
    ),
)


EXERCISE = Exercise(
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
        "be on the shortcut, when nothing has to change shape and when something does?",
        "Pre-activate the inputs with `self.pre_activation`. The shortcut is `inputs` itself, "
        "unless `shortcut_filters` is given: then it is a 1×1 convolution of the *pre-activated* "
        "inputs, with the block's strides. Return both.",
        "pre_activated_inputs = self.pre_activation(…, …)\n"
        "shortcut = …\n"
        "if shortcut_filters is not None:\n"
        "    shortcut = self.custom_conv2d(…, shortcut_filters, …, …)\n"
        "return …, …",
    ),
    cases=(
        _case(4, 3, 5, strides=1),
        _case(6, 5, 3, shortcut_filters=4, strides=2),
        _case(4, 3, 5, strides=1, is_training=True),
        _case(3, 4, 4, shortcut_filters=4, strides=1, is_training=True),
        _case(
            3, 2, 4, shortcut_filters=6, strides=2, is_training=True, data_format="channels_first"
        ),
        _case(5, 4, 3, strides=2),
        _case(3, 2, 4, shortcut_filters=6, strides=1, data_format="channels_first"),
    ),
    misconceptions=ids_of(MISCONCEPTIONS),
    explain=_explain,
)
