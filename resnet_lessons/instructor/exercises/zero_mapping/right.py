"""Right programs for `zero_mapping`, each in another style."""


# %% by_attribute
def zero_mapping(residual_branch):
    for layer in residual_branch.layers[::-1]:
        found = False
        for name in ("kernel", "bias", "gamma", "beta"):
            weight = getattr(layer, name, None)
            if weight is not None:
                weight.assign(weight - weight)
                found = True
        if found:
            break
    return residual_branch


# %% initializer
import keras


def zero_mapping(residual_branch):
    zeros = keras.initializers.Zeros()
    layers = [layer for layer in residual_branch.layers if len(layer.weights) > 0]
    for weight in layers[-1].trainable_weights:
        weight.assign(zeros(weight.shape))
    return residual_branch


# %% kernel_and_bias
from keras import layers, ops


def zero_mapping(residual_branch):
    *_, last = (layer for layer in residual_branch.layers if layer.weights)
    if isinstance(last, layers.BatchNormalization):
        last.gamma.assign(ops.zeros(last.gamma.shape))
        last.beta.assign(ops.zeros(last.beta.shape))
    else:
        last.kernel.assign(ops.zeros(last.kernel.shape))
        if last.use_bias:
            last.bias.assign(ops.zeros(last.bias.shape))
    return residual_branch


# %% set_weights
import numpy as np


def zero_mapping(residual_branch):
    for layer in reversed(residual_branch.layers):
        if layer.trainable_weights:
            layer.set_weights([np.zeros(weight.shape) for weight in layer.get_weights()])
            return residual_branch


# %% subtracts_itself
def zero_mapping(branch):
    for weight in [layer for layer in branch.layers if layer.variables][-1].trainable_variables:
        weight.assign_sub(weight)
    return branch


# %% tensorflow
import tensorflow as tf


def zero_mapping(residual_branch):
    last = [layer for layer in residual_branch.layers if layer.weights][-1]
    for weight in last.trainable_weights:
        weight.assign(tf.zeros_like(weight))
    return residual_branch


# %% times_zero
def zero_mapping(residual_branch):
    last = next(layer for layer in residual_branch.layers[::-1] if layer.count_params())
    for weight in last.trainable_weights:
        weight.assign(weight * 0)
    return residual_branch


# %% whole_model_at_once
import numpy as np


def zero_mapping(residual_branch):
    last = [layer for layer in residual_branch.layers if layer.weights][-1]
    names = {weight.path for weight in last.trainable_weights}
    residual_branch.set_weights(
        [
            np.zeros(weight.shape) if weight.path in names else np.array(weight)
            for weight in residual_branch.weights
        ]
    )
    return residual_branch


# %% wrapped
import keras


def zero_mapping(residual_branch):
    last = [layer for layer in residual_branch.layers if layer.weights][-1]
    for weight in last.trainable_weights:
        weight.assign(keras.ops.zeros(weight.shape))
    return keras.Sequential([residual_branch])
