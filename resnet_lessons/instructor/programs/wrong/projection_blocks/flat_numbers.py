def projection_blocks(block_layer_sizes):
    return [sum(block_layer_sizes[:number]) for number in range(len(block_layer_sizes))]
