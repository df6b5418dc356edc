import keras
from keras import ops


def grow(body, head, extra_blocks):
    features = body.output
    for branch in extra_blocks:
        for weight in branch.trainable_weights:
            weight.assign(ops.zeros_like(weight))
        features = branch(features) + features
    return keras.Model(body.input, head(features))
