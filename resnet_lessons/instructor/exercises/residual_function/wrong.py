"""Wrong programs for `residual_function` that are nobody's misconception."""


# %% a_function
def residual_function(optimal_mapping, x):
    return lambda y: optimal_mapping(y) - y


# %% half
def residual_function(optimal_mapping, x):
    return (optimal_mapping(x) - x) / 2


# %% mapping_of_x_minus_one
def residual_function(optimal_mapping, x):
    return optimal_mapping(x) - 1


# %% mean_over_all
from keras import ops


def residual_function(optimal_mapping, x):
    return ops.mean(optimal_mapping(x) - x)


# %% minus_twice_x
def residual_function(optimal_mapping, x):
    return optimal_mapping(x) - 2 * x


# %% product
def residual_function(optimal_mapping, x):
    return optimal_mapping(x) * x


# %% zeros
from keras import ops


def residual_function(optimal_mapping, x):
    return ops.zeros_like(x)
