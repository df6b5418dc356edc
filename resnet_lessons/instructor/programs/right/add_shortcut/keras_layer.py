from keras import layers


def add_shortcut(residual, x):
    return layers.Add()([x, residual])
