import numpy as np


def residual_function(optimal_mapping, x):
    x = np.asarray(x)
    return np.asarray(optimal_mapping(x)) - x
