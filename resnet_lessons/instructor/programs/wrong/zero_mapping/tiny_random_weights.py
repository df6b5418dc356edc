import keras


def zero_mapping(residual_branch):
    last = [layer for layer in residual_branch.layers if layer.weights][-1]
    for number, weight in enumerate(last.trainable_weights):
        weight.assign(keras.random.normal(weight.shape, stddev=1e-6, seed=number))
    return residual_branch
