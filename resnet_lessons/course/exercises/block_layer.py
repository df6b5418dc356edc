"""A chain of blocks, the first of which changes the shape."""

from resnet_lessons.course.exercises.exercise import Case, Exercise, Misconception, ids_of
from resnet_lessons.course.exercises.shared_misconceptions import CLEAN_SHORTCUT, ONE_SHAPE, shared


def _case(
    num_layers, sizes, filters, strides, num_blocks, is_training=False, data_format="channels_last"
):
    arguments = {
        "filters": filters,
        "strides": strides,
        "num_blocks": num_blocks,
        "is_training": is_training,
        "index": 1,
    }
    return Case(*sizes, arguments, num_layers, data_format)


MISCONCEPTIONS = (
    Misconception(
        "stride_in_every_block",
        seen="Every block has the block layer's strides, so the side is halved in each.",
        expected="Only the first block has the block layer's strides; the others have strides 1.",
        why="A block layer halves the side once. If each block halved it, nothing of a picture "
        "would be left after a few blocks.",
        look="Section 3.2, on the block layer.",
    ),
    Misconception(
        "every_block_like_the_first",
        seen="Every block gets the block layer's strides and a projection, as the first does.",
        expected="Only the first block has strides and a projection; the others have strides 1 and "
        "an identity shortcut.",
        why="A block layer changes the shape once, in its first block. The others keep it, so "
        "their shortcut can stay clean.",
        look="Section 3.1: which blocks of the figures are pink.",
    ),
    Misconception(
        "stride_missing_in_layer",
        seen="No block has the block layer's strides.",
        expected="The first block has the block layer's strides.",
        why="From one block layer to the next the side is halved and the filters are doubled, which "
        "keeps the cost of a block the same.",
        look="Section 3.2, on the block layer.",
    ),
    Misconception(
        "projection_in_every_block",
        seen="Every block projects its shortcut.",
        expected="Only the first block projects; the others have identity shortcuts.",
        why=CLEAN_SHORTCUT
        + " In the drawings of chapter 2, with 110 layers, a network with a convolution on every "
        "shortcut (B) errs on 12.22% of the images, one with the clean shortcut (A) on 6.61%.",
        look="Section 3.1: which blocks of the figures are pink.",
    ),
    Misconception(
        "layer_projection_only_where_stride",
        seen="The first block projects only when strides is larger than 1.",
        expected="The first block of every block layer projects, with strides 1 as well.",
        why="In the first block layer of ResNet-50 nothing shrinks, but the channels grow from 64 "
        "to 256. The lessons' network projects there at every depth.",
        look="Section 3.2, on the block layer.",
    ),
    Misconception(
        "layer_projection_only_where_shape_changes",
        seen="The first block has an identity shortcut where its input has the shape of its output.",
        expected="The first block of every block layer projects, even where the shape stays the same.",
        why="Other networks project only where they must: torchvision's ResNet-18 and 34 have no "
        "projection in the first block layer. The lessons' network follows TensorFlow's models, "
        "which project there too. Weights that were saved with this projection do not fit without "
        "it.",
        look="Section 3.2, on the block layer.",
    ),
    Misconception(
        "layer_projection_missing",
        seen="No block projects its shortcut.",
        expected="The first block projects; the others have identity shortcuts.",
        why=ONE_SHAPE + " Where the first block changes the side or the channels, an identity "
        "shortcut does not have the shape of the branch.",
        look="Section 3.2, on the block layer.",
    ),
    Misconception(
        "shortcut_not_expanded",
        seen="With bottleneck blocks the projection has `filters` filters.",
        expected="With bottleneck blocks the projection has `4 * filters` filters.",
        why=ONE_SHAPE + " A bottleneck block's branch ends with four times as many channels.",
        look="Section 3.2, and the bottleneck block of section 2.7.",
    ),
    Misconception(
        "blocks_fed_layer_input",
        seen="Each block is fed the block layer's inputs.",
        expected="Each block is fed the output of the one before it.",
        why="Where all blocks read the same inputs, only the last one's output is used. A chain uses "
        "them all.",
        look="Section 3.2: a block layer is a chain.",
    ),
    Misconception(
        "one_block_too_many",
        seen="There is one block more than `num_blocks`.",
        expected="`num_blocks` blocks in all, the first included.",
        why="The first block is built before the loop, so the loop has one round fewer. ResNet-50 has "
        "fifty weight layers only if each block layer has the right number of blocks.",
        look="Section 3.3, on counting weight layers.",
    ),
    Misconception(
        "one_block_too_few",
        seen="There is one block fewer than `num_blocks`.",
        expected="`num_blocks` blocks in all, the first included.",
        why="ResNet-50 has fifty weight layers only if each block layer has the right number of "
        "blocks. `range(1, n)` has n - 1 values.",
        look="Section 3.3, on counting weight layers.",
    ),
    *shared("training_flag_dropped", "training_always_on"),
)


EXERCISE = Exercise(
    id="block_layer",
    chapter=3,
    title="A chain of blocks",
    points=4,
    minutes=15,
    difficulty=3,
    importance=5,
    section="3.2 The block layer",
    signature=("self", "inputs", "filters", "strides", "num_blocks", "is_training", "index"),
    returns="one tensor",
    groundwork=(
        "pre_activation",
        "pre_activation_with_shortcut",
        "regular_block",
        "bottleneck_block",
    ),
    hints=(
        "One block is different from the others. Which one is it, and what does it do that the others "
        "need not do again?",
        "How many channels leave a block? As many as `filters`, or four times as many if "
        "`self.bottleneck`. Build the first block with the layer's strides and that number as "
        "`shortcut_filters`. Then, in a loop over the remaining `num_blocks - 1`, feed each block "
        "the previous output, with strides 1 and no `shortcut_filters`.",
        "shortcut_filters = … if self.bottleneck else …\n"
        "outputs = block(inputs, filters, …, is_training, 0, …)\n"
        "for block_index in range(1, …):\n"
        "    outputs = block(…, filters, …, is_training, block_index)\n"
        "return …",
    ),
    cases=(
        _case(18, (8, 7, 3), filters=4, strides=2, num_blocks=3),
        _case(18, (4, 3, 4), filters=4, strides=1, num_blocks=2),
        _case(18, (4, 5, 3), filters=4, strides=1, num_blocks=1, is_training=True),
        _case(50, (6, 5, 4), filters=2, strides=2, num_blocks=2),
        _case(
            50,
            (3, 4, 8),
            filters=2,
            strides=1,
            num_blocks=3,
            is_training=True,
            data_format="channels_first",
        ),
        _case(
            18,
            (6, 5, 3),
            filters=4,
            strides=2,
            num_blocks=2,
            is_training=True,
            data_format="channels_first",
        ),
    ),
    misconceptions=ids_of(MISCONCEPTIONS),
)
