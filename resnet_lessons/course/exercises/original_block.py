"""The block of 2015, made of the parts of the block of 2016."""

from resnet_lessons.course.exercises.block_case import BLOCK_SIGNATURE, block_case, explain_block
from resnet_lessons.course.exercises.exercise import Exercise, Misconception, ids_of
from resnet_lessons.course.exercises.shared_misconceptions import ONE_SHAPE, TWO_MODES, shared

_BRANCH = (
    "The residual branch is convolution, batch normalisation, ReLU, convolution, batch "
    "normalisation."
)
_END = "Batch normalisation of the second convolution, then the sum, then a ReLU."
_SHORTCUT = (
    "A projection reads the raw input and is normalised like every other convolution of this "
    "block; no ReLU follows it before the sum."
)
_ORDER_LOOK = "The table of both blocks before the exercise: read your own lines beside its rows."
_SHORTCUT_LOOK = "The last row of the table of both blocks, before the exercise."
_STRIDE = "The first 3×3 convolution has the block's strides, the second has strides 1."
_FLAG = "Each batch normalisation gets the flag: `layer(inputs, training=is_training)`."

MISCONCEPTIONS = (
    Misconception(
        "still_the_block_of_2016",
        seen="This is still the block of 2016: batch normalisation and ReLU come before each "
        "convolution, and nothing follows the sum.",
        expected=_BRANCH + " A ReLU follows the sum.",
        why="Both blocks have the same convolutions. They differ in where normalisation and ReLU "
        "are, and that decides what can travel along the shortcut.",
        look=_ORDER_LOOK,
    ),
    Misconception(
        "block_of_2016_with_last_relu",
        seen="This is the block of 2016 with a ReLU after its sum: batch normalisation and ReLU still "
        "come before each convolution.",
        expected=_BRANCH + " A ReLU follows the sum.",
        why="The ReLU after the sum is only one of the steps in which the blocks differ. In 2015 a "
        "normalisation follows every convolution, and none comes before the first.",
        look=_ORDER_LOOK,
    ),
    Misconception(
        "original_without_last_relu",
        seen="The sum is returned as it is: no ReLU follows it.",
        expected=_END,
        why="In the block of 2015 the ReLU after the sum is the one that the next block's first "
        "convolution relies on, because that block begins without one.",
        look=_ORDER_LOOK,
    ),
    Misconception(
        "original_relu_before_the_sum",
        seen="The last ReLU comes before the sum, at the end of the residual branch.",
        expected=_END,
        why="There it would allow the branch only to add, never to subtract. In 2015 the sum is "
        "formed first, and the ReLU sees both paths together.",
        look=_ORDER_LOOK,
    ),
    Misconception(
        "original_relu_twice",
        seen="There is a ReLU at the end of the residual branch, and another one after the sum.",
        expected=_END,
        why="With a ReLU at its end the branch could only ever add, never subtract.",
        look=_ORDER_LOOK,
    ),
    Misconception(
        "original_without_last_normalization",
        seen="The second convolution is added without being normalised.",
        expected=_END,
        why="In this block a normalisation follows every convolution. It brings what the branch "
        "adds to a common scale before the sum.",
        look=_ORDER_LOOK,
    ),
    Misconception(
        "original_normalization_after_the_sum",
        seen="The second batch normalisation comes after the sum instead of before it.",
        expected=_END,
        why="Then it also rescales what came along the shortcut, and does so again in every block. Drawing D "
        "in the question about the four drawings is that block, and it made more errors.",
        look=_ORDER_LOOK,
    ),
    Misconception(
        "original_relu_before_normalization",
        seen="After the first convolution the ReLU comes before the batch normalisation.",
        expected=_BRANCH,
        why="Normalised values lie around zero, so the ReLU cuts about half of them. The other way "
        "round it cuts first, and the second convolution reads negative values again.",
        look=_ORDER_LOOK,
    ),
    Misconception(
        "original_without_first_relu",
        seen="Between the two convolutions there is a batch normalisation, but no ReLU.",
        expected=_BRANCH,
        why="Convolution and normalisation are linear. Without a ReLU between them, two "
        "convolutions can do no more than a single one.",
        look=_ORDER_LOOK,
    ),
    Misconception(
        "original_without_first_normalization",
        seen="Between the two convolutions there is a ReLU, but no batch normalisation.",
        expected=_BRANCH,
        why="The first convolution's output is normalised like the second's, so that the next "
        "layer reads values of a common scale.",
        look=_ORDER_LOOK,
    ),
    Misconception(
        "original_pre_activated_too",
        seen="The inputs are pre-activated before the first convolution.",
        expected=_BRANCH + " It begins with the convolution of the raw input.",
        why="The block before ends with a ReLU already. What that block passes on was normalised "
        "in its own branch, so here nothing comes before the convolution.",
        look=_ORDER_LOOK,
    ),
    Misconception(
        "original_projection_not_normalized",
        seen="The projection is added without being normalised.",
        expected=_SHORTCUT,
        why="In the block of 2015 a batch normalisation follows every convolution, the projection "
        "included.",
        look=_SHORTCUT_LOOK,
    ),
    Misconception(
        "original_projection_rectified",
        seen="A ReLU follows the projection before the sum.",
        expected=_SHORTCUT,
        why="`self.pre_activation` is a batch normalisation and a ReLU. Here only the first of the "
        "two is wanted, since a shortcut without negative values can only ever add.",
        look=_SHORTCUT_LOOK,
    ),
    Misconception(
        "original_projection_pre_activated",
        seen="The projection reads the pre-activated input, as in the block of 2016, and is not "
        "normalised.",
        expected=_SHORTCUT,
        why="The block of 2015 has no pre-activation that the projection could share.",
        look=_SHORTCUT_LOOK,
    ),
    Misconception(
        "original_projection_only_where_stride",
        seen="The shortcut is projected only when `strides` is larger than 1.",
        expected="A projection whenever `shortcut_filters` is given, with strides 1 as well.",
        why="A block may change the number of channels and keep the side, and the sum needs both "
        "paths to agree.",
        look="`shortcut_filters` in the function's description: None asks for an identity shortcut.",
    ),
    Misconception(
        "original_projection_without_stride",
        seen="The projection has strides 1 although the block has strides 2.",
        expected="The projection has the block's strides.",
        why=ONE_SHAPE + " The residual branch halves the side, so the shortcut must halve it too.",
        look=_SHORTCUT_LOOK,
    ),
    Misconception(
        "original_stride_on_second_convolution",
        seen="The second convolution has the block's strides, and the first has strides 1.",
        expected=_STRIDE,
        why="The shape comes out right, but the block costs more: the first convolution then works "
        "on four times as many positions.",
        look="Section 2.5: the stride is placed as in your regular block.",
    ),
    Misconception(
        "original_stride_on_both_convolutions",
        seen="Both convolutions have the block's strides, so the side is halved twice.",
        expected=_STRIDE,
        why=ONE_SHAPE + " The shortcut is halved once, so the branch may be halved only once.",
        look="Section 2.5: the stride is placed as in your regular block.",
    ),
    Misconception(
        "original_shortcut_not_added",
        seen="The residual branch is returned alone: the shortcut is not in the sum.",
        expected=_END,
        why="Without the shortcut this is a plain block, and chapter 1 showed how depth harms such "
        "blocks.",
        look=_ORDER_LOOK,
    ),
    Misconception(
        "original_training_flag_dropped",
        seen="The answer is the same whether `is_training` is True or False.",
        expected=_FLAG,
        why=TWO_MODES,
        look="Every line that calls `layers.BatchNormalization` or `self.pre_activation`.",
    ),
    Misconception(
        "original_flag_missing_at_the_end",
        seen="The last batch normalisation of the branch does not follow `is_training`: it behaves "
        "as after training, whatever the flag says.",
        expected=_FLAG,
        why=TWO_MODES,
        look="The line that normalises the second convolution.",
    ),
    Misconception(
        "original_training_always_on",
        seen="Batch normalisation behaves as in training even when `is_training` is False.",
        expected=_FLAG,
        why=TWO_MODES,
        look="Every line that calls `layers.BatchNormalization` or `self.pre_activation`.",
    ),
    Misconception(
        "original_convolutions_without_bias",
        seen="The two convolutions of the residual branch have no bias.",
        expected="The convolutions of this network keep their bias: `self.custom_conv2d` has one.",
        why="The paper and many libraries leave the bias out, because the normalisation that "
        "follows takes the mean away. Here only the order should change, so that the two blocks "
        "can be compared parameter by parameter.",
        look="Section 2.4: the description of `self.custom_conv2d`, and of fixed padding.",
    ),
    *shared("same_padding_on_stride"),
)


EXERCISE = Exercise(
    id="original_block",
    chapter=2,
    title="The block of 2015",
    points=3,
    minutes=10,
    difficulty=3,
    importance=3,
    section="2.9 The block of 2015",
    signature=BLOCK_SIGNATURE,
    returns="one tensor",
    groundwork=("pre_activation",),
    hints=(
        "Write the two blocks side by side, a line for each step. Which steps move, and past which "
        "one? Nothing else changes, except on the projection.",
        "Begin with the 3×3 convolution of `inputs`, with the block's strides. Batch normalisation "
        "and ReLU together are `self.pre_activation`, wherever they come. After the second "
        "convolution only the normalisation comes, because the ReLU waits for the sum. A projection "
        "is a 1×1 convolution of `inputs`, normalised in the same way.",
        "conv1 = self.custom_conv2d(…, filters, 3, …)\n"
        "activated = self.pre_activation(…, is_training)\n"
        "conv2 = self.custom_conv2d(…, filters, 3, …)\n"
        "residual = layers.BatchNormalization(axis=axis)(…, training=…)\n"
        "shortcut = inputs\n"
        "if shortcut_filters is not None:\n"
        "    shortcut = …\n"
        "return ops.relu(…)",
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
