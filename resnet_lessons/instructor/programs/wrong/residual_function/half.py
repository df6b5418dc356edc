def residual_function(optimal_mapping, x):
    return (optimal_mapping(x) - x) / 2
