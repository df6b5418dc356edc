from keras import ops


def count_weight_layers(block_layer_sizes, bottleneck):
    return ops.sum(ops.convert_to_tensor(block_layer_sizes)) * (2 + int(bottleneck)) + 2
