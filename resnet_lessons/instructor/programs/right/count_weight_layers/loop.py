def count_weight_layers(block_layer_sizes, bottleneck):
    count = 1
    for num_blocks in block_layer_sizes:
        for _ in range(num_blocks):
            count += 3 if bottleneck else 2
    count += 1
    return count
