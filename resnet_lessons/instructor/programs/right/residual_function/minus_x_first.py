def residual_function(optimal_mapping, x):
    return -x + optimal_mapping(x)
