"""What each misconception about counting blocks and layers looks like, in a student's words."""

from resnet_lessons.course.exercises.exercise import Misconception

_EVERYTHING = "The stem's convolution, the convolutions in the blocks, and the dense layer."
_PER_BLOCK = "Two convolutions for each regular block, three for each bottleneck block."
_OUTSIDE_LOOK = "Section 3.3: what stands before the first block and after the last."
_NAME_LOOK = "Section 3.3: what the name leaves out."
_FIRST = "The first block of every block layer."
_MAP_LOOK = "Section 3.1: the map, and which of its squares are coloured."
_RETURNS = "The line Returns in the function's description."

CHAPTER3 = (
    Misconception(
        "stem_or_dense_forgotten",
        seen="The count is one too small: one of the two layers outside the blocks is missing.",
        expected=_EVERYTHING,
        why="A layer with weights counts wherever it stands: the 7×7 convolution reads the image, "
        "the dense layer gives the answer.",
        look=_OUTSIDE_LOOK,
    ),
    Misconception(
        "stem_and_dense_forgotten",
        seen="Only the convolutions inside the blocks are counted.",
        expected="The stem's convolution and the dense layer count too.",
        why="A layer with weights counts wherever it stands. Without those two, ResNet-18 would be "
        "called ResNet-16.",
        look=_OUTSIDE_LOOK,
    ),
    Misconception(
        "projections_counted",
        seen="The projections are counted as well: one too many for each block layer.",
        expected="The stem's convolution, the convolutions on the residual branches, and the dense "
        "layer.",
        why="A projection has weights, but it stands beside the branch. The name counts the layers "
        "along one way from the image to the answer.",
        look=_NAME_LOOK,
    ),
    Misconception(
        "always_two_per_block",
        seen="Every block counts as two, bottleneck blocks too.",
        expected="A bottleneck block brings three convolutions.",
        why="1×1, 3×3, 1×1: the two cheap ones have weights like the one in the middle. Counted as "
        "two, ResNet-50 would be called ResNet-34.",
        look="The bottleneck block of chapter 2, and the parameter `bottleneck`.",
    ),
    Misconception(
        "always_three_per_block",
        seen="Every block counts as three, regular blocks too.",
        expected="A regular block brings two convolutions.",
        why="3×3 and 3×3. Counted as three, ResNet-34 would be called ResNet-50.",
        look="The regular block of chapter 2, and the parameter `bottleneck`.",
    ),
    Misconception(
        "two_and_three_swapped",
        seen="Regular blocks count as three and bottleneck blocks as two.",
        expected=_PER_BLOCK,
        why="3×3 and 3×3 in the one; 1×1, 3×3 and 1×1 in the other.",
        look="The two blocks of chapter 2: which number belongs to `bottleneck`?",
    ),
    Misconception(
        "one_per_block",
        seen="Every block counts as one.",
        expected=_PER_BLOCK,
        why="A block is a group of layers. The name counts layers, not blocks.",
        look="The figure of a block layer in section 3.1: count the convolutions in one block.",
    ),
    Misconception(
        "one_block_per_layer",
        seen="Every block layer counts as if it had one block.",
        expected="All blocks of all block layers: the sum of `block_layer_sizes`.",
        why="`len` says how many block layers there are; how many blocks they hold is in the "
        "numbers themselves.",
        look="Section 3.3, and the difference between `len` and `sum`.",
    ),
    Misconception(
        "normalizations_counted",
        seen="Batch normalisations are counted as well.",
        expected="Convolutions and the dense layer only.",
        why="A normalisation learns a scale and an offset for each channel, but it mixes nothing. "
        "The papers count only the layers that multiply by a matrix of weights.",
        look=_NAME_LOOK,
    ),
    Misconception(
        "pooling_counted",
        seen="The count is one too large, as if a pooling counted too.",
        expected=_EVERYTHING,
        why="Pooling takes a maximum or a mean. It has no weights, so it is no weight layer.",
        look=_NAME_LOOK,
    ),
    Misconception(
        "additions_counted",
        seen="There is one too many for each block, as if the plus sign or the shortcut counted.",
        expected=_PER_BLOCK,
        why="The sum learns nothing, and an identity shortcut neither.",
        look=_NAME_LOOK,
    ),
    Misconception(
        "first_layer_left_out",
        seen="The first block layer is left out.",
        expected=_FIRST + " The first layer is no exception.",
        why="In the first block layer nothing shrinks, so a projection looks unnecessary. But in "
        "ResNet-50 the channels grow from 64 to 256 there, and the course's network projects "
        "there at every depth.",
        look="Section 3.1: the coloured block in the figure of the first block layer.",
    ),
    Misconception(
        "every_block_listed",
        seen="Every block is in the list.",
        expected="Only the first block of each block layer.",
        why="The shortcut is to stay clean. Only where the shape changes there is no other way, "
        "and that is once in each block layer.",
        look=_MAP_LOOK,
    ),
    Misconception(
        "all_but_the_first_listed",
        seen="All blocks but the first of each block layer are in the list.",
        expected="Only the first block of each block layer.",
        why="It is the other way round: the first block changes the shape and projects, the others "
        "keep it.",
        look=_MAP_LOOK,
    ),
    Misconception(
        "last_blocks_listed",
        seen="The last block of each block layer is in the list.",
        expected=_FIRST,
        why="A block layer changes the shape at once, so that all its other blocks work on fewer "
        "positions.",
        look=_MAP_LOOK,
    ),
    Misconception(
        "only_the_first_block_of_all",
        seen="Only the very first block of the network is in the list.",
        expected=_FIRST,
        why="At the start of each block layer the channels change, and the plus sign needs two "
        "tensors of one shape.",
        look=_MAP_LOOK,
    ),
    Misconception(
        "blocks_counted_from_one",
        seen="The right blocks, but the first block of a layer is called 1.",
        expected="Blocks are counted from 0: `(1, 0)` is the first block of the first layer.",
        why="The names in the network say so too: `block_layer1_regular_block0`.",
        look=_RETURNS,
    ),
    Misconception(
        "layers_counted_from_zero",
        seen="The right blocks, but the first block layer is called 0.",
        expected="Block layers are counted from 1: `(1, 0)` is the first block of the first layer.",
        why="The names in the network say so too: `block_layer1_regular_block0`.",
        look=_RETURNS,
    ),
    Misconception(
        "pair_turned_round",
        seen="The pairs are turned round: first the block, then its block layer.",
        expected="First the block layer, then the block.",
        why="The larger unit comes first, as in `block_layer1_regular_block0`.",
        look=_RETURNS,
    ),
    Misconception(
        "blocks_numbered_through",
        seen="The blocks are numbered through the whole network.",
        expected="In each block layer the count of blocks starts again at 0.",
        why="The names in the network say so too: `block_layer2_regular_block0` is the first block "
        "of the second layer.",
        look=_RETURNS,
    ),
    Misconception(
        "sizes_for_blocks",
        seen="The second number of each pair is how many blocks the layer has.",
        expected="The second number says which block of the layer projects.",
        why="How long a block layer is does not matter: its first block changes the shape.",
        look="Section 3.4: what the two numbers of a pair mean.",
    ),
)
