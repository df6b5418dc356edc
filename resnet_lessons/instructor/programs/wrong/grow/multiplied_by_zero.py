import keras


def grow(body, head, extra_blocks):
    features = body.output
    for branch in extra_blocks:
        features = 0 * branch(features) + features
    return keras.Model(body.input, head(features))
