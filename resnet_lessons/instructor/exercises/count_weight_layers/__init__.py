"""Wrong variants of `count_weight_layers`, as edits, and how hidden settings are sampled."""

from resnet_lessons.instructor.exercises.sampling import MIXED_NETWORKS, SIZES_OF_NETWORKS

_PER_BLOCK = "3 if is_bottleneck else 2"
_BLOCKS = "layers_per_block * num_blocks"
_ALL = "return 1 + count + 1"
_PAIRS = "zip(block_layer_sizes, bottleneck, strict=True)"
_ONE_FOR_ALL = "isinstance(bottleneck, bool)"
_A_LIST = "[bottleneck]"

EDITS = {
    "stem_or_dense_forgotten": [(_ALL, "return 1 + count")],
    "stem_and_dense_forgotten": [(_ALL, "return count")],
    "projections_counted": [(_ALL, f"{_ALL} + len(block_layer_sizes)")],
    "always_two_per_block": [(_PER_BLOCK, "2")],
    "always_three_per_block": [(_PER_BLOCK, "3")],
    "two_and_three_swapped": [(_PER_BLOCK, "2 if is_bottleneck else 3")],
    "one_per_block": [(_PER_BLOCK, "1")],
    "one_block_per_layer": [(_BLOCKS, "layers_per_block")],
    # One before each convolution of a block, and one at the end.
    "normalizations_counted": [(_ALL, "return 2 + 2 * count + 1")],
    "pooling_counted": [(_ALL, f"{_ALL} + 1")],
    "additions_counted": [(_ALL, f"{_ALL} + sum(block_layer_sizes)")],
    "sizes_multiplied": [
        (_PAIRS, "[(int(np.prod(block_layer_sizes)), bottleneck[0])]"),
    ],
    "longest_layer_only": [(_PAIRS, "[max(zip(block_layer_sizes, bottleneck, strict=True))]")],
    "first_layer_only": [(_PAIRS, f"list({_PAIRS})[:1]")],
    "last_layer_only": [(_PAIRS, f"list({_PAIRS})[-1:]")],
    "last_layer_not_counted": [(_PAIRS, f"list({_PAIRS})[:-1]")],
    "first_layer_not_counted": [(_PAIRS, f"list({_PAIRS})[1:]")],
    "sizes_averaged": [(_PAIRS, "[(round(np.mean(block_layer_sizes)), bottleneck[0])]")],
    "list_taken_for_a_truth_value": [(_ONE_FOR_ALL, "True"), (_A_LIST, "[bool(bottleneck)]")],
    "list_compared_with_true": [(_ONE_FOR_ALL, "True"), (_A_LIST, "[bottleneck is True]")],
    "kind_of_the_first_layer_for_all": [
        (_PER_BLOCK, "3 if bottleneck[0] else 2"),
    ],
}


HIDDEN_SETTINGS = (*SIZES_OF_NETWORKS, *MIXED_NETWORKS)
