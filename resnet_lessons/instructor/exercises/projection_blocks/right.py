"""Right programs for `projection_blocks`, each in another style."""


# %% every_block_asked
def projection_blocks(block_layer_sizes):
    blocks = [
        (layer + 1, block)
        for layer in range(len(block_layer_sizes))
        for block in range(block_layer_sizes[layer])
    ]
    return [(layer, block) for layer, block in blocks if block == 0]


# %% numpy
import numpy as np


def projection_blocks(block_layer_sizes):
    layers = np.arange(1, len(block_layer_sizes) + 1)
    return np.stack([layers, np.zeros_like(layers)], axis=1)


# %% straight
def projection_blocks(block_layer_sizes):
    pairs = []
    for number, _ in enumerate(block_layer_sizes, start=1):
        pairs.append((number, 0))
    return pairs


# %% zip_of_two
def projection_blocks(block_layer_sizes):
    return set(zip(range(1, 1 + len(block_layer_sizes)), [0] * len(block_layer_sizes), strict=True))
