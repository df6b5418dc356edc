import numpy as np


def count_weight_layers(block_layer_sizes, bottleneck):
    per_block = np.array([2, 3])[int(bottleneck)]
    return np.sum(np.array(block_layer_sizes) * per_block) + 2
