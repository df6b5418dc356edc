"""Right programs for `add_shortcut`, each in another style."""

# %% keras_functions
from keras import ops


def add_shortcut(residual, x):
    return ops.add(residual, x)


# %% keras_layer
from keras import layers


def add_shortcut(residual, x):
    return layers.Add()([x, residual])


# %% minus_minus
def add_shortcut(f, inputs):
    return f - (-inputs)


# %% numpy_arrays
import numpy as np


def add_shortcut(residual, x):
    return np.asarray(residual) + np.asarray(x)


# %% summed_stack
from keras import ops


def add_shortcut(residual, x):
    return ops.sum(ops.stack([residual, x]), axis=0)
