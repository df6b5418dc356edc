"""What each misconception of chapter 1 looks like, in the words a student reads."""

from resnet_lessons.course.exercises.exercise import Misconception

_LEFT = "F(x) = H(x) − x: what the block should give, less what the shortcut brings along."
_LEFT_LOOK = "The section on what is left to learn: solve F(x) + x = H(x) for F(x)."
_SUM = "F(x) + x, the sum of the two paths and nothing else."
_SUM_LOOK = "The section on the plus sign."
_COPY = "A one from each channel to itself in the middle of the kernel, zeros everywhere else."
_COPY_LOOK = "The section on copying by hand: which neighbour, which channel."
_ZERO = (
    "Every trainable weight of the last layer with weights is zero: kernel and bias, or gamma and "
    "beta."
)
_ZERO_LOOK = "The section on adding nothing: which weights have the last word."
_GROWN = "Each new block gives zero_branch(features) + features and is fed the block before it."
_GROWN_LOOK = "The section on growing a network: the figure with the new blocks at its end."

CHAPTER1 = (
    Misconception(
        "residual_turned_round",
        seen="F(x) is x − H(x); the signs are turned round.",
        expected=_LEFT,
        why="With this branch the block gives x − H(x) + x = 2x − H(x), and not H(x).",
        look=_LEFT_LOOK,
    ),
    Misconception(
        "nothing_subtracted",
        seen="F(x) is H(x) itself; nothing was taken away.",
        expected=_LEFT,
        why="The shortcut adds x to whatever the branch gives. A branch that computes all of H(x) "
        "makes a block that gives H(x) + x.",
        look=_LEFT_LOOK,
    ),
    Misconception(
        "input_added",
        seen="F(x) is H(x) + x.",
        expected=_LEFT,
        why="The plus sign is the block's, and it comes later. The branch has to leave x out, so "
        "that the sum holds it once.",
        look=_LEFT_LOOK,
    ),
    Misconception(
        "mapping_of_the_difference",
        seen="H is applied a second time, to the difference H(x) − x.",
        expected=_LEFT,
        why="The difference is the answer already. H is what the whole block should compute; it is "
        "asked once.",
        look=_LEFT_LOOK,
    ),
    Misconception(
        "residual_relative",
        seen="The difference is divided by x, as in a change in per cent.",
        expected=_LEFT,
        why="The block adds F(x) to x. Only the difference itself, in the same units as x, brings "
        "x to H(x).",
        look=_LEFT_LOOK,
    ),
    Misconception(
        "residual_without_sign",
        seen="The sign of the difference was dropped: F(x) is nowhere negative.",
        expected=_LEFT,
        why="A branch must be able to take away as well as to add. That is why no ReLU stands at "
        "its end.",
        look=_LEFT_LOOK,
    ),
    Misconception(
        "residual_alone",
        seen="The output is the residual alone; the input did not come back.",
        expected=_SUM,
        why="Without the shortcut this is a plain block, and a branch that gives zeros wipes the "
        "signal out.",
        look=_SUM_LOOK,
    ),
    Misconception(
        "shortcut_alone",
        seen="The output is x; the residual is not in it.",
        expected=_SUM,
        why="A block that always hands on its input learns nothing, however long it is trained.",
        look=_SUM_LOOK,
    ),
    Misconception(
        "shortcut_subtracted",
        seen="The input is subtracted: F(x) − x.",
        expected=_SUM,
        why="F(x) was defined as H(x) − x. Subtracting x a second time gives H(x) − 2x.",
        look=_SUM_LOOK,
    ),
    Misconception(
        "shortcut_doubled",
        seen="The input is added twice.",
        expected=_SUM,
        why="With a branch that gives zeros the block would double the signal, and twenty such "
        "blocks would make it a million times larger.",
        look=_SUM_LOOK,
    ),
    Misconception(
        "shortcut_multiplied",
        seen="The two paths are multiplied.",
        expected=_SUM,
        why="A product with a branch that gives zeros is zero: the signal would be lost where a "
        "sum hands it on.",
        look=_SUM_LOOK,
    ),
    Misconception(
        "shortcut_averaged",
        seen="The output is half of the sum, an average.",
        expected=_SUM,
        why="With a branch that gives zeros each block would halve the signal. After twenty blocks "
        "a millionth of it is left.",
        look=_SUM_LOOK,
    ),
    Misconception(
        "shortcut_concatenated",
        seen="The two paths stand side by side, in twice as many channels.",
        expected=_SUM,
        why="Adding keeps the shape, so that any number of blocks can follow one another. "
        "Concatenation makes each block wider than the last; that is another network, DenseNet.",
        look=_SUM_LOOK,
    ),
    Misconception(
        "rectified_sum",
        seen="A ReLU follows the addition.",
        expected=_SUM,
        why="It cuts off every negative value that comes along the shortcut, so that a block with "
        "F(x) = 0 is no identity any more.",
        look=_SUM_LOOK,
    ),
    Misconception(
        "channels_mixed",
        seen="The middle is full of ones: each channel of the output is the sum of all channels.",
        expected=_COPY,
        why="The middle of the kernel is a matrix from channels in to channels out. For a copy it "
        "is the identity matrix, with ones on the diagonal only.",
        look=_COPY_LOOK,
    ),
    Misconception(
        "channels_averaged",
        seen="Each channel of the output is the mean of all channels.",
        expected=_COPY,
        why="A mean of red, green and blue is grey. A copy takes each channel from itself.",
        look=_COPY_LOOK,
    ),
    Misconception(
        "averaging_kernel",
        seen="Each position becomes the mean of its neighbourhood: the picture is blurred.",
        expected=_COPY,
        why="The weights add up to one, but a copy takes all of it from one place: the position "
        "itself.",
        look=_COPY_LOOK,
    ),
    Misconception(
        "ones_everywhere",
        seen="The whole kernel is ones: each value becomes the sum of all its neighbours, in all "
        "channels.",
        expected=_COPY,
        why="Every one in a kernel lets one more value into the sum. A copy lets in a single one.",
        look=_COPY_LOOK,
    ),
    Misconception(
        "identity_in_the_corner",
        seen="The ones stand in the corner of the kernel, at row 0 and column 0.",
        expected=_COPY,
        why="The kernel lies with its middle on the position. With the one in a corner the picture "
        "moves, here by half a kernel down and to the right.",
        look=_COPY_LOOK,
    ),
    Misconception(
        "identity_at_every_position",
        seen="The channels are right, but at every position of the kernel: it adds up neighbours.",
        expected=_COPY,
        why="Every one in a kernel lets one more value into the sum. A copy lets in a single one.",
        look=_COPY_LOOK,
    ),
    Misconception(
        "channels_reversed",
        seen="The picture stays, but its channels come out in reverse order.",
        expected=_COPY,
        why="The matrix from channels in to channels out has its ones on the other diagonal: red "
        "and blue change places.",
        look=_COPY_LOOK,
    ),
    Misconception(
        "one_channel_only",
        seen="Only the first channel is copied; the others come out as zeros.",
        expected=_COPY,
        why="Each channel of the output needs a one of its own, from the channel of its number.",
        look=_COPY_LOOK,
    ),
    Misconception(
        "bias_left",
        seen="The first of the last layer's weights is zero, but not the second: what is added at "
        "its end, the bias or beta, stayed.",
        expected=_ZERO,
        why="A bias is added at every position, whatever the kernel does. The branch returns that "
        "number everywhere, and the block shifts its input.",
        look=_ZERO_LOOK,
    ),
    Misconception(
        "kernel_left",
        seen="Bias or beta is zero, but the kernel or gamma stayed.",
        expected=_ZERO,
        why="The kernel still multiplies what comes along, so the branch returns much what it did.",
        look=_ZERO_LOOK,
    ),
    Misconception(
        "first_layer_zeroed",
        seen="The first layer's weights are zero, and the last layer's stayed.",
        expected=_ZERO,
        why="Zeros go into the next layers, but biases and normalisation there make something of "
        "them again. Only the last layer has the last word.",
        look=_ZERO_LOOK,
    ),
    Misconception(
        "convolutions_zeroed",
        seen="Every convolution is zero, the earlier ones too.",
        expected=_ZERO,
        why="The layers before the last would lose what they could start from, and where a batch "
        "normalisation ends the branch, its beta is added all the same.",
        look=_ZERO_LOOK,
    ),
    Misconception(
        "everything_zeroed",
        seen="The branch returns zeros, but weights of earlier layers are zero too.",
        expected=_ZERO,
        why="It cannot learn any more: the last kernel is fed zeros, so its gradient is zero, and "
        "no gradient passes it to reach the layers before.",
        look=_ZERO_LOOK,
    ),
    Misconception(
        "identity_instead_of_zero",
        seen="The last convolution became a copy.",
        expected=_ZERO,
        why="It is the *block* that should be the identity, and its shortcut copies already. The "
        "branch has to add nothing.",
        look=_ZERO_LOOK,
    ),
    Misconception(
        "ones_instead_of_zeros",
        seen="The last layer's weights are ones.",
        expected=_ZERO,
        why="Ones add up whatever comes along. Nothing is added where every weight is zero.",
        look=_ZERO_LOOK,
    ),
    Misconception(
        "shrunk_not_zeroed",
        seen="The outputs are the old ones times a small number: small, but not zero.",
        expected=_ZERO,
        why="Small is not nothing: what each block adds grows from block to block. Zero is exact, "
        "however many blocks follow.",
        look=_ZERO_LOOK,
    ),
    Misconception(
        "branch_left_as_it_was",
        seen="The branch returns what it did before; no weight has changed.",
        expected=_ZERO,
        why="`ops.zeros_like(weight)` makes new zeros. `weight.assign(…)` puts them in place.",
        look=_ZERO_LOOK,
    ),
    Misconception(
        "branch_multiplied_by_zero",
        seen="The branch's output is multiplied by zero; its weights are as they were.",
        expected=_ZERO,
        why="The zero is built in for good: no gradient passes a product with zero, and the block "
        "can never learn. A zero in a weight is only where training starts.",
        look=_ZERO_LOOK,
    ),
    Misconception(
        "new_blocks_random",
        seen="The new blocks add what their random weights make of the features; the predictions "
        "change.",
        expected="Each new residual branch is made a zero mapping first.",
        why="The head has learnt to read the old features. Random numbers added to them ruin what "
        "the network knew.",
        look=_GROWN_LOOK,
    ),
    Misconception(
        "new_blocks_without_shortcut",
        seen="The new branches stand there without a shortcut: zeros reach the head, which "
        "predicts the same for every image.",
        expected=_GROWN,
        why="A zero mapping on its own wipes everything out. Only beside a shortcut does it make "
        "an identity.",
        look=_GROWN_LOOK,
    ),
    Misconception(
        "new_blocks_not_chained",
        seen="Every new branch reads the body's output; sums are chained, branches are not.",
        expected=_GROWN,
        why="Nothing shows at first, as all of them are zero. Once they learn, the network is "
        "wider and not deeper: no new block can build on the one before.",
        look=_GROWN_LOOK,
    ),
    Misconception(
        "last_block_only",
        seen="Only the last of the new blocks is in the network; each one replaced the one before.",
        expected=_GROWN,
        why="Inside the loop the new sum has to start from the previous sum, and not from "
        "`body.output` again.",
        look=_GROWN_LOOK,
    ),
    Misconception(
        "first_block_only",
        seen="Only the first of the new blocks is in the network.",
        expected=_GROWN,
        why="`extra_blocks` is a list of any length; each of its branches becomes a block.",
        look=_GROWN_LOOK,
    ),
    Misconception(
        "new_blocks_not_connected",
        seen="The new blocks were built, but the head still reads the body's output.",
        expected="The head reads what the last new block gives.",
        why="Keras keeps only what lies on the way from the images to the logits. Blocks beside "
        "that way are not part of the network and never learn.",
        look=_GROWN_LOOK,
    ),
    Misconception(
        "relu_after_new_blocks",
        seen="A ReLU follows the addition in the new blocks; the predictions change.",
        expected=_GROWN,
        why="Features may be negative, and the head has learnt to read them. The ReLU cuts them "
        "off, so the block is no identity, even with a branch of zeros.",
        look=_GROWN_LOOK,
    ),
    Misconception(
        "head_forgotten",
        seen="The network ends in features; the head is missing.",
        expected="The head turns the last features into logits.",
        why="Without it there is nothing to predict from.",
        look=_GROWN_LOOK,
    ),
    Misconception(
        "extra_shortcut_from_body",
        seen="The branches are chained, but every shortcut starts at the body's output.",
        expected=_GROWN,
        why="Nothing shows at first, as all branches are zero. Once they learn, what an earlier "
        "new block adds is lost at the next plus sign: a shortcut starts where its branch does.",
        look=_GROWN_LOOK,
    ),
)
