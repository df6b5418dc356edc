import numpy as np

import resnet_lessons as rl


def count_flops(model):
    total = 0
    for layer, shape in rl.layer_calls(model):
        if not hasattr(layer, "kernel"):
            continue
        filters = layer.kernel.shape[-1]
        positions = np.prod(shape) // filters
        total += positions * np.prod(layer.kernel.shape)
    return total
