"""Right programs for `zero_gamma`, each in another style."""

# %% by_attribute
from keras import ops


def zero_gamma(branches):
    silent = []
    for name in branches:
        last = branches[name][-1]
        if hasattr(last, "gamma"):
            last.gamma.assign(ops.zeros(last.gamma.shape))
            silent.append(name)
    return silent


# %% comprehension
import keras


def zero_gamma(branches):
    ends = {name: layers[-1] for name, layers in branches.items()}
    ends = {n: last for n, last in ends.items() if type(last) is keras.layers.BatchNormalization}
    for last in ends.values():
        last.gamma.assign(0 * last.gamma)
    return list(ends)


# %% set_weights
import numpy as np


def zero_gamma(branches):
    silent = ()
    for name, branch in branches.items():
        *_, last = branch
        if len(last.weights) == 4:
            gamma, *others = last.get_weights()
            last.set_weights([np.zeros_like(gamma), *others])
            silent += (name,)
    return silent
