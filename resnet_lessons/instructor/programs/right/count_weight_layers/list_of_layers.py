def count_weight_layers(block_layer_sizes, bottleneck):
    layers = ["stem"]
    while block_layer_sizes:
        num_blocks = block_layer_sizes.pop(0)
        layers += num_blocks * (["1x1", "3x3", "1x1"] if bottleneck else ["3x3", "3x3"])
    return len([*layers, "dense"])
