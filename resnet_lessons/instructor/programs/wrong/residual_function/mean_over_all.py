from keras import ops


def residual_function(optimal_mapping, x):
    return ops.mean(optimal_mapping(x) - x)
