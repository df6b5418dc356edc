def projection_blocks(block_layer_sizes):
    return set(zip(range(1, 1 + len(block_layer_sizes)), [0] * len(block_layer_sizes), strict=True))
