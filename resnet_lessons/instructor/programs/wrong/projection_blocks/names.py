def projection_blocks(block_layer_sizes):
    return [f"block_layer{number + 1}_regular_block0" for number in range(len(block_layer_sizes))]
