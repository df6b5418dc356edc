"""The regular block: two 3×3 convolutions and a shortcut."""

from resnet_lessons.course.exercises.block_case import BLOCK_SIGNATURE, block_case, explain_block
from resnet_lessons.course.exercises.block_misconceptions import OF_BOTH_BLOCKS
from resnet_lessons.course.exercises.exercise import Exercise, Misconception, ids_of
from resnet_lessons.course.exercises.shared_misconceptions import ONE_SHAPE, shared

MISCONCEPTIONS = (
    Misconception(
        "stride_on_second_convolution",
        seen="The second convolution has the block's strides, and the first has strides 1.",
        expected="The first convolution has the block's strides, the second has strides 1.",
        why="The shape comes out right, but the block costs more: the first convolution then works "
        "on four times as many positions.",
        look="Section 2.5, on where the stride goes: only into the first convolution.",
    ),
    Misconception(
        "stride_on_both_convolutions",
        seen="Both convolutions have the block's strides, so the side is halved twice.",
        expected="The first convolution has the block's strides, the second has strides 1.",
        why=ONE_SHAPE + " The shortcut is halved once, so the branch may be halved only once.",
        look="Section 2.5, on where the stride goes: only into the first convolution.",
    ),
    *shared(
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
    ),
    Misconception(
        "convolution_used_twice",
        seen="The arithmetic agrees, but one convolution layer is used twice and shares its weights.",
        expected="Two convolutions with weights of their own.",
        why="With shared weights the two convolutions can never learn different things, and half "
        "of their parameters are missing.",
        look="Create one layer for each convolution; `self.custom_conv2d` makes a new one.",
    ),
    *OF_BOTH_BLOCKS,
    *shared("training_flag_dropped", "training_always_on"),
)


EXERCISE = Exercise(
    id="regular_block",
    chapter=2,
    title="The regular block",
    points=4,
    minutes=15,
    difficulty=3,
    importance=5,
    section="2.5 The regular block",
    signature=BLOCK_SIGNATURE,
    returns="one tensor",
    groundwork=("pre_activation", "pre_activation_with_shortcut"),
    hints=(
        "Follow the residual branch in the figure from top to bottom and read each box aloud. "
        "Which of the two convolutions makes the picture smaller? What happens where the paths "
        "meet?",
        "Four steps: a 3×3 convolution of `pre_activated1` with the block's strides; a "
        "pre-activation; a 3×3 convolution with strides 1; the sum with `shortcut`.",
        "conv1 = self.custom_conv2d(pre_activated1, filters, 3, …)\n"
        "pre_activated2 = self.pre_activation(…, is_training)\n"
        "conv2 = self.custom_conv2d(…, filters, 3, …)\n"
        "return … + …",
    ),
    cases=(
        block_case(5, 4, 4, filters=4, strides=1),
        block_case(8, 7, 3, filters=5, strides=2, shortcut_filters=5),
        block_case(2, 2, 4, filters=4, strides=2, shortcut_filters=4),
        block_case(4, 5, 3, filters=4, strides=1, shortcut_filters=4, is_training=True),
        block_case(6, 5, 4, filters=4, strides=2, shortcut_filters=4, is_training=True),
        block_case(4, 3, 4, filters=4, strides=1, is_training=True, data_format="channels_first"),
        block_case(6, 5, 3, filters=4, strides=2, shortcut_filters=4, data_format="channels_first"),
    ),
    misconceptions=ids_of(MISCONCEPTIONS),
    explain=explain_block,
)
