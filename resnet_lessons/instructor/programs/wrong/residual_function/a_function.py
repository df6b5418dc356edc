def residual_function(optimal_mapping, x):
    return lambda y: optimal_mapping(y) - y
