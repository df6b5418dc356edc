from keras import ops


def add_shortcut(residual, x):
    return ops.maximum(residual, x)
