"""Chapter 3, block layers: what is asked."""

import numpy as np

from resnet_lessons.course.exercises.answers_as_numbers import numbers, whole
from resnet_lessons.course.exercises.exercise import Case, Exercise, Setting, Unexpected
from resnet_lessons.network.depths import BLOCK_LAYER_SIZES

_PAIR = "pairs (block layer, block)"


def _layer(
    num_layers,
    height,
    width,
    channels,
    filters,
    strides,
    num_blocks,
    is_training,
    data_format="channels_last",
):
    arguments = {
        "filters": filters,
        "strides": strides,
        "num_blocks": num_blocks,
        "is_training": is_training,
        "index": 1,
    }
    return Case(height, width, channels, arguments, num_layers, data_format)


BLOCK_LAYER = Exercise(
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
        "One block is different from the others. Which, and what does it do that the others need "
        "not do again?",
        "How many channels leave a block? `filters`, or four times as many when "
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
        _layer(18, 8, 7, 3, 4, 2, 3, False),
        _layer(18, 4, 3, 4, 4, 1, 2, False),
        _layer(18, 4, 5, 3, 4, 1, 1, True),
        _layer(50, 6, 5, 4, 2, 2, 2, False),
        _layer(50, 3, 4, 8, 2, 1, 3, True, "channels_first"),
        _layer(18, 6, 5, 3, 4, 2, 2, True, "channels_first"),
    ),
    misconceptions=(
        "stride_in_every_block",
        "every_block_like_the_first",
        "stride_missing_in_layer",
        "projection_in_every_block",
        "layer_projection_only_where_stride",
        "layer_projection_missing",
        "shortcut_not_expanded",
        "blocks_fed_layer_input",
        "one_block_too_many",
        "one_block_too_few",
        "training_flag_dropped",
        "training_always_on",
    ),
)


def _sizes(text, block_layer_sizes, bottleneck=False):
    return Setting(text, {"block_layer_sizes": block_layer_sizes, "bottleneck": bottleneck})


def _made_up(block_layer_sizes, bottleneck=False):
    kind = "bottleneck" if bottleneck else "regular"
    return _sizes(
        f"block layers of {block_layer_sizes} {kind} blocks", block_layer_sizes, bottleneck
    )


# Besides the six networks some that do not exist, so that a table of the six is no answer.
_NETWORKS = (
    *(
        _sizes(f"ResNet-{num_layers}, {sizes}", sizes, bottleneck=num_layers >= 50)
        for num_layers, sizes in BLOCK_LAYER_SIZES.items()
    ),
    _made_up([1]),
    _made_up([3, 1], bottleneck=True),
    _made_up([5, 2, 7]),
    _made_up([2, 1, 4, 3, 2], bottleneck=True),
)


def _count(function, setting, seed):
    values = setting.values
    return (whole(function(list(values["block_layer_sizes"]), values["bottleneck"])),)


def _list_projections(function, setting, seed):
    """How many pairs there are, and the pairs in their order."""
    answer = numbers(function(list(setting.values["block_layer_sizes"])), f"a list of {_PAIR}")
    pairs = sorted(tuple(_pair(item)) for item in answer)
    return np.float32(len(pairs)), np.array(pairs, "float32").reshape(-1, 2)


def _pair(item):
    pair = numbers(item, f"a pair: the answer is a list of {_PAIR}")
    if len(pair) != 2:
        raise Unexpected(f"an item of the answer holds {len(pair)} numbers, expected {_PAIR}")
    return map(whole, pair)


COUNT_WEIGHT_LAYERS = Exercise(
    id="count_weight_layers",
    chapter=3,
    title="Where the name comes from",
    points=2,
    minutes=5,
    difficulty=2,
    importance=3,
    section="3.3 Counting weight layers",
    signature=("block_layer_sizes", "bottleneck"),
    returns="a whole number",
    hints=(
        "Walk through the network from the image to the logits, on the residual branches. Count "
        "each convolution and the dense layer; leave the projections aside.",
        "One convolution stands before the blocks and one dense layer after them. Each block "
        "brings three convolutions when `bottleneck` is true, else two, and "
        "`sum(block_layer_sizes)` is the number of blocks.",
        "layers_per_block = … if bottleneck else …\nreturn 1 + … * sum(…) + 1",
    ),
    cases=_NETWORKS,
    misconceptions=(
        "stem_or_dense_forgotten",
        "stem_and_dense_forgotten",
        "projections_counted",
        "always_two_per_block",
        "always_three_per_block",
        "two_and_three_swapped",
        "one_per_block",
        "one_block_per_layer",
        "normalizations_counted",
        "pooling_counted",
        "additions_counted",
    ),
    experiment=_count,
    results=("weight layers",),
)

PROJECTION_BLOCKS = Exercise(
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
    cases=_NETWORKS,
    misconceptions=(
        "first_layer_left_out",
        "every_block_listed",
        "all_but_the_first_listed",
        "last_blocks_listed",
        "only_the_first_block_of_all",
        "blocks_counted_from_one",
        "layers_counted_from_zero",
        "pair_turned_round",
        "blocks_numbered_through",
        "sizes_for_blocks",
    ),
    experiment=_list_projections,
    results=("number of blocks that project", "pairs (block layer, block), sorted"),
)

EXERCISES = (BLOCK_LAYER, COUNT_WEIGHT_LAYERS, PROJECTION_BLOCKS)
