import keras


def lesion(model, block_name):
    shortcut = keras.ops.relu(model.get_layer(f"{block_name}_shortcut").output)
    output = model.get_layer(f"{block_name}_output").output
    rest = keras.Model(output, model.output)
    return keras.Model(model.input, rest(shortcut))
