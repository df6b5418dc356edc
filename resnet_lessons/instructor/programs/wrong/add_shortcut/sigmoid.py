from keras import ops


def add_shortcut(residual, x):
    return ops.sigmoid(residual + x)
