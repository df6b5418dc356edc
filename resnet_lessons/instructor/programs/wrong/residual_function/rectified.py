from keras import ops


def residual_function(optimal_mapping, x):
    return ops.relu(optimal_mapping(x) - x)
