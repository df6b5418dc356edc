def projection_blocks(block_layer_sizes):
    return []
