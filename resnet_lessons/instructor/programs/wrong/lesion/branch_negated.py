import keras


def lesion(model, block_name):
    shortcut = model.get_layer(f"{block_name}_shortcut").output
    residual = model.get_layer(f"{block_name}_residual").output
    output = model.get_layer(f"{block_name}_output").output
    rest = keras.Model(output, model.output)
    return keras.Model(model.input, rest(keras.layers.subtract([shortcut, residual])))
