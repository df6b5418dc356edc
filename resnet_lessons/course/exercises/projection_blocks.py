"""Which blocks project, as pairs (block layer, block)."""

import numpy as np

from resnet_lessons.course.exercises.answers_as_numbers import numbers, whole
from resnet_lessons.course.exercises.block_layer_sizes import SHAPED_NETWORKS, SIZES_OF_NETWORKS
from resnet_lessons.course.exercises.exercise import Exercise, Misconception, Unexpected, ids_of

_PAIR = "pairs (block layer, block)"


def _try_answer(function, setting, seed):
    """How many pairs there are, the pairs in their order, and how many more a second call gives."""
    pairs, again = (_pairs(function, setting) for _ in range(2))
    more = np.float32(len(again) - len(pairs))
    return np.float32(len(pairs)), np.array(pairs, "float32").reshape(-1, 2), more


def _pairs(function, setting):
    given = [list(setting.values["block_layer_sizes"])]
    if "shapes" in setting.values:
        given.append([tuple(shape) for shape in setting.values["shapes"]])
    answer = numbers(function(*given), f"a list of {_PAIR}")
    return sorted(tuple(_pair(item)) for item in answer)


def _pair(item):
    pair = numbers(item, f"a pair: the answer is a list of {_PAIR}")
    if len(pair) != 2:
        raise Unexpected(f"an item of the answer holds {len(pair)} numbers, expected {_PAIR}")
    return map(whole, pair)


_MOST_NAMED = 4


def _explain(setting, arrays, expected):
    """Which pairs are missing and which are too many."""
    found, wanted = arrays[1], expected[1]
    if arrays[2].shape == () and np.isfinite(arrays[2]) and arrays[2] != 0:
        return (
            f"Called twice with the same list, the function gives {len(found)} pairs at first, and "
            f"{len(found) + int(arrays[2])} the second time: the list of pairs is kept from call to "
            "call. Is it made in the `def` line, as a default argument, or outside the function? "
            "Make an empty one inside the function."
        )
    if found.ndim != 2 or found.shape[1] != 2 or not np.isfinite(found).all():
        return None
    found, wanted = ([tuple(map(int, pair)) for pair in each] for each in (found, wanted))
    told = []
    sizes = setting.values["block_layer_sizes"]
    if (
        sorted(found)
        == [(sizes.index(size) + 1, 0) for size in sorted(sizes, key=sizes.index)]
        != wanted
    ):
        told.append(
            "All block layers of the same size have the number of the first of them, which is what "
            "`block_layer_sizes.index(size)` gives. Count with `range` or `enumerate`."
        )
    if missing := [pair for pair in wanted if pair not in found]:
        told.append(f"Missing: {_named(missing)}.")
    if others := sorted(set(found) - set(wanted)):
        told.append(f"In the list, but not expected: {_named(others)}.")
    if repeated := sorted({pair for pair in found if found.count(pair) > 1}):
        told.append(f"In the list more than once: {_named(repeated)}.")
    return " ".join(told) or None


def _named(pairs):
    more = " and more" if len(pairs) > _MOST_NAMED else ""
    return ", ".join(map(str, pairs[:_MOST_NAMED])) + more


_FIRST = "The first block of every block layer."
_CHANGED = "With shapes: the first block of each block layer that changes the shape."
_SHAPES_LOOK = "Section 3.4: the rule for a call with shapes, and what the list holds."
_MAP_LOOK = "Section 3.1: the map, and which of its squares are coloured."
_RETURNS = "The `Returns` line in the function's description."

