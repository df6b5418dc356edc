"""Right programs for `projection_blocks`, each in another style."""


# %% every_block_asked
def projection_blocks(block_layer_sizes, shapes=None):
    blocks = [
        (layer + 1, block)
        for layer in range(len(block_layer_sizes))
        for block in range(block_layer_sizes[layer])
    ]
    return [
        (layer, block)
        for layer, block in blocks
        if block == 0 and (shapes is None or shapes[layer] != shapes[layer - 1])
    ]


# %% numpy
import numpy as np


def projection_blocks(block_layer_sizes, shapes=None):
    layers = np.arange(1, len(block_layer_sizes) + 1)
    if shapes is not None:
        layers = layers[np.any(np.diff(np.array(shapes), axis=0) != 0, axis=1)]
    return np.stack([layers, np.zeros_like(layers)], axis=1)


# %% straight
def projection_blocks(block_layer_sizes, shapes=None):
    pairs = []
    for number, _ in enumerate(block_layer_sizes, start=1):
        if shapes:
            (height, width, channels), leaving = shapes[number - 1], shapes[number]
            if height == leaving[0] and width == leaving[1] and channels == leaving[2]:
                continue
        pairs.append((number, 0))
    return pairs


# %% zip_of_two
from itertools import pairwise


def projection_blocks(block_layer_sizes, shapes=None):
    first = set(
        zip(range(1, 1 + len(block_layer_sizes)), [0] * len(block_layer_sizes), strict=True)
    )
    if shapes is None:
        return first
    steps = enumerate(pairwise(shapes), start=1)
    return first - {(number, 0) for number, (enters, leaves) in steps if enters == leaves}
