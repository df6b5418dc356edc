"""What each misconception looks like, in the words a student reads.

The code that shows each one, the wrong variant, is the author's and stands in
`resnet_lessons/instructor/misconceptions/`; a student bundle does not hold it.
"""

from resnet_lessons.course.exercises.exercise import Misconception
from resnet_lessons.course.exercises.misconceptions_chapter0 import CHAPTER0
from resnet_lessons.course.exercises.misconceptions_chapter1 import CHAPTER1
from resnet_lessons.course.exercises.misconceptions_chapter3 import CHAPTER3
from resnet_lessons.course.exercises.misconceptions_chapter4 import CHAPTER4
from resnet_lessons.course.exercises.misconceptions_chapter5 import CHAPTER5

_SHAPE = "The two paths meet at a plus sign, and a sum needs two tensors of one shape."
_CLEAN = (
    "The shortcut is the road on which the signal, and on the way back the gradient, travels "
    "untouched through the whole network. Whatever stands on it is repeated in every block."
)
_TRAINING = (
    "When training, batch normalisation uses the mean and variance of the batch at hand; "
    "afterwards it uses those it has collected. With the wrong flag a network learns one function "
    "and predicts with another."
)

_ALL = (
    Misconception(
        "relu_before_normalization",
        seen="ReLU comes first and batch normalisation after it.",
        expected="Batch normalisation first, then ReLU.",
        why="Normalising after the ReLU shifts and scales its output again, so that the next "
        "convolution does not see a rectified signal. Normalising first centres the values around "
        "zero, where ReLU really decides.",
        look="The section on pre-activation, and the grey boxes 'BN + ReLU' of the first figure.",
    ),
    Misconception(
        "normalization_missing",
        seen="The output is the ReLU of the inputs; nothing was normalised.",
        expected="Batch normalisation first, then ReLU.",
        why="The sum grows from block to block. Without normalisation each convolution sees ever "
        "larger values.",
        look="The section on pre-activation, and `layers.BatchNormalization`.",
    ),
    Misconception(
        "relu_missing",
        seen="The output holds negative numbers: it is normalised, but no ReLU follows.",
        expected="Batch normalisation first, then ReLU.",
        why="Convolution and normalisation are linear. Without ReLU between them, two convolutions "
        "can do no more than one.",
        look="The section on pre-activation, and `ops.relu`.",
    ),
    Misconception(
        "channel_axis_ignored",
        seen="With channels_first, batch normalisation works on the last axis, which is the width.",
        expected="The axis of the channels: 1 for channels_first, the last for channels_last.",
        why="Batch normalisation keeps one mean and one variance for each channel. On the wrong "
        "axis it keeps one for each column of the picture.",
        look="The table of the two data formats, and `self.data_format`.",
    ),
    Misconception(
        "channel_axes_exchanged",
        seen="Batch normalisation works on axis 1 with channels_last and on the last axis with "
        "channels_first: the other way round.",
        expected="The axis of the channels: 1 for channels_first, the last for channels_last.",
        why="Batch normalisation keeps one mean and one variance for each channel. On the wrong "
        "axis it keeps one for each row or column of the picture.",
        look="The table of the two data formats, and `self.data_format`.",
    ),
    Misconception(
        "axis_and_flag_missing",
        seen="Two things at once: `is_training` does not reach batch normalisation, and with "
        "channels_first it works on the last axis, which is the width.",
        expected="`axis=` when the layer is made, and `training=is_training` when it is called.",
        why=_TRAINING,
        look="The section on pre-activation: two details decide whether it is right.",
    ),
    Misconception(
        "training_flag_dropped",
        seen="The answer is the same whether `is_training` is True or False: the flag does not "
        "reach batch normalisation.",
        expected="`is_training` is handed on: `layer(inputs, training=is_training)`.",
        why=_TRAINING,
        look="The section on pre-activation: what batch normalisation does in training.",
    ),
    Misconception(
        "training_always_on",
        seen="Batch normalisation behaves as in training even when `is_training` is False.",
        expected="`is_training` is handed on: `layer(inputs, training=is_training)`.",
        why=_TRAINING,
        look="The section on pre-activation: what batch normalisation does in training.",
    ),
    Misconception(
        "projection_from_raw_input",
        seen="The projection starts at the raw input.",
        expected="The projection starts at the pre-activated input; only an identity shortcut "
        "takes the raw one.",
        why="A projection is a convolution like any other in this network, and each of them is "
        "pre-activated. The residual branch and the projection share that pre-activation.",
        look="The figure of the two paths: where the projection leaves.",
    ),
    Misconception(
        "identity_after_pre_activation",
        seen="The identity shortcut carries the pre-activated input.",
        expected="The identity shortcut carries the raw input.",
        why=_CLEAN + " A ReLU there would cut off every negative value.",
        look="The question of the four drawings, and the figure of the two paths.",
    ),
    Misconception(
        "stride_missing_on_projection",
        seen="The projection has strides 1 although the block has strides 2.",
        expected="The projection has the block's strides.",
        why=_SHAPE + " The residual branch halves the side, so the shortcut must halve it too.",
        look="The figure in which the plus sign refuses.",
    ),
    Misconception(
        "projection_3x3",
        seen="The projection is a 3×3 convolution.",
        expected="The projection is a 1×1 convolution.",
        why="A projection only has to change the number of channels and the side. A 3×3 kernel "
        "costs nine times as much and mixes neighbours on the road that should stay clean.",
        look="The section on the projection shortcut.",
    ),
    Misconception(
        "kernel_and_strides_exchanged",
        seen="Kernel size and strides of the projection are exchanged: its kernel has the size of "
        "the strides.",
        expected="`self.custom_conv2d(inputs, filters, kernel_size, strides)`, with kernel size 1.",
        why="The order of the arguments decides. A projection is a 1×1 convolution with the block's "
        "strides.",
        look="The description of `self.custom_conv2d` before the exercise.",
    ),
    Misconception(
        "batch_norm_on_projection",
        seen="Batch normalisation follows the projection.",
        expected="The projection is a 1×1 convolution and nothing else.",
        why=_CLEAN + " In a pre-activation block, normalisation stands before a convolution, not "
        "after it.",
        look="The section on the projection shortcut.",
    ),
    Misconception(
        "projection_only_where_stride",
        seen="The shortcut is projected only when strides is larger than 1.",
        expected="A projection whenever `shortcut_filters` is given, with strides 1 as well.",
        why="The first block of every block layer projects. In the first block layer nothing "
        "shrinks, and yet the number of channels may change.",
        look="The section on the projection shortcut: `shortcut_filters` decides, not `strides`.",
    ),
    Misconception(
        "projection_missing",
        seen="The shortcut stays the raw input although `shortcut_filters` is given.",
        expected="A 1×1 convolution with `shortcut_filters` filters and the block's strides.",
        why=_SHAPE,
        look="The figure in which the plus sign refuses.",
    ),
    Misconception(
        "outputs_swapped",
        seen="The two results come in the wrong order: first the shortcut.",
        expected="`return pre_activated_inputs, shortcut`",
        why="Whoever calls the method takes the first result into the residual branch and adds "
        "the second at the end.",
        look="The line Returns in the method's description.",
    ),
    Misconception(
        "raw_inputs_returned",
        seen="The first result is the raw input.",
        expected="The first result is the pre-activated input.",
        why="The first convolution of the block reads it, and each convolution of this network is "
        "pre-activated.",
        look="The line Returns in the method's description.",
    ),
    Misconception(
        "stride_on_second_convolution",
        seen="The second convolution has the block's strides, the first has strides 1.",
        expected="The first convolution has the block's strides, the second has strides 1.",
        why="The shape comes out right, the cost does not: the first convolution then works on "
        "four times as many positions.",
        look="The section on strides: only in the first convolution, and only to reduce.",
    ),
    Misconception(
        "stride_on_both_convolutions",
        seen="Both convolutions have the block's strides, so the side is halved twice.",
        expected="The first convolution has the block's strides, the second has strides 1.",
        why=_SHAPE + " The shortcut is halved once, so the branch may be halved only once.",
        look="The section on strides: only in the first convolution, and only to reduce.",
    ),
    Misconception(
        "stride_missing_on_branch",
        seen="No convolution of the residual branch uses `strides`, so the side stays as it was.",
        expected="One convolution of the branch has the block's strides: the first of a regular "
        "block, the 3×3 of a bottleneck block.",
        why=_SHAPE + " The shortcut is halved, so the branch must be halved too.",
        look="The section on strides.",
    ),
    Misconception(
        "first_pre_activation_missing",
        seen="The first convolution reads the raw input.",
        expected="The first convolution reads the pre-activated input.",
        why="In a pre-activation block each convolution has batch normalisation and ReLU before it.",
        look="The figure of the two paths: the first box of the residual branch.",
    ),
    Misconception(
        "second_pre_activation_missing",
        seen="The second convolution follows the first directly.",
        expected="Batch normalisation and ReLU stand before each convolution, the second included.",
        why="Two convolutions in a row, with nothing between them that bends, are one convolution "
        "with more parameters.",
        look="The figure of the two paths: count the boxes of the residual branch.",
    ),
    Misconception(
        "second_pre_activation_unused",
        seen="The second pre-activation is computed, but the second convolution reads the first "
        "one's output.",
        expected="The second convolution reads what the second pre-activation returned.",
        why="A result that nobody uses changes nothing: two convolutions in a row, with nothing "
        "between them that bends, are one convolution with more parameters.",
        look="Your second call of `self.custom_conv2d`: its first argument.",
    ),
    Misconception(
        "third_pre_activation_missing",
        seen="The third convolution follows the second directly.",
        expected="Batch normalisation and ReLU stand before each convolution, the third included.",
        why="Two convolutions in a row, with nothing between them that bends, are one convolution "
        "with more parameters.",
        look="The figure of the bottleneck block: count the boxes of the residual branch.",
    ),
    Misconception(
        "first_relu_missing",
        seen="Before the first convolution the inputs are normalised, but no ReLU follows.",
        expected="The first convolution reads the pre-activated input: normalised, then ReLU.",
        why="Convolution and normalisation are linear; ReLU is what lets a block bend.",
        look="The section on pre-activation.",
    ),
    Misconception(
        "second_relu_missing",
        seen="Between the first two convolutions there is batch normalisation, but no ReLU.",
        expected="Batch normalisation, then ReLU, before the second convolution.",
        why="Convolution and normalisation are linear; without ReLU between them, two convolutions "
        "can do no more than one.",
        look="The section on pre-activation.",
    ),
    Misconception(
        "second_relu_before_normalization",
        seen="Between the first two convolutions ReLU comes first and batch normalisation after it.",
        expected="Batch normalisation, then ReLU: `self.pre_activation` does both.",
        why="Normalising after the ReLU shifts its output again, and the convolution no longer "
        "reads a rectified signal.",
        look="The section on pre-activation.",
    ),
    Misconception(
        "shortcut_not_added",
        seen="The output is the residual branch alone: the shortcut was not added.",
        expected="The sum of the residual branch and the shortcut.",
        why="Without the sum the block must learn the whole mapping, not just the change, and it "
        "is a plain block again.",
        look="The figure of the two paths: the plus sign.",
    ),
    Misconception(
        "shortcut_added_twice",
        seen="The shortcut is in the sum twice.",
        expected="The residual branch plus the shortcut, once.",
        why="Each such block doubles what came in; ten of them multiply it by a thousand.",
        look="The figure of the two paths: the plus sign has two inputs.",
    ),
    Misconception(
        "concatenation",
        seen="The two paths are put side by side: the output has as many channels as both together.",
        expected="The two paths are added, channel by channel.",
        why="Concatenation makes each block wider than the last. A residual block adds a change to "
        "its input, so the number of channels stays.",
        look="The figure of the two paths: the plus sign.",
    ),
    Misconception(
        "inputs_added",
        seen="The raw `inputs` are added even where the block projects.",
        expected="What is added is `shortcut`, which is projected when `shortcut_filters` is given.",
        why=_SHAPE,
        look="The section on the projection shortcut.",
    ),
    Misconception(
        "relu_after_addition",
        seen="A ReLU follows the addition.",
        expected="The block ends with the addition.",
        why=_CLEAN
        + " A ReLU after the sum cuts off every negative value on it. The original block "
        "of 2015 had one; the pre-activation block of 2016 took it away.",
        look="The question of the four drawings.",
    ),
    Misconception(
        "pre_activation_after_addition",
        seen="Batch normalisation and ReLU follow the addition.",
        expected="The block ends with the addition; the next block starts with its own "
        "pre-activation.",
        why=_CLEAN,
        look="The question of the four drawings.",
    ),
    Misconception(
        "same_padding_on_stride",
        seen="The strided convolution is padded with 'same'.",
        expected="Fixed padding of `kernel_size - 1` before a strided convolution: "
        "`self.custom_conv2d` does it.",
        why="For an even side 'same' pads on the right and below only, so the picture moves by a "
        "pixel. Fixed padding does the same whatever the side.",
        look="The section on strides, and `self.custom_conv2d`.",
    ),
    Misconception(
        "convolution_used_twice",
        seen="The arithmetic agrees, but one convolution layer is used twice and shares its weights.",
        expected="Two convolutions with weights of their own.",
        why="Shared weights are half the parameters: the two convolutions can never learn "
        "different things.",
        look="Create one layer for each convolution; `self.custom_conv2d` makes a new one.",
    ),
    Misconception(
        "stride_on_first_1x1",
        seen="The first 1×1 convolution has the block's strides.",
        expected="The 3×3 convolution in the middle has the block's strides.",
        why="A 1×1 convolution with strides 2 looks at one position in four and never sees the "
        "rest. The 3×3 kernel looks at all of them.",
        look="The section on the bottleneck block: where the stride sits.",
    ),
    Misconception(
        "stride_on_last_1x1",
        seen="The last 1×1 convolution has the block's strides.",
        expected="The 3×3 convolution in the middle has the block's strides.",
        why="The expensive 3×3 convolution then works on four times as many positions, and three "
        "of four results are thrown away.",
        look="The section on the bottleneck block: where the stride sits.",
    ),
    Misconception(
        "last_1x1_not_expanded",
        seen="The last 1×1 convolution has `filters` filters.",
        expected="The last 1×1 convolution has `4 * filters` filters.",
        why="A bottleneck goes down, works where it is narrow, and comes up again. " + _SHAPE,
        look="The section on the bottleneck block.",
    ),
    Misconception(
        "first_1x1_not_reduced",
        seen="The first two convolutions have `4 * filters` filters.",
        expected="The first two convolutions have `filters` filters; only the last has four times "
        "as many.",
        why="The 3×3 convolution is cheap only because it works on few channels. That is what a "
        "bottleneck is for.",
        look="The section on the bottleneck block.",
    ),
    Misconception(
        "regular_convolutions",
        seen="All three convolutions are 3×3.",
        expected="1×1, 3×3, 1×1.",
        why="The two 1×1 convolutions are what makes the block cheap: each costs a ninth of a 3×3 "
        "with the same filters.",
        look="The section on the bottleneck block.",
    ),
    Misconception(
        "stride_in_every_block",
        seen="Every block has the block layer's strides, so the side is halved in each.",
        expected="Only the first block has the block layer's strides; the others have strides 1.",
        why="A block layer halves the side once. Halved in each block, a picture would be gone "
        "after a few.",
        look="Chapter 3, the section on the block layer.",
    ),
    Misconception(
        "every_block_like_the_first",
        seen="Every block gets the block layer's strides and a projection, as the first does.",
        expected="Only the first block has strides and a projection; the others have strides 1 and "
        "an identity shortcut.",
        why="A block layer changes the shape once, in its first block. The others keep it, so "
        "their shortcut can stay clean.",
        look="Chapter 3, the section on the block layer: which blocks are coloured.",
    ),
    Misconception(
        "stride_missing_in_layer",
        seen="No block has the block layer's strides.",
        expected="The first block has the block layer's strides.",
        why="Between block layers the side is halved while the filters are doubled, which keeps "
        "the cost of each layer about the same.",
        look="Chapter 3, the section on the block layer.",
    ),
    Misconception(
        "projection_in_every_block",
        seen="Every block projects its shortcut.",
        expected="Only the first block projects; the others have identity shortcuts.",
        why=_CLEAN + " A convolution there in every block is what made training worst in the "
        "drawings of chapter 2.",
        look="Chapter 3, the section on the block layer: which blocks are coloured.",
    ),
    Misconception(
        "layer_projection_only_where_stride",
        seen="The first block projects only when strides is larger than 1.",
        expected="The first block of every block layer projects, with strides 1 as well.",
        why="In the first block layer of ResNet-50 nothing shrinks, but the channels grow from 64 "
        "to 256. The course's network projects there at every depth.",
        look="Chapter 3, the section on the block layer.",
    ),
    Misconception(
        "layer_projection_missing",
        seen="No block projects its shortcut.",
        expected="The first block projects; the others have identity shortcuts.",
        why=_SHAPE + " In the first block the side or the channels change.",
        look="Chapter 3, the section on the block layer.",
    ),
    Misconception(
        "shortcut_not_expanded",
        seen="With bottleneck blocks the projection has `filters` filters.",
        expected="With bottleneck blocks the projection has `4 * filters` filters.",
        why=_SHAPE + " A bottleneck block's branch ends with four times as many channels.",
        look="Chapter 3, and the bottleneck block of chapter 2.",
    ),
    Misconception(
        "blocks_fed_layer_input",
        seen="Each block is fed the block layer's inputs.",
        expected="Each block is fed the output of the one before it.",
        why="Blocks side by side are thrown away except for the last; a chain uses them all.",
        look="Chapter 3: a block layer is a chain.",
    ),
    Misconception(
        "one_block_too_many",
        seen="There is one block more than `num_blocks`.",
        expected="`num_blocks` blocks in all, the first included.",
        why="The first block stands before the loop. Fifty weight layers are fifty only when each "
        "block layer has its number of blocks.",
        look="Chapter 3: counting weight layers.",
    ),
    Misconception(
        "one_block_too_few",
        seen="There is one block fewer than `num_blocks`.",
        expected="`num_blocks` blocks in all, the first included.",
        why="Fifty weight layers are fifty only when each block layer has its number of blocks. "
        "`range(1, n)` has n - 1 values.",
        look="Chapter 3: counting weight layers.",
    ),
    Misconception(
        "tensorflow_on_symbolic_tensor",
        seen="The arithmetic is right: every number agrees. But a function of TensorFlow, NumPy or "
        "plain Python was called on a symbolic tensor, and that stops Keras from drawing the network.",
        expected="Functions that work on both: `keras.ops.relu` for `tf.nn.relu`, `keras.ops.add` or "
        "`+` for `tf.add`, or a layer.",
        why="While a network is built, a tensor has a shape but no numbers yet. Keras' own functions "
        "note down what to do later; others ask for numbers at once.",
        look="The table for readers who come with tf.layers code.",
    ),
)

MISCONCEPTIONS = {
    misconception.id: misconception
    for misconception in (*CHAPTER0, *CHAPTER1, *_ALL, *CHAPTER3, *CHAPTER4, *CHAPTER5)
}
