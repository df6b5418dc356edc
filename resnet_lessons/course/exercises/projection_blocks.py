"""Which blocks project, as pairs (block layer, block)."""

import numpy as np

from resnet_lessons.course.exercises.answers_as_numbers import numbers, whole
from resnet_lessons.course.exercises.block_layer_sizes import SIZES_OF_NETWORKS
from resnet_lessons.course.exercises.exercise import Exercise, Misconception, Unexpected, ids_of

_PAIR = "pairs (block layer, block)"


def _try_answer(function, setting, seed):
    """How many pairs there are, and the pairs in their order."""
    answer = numbers(function(list(setting.values["block_layer_sizes"])), f"a list of {_PAIR}")
    pairs = sorted(tuple(_pair(item)) for item in answer)
    return np.float32(len(pairs)), np.array(pairs, "float32").reshape(-1, 2)


def _pair(item):
    pair = numbers(item, f"a pair: the answer is a list of {_PAIR}")
    if len(pair) != 2:
        raise Unexpected(f"an item of the answer holds {len(pair)} numbers, expected {_PAIR}")
    return map(whole, pair)


_MOST_NAMED = 4


def _explain(setting, arrays, expected):
    """Which pairs are missing and which are too many."""
    found, wanted = arrays[1], expected[1]
    if found.ndim != 2 or found.shape[1] != 2 or not np.isfinite(found).all():
        return None
    found, wanted = ([tuple(map(int, pair)) for pair in each] for each in (found, wanted))
    told = []
    if missing := [pair for pair in wanted if pair not in found]:
        told.append(f"Missing: {_named(missing)}.")
    if others := [pair for pair in found if pair not in wanted]:
        told.append(f"In the list, but not expected: {_named(others)}.")
    if len(set(found)) < len(found):
        told.append("Some pairs are in the list more than once.")
    return " ".join(told) or None


def _named(pairs):
    more = " and more" if len(pairs) > _MOST_NAMED else ""
    return ", ".join(map(str, pairs[:_MOST_NAMED])) + more


_FIRST = "The first block of every block layer."
_MAP_LOOK = "Section 3.1: the map, and which of its squares are coloured."
_RETURNS = "The line Returns in the function's description."

MISCONCEPTIONS = (
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


EXERCISE = Exercise(
    id="projection_blocks",
    chapter=3,
    title="Which blocks project",
    points=2,
    minutes=5,
    difficulty=2,
    importance=4,
    section="3.4 Which blocks project",
    signature=("block_layer_sizes",),
    returns="a list of pairs (block layer, block)",
    hints=(
        "A block projects where the shape changes. Which block of a block layer changes it, and "
        "does the first block layer make an exception?",
        "In every block layer, the first one too, it is block 0 and no other. So there are as many "
        "pairs as `block_layer_sizes` has items, and the numbers in it do not matter.",
        "return [(block_layer, …) for block_layer in range(1, … + 1)]",
    ),
    cases=SIZES_OF_NETWORKS,
    misconceptions=ids_of(MISCONCEPTIONS),
    experiment=_try_answer,
    results=("number of blocks that project", "pairs (block layer, block), sorted"),
    explain=_explain,
)
