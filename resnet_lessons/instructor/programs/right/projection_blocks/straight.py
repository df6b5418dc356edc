def projection_blocks(block_layer_sizes):
    pairs = []
    for number, _ in enumerate(block_layer_sizes, start=1):
        pairs.append((number, 0))
    return pairs
