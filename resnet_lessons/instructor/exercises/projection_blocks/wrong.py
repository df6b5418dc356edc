"""Wrong programs for `projection_blocks` that are nobody's misconception."""


# %% flat_numbers
def projection_blocks(block_layer_sizes):
    return [sum(block_layer_sizes[:number]) for number in range(len(block_layer_sizes))]


# %% names
def projection_blocks(block_layer_sizes):
    return [f"block_layer{number + 1}_regular_block0" for number in range(len(block_layer_sizes))]


# %% nothing
def projection_blocks(block_layer_sizes):
    return []


# %% triples
def projection_blocks(block_layer_sizes):
    return [(number + 1, 0, True) for number in range(len(block_layer_sizes))]


# %% generator
def projection_blocks(block_layer_sizes):
    for block_layer in reversed(range(len(block_layer_sizes))):
        yield [block_layer + 1, 0]
