from functools import reduce

import keras


def _zero(branch):
    for weight in [layer for layer in branch.layers if layer.weights][-1].trainable_weights:
        weight.assign_sub(weight)
    return branch


def grow(body, head, extra_blocks):
    features = reduce(lambda x, branch: _zero(branch)(x) + x, extra_blocks, body.output)
    return keras.Model(body.input, head(features))
