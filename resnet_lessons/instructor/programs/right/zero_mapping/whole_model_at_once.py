import numpy as np


def zero_mapping(residual_branch):
    last = [layer for layer in residual_branch.layers if layer.weights][-1]
    names = {weight.path for weight in last.trainable_weights}
    residual_branch.set_weights(
        [
            np.zeros(weight.shape) if weight.path in names else np.array(weight)
            for weight in residual_branch.weights
        ]
    )
    return residual_branch
