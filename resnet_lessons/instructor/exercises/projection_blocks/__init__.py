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
}


HIDDEN_SETTINGS = SIZES_OF_NETWORKS
