def count_weight_layers(block_layer_sizes, bottleneck):
    return f"ResNet-{(3 if bottleneck else 2) * sum(block_layer_sizes) + 2}"
