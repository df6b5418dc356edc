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


# %% rectified_shortcut
from keras import ops


def add_shortcut(residual, x):
    return residual + ops.relu(x)


# %% one_after_the_other
from keras import ops


def add_shortcut(residual, x):
    return ops.concatenate([residual, x], axis=0)


# %% total
from keras import ops


def add_shortcut(residual, x):
    return ops.sum(residual + x)
