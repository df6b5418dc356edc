def projection_blocks(block_layer_sizes):
    blocks = [
        (layer + 1, block)
        for layer in range(len(block_layer_sizes))
        for block in range(block_layer_sizes[layer])
    ]
    return [(layer, block) for layer, block in blocks if block == 0]
