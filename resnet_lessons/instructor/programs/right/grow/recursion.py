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
