"""Wrong variants of `projection_blocks`, as edits, and how hidden settings are sampled."""

from resnet_lessons.instructor.exercises.sampling import SHAPED_NETWORKS, SIZES_OF_NETWORKS

_LAYERS = "range(1, len(block_layer_sizes) + 1)"
_PAIR = "pairs.append((block_layer, 0))"
_SIZE = "block_layer_sizes[block_layer - 1]"
_CHANGES = "shapes[block_layer - 1] != shapes[block_layer]"
_ENTERS, _LEAVES = "shapes[block_layer - 1]", "shapes[block_layer]"


def _listed(pair, blocks):
    """Several blocks of a block layer in the place of its first."""
    return [(_PAIR, f"pairs += [{pair} for block in {blocks}]")]


EDITS = {
    "first_layer_left_out": [("range(1, len(", "range(2, len(")],
    "every_block_listed": _listed("(block_layer, block)", f"range({_SIZE})"),
    "all_but_the_first_listed": _listed("(block_layer, block)", f"range(1, {_SIZE})"),
    "last_blocks_listed": [(_PAIR, f"pairs.append((block_layer, {_SIZE} - 1))")],
    "only_the_first_block_of_all": [("return pairs", "return [(1, 0)]")],
    "blocks_counted_from_one": [(_PAIR, "pairs.append((block_layer, 1))")],
    "layers_counted_from_zero": [(_PAIR, "pairs.append((block_layer - 1, 0))")],
    "pair_turned_round": [(_PAIR, "pairs.append((0, block_layer))")],
    "blocks_numbered_through": [
        (_PAIR, "pairs.append((block_layer, sum(block_layer_sizes[: block_layer - 1])))")
    ],
    "sizes_for_blocks": [(_PAIR, f"pairs.append((block_layer, {_SIZE}))")],
    "last_layer_left_out": [(_LAYERS, "range(1, len(block_layer_sizes))")],
    "layer_that_is_not_there": [
        ("return pairs", "return [*pairs, (len(block_layer_sizes) + 1, 0)]")
    ],
    "first_and_last_blocks_listed": _listed("(block_layer, block)", f"{{0, {_SIZE} - 1}}"),
    "layers_from_zero_blocks_from_one": [(_PAIR, "pairs.append((block_layer - 1, 1))")],
    "every_block_listed_from_one": _listed("(block_layer, block + 1)", f"range({_SIZE})"),
    "block_layer_for_every_block": [("len(block_layer_sizes)", "sum(block_layer_sizes)")],
    "always_four_layers": [("len(block_layer_sizes)", "4")],
    "layers_of_one_block_left_out": [
        (f"shapes is None or {_CHANGES}", f"{_SIZE} > 1 and (shapes is None or {_CHANGES})")
    ],
    "layers_of_one_size_listed_once": [("len(block_layer_sizes)", "len(set(block_layer_sizes))")],
    "shapes_not_looked_at": [(_CHANGES, "True")],
    "only_sides_compared": [(_CHANGES, f"{_ENTERS}[:2] != {_LEAVES}[:2]")],
    "only_heights_compared": [(_CHANGES, f"{_ENTERS}[0] != {_LEAVES}[0]")],
    "only_channels_compared": [(_CHANGES, f"{_ENTERS}[2] != {_LEAVES}[2]")],
    "all_of_a_shape_has_to_change": [
        (_CHANGES, f"({_ENTERS}[0] != {_LEAVES}[0] and {_ENTERS}[2] != {_LEAVES}[2])")
    ],
    "layers_that_keep_their_shape_listed": [(_CHANGES, f"{_ENTERS} == {_LEAVES}")],
    "shape_before_the_layer_compared": [(_CHANGES, f"shapes[block_layer - 2] != {_ENTERS}")],
}


HIDDEN_SETTINGS = (*SIZES_OF_NETWORKS, *SHAPED_NETWORKS)
