"""The bottleneck block: 1×1, 3×3, 1×1, and a shortcut."""

from resnet_lessons.course.exercises.block_case import BLOCK_SIGNATURE, block_case, explain_block
from resnet_lessons.course.exercises.block_misconceptions import OF_BOTH_BLOCKS
from resnet_lessons.course.exercises.exercise import Exercise, Misconception, ids_of
from resnet_lessons.course.exercises.shared_misconceptions import ONE_SHAPE, shared

MISCONCEPTIONS = (
    Misconception(
        "stride_on_first_1x1",
        seen="The first 1×1 convolution has the block's strides.",
        expected="The 3×3 convolution in the middle has the block's strides.",
        why="A 1×1 convolution with strides 2 looks at one position in four and never sees the "
        "rest. The 3×3 kernel looks at all of them.",
        look="Section 2.7: where the stride of a bottleneck block is.",
    ),
    Misconception(
        "stride_on_last_1x1",
        seen="The last 1×1 convolution has the block's strides.",
        expected="The 3×3 convolution in the middle has the block's strides.",
        why="The expensive 3×3 convolution then works on four times as many positions, and "
        "three results in four are thrown away.",
        look="Section 2.7: where the stride of a bottleneck block is.",
    ),
    *shared("stride_missing_on_branch", "stride_missing_on_projection"),
    Misconception(
        "last_1x1_not_expanded",
        seen="The two paths meet with `filters` channels on one and `4 * filters` on the other.",
        expected="Both have `4 * filters`: the residual branch through a third convolution, 1×1, with "
        "`4 * filters` filters; the shortcut as `inputs`, or with `shortcut_filters` filters.",
        why="A bottleneck goes down, works where it is narrow, and comes up again. " + ONE_SHAPE,
        look="Section 2.7, on the bottleneck block.",
    ),
    Misconception(
        "first_1x1_not_reduced",
        seen="The first two convolutions have `4 * filters` filters.",
        expected="The first two convolutions have `filters` filters; only the last has four times "
        "as many.",
        why="The 3×3 convolution is cheap only because it works on few channels. That is what a "
        "bottleneck is for.",
        look="Section 2.7, on the bottleneck block.",
    ),
    Misconception(
        "expansion_of_two",
        seen="The residual branch ends with `2 * filters` channels.",
        expected="The last 1×1 convolution has `4 * filters` filters.",
        why="A bottleneck goes down to a quarter of the channels and comes up again. " + ONE_SHAPE,
        look="Section 2.7, on the bottleneck block.",
    ),
    Misconception(
        "stride_on_two_convolutions",
        seen="The first 1×1 and the 3×3 convolution have the block's strides, so the side is halved "
        "twice.",
        expected="Only the 3×3 convolution in the middle has the block's strides.",
        why=ONE_SHAPE + " The shortcut is halved once, so the branch may be halved only once.",
        look="Section 2.7: where the stride of a bottleneck block is.",
    ),
    Misconception(
        "middle_1x1",
        seen="All three convolutions are 1×1.",
        expected="1×1, 3×3, 1×1.",
        why="A 1×1 convolution sees no neighbours. With three of them, no position in the whole "
        "block learns anything about those around it.",
        look="Section 2.7, on the bottleneck block.",
    ),
    Misconception(
        "regular_convolutions",
        seen="All three convolutions are 3×3.",
        expected="1×1, 3×3, 1×1.",
        why="The two 1×1 convolutions make the block cheap, because each costs a ninth of a 3×3 "
        "with the same filters.",
        look="Section 2.7, on the bottleneck block.",
    ),
    *shared(
        "first_pre_activation_missing",
        "second_pre_activation_missing",
        "second_pre_activation_unused",
    ),
    Misconception(
        "third_pre_activation_missing",
        seen="The third convolution follows the second directly.",
        expected="Batch normalisation and ReLU come before each convolution, the third included.",
        why="Two convolutions in a row, with nothing nonlinear between them, can do no more than "
        "a single one.",
        look="The figure of section 2.7: count the boxes of the residual branch.",
    ),
    Misconception(
        "third_pre_activation_unused",
        seen="The third pre-activation is computed, but the third convolution reads the second "
        "one's output.",
        expected="The third convolution reads what the third pre-activation returned.",
        why="A result that nothing uses has no effect. Two convolutions in a row, with nothing "
        "nonlinear between them, can do no more than a single one.",
        look="Your third call of `self.custom_conv2d`: its first argument.",
    ),
    Misconception(
        "third_relu_missing",
        seen="Before the third convolution there is batch normalisation, but no ReLU.",
        expected="Batch normalisation, then ReLU: `self.pre_activation` does both.",
        why="Convolution and normalisation are linear; without ReLU between them, two convolutions "
        "can do no more than one.",
        look="Section 2.2, on pre-activation.",
    ),
    Misconception(
        "third_normalization_missing",
        seen="Before the third convolution there is a ReLU, but no batch normalisation.",
        expected="Batch normalisation, then ReLU: `self.pre_activation` does both.",
        why="Without normalisation the convolution sees values of any size, and it has to follow "
        "them as they drift during training.",
        look="Section 2.2, on pre-activation.",
    ),
    *shared(
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
    *OF_BOTH_BLOCKS,
)


EXERCISE = Exercise(
    id="bottleneck_block",
    chapter=2,
    title="The bottleneck block",
    points=4,
    minutes=15,
    difficulty=3,
    importance=4,
    section="2.7 The bottleneck block",
    signature=BLOCK_SIGNATURE,
    returns="one tensor",
    groundwork=("pre_activation", "pre_activation_with_shortcut"),
    hints=(
        "A bottle is narrow at the neck: go down to few channels, do the expensive work there, and "
        "come up again. Which of the three convolutions sees neighbouring positions, so that it may "
        "skip some?",
        "Three convolutions: 1×1 to `filters`, 3×3 with the block's strides, 1×1 to `4 * filters`. "
        "The second and the third each have a pre-activation before them. Then add `shortcut`.",
        "conv1 = self.custom_conv2d(pre_activated1, …, 1, …)\n"
        "pre_activated2 = …\n"
        "conv2 = self.custom_conv2d(…, …, 3, …)\n"
        "pre_activated3 = …\n"
        "conv3 = self.custom_conv2d(…, 4 * …, 1, …)\n"
        "return … + …",
    ),
    cases=(
        block_case(5, 4, 8, filters=2, strides=1, num_layers=50),
        block_case(8, 7, 3, filters=2, strides=2, shortcut_filters=8, num_layers=50),
        block_case(2, 2, 8, filters=2, strides=2, shortcut_filters=8, num_layers=50),
        block_case(
            4, 5, 3, filters=2, strides=1, shortcut_filters=8, is_training=True, num_layers=50
        ),
        block_case(
            6, 5, 8, filters=2, strides=2, shortcut_filters=8, is_training=True, num_layers=50
        ),
        block_case(
            4,
            3,
            8,
            filters=2,
            strides=1,
            is_training=True,
            data_format="channels_first",
            num_layers=50,
        ),
        block_case(
            6,
            7,
            3,
            filters=2,
            strides=2,
            shortcut_filters=8,
            data_format="channels_first",
            num_layers=50,
        ),
    ),
    misconceptions=ids_of(MISCONCEPTIONS),
    explain=explain_block,
)
