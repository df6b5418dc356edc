"""Wrong programs for `zero_mapping` that are nobody's misconception."""

# %% another_model
import keras


def zero_mapping(residual_branch):
    inputs = keras.Input(residual_branch.input_shape[1:])
    channels = residual_branch.output_shape[-1]
    convolution = keras.layers.Conv2D(
        channels, 3, padding="same", kernel_initializer=lambda shape, dtype: keras.ops.zeros(shape)
    )
    return keras.Model(inputs, 0 * convolution(inputs))


# %% frozen
def zero_mapping(residual_branch):
    residual_branch.trainable = False
    return residual_branch


# %% layer_returned
from keras import ops


def zero_mapping(residual_branch):
    last = [layer for layer in residual_branch.layers if layer.weights][-1]
    for weight in last.trainable_weights:
        weight.assign(ops.zeros_like(weight))
    return last


# %% nothing_returned
from keras import ops


def zero_mapping(residual_branch):
    last = [layer for layer in residual_branch.layers if layer.weights][-1]
    for weight in last.trainable_weights:
        weight.assign(ops.zeros_like(weight))


# %% tiny_random_weights
import keras


def zero_mapping(residual_branch):
    last = [layer for layer in residual_branch.layers if layer.weights][-1]
    for number, weight in enumerate(last.trainable_weights):
        weight.assign(keras.random.normal(weight.shape, stddev=1e-6, seed=number))
    return residual_branch
