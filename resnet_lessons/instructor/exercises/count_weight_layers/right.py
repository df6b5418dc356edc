"""Right programs for `count_weight_layers`, each in another style."""


# %% list_of_layers
def count_weight_layers(block_layer_sizes, bottleneck):
    layers = ["stem"]
    kinds = bottleneck if isinstance(bottleneck, list) else [bottleneck] * len(block_layer_sizes)
    while block_layer_sizes:
        num_blocks, is_bottleneck = block_layer_sizes.pop(0), kinds.pop(0)
        layers += num_blocks * (["1x1", "3x3", "1x1"] if is_bottleneck else ["3x3", "3x3"])
    return len([*layers, "dense"])


# %% loop
def count_weight_layers(block_layer_sizes, bottleneck):
    count = 1
    for number, num_blocks in enumerate(block_layer_sizes):
        kind = bottleneck[number] if type(bottleneck) is list else bottleneck
        for _ in range(num_blocks):
            count += 3 if kind else 2
    count += 1
    return count


# %% numpy
import numpy as np


def count_weight_layers(block_layer_sizes, bottleneck):
    return np.sum(np.array(block_layer_sizes) * np.where(bottleneck, 3, 2)) + 2


# %% tensor
from keras import ops


def count_weight_layers(block_layer_sizes, bottleneck):
    sizes = ops.convert_to_tensor(block_layer_sizes)
    return ops.sum(sizes * (2 + ops.cast(ops.convert_to_tensor(bottleneck), sizes.dtype))) + 2
