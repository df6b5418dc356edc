def count_weight_layers(block_layer_sizes, bottleneck):
    return 2.5 * sum(block_layer_sizes) + 2.5
