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


# %% every_gamma
from keras import layers, ops


def zero_mapping(residual_branch):
    for layer in residual_branch.layers:
        if isinstance(layer, layers.BatchNormalization):
            layer.gamma.assign(ops.zeros_like(layer.gamma))
    return residual_branch


# %% gradient_stopped
import keras
from keras import ops


def zero_mapping(residual_branch):
    last = [layer for layer in residual_branch.layers if layer.weights][-1]
    for weight in last.trainable_weights:
        weight.assign(ops.zeros_like(weight))
    return keras.Model(residual_branch.input, ops.stop_gradient(residual_branch.output))


# %% last_layer_frozen
from keras import ops


def zero_mapping(residual_branch):
    last = [layer for layer in residual_branch.layers if layer.weights][-1]
    for weight in last.trainable_weights:
        weight.assign(ops.zeros_like(weight))
    last.trainable = False
    return residual_branch


# %% copy
import keras
from keras import ops


def zero_mapping(residual_branch):
    copy = keras.models.clone_model(residual_branch)
    copy.set_weights(residual_branch.get_weights())
    last = [layer for layer in copy.layers if layer.weights][-1]
    for weight in last.trainable_weights:
        weight.assign(ops.zeros_like(weight))
    return copy


# %% all_of_the_last_two_layers
from keras import ops


def zero_mapping(residual_branch):
    for layer in [layer for layer in residual_branch.layers if layer.weights][-2:]:
        for weight in layer.trainable_weights:
            weight.assign(ops.zeros_like(weight))
    return residual_branch
