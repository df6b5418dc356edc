"""Wrong programs for `zero_gamma` that are nobody's misconception."""

# %% half_of_gamma
from keras import layers


def zero_gamma(branches):
    silent = []
    for name, branch in branches.items():
        if isinstance(branch[-1], layers.BatchNormalization):
            branch[-1].gamma.assign(branch[-1].gamma / 2)
            silent.append(name)
    return silent


# %% nothing_returned
from keras import layers, ops


def zero_gamma(branches):
    for branch in branches.values():
        if isinstance(branch[-1], layers.BatchNormalization):
            branch[-1].gamma.assign(ops.zeros_like(branch[-1].gamma))


# %% moving_mean_zeroed
from keras import layers, ops


def zero_gamma(branches):
    silent = []
    for name, branch in branches.items():
        if isinstance(branch[-1], layers.BatchNormalization):
            branch[-1].moving_variance.assign(ops.zeros_like(branch[-1].moving_variance))
            silent.append(name)
    return silent


# %% number_returned
from keras import layers, ops


def zero_gamma(branches):
    silent = 0
    for branch in branches.values():
        if isinstance(branch[-1], layers.BatchNormalization):
            branch[-1].gamma.assign(ops.zeros_like(branch[-1].gamma))
            silent += 1
    return silent
