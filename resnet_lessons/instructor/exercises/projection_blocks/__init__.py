"""Wrong variants of `projection_blocks`, as edits, and how hidden settings are sampled."""

from resnet_lessons.instructor.exercises.sampling import SIZES_OF_NETWORKS

_EACH_LAYER = "[(block_layer, 0) for block_layer in range(1, number_of_layers + 1)]"
_EACH_BLOCK = (
    "for block_layer, size in enumerate(block_layer_sizes, start=1) for block in range({})"
)
_EVERY_BLOCK = f"[(block_layer, block) {_EACH_BLOCK.format('size')}]"

EDITS = {
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
    "last_layer_left_out": [("number_of_layers + 1)", "number_of_layers)")],
    "layer_that_is_not_there": [("number_of_layers + 1)", "number_of_layers + 2)")],
    "first_and_last_blocks_listed": [
        (
            _EACH_LAYER,
            f"{_EACH_LAYER} + {_EVERY_BLOCK.replace('range(', 'range(max(1, size - 1), ')}",
        )
    ],
    "layers_from_zero_blocks_from_one": [
        ("(block_layer, 0)", "(block_layer, 1)"),
        ("range(1, number_of_layers + 1)", "range(number_of_layers)"),
    ],
    "every_block_listed_from_one": [
        (_EACH_LAYER, _EVERY_BLOCK.replace("(block_layer, block)", "(block_layer, block + 1)"))
    ],
    "block_layer_for_every_block": [("len(block_layer_sizes)", "sum(block_layer_sizes)")],
    "always_four_layers": [("len(block_layer_sizes)", "4")],
    "layers_of_one_block_left_out": [
        (
            "number_of_layers + 1)]",
            "number_of_layers + 1) if block_layer_sizes[block_layer - 1] > 1]",
        )
    ],
    "layers_of_one_size_listed_once": [("len(block_layer_sizes)", "len(set(block_layer_sizes))")],
}


HIDDEN_SETTINGS = SIZES_OF_NETWORKS
