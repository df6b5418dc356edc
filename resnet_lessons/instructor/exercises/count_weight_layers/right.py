"""Right programs for `count_weight_layers`, each in another style."""


# %% list_of_layers
def count_weight_layers(block_layer_sizes, bottleneck):
    layers = ["stem"]
    while block_layer_sizes:
        num_blocks = block_layer_sizes.pop(0)
        layers += num_blocks * (["1x1", "3x3", "1x1"] if bottleneck else ["3x3", "3x3"])
    return len([*layers, "dense"])


# %% loop
def count_weight_layers(block_layer_sizes, bottleneck):
    count = 1
    for num_blocks in block_layer_sizes:
        for _ in range(num_blocks):
            count += 3 if bottleneck else 2
    count += 1
    return count


# %% numpy
import numpy as np


def count_weight_layers(block_layer_sizes, bottleneck):
    per_block = np.array([2, 3])[int(bottleneck)]
    return np.sum(np.array(block_layer_sizes) * per_block) + 2


# %% tensor
from keras import ops


def count_weight_layers(block_layer_sizes, bottleneck):
    return ops.sum(ops.convert_to_tensor(block_layer_sizes)) * (2 + int(bottleneck)) + 2
