"""Right programs for `residual_function`, each in another style."""

# %% keras_functions
from keras import ops


def residual_function(optimal_mapping, x):
    return ops.subtract(optimal_mapping(x), x)


# %% minus_x_first
def residual_function(optimal_mapping, x):
    return -x + optimal_mapping(x)


# %% numpy_arrays
import numpy as np


def residual_function(optimal_mapping, x):
    x = np.asarray(x)
    return np.asarray(optimal_mapping(x)) - x


# %% renamed_parameters
def residual_function(h, inputs):
    target = h(inputs)
    f = target - inputs
    return f


# %% tensorflow
import tensorflow as tf


def residual_function(optimal_mapping, x):
    return tf.math.subtract(optimal_mapping(x), tf.identity(x))