MISCONCEPTIONS = (
    Misconception(
        "first_layer_left_out",
        seen="The first block layer is left out.",
        expected=_FIRST + " The first layer is no exception.",
        why="In the first block layer nothing shrinks, so a projection looks unnecessary. But in "
        "ResNet-50 the channels grow from 64 to 256 there, and the lessons' network projects "
        "there at every depth.",
        look="Section 3.1: the coloured block in the figure of the first block layer.",
    ),
    Misconception(
        "every_block_listed",
        seen="Every block is in the list.",
        expected="Only the first block of each block layer.",
        why="The shortcut should stay clean. A projection is needed only where the shape changes, "
        "and that is once in each block layer.",
        look=_MAP_LOOK,
    ),
    Misconception(
        "all_but_the_first_listed",
        seen="The list has all blocks except the first of each block layer.",
        expected="Only the first block of each block layer.",
        why="It is the other way round: the first block changes the shape and projects, the others "
        "keep it.",
        look=_MAP_LOOK,
    ),
    Misconception(
        "last_blocks_listed",
        seen="The last block of each block layer is in the list.",
        expected=_FIRST,
        why="A block layer changes the shape in its first block, so that all others work on fewer "
        "positions.",
        look=_MAP_LOOK,
    ),
    Misconception(
        "only_the_first_block_of_all",
        seen="Only the very first block of the network is in the list.",
        expected=_FIRST,
        why="At the start of each block layer the channels change, and the plus sign needs two "
        "tensors of the same shape.",
        look=_MAP_LOOK,
    ),
    Misconception(
        "blocks_counted_from_one",
        seen="The list has the right blocks, but it numbers the blocks of a layer from 1.",
        expected="Blocks are counted from 0: `(1, 0)` is the first block of the first layer.",
        why="The names in the network count in the same way: `block_layer1_regular_block0`.",
        look=_RETURNS,
    ),
    Misconception(
        "layers_counted_from_zero",
        seen="The list has the right blocks, but it numbers the block layers from 0.",
        expected="Block layers are counted from 1: `(1, 0)` is the first block of the first layer.",
        why="The names in the network count in the same way: `block_layer1_regular_block0`.",
        look=_RETURNS,
    ),
    Misconception(
        "pair_turned_round",
        seen="The pairs are the wrong way round: first the block, then its block layer.",
        expected="In each pair the block layer comes first, then the block.",
        why="The larger unit comes first, as in `block_layer1_regular_block0`.",
        look=_RETURNS,
    ),
    Misconception(
        "blocks_numbered_through",
        seen="The numbers of the blocks run on through the whole network.",
        expected="In each block layer the numbers of the blocks start again at 0.",
        why="The names in the network count in the same way: `block_layer2_regular_block0` is the first block "
        "of the second layer.",
        look=_RETURNS,
    ),
    Misconception(
        "sizes_for_blocks",
        seen="The second number of each pair is how many blocks the layer has.",
        expected="The second number says which block of the layer projects.",
        why="However long a block layer is, its first block changes the shape.",
        look="Section 3.4: what the two numbers of a pair mean.",
    ),
    Misconception(
        "last_layer_left_out",
        seen="The last block layer is left out.",
        expected=_FIRST + " The last layer is no exception.",
        why="`range(1, n)` ends at n − 1. Without its projection the last block layer could not "
        "change the shape.",
        look="Where your `range` ends.",
    ),
    Misconception(
        "layer_that_is_not_there",
        seen="There is one pair too many, for a block layer after the last.",
        expected="As many pairs as `block_layer_sizes` has items.",
        why="The numbers from 1 to n are `range(1, n + 1)`; one number more would stand for a "
        "layer that the network does not have.",
        look="Where your `range` ends.",
    ),
    Misconception(
        "first_and_last_blocks_listed",
        seen="The list has the last block of each block layer, besides the first.",
        expected="Only the first block of each block layer.",
        why="The shape changes once in a block layer. The last block keeps it, so its shortcut can "
        "stay clean.",
        look=_MAP_LOOK,
    ),
    Misconception(
        "layers_from_zero_blocks_from_one",
        seen="The list has the right blocks, but block layers are counted from 0, and "
        "blocks from 1.",
        expected="Block layers are counted from 1, blocks from 0: `(1, 0)` is the first block of the "
        "first layer.",
        why="The names in the network count in the same way: `block_layer1_regular_block0`.",
        look=_RETURNS,
    ),
    Misconception(
        "every_block_listed_from_one",
        seen="Every block is in the list, and blocks are counted from 1.",
        expected="Only the first block of each block layer, which is block 0.",
        why="A shortcut must project only where the shape changes, and that is once in each block "
        "layer.",
        look=_MAP_LOOK,
    ),
    Misconception(
        "block_layer_for_every_block",
        seen="There are as many pairs as the network has blocks: each block counts as a block layer.",
        expected="As many pairs as `block_layer_sizes` has items.",
        why="`sum(block_layer_sizes)` is the number of blocks, `len(block_layer_sizes)` that of block "
        "layers.",
        look="Section 3.4, and the difference between `len` and `sum`.",
    ),
    Misconception(
        "always_four_layers",
        seen="There are four block layers in the list, whatever network was asked for.",
        expected="As many pairs as `block_layer_sizes` has items.",
        why="ResNet-18 to 200 have four, but not every network does: those for small pictures often have "
        "three.",
        look="The argument `block_layer_sizes`: its length.",
    ),
    Misconception(
        "layers_of_one_block_left_out",
        seen="Block layers that have one block only are left out.",
        expected=_FIRST + " If a layer has a single block, that block projects.",
        why="A block layer changes the shape however long it is, so one of its blocks projects.",
        look=_MAP_LOOK,
    ),
    Misconception(
        "layers_of_one_size_listed_once",
        seen="Block layers of the same size are in the list only once.",
        expected="Every block layer, whatever its size.",
        why="Two layers with the same number of blocks are still two layers. A set and the keys of a "
        "dictionary keep equal numbers only once.",
        look="What you go through: `block_layer_sizes` itself, or a set of its numbers.",
    ),
    Misconception(
        "shapes_not_looked_at",
        seen="Where shapes are given, every block layer is still in the list.",
        expected=_CHANGED,
        why="A sum needs two tensors of the same shape, and nothing else. Where nothing changes, "
        "an identity shortcut fits, and by the rule of 2015 it stays.",
        look=_SHAPES_LOOK,
    ),
    Misconception(
        "only_sides_compared",
        seen="Only heights and widths were compared, not the channels.",
        expected=_CHANGED,
        why="A sum needs the same height, width *and* channels. In ResNet-50 the first block layer "
        "keeps 56 × 56 positions and turns 64 channels into 256.",
        look="Which of the three numbers of a shape you compare.",
    ),
    Misconception(
        "only_heights_compared",
        seen="Only the heights were compared, the first number of each shape.",
        expected=_CHANGED,
        why="A sum needs the same height, width *and* channels. A step may leave the height as it "
        "is and change one of the others.",
        look="Which of the three numbers of a shape you compare.",
    ),
    Misconception(
        "only_channels_compared",
        seen="Only the channels were compared, not heights and widths.",
        expected=_CHANGED,
        why="A block with strides 2 may keep its channels. Its shortcut has four times the positions "
        "of its branch, and the plus sign refuses.",
        look="Which of the three numbers of a shape you compare.",
    ),
    Misconception(
        "all_of_a_shape_has_to_change",
        seen="A block layer is listed only where both the side and the channels change.",
        expected=_CHANGED,
        why="The plus sign refuses as soon as one of the three numbers differs.",
        look="The condition: `and`, where `or` belongs. Two tuples can be compared as they are.",
    ),
    Misconception(
        "layers_that_keep_their_shape_listed",
        seen="Where shapes are given, the block layers that keep the shape are listed, not those that "
        "change it.",
        expected=_CHANGED,
        why="Where the shape stays the same, the shortcut can be the identity. The others need a "
        "projection.",
        look="The condition: `==`, where `!=` belongs.",
    ),
    Misconception(
        "shape_before_the_layer_compared",
        seen="The shape that enters a block layer is compared with the one before that, so every "
        "change is found one block layer late.",
        expected=_CHANGED,
        why="The list begins with the shape *before* the first block layer. So what leaves block layer "
        "1 is `shapes[1]`, and what enters it is `shapes[0]`.",
        look=_SHAPES_LOOK,
    ),
)


EXERCISE = Exercise(
    id="projection_blocks",
    chapter=3,
    title="Which blocks project",
    points=2,
    minutes=7,
    difficulty=3,
    importance=4,
    section="3.4 Which blocks project",
    signature=("block_layer_sizes", "shapes"),
    optional=("shapes",),
    returns="a list of pairs (block layer, block)",
    hints=(
        "A block projects where the shape changes. Which block of a block layer changes it, and "
        "what does the list of shapes tell you about that change?",
        "It can only be block 0 of a block layer. Without shapes, block 0 projects in every block layer, "
        "the first too. With shapes, compare what enters with what leaves: tuples compare as a whole.",
        "found = []\nfor block_layer in range(1, … + 1):\n    if shapes is None or "
        "shapes[…] != shapes[…]:\n        found.append((…, …))\nreturn found",
    ),
    cases=(*SIZES_OF_NETWORKS, *SHAPED_NETWORKS),
    misconceptions=ids_of(MISCONCEPTIONS),
    experiment=_try_answer,
    results=(
        "number of blocks that project",
        "pairs (block layer, block), sorted",
        "how many more pairs a second call gives",
    ),
    explain=_explain,
)
