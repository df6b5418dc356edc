"""Wrong programs for `add_shortcut` that are nobody's misconception."""


# %% both_in_a_list
def add_shortcut(residual, x):
    return [residual, x]


# %% half_the_shortcut
def add_shortcut(residual, x):
    return residual + 0.5 * x


# %% maximum
from keras import ops


def add_shortcut(residual, x):
    return ops.maximum(residual, x)


# %% normalised
from keras import layers


def add_shortcut(residual, x):
    return layers.LayerNormalization()(residual + x)


# %% sigmoid
from keras import ops


def add_shortcut(residual, x):
    return ops.sigmoid(residual + x)
