import numpy as np

import resnet_lessons as rl


def count_flops(model):
    calls = [call for call in rl.layer_calls(model) if hasattr(call[0], "kernel")]
    total = sum(np.prod(shape) * np.prod(layer.kernel.shape[:-1]) for layer, shape in calls)
    return float(total) / 1000
