"""Right programs for `grow`, each in another style."""

# %% add_layer
import keras
from keras import layers


def grow(body, head, extra_blocks):
    outputs = body.outputs[0]
    for branch in extra_blocks:
        last = next(layer for layer in reversed(branch.layers) if layer.weights)
        for weight in last.trainable_weights:
            weight.assign(weight * 0)
        outputs = layers.Add()([outputs, branch(outputs)])
    return keras.Model(body.inputs, head(outputs))


# %% block_class
import keras


class Block(keras.layers.Layer):
    def __init__(self, branch):
        super().__init__()
        self.branch = branch
        last = [layer for layer in branch.layers if layer.weights][-1]
        for weight in last.trainable_weights:
            weight.assign(keras.ops.zeros(weight.shape))

    def call(self, inputs):
        return inputs + self.branch(inputs)


def grow(body, head, extra_blocks):
    outputs = body.output
    for branch in extra_blocks:
        outputs = Block(branch)(outputs)
    return keras.Model(body.input, head(outputs))


# %% block_models
import keras
import numpy as np


def block(branch):
    last = [layer for layer in branch.layers if layer.weights][-1]
    last.set_weights([np.zeros(weight.shape) for weight in last.get_weights()])
    inputs = keras.Input(branch.input_shape[1:])
    return keras.Model(inputs, inputs + branch(inputs))


def grow(body, head, extra_blocks):
    return keras.Sequential([body, *map(block, extra_blocks), head])


# %% called_body
import keras


def zero(branch):
    last = [layer for layer in branch.layers if layer.weights][-1]
    for weight in last.trainable_weights:
        weight.assign(keras.ops.zeros_like(weight))


def grow(body, head, extra_blocks):
    images = keras.Input(body.input_shape[1:])
    x = body(images)
    for branch in extra_blocks:
        zero(branch)
        x = x + branch(x)
    return keras.Model(images, head(x))


# %% model_class
import keras


class Grown(keras.Model):
    def __init__(self, body, head, extra_blocks):
        super().__init__()
        self.body, self.head, self.extra_blocks = body, head, list(extra_blocks)

    def call(self, images):
        features = self.body(images)
        for branch in self.extra_blocks:
            features = branch(features) + features
        return self.head(features)


def grow(body, head, extra_blocks):
    for branch in extra_blocks:
        last = [layer for layer in branch.layers if layer.weights][-1]
        for weight in last.trainable_weights:
            weight.assign(keras.ops.zeros_like(weight))
    return Grown(body, head, extra_blocks)


# %% recursion
import keras


def _append(features, branches):
    if not branches:
        return features
    branch, *others = branches
    for weight in [layer for layer in branch.layers if layer.weights][-1].trainable_weights:
        weight.assign(0 * weight)
    return _append(keras.layers.add([features, branch(features)]), others)


def grow(body, head, extra_blocks):
    return keras.Model(body.input, head(_append(body.output, list(extra_blocks))))


# %% reduce
from functools import reduce

import keras


def _zero(branch):
    for weight in [layer for layer in branch.layers if layer.weights][-1].trainable_weights:
        weight.assign_sub(weight)
    return branch


def grow(body, head, extra_blocks):
    features = reduce(lambda x, branch: _zero(branch)(x) + x, extra_blocks, body.output)
    return keras.Model(body.input, head(features))


# %% zeroed_before
import keras
from keras import ops


def grow(b, h, blocks):
    lasts = [[layer for layer in block.layers if layer.weights][-1] for block in blocks]
    for weight in [weight for last in lasts for weight in last.trainable_weights]:
        weight.assign(ops.zeros_like(weight))
    images = keras.Input(b.input.shape[1:])
    features = b(images)
    for block in blocks:
        features = ops.add(block(features), features)
    return keras.Model(inputs=images, outputs=h(features), name="grown")


# %% scale_of_zero
import keras
from keras import layers


def grow(body, head, extra_blocks):
    features = body.output
    for branch in extra_blocks:
        added = layers.BatchNormalization(gamma_initializer="zeros")(branch(features))
        features = features + added
    return keras.Model(body.input, head(features))


# %% gate
import keras
from keras import layers


class Gate(layers.Layer):
    """A number that starts at zero and is learnt (Bachlechner et al. 2020, ReZero)."""

    def build(self, input_shape):
        self.alpha = self.add_weight(shape=(), initializer="zeros", name="alpha")

    def call(self, inputs):
        return self.alpha * inputs


def grow(body, head, extra_blocks):
    features = body.output
    for branch in extra_blocks:
        features = layers.Add()([features, Gate()(branch(features))])
    return keras.Model(body.input, head(features))


# %% scale_of_each_channel
import keras
from keras import layers


class Scale(layers.Layer):
    """One number for each channel, zero at first (as in Touvron et al. 2021, LayerScale)."""

    def __init__(self, channels):
        super().__init__()
        self.gamma = self.add_weight(shape=(channels,), initializer=keras.initializers.Constant(0))

    def call(self, inputs):
        return inputs * self.gamma


def grow(body, head, extra_blocks):
    features = body.output
    for branch in extra_blocks:
        features = Scale(features.shape[-1])(branch(features)) + features
    return keras.Model(body.input, head(features))


# %% convolution_of_zeros
import keras
from keras import layers


def grow(body, head, extra_blocks):
    x = body.output
    for branch in extra_blocks:
        zero = layers.Conv2D(x.shape[-1], 1, kernel_initializer="zeros")
        x = x + zero(branch(x))
    return keras.Model(body.input, head(x))


# %% every_layer_called
import keras


def grow(body, head, extra_blocks):
    x = body.output
    for branch in extra_blocks:
        last = [layer for layer in branch.layers if layer.weights][-1]
        for weight in last.trainable_weights:
            weight.assign(keras.ops.zeros_like(weight))
        y = x
        for layer in branch.layers[1:]:
            y = layer(y)
        x = keras.layers.add([x, y])
    return keras.Model(body.input, head(x))
