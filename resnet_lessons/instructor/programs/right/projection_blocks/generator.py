def projection_blocks(block_layer_sizes):
    for block_layer in reversed(range(len(block_layer_sizes))):
        yield [block_layer + 1, 0]
