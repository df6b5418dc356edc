"""Chapter 3: each misconception as pairs (text of the answer, what is written instead)."""

_FIRST = "block(inputs, filters, strides, is_training, 0, shortcut_filters)"
_OTHER = "block(outputs, filters, 1, is_training, block_index)"

_BLOCK_LAYER = {
    "stride_in_every_block": [(_OTHER, _OTHER.replace("1, is_training", "strides, is_training"))],
    "every_block_like_the_first": [
        (_OTHER, "block(outputs, filters, strides, is_training, block_index, shortcut_filters)")
    ],
    "stride_missing_in_layer": [(_FIRST, _FIRST.replace("strides", "1"))],
    "projection_in_every_block": [
        (_OTHER, "block(outputs, filters, 1, is_training, block_index, shortcut_filters)")
    ],
    "layer_projection_only_where_stride": [
        (_FIRST, _FIRST.replace("shortcut_filters", "shortcut_filters if strides > 1 else None"))
    ],
    "layer_projection_missing": [(_FIRST, _FIRST.replace(", shortcut_filters", ""))],
    "shortcut_not_expanded": [("4 * filters if self.bottleneck else filters", "filters")],
    "blocks_fed_layer_input": [(_OTHER, _OTHER.replace("outputs", "inputs"))],
    "one_block_too_many": [("range(1, num_blocks)", "range(num_blocks)")],
    "one_block_too_few": [("range(1, num_blocks)", "range(1, num_blocks - 1)")],
    "training_flag_dropped": [
        (_FIRST, _FIRST.replace("is_training", "False")),
        (_OTHER, _OTHER.replace("is_training", "False")),
    ],
    "training_always_on": [
        (_FIRST, _FIRST.replace("is_training", "True")),
        (_OTHER, _OTHER.replace("is_training", "True")),
    ],
}

_BLOCKS = "layers_per_block * sum(block_layer_sizes)"
_COUNT = f"1 + {_BLOCKS} + 1"
_PER_BLOCK = "3 if bottleneck else 2"

_COUNT_WEIGHT_LAYERS = {
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
}

_EACH_LAYER = "[(block_layer, 0) for block_layer in range(1, number_of_layers + 1)]"
_EACH_BLOCK = (
    "for block_layer, size in enumerate(block_layer_sizes, start=1) for block in range({})"
)
_EVERY_BLOCK = f"[(block_layer, block) {_EACH_BLOCK.format('size')}]"

_PROJECTION_BLOCKS = {
    "first_layer_left_out": [("range(1, number_of_layers", "range(2, number_of_layers")],
    "every_block_listed": [(_EACH_LAYER, _EVERY_BLOCK)],
    "all_but_the_first_listed": [(_EACH_LAYER, _EVERY_BLOCK.replace("range(", "range(1, "))],
    "last_blocks_listed": [(_EACH_LAYER, _EVERY_BLOCK.replace("range(", "range(size - 1, "))],
    "only_the_first_block_of_all": [(_EACH_LAYER, "[(1, 0)]")],
    "blocks_counted_from_one": [("(block_layer, 0)", "(block_layer, 1)")],
    "layers_counted_from_zero": [("range(1, number_of_layers + 1)", "range(number_of_layers)")],
    "pair_turned_round": [("(block_layer, 0)", "(0, block_layer)")],
    "blocks_numbered_through": [
        ("(block_layer, 0)", "(block_layer, sum(block_layer_sizes[: block_layer - 1]))")
    ],
    "sizes_for_blocks": [(_EACH_LAYER, "list(enumerate(block_layer_sizes, start=1))")],
}

EDITS = {
    "block_layer": _BLOCK_LAYER,
    "count_weight_layers": _COUNT_WEIGHT_LAYERS,
    "projection_blocks": _PROJECTION_BLOCKS,
}
