import keras
from keras import ops


def zero(branch):
    last = [layer for layer in branch.layers if layer.weights][-1]
    for weight in last.trainable_weights:
        weight.assign(ops.zeros_like(weight))
    return branch


def grow(body, head, extra_blocks):
    features = body.output
    for branch in extra_blocks[1:] + extra_blocks[:1]:
        features = zero(branch)(features) + features
    return keras.Model(body.input, head(features))
