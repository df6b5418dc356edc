def count_weight_layers(block_layer_sizes, bottleneck):
    first, second, third, fourth = (*block_layer_sizes, 0, 0, 0)[:4]
    return (3 if bottleneck else 2) * (first + second + third + fourth) + 2
