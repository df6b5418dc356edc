from keras import ops


def residual_function(optimal_mapping, x):
    return ops.subtract(optimal_mapping(x), x)
