def projection_blocks(block_layer_sizes):
    return [(number + 1, 0, True) for number in range(len(block_layer_sizes))]
