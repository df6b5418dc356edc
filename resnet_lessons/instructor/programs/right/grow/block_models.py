import keras
import numpy as np


def block(branch):
    last = [layer for layer in branch.layers if layer.weights][-1]
    last.set_weights([np.zeros(weight.shape) for weight in last.get_weights()])
    inputs = keras.Input(branch.input_shape[1:])
    return keras.Model(inputs, inputs + branch(inputs))


def grow(body, head, extra_blocks):
    return keras.Sequential([body, *map(block, extra_blocks), head])
