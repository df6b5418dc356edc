"""Wrong variants of `count_weight_layers`, as edits, and how hidden settings are sampled."""

from resnet_lessons.instructor.exercises.sampling import SIZES_OF_NETWORKS

_SUM = "sum(block_layer_sizes)"
_BLOCKS = f"layers_per_block * {_SUM}"
_COUNT = f"1 + {_BLOCKS} + 1"
_PER_BLOCK = "3 if bottleneck else 2"

EDITS = {
    "stem_or_dense_forgotten": [(_COUNT, f"1 + {_BLOCKS}")],
    "stem_and_dense_forgotten": [(_COUNT, _BLOCKS)],
    "projections_counted": [(_COUNT, f"{_COUNT} + len(block_layer_sizes)")],
    "always_two_per_block": [(_PER_BLOCK, "2")],
    "always_three_per_block": [(_PER_BLOCK, "3")],
    "two_and_three_swapped": [(_PER_BLOCK, "2 if bottleneck else 3")],
    "one_per_block": [(_PER_BLOCK, "1")],
    "one_block_per_layer": [("sum(block_layer_sizes)", "len(block_layer_sizes)")],
    # One before each convolution of a block, and one at the end.
    "normalizations_counted": [(_COUNT, f"2 + 2 * {_BLOCKS} + 1")],
    "pooling_counted": [(_COUNT, f"{_COUNT} + 1")],
    "additions_counted": [(_COUNT, f"{_COUNT} + sum(block_layer_sizes)")],
    "sizes_multiplied": [(_SUM, "int(np.prod(block_layer_sizes))")],
    "longest_layer_only": [(_SUM, "max(block_layer_sizes)")],
    "first_layer_only": [(_SUM, "block_layer_sizes[0]")],
    "last_layer_only": [(_SUM, "block_layer_sizes[-1]")],
    "last_layer_not_counted": [(_SUM, "sum(block_layer_sizes[:-1])")],
    "first_layer_not_counted": [(_SUM, "sum(block_layer_sizes[1:])")],
    "sizes_averaged": [(_SUM, "round(np.mean(block_layer_sizes))")],
}


HIDDEN_SETTINGS = SIZES_OF_NETWORKS
