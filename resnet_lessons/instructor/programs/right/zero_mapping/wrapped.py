import keras


def zero_mapping(residual_branch):
    last = [layer for layer in residual_branch.layers if layer.weights][-1]
    for weight in last.trainable_weights:
        weight.assign(keras.ops.zeros(weight.shape))
    return keras.Sequential([residual_branch])
