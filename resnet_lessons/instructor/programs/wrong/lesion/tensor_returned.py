import keras


def lesion(model, block_name):
    shortcut = model.get_layer(f"{block_name}_shortcut").output
    output = model.get_layer(f"{block_name}_output").output
    return keras.Model(output, model.output)(shortcut)
